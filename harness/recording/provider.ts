/** What a recording tells of the site's token provider: where it was found, what it answered when asked, how pages bore its faults. */
import { activationsAndRenewals } from './activations.ts'
import type { Activation } from './activations.ts'
import { faultOf } from './faults.ts'
import { isDisturbed, isKind, observed } from './observed.ts'
import type { Seen } from './observed.ts'
import { pageViews } from './page-views.ts'
import type { PageView } from './page-views.ts'
import type { ProbeName, Recording, Token } from './recording.ts'

/** A fault answered, or held back, a request of this page. */
export type Strike = { view: PageView; hit: Seen<'fault-hit'> }

/** Faults by which the provider gives no token at all. With the others it is late, or what it gives is stale. */
export const givesNoToken = ({ hit }: Strike): boolean => faultOf(hit.name).takes === 'token'

export const looksSignedOut = ({ hit }: Strike): boolean => faultOf(hit.name).looksSignedOut === true

/** The first strike on each page that was struck. */
export const strikes = (recording: Recording): Strike[] =>
  pageViews(recording).flatMap(view => {
    const hit = view.observations.find(isKind('fault-hit'))
    return hit ? [{ view, hit }] : []
  })

export type Probe = Seen<'provider-probe'> & { answer: Token | null }

export const probesOf = (recording: Recording, ...names: ProbeName[]): Probe[] => {
  const tokens = new Map(recording.tokens.map(token => [token.ref, token]))
  return observed(recording)
    .filter(isKind('provider-probe'))
    .filter(({ probe }) => names.includes(probe))
    .map(seen => ({ ...seen, answer: seen.token === null ? null : (tokens.get(seen.token) ?? null) }))
}

/** Whether the page's own request, sent again, brings a token: otherwise a refusal proves nothing. */
export const canBeRepeated = (recording: Recording): boolean =>
  probesOf(recording, 'as-page').some(({ token }) => token !== null)

/** Digests of the userIds with which a user's own pages were activated. */
export const userIdsOf = (recording: Recording, user: string | null): Set<string> =>
  new Set(
    activationsAndRenewals(recording)
      .filter(activation => activation.user === user && !isDisturbed(activation.call))
      .flatMap(({ token }) => token?.userId ?? []),
  )

export const providersFound = (recording: Recording): Seen<'provider-found'>[] =>
  observed(recording).filter(isKind('provider-found'))

/** Whether there is a request for the token alone: a page that brings its token itself has none. */
export const isSeparate = ({ carrier }: Seen<'provider-found'>): boolean => carrier.kind !== 'html'

/** `GET /api/token`, and where it is when that is another origin than the site's. */
export const nameOf = ({ method, origin, path }: Seen<'provider-found'>, { target }: Recording): string =>
  `${method} ${origin === target.origin ? '' : origin}${path}`

/** Where the token lay that an activation handed over; null: nobody looked. */
export const tokenSourceOf = (
  recording: Recording,
  { call, token }: Pick<Activation, 'call' | 'token'>,
): Seen<'token-source'>['source'] | null =>
  observed(recording)
    .filter(isKind('token-source'))
    .find(seen => seen.load === call.load && seen.token === token?.ref && seen.context.index > call.context.index)
    ?.source ?? null

/** For requirements that ask the provider: asked again, the page still made no request for the token alone. */
export const noProvider = (recordings: readonly Recording[]): string | null =>
  recordings.some(recording => observed(recording).some(seen => seen.kind === 'skipped' && seen.site === 'no-provider'))
    ? 'the token stands in the HTML of the pages themselves, also when iAdvize asks again: there is no request for it alone that others could make'
    : null

/** For requirements on what pages do when the provider fails: pages that bring their token themselves ask nobody. */
export const tokenInPage = (recordings: readonly Recording[]): string | null =>
  recordings.some(recording =>
    observed(recording).some(seen => seen.kind === 'skipped' && seen.site === 'token-in-page'),
  )
    ? 'the token stands in the HTML of the pages themselves: there is no request for it alone that could fail'
    : null
