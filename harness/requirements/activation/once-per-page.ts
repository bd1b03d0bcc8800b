import { activations } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { loadsWithTag } from '../../recording/page-views.ts'
import type { Recording } from '../../recording/recording.ts'
import { met, requirement, violated } from '../requirement.ts'

const failed = ({ result }: Activation): boolean => result?.status === 'authentication-failure'

/** The calls of one page that come in addition to the one it may make. */
const extraCalls = (recording: Recording, load: string): Activation[] => {
  const calls = activations(recording).filter(({ call }) => call.load === load)
  const logouts = observed(recording).filter(isKind('logout'))
  return calls.slice(1).filter((next, index) => {
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
    return !loggedOut && !upgrade && !failed(before)
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
      return extra.map(({ call, result }) =>
        violated(whereOf(call), {
          code: 'activated-again',
          expected: 'one call of activate for each load of the page',
          received: `one more call${result?.reason ? `, answered «${result.reason}»` : ''}`,
        }),
      )
    }),
  remedy: () =>
    'let one component own the activation and hand its promise to all others; for a screen change without page load call iAdvize.navigate(screen) instead',
})
