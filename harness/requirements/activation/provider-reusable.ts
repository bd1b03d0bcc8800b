import { activationsAndRenewals } from '../../recording/activations.ts'
import { isDisturbed, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authentication } from '../token-check.ts'

export default requirement({
  id: 'activation/provider-reusable',
  level: 'MUST',
  basis: 'doc',
  title: 'asked again when the iAdvize session expires, the provider fetches a new token',
  because:
    'in the middle of a long conversation the customer loses the padlock, and the agent no longer knows to whom they talk',
  source: { page: 'FE-AUTH' },
  yourSite: {
    table: 'activate',
    says: "has its function called again when iAdvize's session ends (60 minutes by default): it fetches a new token then",
  },
  needs: [...authentication, 'activation/secured-when-signed-in', 'activation/token-fresh'],
  live: true,
  stimulus: "iAdvize's session expires under a signed-in visitor, and the tag asks the provider again",
  judge: recording => {
    const shown = new Set<string>()
    return activationsAndRenewals(recording).flatMap(({ call, cause, user, answer, token }) => {
      const known = token !== null && shown.has(token.ref)
      if (token) shown.add(token.ref)
      if (cause !== 'session-expiry' || !user || isDisturbed(call)) return []
      // A provider that had not answered yet when the journey went on: what it would have said, nobody knows.
      if (answer === null) return []
      if (token && !known) return [met(whereOf(call), `a token that was not shown before (${token.ref})`)]
      const said = {
        secured: 'the same token again',
        anonymous: "type 'ANONYMOUS', though somebody is signed in",
        invalid: 'no valid option',
        threw: 'an error',
      }[answer.answer]
      return [
        violated(whereOf(call), {
          code: answer.answer === 'secured' ? 'token-captured' : 'no-token-at-expiry',
          expected: 'a new token from the site’s backend',
          received: said,
        }),
      ]
    })
  },
  remedy: ({ received }) =>
    `request the token inside the function that is given to activate, not before it: activate(async () => { const token = await fetchToken(); return { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } } }); today the provider returns ${received}`,
})
