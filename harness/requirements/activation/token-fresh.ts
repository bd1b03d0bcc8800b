import { activationsAndRenewals } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { isUnderProviderFault, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'
import { whereKept } from '../where-kept.ts'

const general =
  "Fetch the token inside the provider, each time it is called, with cache: 'no-store', and keep it nowhere: not in storage, not in the page, and not in a cache of the server"

export default requirement({
  id: 'activation/token-fresh',
  level: 'MUST',
  basis: 'doc',
  title: 'each activation brings a token that was issued for it',
  because: 'a token lives for a minute: one that is kept works on the first page and fails on the customer’s third',
  source: { page: 'FE-AUTH' },
  yourSite: { table: 'provider', says: 'makes a new token for each activation, and keeps none' },
  // Encryption makes every token another one; without it, two that were issued in one second are the same.
  needs: ['token/nested'],
  after: authenticationCalls,
  live: true,
  stimulus: 'a signed-in visitor is activated with a token, once at least',
  judge: recording => {
    const shown: Activation[] = []
    return activationsAndRenewals(recording).flatMap(activation => {
      const { call, cause, user, token } = activation
      // What a fault of ours hands over says nothing of the site.
      if (!token || isUnderProviderFault(call)) return []
      const before = shown.filter(other => other.token === token)
      const earlier = before.find(other => other.user === undefined || other.user === user)
      shown.push(activation)
      // Renewals are judged by activation/provider-reusable, guests by logout/stays-out, and somebody else's token by
      // activation/identity-is-the-session's.
      if (!user || cause !== 'activate' || (before.length > 0 && !earlier)) return []
      if (!earlier) return [met(whereOf(call), `a token that was not shown before (${token.ref})`)]
      const kept = whereKept(recording, activation)
      return [
        violated(whereOf(call), {
          ...(kept !== null && { cure: `${kept} ${general}` }),
          code: 'token-shown-before',
          expected: 'a token that was issued for this activation',
          received: `the token that was already shown on ${earlier.call.path}`,
        }),
      ]
    })
  },
  remedy: () => general,
})
