import { activations } from '../../recording/activations.ts'
import { failures } from '../../recording/failures.ts'
import { isDisturbed, whereOf } from '../../recording/observed.ts'
import { viewsOfRecovery } from '../../recording/recoveries.ts'
import { met, requirement, violated } from '../requirement.ts'

export default requirement({
  id: 'activation/secured-when-signed-in',
  level: 'MUST',
  basis: 'doc',
  title: 'a signed-in visitor is activated with the secured option',
  because:
    'activated anonymously, a known customer is a stranger to the agent and must prove who they are all over again',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: "gets a function that returns `{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }` for whoever is signed in, the token as text",
  },
  needs: ['activation/option-valid', 'activation/every-page'],
  stimulus: 'a page activates while somebody is signed in to the site',
  judge: recording => {
    // What the site does when an activation has failed is told by failure/*, on that page and on the next.
    const recovery = viewsOfRecovery(recording)
    const fallbacks = new Set(
      failures(recording).flatMap(({ conduct, next }) => (conduct === 'falls-back' && next ? [next.call] : [])),
    )
    return activations(recording).flatMap(({ call, user, answer }) => {
      if (!user || !answer || isDisturbed(answer)) return []
      if (fallbacks.has(call) || recovery.has(call.load)) return []
      if (answer.answer === 'secured') return [met(whereOf(call), `the ${user} user is activated with a token`)]
      if (answer.answer !== 'anonymous') return []
      return [
        violated(whereOf(call), {
          code: 'anonymous-though-signed-in',
          expected: "type 'SECURED_AUTHENTICATION' with a token, for the user who is signed in",
          received: "type 'ANONYMOUS'",
        }),
      ]
    })
  },
  remedy: ({ where }) =>
    `on ${where.path ?? 'this page'}, decide by the site’s own session whether somebody is signed in, and if so fetch a token and return it: { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } }`,
})
