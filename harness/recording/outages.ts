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
    const others = samples(recording).filter(
      other =>
        other.browser === sample.browser &&
        other.path === sample.path &&
        other.user === sample.user &&
        !isDisturbed(other),
    )
    const isBefore = ({ context }: Seen<'sample'>): boolean => context.index < sample.context.index
    // Where nobody had been on the page before, what it is like afterwards tells as much.
    const usually = (others.findLast(isBefore) ?? others[0])?.controls
    const usable = sample.controls
    return usually !== undefined && usable !== undefined && usable < usually / 2 ? [{ sample, usable, usually }] : []
  })

/** Where a page went by itself, in the same step, without ever having been looked at; null: it stayed. */
export const leftFor = (recording: Recording, { browser, tab, samples: looks, start }: PageView): string | null => {
  if (looks.length > 0) return null
  // On the way in and out of the site pages send the visitor on, and a login page whoever is signed in.
  if (start.context.action === 'sign-in' || start.context.action === 'sign-out') return null
  const next = observed(recording)
    .slice(start.context.index + 1)
    .filter(isKind('page-load', 'step'))
    .find(seen => seen.kind === 'step' || (seen.browser === browser && seen.tab === tab))
  return next?.kind === 'page-load' && samples(recording).some(({ load }) => load === next.load) ? next.path : null
}

/** So often in one step, and nobody believes that it ends. */
const endlessly = 10

/** How often a page loaded itself anew in the step in which it was first loaded; 0: it came to rest. */
export const timesReloaded = (recording: Recording, { browser, tab, path, start }: PageView): number => {
  const seen = observed(recording)
  const isStep = isKind('step')
  const before = seen.slice(0, start.context.index).findLastIndex(isStep)
  const after = seen.findIndex(one => one.context.index > start.context.index && isStep(one))
  const loads = seen
    .slice(before + 1, after < 0 ? undefined : after)
    .filter(isKind('page-load'))
    .filter(load => load.browser === browser && load.tab === tab && load.path === path)
  return loads[0]?.load === start.load && loads.length > endlessly ? loads.length - 1 : 0
}

/** Whether the site's sign-out signs nobody out without any fault of ours. */
const isDeadEnd = (recording: Recording): boolean =>
  observed(recording)
    .filter(isKind('attempt'))
    .some(attempt => attempt.what === 'sign-out' && attempt.stillSignedIn === true && !isDisturbed(attempt))

/** What visitors set out to do on the site during an outage, and whether they could; slow is not wrong, and neither is what comes to nothing at any other time too. */
export const attempts = (recording: Recording): Seen<'attempt'>[] =>
  observed(recording)
    .filter(isKind('attempt'))
    .filter(attempt => isUnderOutage(attempt) && !attempt.timedOut)
    .filter(({ what, done }) => what !== 'sign-out' || done || !isDeadEnd(recording))

/** How one that came to nothing is called. Whom no sign-out gets out, none gets out during an outage either. */
export const failedAttempt = ({ what, because, stillSignedIn }: Seen<'attempt'>) => ({
  code: `${what}-fails`,
  expected: `${what} works as ever`,
  received: `it does not: ${because ?? 'no reason was told'}`,
  ...(stillSignedIn && { follows: ['logout/works'] }),
})
