/** Writes the reports of a run into its folder. What goes wrong here is told, and changes neither verdict nor exit code. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Result } from '../harness/verdict/result.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'

export type Renderer = (result: Result) => string

/** File name → what it holds. */
export const renderers: Readonly<Record<string, Renderer>> = {
  'report.json': json,
  'junit.xml': junit,
  'index.html': html,
}

/** `name`: of the file in `recordings/`, with or without `.json`. */
export type SavedRecording = { name: string; json: string }

/**
 * Each file appears whole or not at all. Files of an earlier run are removed first, so that a report that cannot be written
 * leaves no old verdict in its place; a file that Padlock did not write is neither removed nor overwritten. Resolves to the
 * problems, in sentences.
 */
export const writeReports = async (
  result: Result,
  recordings: readonly SavedRecording[],
  folder: string,
  renderersOfRun: Readonly<Record<string, Renderer>> = renderers,
): Promise<string[]> => {
  const contents: [string, () => string][] = [
    ...recordings.map(({ name, json }): [string, () => string] => [recordingPath(name), () => json]),
    ...Object.entries(renderersOfRun).map(([file, render]): [string, () => string] => [file, () => render(result)]),
  ]
  await removeEarlierRecordings(folder)
  const problems: string[] = []
  for (const [file, content] of contents) {
    try {
      await replace(join(folder, file), content)
    } catch (error) {
      problems.push(`${join(folder, file)} was not written: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return problems
}

const recordingPath = (name: string): string => {
  const file = name.endsWith('.json') ? name : `${name}.json`
  return `recordings/${file.replace(/[^\w.-]/g, '-').replace(/^\.+/, '')}`
}

const replace = async (path: string, content: () => string): Promise<void> => {
  const earlier = await textOf(path)
  if (earlier !== null && !isOurs(earlier)) {
    throw new Error('a file that Padlock did not write stands there; choose another folder with --report-dir')
  }
  await rm(path, { force: true })
  const text = content()
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(draft, text)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/** All that we write bears the name somewhere, or is a recording. */
const isOurs = (text: string): boolean => /padlock/i.test(text) || journeysOwn.test(text)
const journeysOwn = /^\s*\{\s*"schemaVersion":/

/** Those that the report of the earlier run names: other files in `recordings/` may be anybody's. */
const removeEarlierRecordings = async (folder: string): Promise<void> => {
  const earlier = await textOf(join(folder, 'report.json'))
  for (const [, file] of earlier?.matchAll(/"recording": "recordings\/([\w-][\w.-]*\.json)"/g) ?? []) {
    await rm(join(folder, 'recordings', file ?? ''), { force: true })
  }
}

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
