import { whereOf } from '../../recording/observed.ts'
import { canBeRepeated, probesOf, noProvider } from '../../recording/provider.ts'
import { howToEnd } from '../ended-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'

export default requirement({
  id: 'logout/provider-refuses',
  level: 'MUST',
  basis: 'practice',
  title: 'the token provider gives nothing to a session that has ended',
  because:
    'a session that was stolen, or left on a shared device, would make verified customers for as long as it likes',
  source: { page: 'OWASP ASVS', clause: '5.0.0, 7.4.1: logout terminates the user’s session' },
  yourSite: { table: 'provider', says: 'gives nothing to a session that has ended' },
  needs: ['logout/works', 'provider/refuses-guests', 'activation/anonymous-when-signed-out'],
  after: authenticationCalls,
  stimulus: 'the token provider is asked with the cookies of a session that the visitor has signed out of',
  notApplicable: noProvider,
  judge: recording => {
    const how = howToEnd(recording)
    return probesOf(recording, 'after-sign-out').flatMap((probe): Finding[] => {
      const where = whereOf(probe)
      if (probe.token !== null)
        return [
          violated(where, {
            code: 'token-after-sign-out',
            expected: 'no token',
            received: 'a new token, asked as the page had asked before the sign-out',
            ...(how !== null && { cure: how }),
          }),
        ]
      if (typeof probe.status === 'string' || !canBeRepeated(recording)) return []
      return [met(where, `status ${probe.status} and no token`)]
    })
  },
  remedy: () =>
    'end the session on the server when the visitor signs out, and every access token that goes with it; deleting the cookie in the browser ends nothing for whoever has a copy',
})
