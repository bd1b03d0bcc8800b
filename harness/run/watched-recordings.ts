/** Follows what workers keep of the journeys of one target, while they play. */
import { existsSync, mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { readRecording } from '../recording/read-recordings.ts'
import type { Recording } from '../recording/recording.ts'
import { folderOf } from './plan.ts'
import type { PlannedTarget } from './plan.ts'

/** `isWhole`: the journey is over; a draft of it before */
export type KeptRecording = { recording: Recording; isWhole: boolean }

/** Milliseconds: what comes within is read once. */
const pause = 50

/**
 * Answers with what ends it. Whoever can't be followed (the system watches no more files, a draft is gone before it is read) is
 * missed: the run goes on, and reads all recordings at its end.
 */
export const watchRecordings = (
  folder: string,
  target: Pick<PlannedTarget, 'name'>,
  tell: (kept: KeptRecording) => void,
): (() => void) => {
  const over = (['unfinished', 'whole'] as const).map(kind => {
    const place = join(folder, kind, folderOf(target))
    const changed = new Set<string>()
    const read = (): void => {
      for (const name of changed)
        try {
          const file = join(place, name)
          const recording = existsSync(file) ? readRecording(file) : undefined
          if (recording) tell({ recording, isWhole: kind === 'whole' })
        } catch {
          // What can't be read is reported at the end of the run.
        }
      changed.clear()
    }
    let timer: NodeJS.Timeout | undefined
    try {
      mkdirSync(place, { recursive: true })
      const watcher = watch(place, (_event, name) => {
        if (!name?.endsWith('.json')) return
        changed.add(name)
        timer ??= setTimeout(() => {
          timer = undefined
          read()
        }, pause)
      })
      watcher.on('error', () => watcher.close())
      return () => {
        watcher.close()
        clearTimeout(timer)
      }
    } catch {
      return () => undefined
    }
  })
  return () => {
    for (const end of over) end()
  }
}
