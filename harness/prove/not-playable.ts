/** What can't be played on this machine: nothing is proven of it, and nothing held against it. */
import type { Recording } from '../recording/recording.ts'

/** Ids of requirements → why nothing could be seen of them, in one sentence: they need another browser than there is. */
export const notPlayable = (recordings: readonly Recording[]): Map<string, string> =>
  new Map(
    recordings.flatMap(({ observations }) =>
      observations.flatMap(seen =>
        seen.kind === 'skipped' ? (seen.concerns ?? []).map((id): [string, string] => [id, seen.because]) : [],
      ),
    ),
  )
