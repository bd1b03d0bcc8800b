import { whereOf } from '../../recording/observed.ts'
import { canBeRepeated, probesOf, noProvider } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'

const who = {
  'as-guest': 'without a session',
  'as-guest-with-session': 'with the cookies of a guest',
  'as-guest-with-offer': 'with what a guest’s own page offers',
} as const

/** That there is no token is what counts; the status tells the page why. */
export default requirement({
  id: 'provider/refuses-guests',
  level: 'MUST',
  basis: 'practice',
  title: 'without a session of a signed-in user the token provider gives no token, and answers 401 or 403',
  because: 'whoever finds its address, which stands in every page, could be a verified customer to the agent',
  source: { page: 'OWASP ASVS', clause: '5.0.0, 8.2.1: access is restricted to consumers with explicit permissions' },
  yourSite: {
    table: 'provider',
    says: "answers guests with 401 or 403, and no token: also with the nonce of a guest's own page",
  },
  // Pages on which guests are activated with a token show the same, to the visitor.
  needs: ['activation/anonymous-when-signed-out'],
  after: authenticationCalls,
  stimulus: 'the token provider is asked as a guest',
  codes: ['token-for-a-guest', 'refused-with-success', 'refused-with-server-error'],
  notApplicable: noProvider,
  judge: recording =>
    probesOf(recording, 'as-guest', 'as-guest-with-session', 'as-guest-with-offer').flatMap((probe): Finding[] => {
      const where = whereOf(probe)
      const { status, token } = probe
      const offer = probe.variation === null ? '' : ` (${probe.variation})`
      const asked = who[probe.probe as keyof typeof who] + offer
      if (token !== null)
        return [
          violated(where, {
            code: 'token-for-a-guest',
            expected: 'status 401 or 403, and no token',
            received: `a token, asked ${asked}`,
          }),
        ]
      if (typeof status === 'string' || !canBeRepeated(recording)) return []
      const advice = (code: string) =>
        violated(where, {
          level: 'SHOULD',
          code,
          expected: 'status 401 or 403',
          received: `status ${status} without a token, asked ${asked}`,
        })
      if (status < 300) return [advice('refused-with-success')]
      if (status >= 500) return [advice('refused-with-server-error')]
      return [met(where, `status ${status} and no token, asked ${asked}`)]
    }),
  remedy: ({ code, received }) =>
    code === 'token-for-a-guest' && received.includes(who['as-guest-with-offer'])
      ? 'let the token provider ask who is signed in before it makes a token, and answer 401 when nobody is: a nonce or a token against forged requests says that the request comes from a page of yours, and guests have such pages too'
      : code === 'token-for-a-guest'
        ? 'let the token provider look at the session first, and answer 401 when nobody is signed in: no default user, no demonstration account, no identity made up for guests'
        : 'answer 401 when nobody is signed in: by the status the page knows at once that there is no token, and that nothing is broken',
})
