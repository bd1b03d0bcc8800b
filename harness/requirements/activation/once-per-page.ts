import { activations } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { loadsWithTag } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'

const failed = ({ result }: Activation): boolean => result?.status === 'authentication-failure'

type ExtraCall = Activation & {
  /** whether it makes a guest of somebody who was signed in: the session has ended meanwhile */
  guestInstead: boolean
}

/** The calls of one page that come in addition to the one it may make. */
const extraCalls = (recording: Recording, load: string): ExtraCall[] => {
  const calls = activations(recording).filter(({ call }) => call.load === load)
  const logouts = observed(recording).filter(isKind('logout'))
  return calls.slice(1).flatMap((next, index) => {
    const before = calls[index] as Activation
    const loggedOut = logouts.some(
      ({ load: of, context }) =>
        of === load && context.index > before.call.context.index && context.index < next.call.context.index,
    )
    // Signing in without a page load: the second call is how an anonymous visitor becomes a known one (FE-AUTH).
    // Nobody has seen what a page that is leaving would have answered, and a provider that threw meant to.
    const mayBeSecured = next.answer ? next.answer.answer !== 'anonymous' : !next.result
    const upgrade = before.answer?.answer === 'anonymous' && mayBeSecured
    // A second try after a failure is a retry, which is another matter than two calls for one visitor.
    if (loggedOut || upgrade || failed(before)) return []
    return [{ ...next, guestInstead: before.answer?.answer === 'secured' && next.answer?.answer === 'anonymous' }]
  })
}

export default requirement({
  id: 'activation/once-per-page',
  level: 'MUST',
  basis: 'doc',
  title: 'a page calls activate only once',
  because:
    'the second call fails («An activation is already ongoing», «Can’t activate twice»), and code that trusts its result hides a chat that works',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: 'is called on every page of the authenticated area, once for each load, never while one is under way',
  },
  needs: ['activation/not-concurrent'],
  after: ['tag/present', 'activation/every-page'],
  live: true,
  stimulus: 'a page calls activate',
  judge: recording =>
    [...loadsWithTag(recording)].flatMap(load => {
      const first = activations(recording).find(({ call }) => call.load === load)
      if (!first) return []
      const extra = extraCalls(recording, load)
      if (extra.length === 0) return [met(whereOf(first.call), 'one call of activate')]
      return extra.map(({ call, result, guestInstead }) =>
        violated(whereOf(call), {
          code: guestInstead ? 'guest-without-logout' : 'activated-again',
          expected: guestInstead
            ? 'iAdvize.logout() before a page that was authenticated activates a guest'
            : 'one call of activate for each load of the page',
          received: `one more call${guestInstead ? ', for a guest, and no logout between' : ''}${result?.reason ? `, answered “${result.reason}”` : ''}`,
        }),
      )
    }),
  codes: ['activated-again', 'guest-without-logout'],
  remedy: ({ code }) =>
    code === 'guest-without-logout'
      ? 'the page sees that its session has ended (a session hook, another tab, a page that comes back): call await iAdvize.logout() there before activate, or load the page anew'
      : 'let one component own the activation and hand its promise to all others; for a screen change without page load call iAdvize.navigate(screen) instead',
})
