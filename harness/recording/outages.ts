/** What a site does while iAdvize fails by a fault of ours, compared with what it does otherwise. */
import { isKind, isDisturbed, isUnderOutage, observed, samples } from './observed.ts'
import type { Seen } from './observed.ts'
import type { PageView } from './page-views.ts'
import type { Recording } from './recording.ts'

/** Errors of a page during an outage that it has at no other time. */
export const newErrors = (recording: Recording, { observations }: PageView): Seen<'page-error'>[] => {
  const usual = new Set(
    observed(recording)
      .filter(isKind('page-error'))
      .filter(error => !isUnderOutage(error))
      .map(({ message }) => message),
  )
  return observations.filter(isKind('page-error')).filter(error => isUnderOutage(error) && !usual.has(error.message))
}

export type LostControls = { sample: Seen<'sample'>; usable: number; usually: number }

/**
 * Looks during an outage at pages of which less than half can be used, by the links, buttons and fields in sight; fewer than
 * that is no change worth the name, for a page may well hide what opens the chat.
 */
export const lostControls = (recording: Recording, view: PageView): LostControls[] =>
  view.samples.filter(isUnderOutage).flatMap(sample => {
    const usually = samples(recording).findLast(
      other =>
        other.context.index < sample.context.index &&
        other.browser === sample.browser &&
        other.path === sample.path &&
        other.user === sample.user &&
        !isDisturbed(other),
    )?.controls
    const usable = sample.controls
    return usually !== undefined && usable !== undefined && usable < usually / 2 ? [{ sample, usable, usually }] : []
  })

/** What visitors set out to do on the site during an outage. */
export const attempts = (recording: Recording): Seen<'attempt'>[] =>
  observed(recording).filter(isKind('attempt')).filter(isUnderOutage)

/** How one that came to nothing is called. */
export const failedAttempt = ({ what, because }: Seen<'attempt'>) => ({
  code: `${what}-fails`,
  expected: `${what} works as ever`,
  received: `it does not: ${because ?? 'no reason was told'}`,
})
