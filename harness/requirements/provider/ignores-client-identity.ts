import { whereOf } from '../../recording/observed.ts'
import { probesOf, noProvider, userIdsOf } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

export default requirement({
  id: 'provider/ignores-client-identity',
  level: 'MUST',
  basis: 'practice',
  title: 'nothing that the browser sends but the session itself decides whose token it is',
  because: 'any customer could write another’s number into the address, and read that person’s conversations',
  source: {
    page: 'OWASP ASVS',
    clause: '5.0.0, 8.2.2 and 8.3.1: object level authorization, at a trusted service layer',
  },
  yourSite: {
    table: 'provider',
    says: "gives nobody another user's token, whatever id, name or unverified token the request brings",
  },
  after: [...authenticationCalls, ...tokenAcceptance],
  stimulus: 'one user asks the token provider with another user’s id, and a userId can be read in the token',
  notApplicable: noProvider,
  judge: recording => {
    const users = new Map(recording.users.flatMap(({ label, userId }) => (userId ? [[userId, label] as const] : [])))
    return probesOf(recording, 'as-another-user').flatMap((probe): Finding[] => {
      const own = userIdsOf(recording, probe.user)
      const repeated = probesOf(recording, 'as-page').find(({ user }) => user === probe.user)?.answer?.userId
      // Where even the page's own request brings another id each time, there is nothing to compare with.
      if (!repeated || !own.has(repeated)) return []
      const where = whereOf(probe)
      const varied = probe.variation ?? 'another user’s id'
      if (probe.answer === null)
        return typeof probe.status === 'string'
          ? []
          : [met(where, `status ${probe.status} and no token, with ${varied}`)]
      const { userId } = probe.answer
      if (userId === null) return []
      if (own.has(userId)) return [met(where, `still the token of the ${probe.user} user, with ${varied}`)]
      const whose = users.get(userId)
      return [
        violated(where, {
          code: varied.startsWith('a forged ') ? 'unverified-token-believed' : 'identity-from-the-client',
          expected: `a token of the ${probe.user} user, whose session it is, or none`,
          received: `a token of ${whose ? `the ${whose} user` : 'somebody else'}, with ${varied}`,
        }),
      ]
    })
  },
  codes: ['identity-from-the-client', 'unverified-token-believed'],
  remedy: ({ code, received }) =>
    code === 'unverified-token-believed'
      ? `verify the token that the browser sends before a claim of it is read: its signature, with the one algorithm that you sign with, and its expiry. A function that only decodes (jwt.decode, jwt_decode, parseJwt) verifies nothing; today the token provider gives ${received}`
      : `take the user from the server’s session and from nowhere else: today it gives ${received}. Remove the parameter, or refuse the request when it names anybody but the user of the session`,
})
