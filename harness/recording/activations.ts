/** Every call of `activate` and every renewal at session expiry, with the provider's answer, its token and what came of it. */
import { isKind, observed, samples } from './observed.ts'
import type { Seen } from './observed.ts'
import type { SiteUser } from './page-views.ts'
import type { Recording, Token } from './recording.ts'
import { signOuts } from './site-sessions.ts'
import type { SiteSession, SignOut } from './site-sessions.ts'

export type Activation = {
  cause: 'activate' | 'session-expiry'
  /** the call of `activate`, or the tag's own call of the provider */
  call: Seen<'activate' | 'provider-call'>
  /** who was signed in to the site; undefined: not known */
  user: SiteUser
  /** null: the provider was not asked, or never answered */
  answer: Seen<'provider-answer'> | null
  /** null: the answer held no token */
  token: Token | null
  /** null: it never came to a result, or this is a renewal */
  result: Seen<'activate-result'> | null
}

/**
 * Who is signed in, by the first sample of the same page after the call. Not known when another activation or a logout comes
 * between, or somebody is about to sign in or out: on a page that lets them do so without a load, the call may then belong to the
 * time before.
 */
const userBySample = (seen: readonly Seen[], call: Activation['call']): SiteUser => {
  for (const next of seen.slice(call.context.index + 1)) {
    // Another tab of the browser may change it before this page is looked at.
    if (next.kind === 'step' && next.browser === call.browser && next.action.startsWith('sign-')) return undefined
    if (!('load' in next) || next.load !== call.load) continue
    if (next.kind === 'sample') return next.user
    if (next.kind === 'activate' || next.kind === 'logout' || next.kind === 'credentials-entered') return undefined
  }
  return undefined
}

const isAfter = (signOut: SignOut, seen: Seen & { browser: string }): boolean =>
  seen.browser === signOut.browser &&
  seen.context.index > signOut.closing.context.index &&
  seen.context.index < signOut.end

const cache = new WeakMap<Recording, readonly Activation[]>()

/** Calls of `activate` and renewals alike, in order. */
export const activationsAndRenewals = (recording: Recording): readonly Activation[] => {
  const known = cache.get(recording)
  if (known) return known
  const seen = observed(recording)
  const ended = signOuts(recording)
  const tokens = new Map(recording.tokens.map(token => [token.ref, token]))
  const activations = seen.filter(isKind('activate', 'provider-call')).flatMap((call): Activation[] => {
    if (call.kind === 'provider-call' && call.cause === 'activate') return []
    const cause = call.kind === 'activate' ? 'activate' : 'session-expiry'
    const isOfCall = (next: { load: string; call: number; context: { index: number } }) =>
      next.load === call.load && next.call === call.call && next.context.index > call.context.index
    const answer = seen.filter(isKind('provider-answer')).find(next => isOfCall(next) && next.cause === cause) ?? null
    const result = cause === 'activate' ? (seen.filter(isKind('activate-result')).find(isOfCall) ?? null) : null
    const user = ended.some(signOut => isAfter(signOut, call)) ? null : userBySample(seen, call)
    return [{ cause, call, user, answer, token: answer?.token ? (tokens.get(answer.token) ?? null) : null, result }]
  })
  cache.set(recording, activations)
  return activations
}

export const activations = (recording: Recording): Activation[] =>
  activationsAndRenewals(recording).filter(({ cause }) => cause === 'activate')

export const renewals = (recording: Recording): Activation[] =>
  activationsAndRenewals(recording).filter(({ cause }) => cause === 'session-expiry')

/** Identity with iAdvize that was seen in one person's time on the site: digests of userIds, and refs of tokens. */
export type Identity = { userIds: ReadonlySet<string>; tokens: ReadonlySet<string> }

/** What iAdvize knew a person as, between two points of the recording, in one browser. */
const identityOf = (
  recording: Recording,
  person: { browser: string; user: string; from: number; to: number },
): Identity => {
  const isTheirs = (seen: Seen & { browser: string }, user: SiteUser) =>
    seen.browser === person.browser &&
    user === person.user &&
    seen.context.index > person.from &&
    seen.context.index < person.to
  const shown = activationsAndRenewals(recording).filter(({ call, user }) => isTheirs(call, user))
  const sampled = samples(recording).filter(sample => isTheirs(sample, sample.user))
  return {
    userIds: new Set([
      ...shown.flatMap(({ token }) => token?.userId ?? []),
      ...sampled.flatMap(sample => sample.jwts.filter(jwt => jwt.own && jwt.state === 'live').map(jwt => jwt.userId)),
      ...sampled.flatMap(({ desk }) => (desk?.padlock && desk.userId) || []),
    ]),
    tokens: new Set(shown.flatMap(({ token }) => token?.ref ?? [])),
  }
}

export const identityBefore = (recording: Recording, { browser, user, step }: SignOut): Identity =>
  identityOf(recording, { browser, user, from: -1, to: step.context.index })

export const identityDuring = (recording: Recording, { browser, user, signIn, end }: SiteSession): Identity =>
  identityOf(recording, { browser, user, from: signIn.context.index, to: end })

/** Whether this activation brings back the person who had signed out: their userId, or a token they had shown before. */
export const bringsBack = ({ token }: Activation, identity: Identity): boolean =>
  token !== null && (identity.tokens.has(token.ref) || (token.userId !== null && identity.userIds.has(token.userId)))

/** The activations of either cause after a sign-out, with nobody signed in to the site, until the next sign-in. */
export const activationsAfter = (recording: Recording, signOut: SignOut): Activation[] =>
  activationsAndRenewals(recording).filter(
    ({ call, user }) =>
      user === null &&
      call.browser === signOut.browser &&
      call.context.index > signOut.step.context.index &&
      call.context.index < signOut.end,
  )

/** What was seen of a browser after a sign-out, from its closing sample on, until something brings the person back. */
export const samplesOfLeaving = (recording: Recording, signOut: SignOut): Seen<'sample'>[] => {
  const identity = identityBefore(recording, signOut)
  const back = activationsAfter(recording, signOut).find(activation => bringsBack(activation, identity))
  const end = Math.min(signOut.end, back?.call.context.index ?? Infinity)
  return samples(recording).filter(
    ({ browser, user, context }) =>
      browser === signOut.browser &&
      user === null &&
      context.index >= signOut.closing.context.index &&
      context.index < end,
  )
}

/**
 * An activation, while the visitor was signing out, of a page between the one that had called iAdvize.logout and the one that
 * showed nobody any more: a page that asks “really sign out?”, on which the visitor is still signed in.
 */
export const activationWhileAsked = (recording: Recording, signOut: SignOut): Activation | undefined => {
  const isDuring = ({ browser, context }: Seen & { browser: string }): boolean =>
    browser === signOut.browser &&
    context.index > signOut.step.context.index &&
    context.index < signOut.closing.context.index
  const logout = observed(recording).filter(isKind('logout')).find(isDuring)
  if (!logout) return undefined
  return activations(recording).find(
    ({ call }) =>
      isDuring(call) &&
      call.context.index > logout.context.index &&
      call.load !== logout.load &&
      call.load !== signOut.closing.load,
  )
}
