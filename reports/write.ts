/** Writes the reports of a run into its folder. What goes wrong here is told, and changes neither verdict nor exit code. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Recording } from '../harness/recording/recording.ts'
import type { Result } from '../harness/verdict/result.ts'
import { formats } from './formats/all.ts'

export type Renderer = (result: Result) => string

/** File name → what it holds. */
export const renderers: Readonly<Record<string, Renderer>> = Object.fromEntries(
  formats.map(({ file, render }) => [file, render]),
)

/** `name`: of the file in `recordings/`, with or without `.json`. */
export type SavedRecording = { name: string; json: string }

export const saved = (recording: Recording): SavedRecording => ({
  name: recording.journey.id,
  json: `${JSON.stringify(recording, null, 1)}\n`,
})

/**
 * Each file appears whole or not at all. What an earlier run left is removed first, so that a report that cannot be written
 * leaves no old verdict in its place; a file that Padlock did not write is neither removed nor overwritten. Resolves to the
 * problems, in sentences.
 */
export const writeReports = (
  result: Result,
  recordings: readonly SavedRecording[],
  folder: string,
  renderersOfRun: Readonly<Record<string, Renderer>> = renderers,
): Promise<string[]> =>
  write(folder, [
    ...contentsOf(recordings),
    ...Object.entries(renderersOfRun).map(([file, render]): Content => [file, () => render(result)]),
  ])

/** The folder of a site's report, in that of a run of several sites. */
export const siteFolder = (name: string): string => `sites/${name}`

/** What sums up a run of several sites. `sites`: the folders of their reports, which stand below and stay. */
export const writeSites = (
  folder: string,
  files: Readonly<Record<string, () => string>>,
  sites: readonly string[],
): Promise<string[]> => write(folder, Object.entries(files), sites)

/** The recordings alone: of a part, which has no verdict. */
export const writeRecordings = (recordings: readonly SavedRecording[], folder: string): Promise<string[]> =>
  write(folder, contentsOf(recordings))

type Content = [file: string, text: () => string]

const contentsOf = (recordings: readonly SavedRecording[]): Content[] =>
  recordings.map(({ name, json }) => [recordingPath(name), () => json])

/** Other files of ours, beside whatever stands there. */
export const writeFiles = (folder: string, files: Readonly<Record<string, () => string>>): Promise<string[]> =>
  writeAll(folder, Object.entries(files))

const write = async (
  folder: string,
  contents: readonly Content[],
  sites: readonly string[] = [],
): Promise<string[]> => {
  await removeEarlier(folder)
  for (const earlier of await readdir(join(folder, 'sites')).catch(() => []))
    if (!sites.includes(siteFolder(earlier))) await removeReport(join(folder, siteFolder(earlier)))
  return writeAll(folder, contents)
}

/** Of a site that is no longer one of the run; its folder too, where nothing else lies in it. */
const removeReport = async (folder: string): Promise<void> => {
  await removeEarlier(folder)
  for (const each of ['recordings', '.']) await rmdir(join(folder, each)).catch(() => undefined)
}

const writeAll = async (folder: string, contents: readonly Content[]): Promise<string[]> => {
  const unwritten = new Map<string, string[]>()
  for (const [file, content] of contents) {
    try {
      await replace(folder, file, content)
    } catch (error) {
      const because = wordsFor(error)
      unwritten.set(because, [...(unwritten.get(because) ?? []), join(folder, file)])
    }
  }
  return [...unwritten].map(([because, files]) =>
    files.length === 1
      ? `${files[0]} was not written: ${because}`
      : `${files.length} files were not written to ${folder}: ${because}`,
  )
}

/** What a system says in a code: one reason for all the files that it meets. */
const systemWords: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk (ENOSPC); make room, or name another folder with --report-dir',
  EDQUOT: 'the quota of the disk is used up (EDQUOT); make room, or name another folder with --report-dir',
  EROFS: 'the disk can only be read (EROFS); name another folder with --report-dir',
  EACCES: 'it is not permitted (EACCES); name another folder with --report-dir',
  EPERM: 'it is not permitted (EPERM); name another folder with --report-dir',
  ENOTDIR: 'there is a file where a folder belongs (ENOTDIR); name another folder with --report-dir',
}
const wordsFor = (error: unknown): string =>
  systemWords[(error as NodeJS.ErrnoException).code ?? ''] ?? (error instanceof Error ? error.message : String(error))

export const recordingPath = (name: string): string => {
  const file = name.endsWith('.json') ? name : `${name}.json`
  return `recordings/${file.replace(/[^\w.-]/g, '-').replace(/^\.+/, '')}`
}

const replace = async (folder: string, file: string, content: () => string): Promise<void> => {
  const path = join(folder, file)
  const earlier = await textOf(path)
  if (earlier !== null && !isOurs(file, earlier)) {
    throw new Error('a file that Padlock did not write stands there; choose another folder with --report-dir')
  }
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

/** Our files that are no format of the report, and by what each is known. */
const otherFiles: Readonly<Record<string, RegExp>> = {
  'trend.html': /<meta name="generator" content="padlock">/,
  'trend.json': /^\{"schemaVersion":\d+,"sites":/,
  'trend.csv': /^site,origin,run,commit,/,
  'sites.json': /^\{\s*"schemaVersion":[^]*"sites":/,
  // Every one of ours begins with the same header, whose first member names its type.
  'certificate.jws': /^eyJ0eXAiOiJwYWRsb2NrLWNlcnRpZmljYXRl/,
  'certificate.json':
    /"predicateType": "https:\/\/in-toto\.io\/attestation\/test-result\/[^]*"urn:iadvize-padlock:certificate:/,
  'exploration.json': /^\s*\{\s*"schemaVersion":[^]*"seed":[^]*"findings":/,
}
const scenarioSign = /^import \{ journey \}[^]*\/\*\* Found by padlock explore/
const recordingSign = /^\s*\{\s*"schemaVersion":[^]*"observations":/
const isOurs = (file: string, text: string): boolean => {
  const format = formats.find(it => it.file === file)
  if (format) return format.recognises(text)
  return (otherFiles[file] ?? (file.startsWith('scenarios/') ? scenarioSign : recordingSign)).test(text)
}

const removeEarlier = async (folder: string): Promise<void> => {
  const filesIn = async (name: string, ending: string): Promise<string[]> =>
    (await readdir(join(folder, name)).catch(() => []))
      .filter(file => file.endsWith(ending))
      .map(file => `${name}/${file}`)
  const folders = [...(await filesIn('recordings', '.json')), ...(await filesIn('scenarios', '.spec.ts'))]
  const others = Object.keys(otherFiles).filter(file => !file.startsWith('trend.'))
  for (const file of [...formats.map(({ file: name }) => name), ...others, ...folders]) {
    const earlier = await textOf(join(folder, file))
    if (earlier !== null && isOurs(file, earlier)) await rm(join(folder, file), { force: true })
  }
}

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)
