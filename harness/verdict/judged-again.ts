/** Saved recordings, judged once more by a catalogue of today, under the options of the run that made them. */
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { resultOf } from './result-of.ts'
import type { Result } from './result.ts'
import { matches } from './selection.ts'

/**
 * `today`: `YYYY-MM-DD`, for the baseline; the day of the run without it. Throws a UsageError where the run was about
 * requirements (`--only`) of which none is left: a part never becomes the whole.
 */
export const judgedAgain = (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  { startedAt, duration, versions, commit, strict, partial, baseline }: Result,
  { padlock = versions.padlock, today = startedAt.slice(0, 10) }: { padlock?: string; today?: string } = {},
): Result => {
  const { only = [] } = partial ?? {}
  const left = only.filter(pattern => catalogue.some(({ id }) => matches(pattern, id)))
  return resultOf(recordings, catalogue, {
    startedAt: new Date(startedAt),
    duration,
    versions: { padlock, node: versions.node, playwright: versions.playwright },
    ...(commit !== undefined && { commit }),
    strict,
    only: left.length > 0 ? left : only,
    ...(baseline && {
      baseline: {
        file: baseline.file,
        entries: baseline.entries.map(({ state: _, says: __, ...entry }) => entry),
        today,
      },
    }),
  })
}
