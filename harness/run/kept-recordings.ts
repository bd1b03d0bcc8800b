/**
 * The folder through which workers hand recordings to the command: `whole/<target>/<journey>.json`, and until a journey is over
 * what was seen of it, in `unfinished/`. The command reads the latter where a worker, or its runner, did not come to the end.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { asError } from '../foundation/ending.ts'
import { readRecording } from '../recording/read-recordings.ts'
import type { Recording } from '../recording/recording.ts'
import { folderOf } from './plan.ts'
import type { PlannedTarget } from './plan.ts'

export type RecordingStore = {
  /** of a journey that is not over; whoever can't write it plays on */
  unfinished(recording: Recording): void
  /** throws what the system throws: a recording that is cut short would be worse than none */
  whole(recording: Recording): void
}

type Kind = keyof RecordingStore

/** Of the command, which can't remove it any longer. A plan may lie anywhere: a folder that no run has made is left alone. */
export const removeRunFolder = (work: string): void => {
  if (/^padlock-run-\w{6}$/.test(basename(work))) rmSync(work, { recursive: true, force: true, maxRetries: 2 })
}

const watched = new Set<string>()
/**
 * The command removes its folder when it ends. A worker that outlives it, because its runner was killed, may write there once
 * more, as may its browser: what has come anew goes with the worker.
 */
const leaveNothing = (folder: string): void => {
  if (watched.has(folder)) return
  watched.add(folder)
  process.once('exit', () => {
    if (!existsSync(folder)) removeRunFolder(dirname(folder))
  })
}

export const recordingStore = (folder: string, target: Pick<PlannedTarget, 'name'>): RecordingStore => {
  leaveNothing(folder)
  const fileOf = (kind: Kind, { journey }: Recording): string =>
    join(folder, kind, folderOf(target), `${journey.id}.json`)
  /** Whoever reads finds it whole, or not at all. */
  const write = (kind: Kind, recording: Recording): void => {
    // The command has gone, and took its folder along.
    if (!existsSync(folder)) return
    const file = fileOf(kind, recording)
    try {
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(`${file}.tmp`, JSON.stringify(recording))
      renameSync(`${file}.tmp`, file)
    } catch (error) {
      rmSync(`${file}.tmp`, { force: true })
      throw error
    }
  }
  return {
    unfinished: recording => {
      try {
        write('unfinished', recording)
      } catch {
        // The whole one is tried all the same.
      }
    },
    whole: recording => {
      write('whole', recording)
      rmSync(fileOf('unfinished', recording), { force: true })
    },
  }
}

/** `faults`: a sentence for each file that can't be read, which costs itself alone. In the order of the journeys' ids. */
export const keptRecordings = (
  folder: string,
  target: Pick<PlannedTarget, 'name'>,
  { unfinished }: { unfinished: boolean },
): { recordings: Recording[]; faults: string[]; unreadable: string[] } => {
  const recordings = new Map<string, Recording>()
  const faults = new Map<string, string>()
  const kinds: Kind[] = unfinished ? ['unfinished', 'whole'] : ['whole']
  for (const kind of kinds) {
    const from = join(folder, kind, folderOf(target))
    for (const file of existsSync(from) ? readdirSync(from) : []) {
      const journey = file.replace(/\.json$/, '')
      if (journey === file) continue
      try {
        const recording = readRecording(join(from, file))
        if (recording) recordings.set(journey, recording)
      } catch (error) {
        faults.set(journey, `the recording of the journey ${journey} ${asError(error).message}`)
      }
    }
  }
  return {
    recordings: [...recordings].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, recording]) => recording),
    faults: [...faults.values()],
    unreadable: [...faults.keys()],
  }
}
