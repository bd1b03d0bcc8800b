/** Which pictures of pages a report shows: those that a violation, or the stop of a journey, is seen on. Pure. */
import { isKind, observed, whereOf } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'
import type { Picture, RequirementResult } from './result.ts'

/** All of them lie in one page of less than a megabyte. */
const mostPictures = 8

type Taken = { journey: string; seen: Seen<'picture'> }

/** Of the same step, on the same tab: what was violated there was to be seen there. */
const shows = ({ journey, seen }: Taken, where: Picture['where']): boolean =>
  journey === where.journey &&
  seen.context.step === where.step &&
  (where.browser === undefined || seen.browser === where.browser) &&
  (where.tab === undefined || seen.tab === where.tab)

/** In causal order: the first cause has its picture before all others. */
export const picturesOf = (recordings: readonly Recording[], requirements: readonly RequirementResult[]): Picture[] => {
  const taken = recordings.flatMap(recording =>
    observed(recording)
      .filter(isKind('picture'))
      .map((seen): Taken => ({ journey: recording.journey.id, seen })),
  )
  if (taken.length === 0) return []
  const cited = new Map<Taken, string[]>()
  for (const { id, findings } of requirements)
    for (const finding of findings) {
      if (finding.outcome !== 'violated' || finding.blockedBy.length > 0) continue
      const found = taken.find(each => each.seen.because !== 'stopped' && shows(each, finding.where))
      if (!found) continue
      cited.set(found, [...(cited.get(found) ?? []), id])
      break
    }
  const stops = taken.filter(
    ({ journey, seen }) =>
      seen.because === 'stopped' &&
      recordings.some(
        ({ journey: { id }, outcome }) =>
          id === journey && outcome.state === 'stopped' && outcome.step === seen.context.step,
      ),
  )
  return [...cited, ...stops.map((each): [Taken, string[]] => [each, []])]
    .slice(0, mostPictures)
    .map(([{ journey, seen }, requirements]) => ({
      where: { journey, ...whereOf(seen) },
      requirements,
      width: seen.width,
      height: seen.height,
      jpeg: seen.jpeg,
    }))
}
