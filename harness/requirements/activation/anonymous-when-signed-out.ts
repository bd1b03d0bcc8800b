import { activationsAfter, activationsAndRenewals, bringsBack, identityBefore } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { pageViews } from '../../recording/page-views.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'

/** What brings back the very person who signed out is judged by logout/stays-out: one cause, one red. */
export default requirement({
  id: 'activation/anonymous-when-signed-out',
  level: 'MUST',
  basis: 'doc',
  title: 'a signed-out visitor is never activated with the secured option',
  because: 'the padlock tells the agent that a person is verified; for a guest nobody has verified anything',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: "gets `{ authenticationOption: { type: 'ANONYMOUS' } }` for guests, or is not called for them",
  },
  after: ['tag/present'],
  stimulus: 'a guest opens a page with the tag, and does not sign in on it',
  judge: recording => {
    const broughtBack = new Set(
      signOuts(recording).flatMap(signOut => {
        const identity = identityBefore(recording, signOut)
        return activationsAfter(recording, signOut).filter(activation => bringsBack(activation, identity))
      }),
    )
    const secured = activationsAndRenewals(recording).filter(
      ({ user, answer }) => user === null && answer?.answer === 'secured',
    )
    // Asked for the login form, the site showed somebody: whom the sign-out had not signed out, and who is in from then on.
    const stillIn = observed(recording)
      .filter(isKind('attempt'))
      .filter(({ stillSignedIn }) => stillSignedIn)
    const isStillIn = ({ load, browser, context }: Activation['call']): boolean =>
      stillIn.some(
        attempt => attempt.browser === browser && (attempt.load === load || attempt.context.index < context.index),
      )
    const loads = new Set(secured.map(({ call }) => call.load))
    return [
      ...secured
        .filter(activation => !broughtBack.has(activation))
        .map(({ call }) =>
          violated(whereOf(call), {
            code: 'secured-though-signed-out',
            expected: "type 'ANONYMOUS', or no activation",
            received: "type 'SECURED_AUTHENTICATION' with a token, and nobody is signed in",
            ...(isStillIn(call) && { follows: ['logout/works'] }),
          }),
        ),
      ...pageViews(recording)
        .filter(({ user, tagRuns, load }) => user === null && tagRuns.length > 0 && !loads.has(load))
        .map(({ start }) => met(whereOf(start), 'no secured activation of a guest')),
    ]
  },
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, let the token provider answer 401 without a session, and then activate with { authenticationOption: { type: 'ANONYMOUS' } } or not at all`,
})
