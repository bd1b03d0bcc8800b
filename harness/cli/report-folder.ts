/** The folder of the reports: made before the run, and what to do when nothing more fits into it. */
import { accessSync, constants, mkdtempSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../../mock-iadvize/sandbox/make-folder.ts'
import { recordingPath, saved, writeRecordings } from '../../reports/write.ts'
import type { Recording } from '../recording/recording.ts'
import { commandLine } from '../foundation/installation.ts'
import { UsageError } from '../foundation/usage-error.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason'

/** A run that comes to no report leaves no folder either. */
const removeEmpty = (folders: readonly string[]): void => {
  for (const each of folders.toReversed())
    try {
      rmdirSync(each)
    } catch {
      // Something lies in it, so it stays.
      return
    }
}

/** `option`: by which the folder was named. */
export const makeWritable = (folder: string, option = '--report-dir'): void => {
  try {
    if (statSync(folder, { throwIfNoEntry: false })?.isFile())
      throw new UsageError(`${option} ${folder}: is a file; name a folder`)
    const made = makeFolder(folder)
    if (made.length > 0) process.once('exit', () => removeEmpty(made))
    accessSync(folder, constants.W_OK)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${option} ${folder}: can't be written to (${codeOf(error)}); name a folder that can`)
  }
}

/** Those that are not in the folder as they should be. */
const missingFrom = (folder: string, recordings: readonly Recording[]): Recording[] =>
  recordings.filter(recording => {
    const { name, json } = saved(recording)
    try {
      return readFileSync(join(folder, recordingPath(name)), 'utf8') !== json
    } catch {
      return true
    }
  })

/**
 * What was recorded took minutes, and a site that was up: when it could not be kept in the folder, it is kept where there
 * is room. Answers with a sentence, or null when nothing is missing.
 */
export const keepElsewhere = async (folder: string, recordings: readonly Recording[]): Promise<string | null> => {
  if (missingFrom(folder, recordings).length === 0) return null
  try {
    const kept = mkdtempSync(join(tmpdir(), 'padlock-kept-'))
    const [trouble] = await writeRecordings(recordings.map(saved), kept)
    if (trouble !== undefined) throw new Error(trouble)
    return `what was recorded is kept in ${kept}; «${commandLine(`report ${kept} --report-dir DIR`)}» makes the reports of it, without the site`
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return `what was recorded could not be kept anywhere else either (${because}); make room, and run again`
  }
}
