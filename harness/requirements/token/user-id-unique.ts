import { activationsAndRenewals } from '../../recording/activations.ts'
import { whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

/**
 * A userId that is the expected one of either user is theirs: the other one then has somebody else's identity, which
 * activation/identity-is-the-session's and logout/next-user-is-new judge. Here it is one that was nobody's own.
 */
export default requirement({
  id: 'token/user-id-unique',
  level: 'MUST',
  basis: 'doc',
  title: 'two users never share one userId',
  because: "two people with one userId see each other's conversations",
  source: { page: 'BE-INFO' },
  yourSite: {
    table: 'claims',
    subject: '`https://iadvize.com/userId`',
    says: 'the same for one user in every session and browser, another for everybody else, and never given to somebody new',
  },
  needs: ['token/decrypts', 'token/nested', 'token/user-id'],
  after: [...authenticationCalls, ...tokenAcceptance],
  inside: true,
  stimulus: 'two different users hand over tokens with a readable userId',
  judge: recording => {
    const expected = new Set(recording.users.flatMap(({ userId }) => userId ?? []))
    const owners = new Map<string, string>()
    const seen = new Set<string>()
    return activationsAndRenewals(recording).flatMap(({ call, user, token }) => {
      if (!user || !token?.userId || seen.has(`${user} ${token.userId}`)) return []
      seen.add(`${user} ${token.userId}`)
      const owner = owners.get(token.userId) ?? user
      owners.set(token.userId, owner)
      const where = whereOf(call)
      if (owner !== user)
        return expected.has(token.userId)
          ? []
          : [
              violated(where, {
                code: 'user-id-shared',
                expected: `a userId of their own for the ${user} user`,
                received: `the userId that the ${owner} user has too`,
              }),
            ]
      const another = [...owners.values()].some(other => other !== user)
      return another ? [met(where, `the ${user} user has a userId that no other user had`)] : []
    })
  },
  remedy: () =>
    'take the userId from the account of whoever is signed in, on the server, for each token: no constant, no test value, nothing that is shared by a household or a company',
})
