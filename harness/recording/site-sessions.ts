/** When people signed in to the site, when they signed out, and when their iAdvize session was made to expire. */
import { isKind, isUnderOutage, observed, samples } from './observed.ts'
import type { Seen } from './observed.ts'
import type { Recording } from './recording.ts'

type Step = Seen<'step'>
type Sample = Seen<'sample'>

/** One person's time on the site in one browser. Indexes point into the recording's observations. */
export type SiteSession = {
  browser: string
  /** label */
  user: string
  signIn: Step
  /** samples with this person signed in, in order; at least one */
  samples: readonly [Sample, ...Sample[]]
  /** index at which the next sign-in or sign-out in this browser begins; Infinity: it lasts to the end */
  end: number
}

export type SignOut = {
  browser: string
  /** label of the person who signed out */
  user: string
  step: Step
  /** the last look at this browser before it */
  before: Sample
  /** the first look after it, with nobody signed in any more */
  closing: Sample
  /** index at which the next sign-in in this browser begins; Infinity: none follows */
  end: number
  /** a fault of ours was in force, or had struck the page: what iAdvize was not told then, it may not be the site's fault */
  disturbed: boolean
}

export type SessionExpiry = {
  browser: string
  /** label of the person whose site session goes on */
  user: string
  step: Step
  before: Sample
  closing: Sample
}

const steps = (recording: Recording, ...actions: Step['action'][]): Step[] =>
  observed(recording)
    .filter(isKind('step'))
    .filter(step => actions.includes(step.action))

const indexOf = (seen: Seen | undefined): number => seen?.context.index ?? Infinity

const nextIn = (all: readonly Step[], step: Step): number =>
  indexOf(all.find(next => next.browser === step.browser && next.context.index > step.context.index))

const samplesBetween = (recording: Recording, browser: string, from: number, to: number): Sample[] =>
  samples(recording).filter(
    sample => sample.browser === browser && sample.context.index > from && sample.context.index < to,
  )

export const siteSessions = (recording: Recording): SiteSession[] => {
  const borders = steps(recording, 'sign-in', 'sign-out')
  return steps(recording, 'sign-in').flatMap(signIn => {
    const end = nextIn(borders, signIn)
    const within = samplesBetween(recording, signIn.browser, signIn.context.index, end)
    const user = within.find(sample => sample.user !== null)?.user
    if (user == null) return []
    const [first, ...others] = within.filter(sample => sample.user === user)
    return first ? [{ browser: signIn.browser, user, signIn, samples: [first, ...others], end }] : []
  })
}

/** Sign-outs of people who were seen signed in before. */
export const signOuts = (recording: Recording): SignOut[] => {
  const signIns = steps(recording, 'sign-in')
  return steps(recording, 'sign-out').flatMap(step => {
    const { browser, context } = step
    const end = nextIn(signIns, step)
    const before = samplesBetween(recording, browser, -1, context.index).findLast(({ user }) => user !== null)
    const closing = samplesBetween(recording, browser, context.index, end)[0]
    if (before?.user == null || closing?.user !== null) return []
    const disturbed = [step, before, closing].some(isUnderOutage)
    return [{ browser, user: before.user, step, before, closing, end, disturbed }]
  })
}

/** What the browser shows of its history may be as old as that. */
export const isInHistory = (action: Sample['context']['action']): boolean =>
  action === 'go-back' || action === 'go-forward'

/** Why somebody was still signed in after a sign-out, in one sentence; null: nobody was, as far as was looked. */
export const staysIn = (recording: Recording): string | null => {
  const attempt = observed(recording)
    .filter(isKind('attempt'))
    .find(({ what, stillSignedIn }) => what === 'sign-out' && stillSignedIn === true)
  if (attempt) return attempt.because
  const again = samples(recording).find(({ signedIn, context }) => signedIn === true && !isInHistory(context.action))
  return again ? `the sign-out signed nobody out: after it, ${again.path} shows somebody who is signed in` : null
}

/** Whether iAdvize was asked to end a session between the sign-out and the next sign-in, whoever saw the page ask. */
export const logoutReceived = (recording: Recording, { step, end }: SignOut): boolean =>
  observed(recording)
    .filter(isKind('logout-received'))
    .some(({ context }) => context.index > step.context.index && context.index < end)

/** Expiries of iAdvize's session under a person who stays signed in to the site. */
export const sessionExpiries = (recording: Recording): SessionExpiry[] =>
  steps(recording, 'let-session-expire').flatMap(step => {
    const { browser, context } = step
    const before = samplesBetween(recording, browser, -1, context.index).at(-1)
    const closing = samplesBetween(recording, browser, context.index, Infinity)[0]
    if (before?.user == null || closing?.user !== before.user) return []
    return [{ browser, user: before.user, step, before, closing }]
  })
