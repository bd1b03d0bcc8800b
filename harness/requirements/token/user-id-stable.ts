import { activationsAndRenewals } from '../../recording/activations.ts'
import type { Activation } from '../../recording/activations.ts'
import { whereOf } from '../../recording/observed.ts'
import { siteSessions } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

export default requirement({
  id: 'token/user-id-stable',
  level: 'MUST',
  basis: 'doc',
  title: 'one user has the same userId in every session and every browser',
  because:
    'with a new userId at each sign-in the customer loses the conversation, and the agent meets a stranger again',
  source: { page: 'BE-INFO' },
  yourSite: {
    table: 'claims',
    subject: '`https://iadvize.com/userId`',
    says: 'the same for one user in every session and browser, another for everybody else, and never given to somebody new',
  },
  needs: ['token/decrypts', 'token/nested', 'token/user-id', 'token/user-id-unique'],
  after: [...authenticationCalls, ...tokenAcceptance],
  inside: true,
  stimulus: 'the same user hands over tokens with a readable userId after two sign-ins, or in two browsers',
  judge: recording => {
    const all = activationsAndRenewals(recording)
    /** Somebody else's userId is not judged here: it says nothing about how this user's own is made. */
    const isOthers = (userId: string, user: string): boolean =>
      recording.users.some(other => other.label !== user && other.userId === userId) ||
      all.some(other => typeof other.user === 'string' && other.user !== user && other.token?.userId === userId)
    const sessions = siteSessions(recording).map(session => ({
      user: session.user,
      shown: all.filter(
        ({ call, user, token }) =>
          user === session.user &&
          token?.userId != null &&
          !isOthers(token.userId, user) &&
          call.browser === session.browser &&
          call.context.index > session.signIn.context.index &&
          call.context.index < session.end,
      ),
    }))
    const first = new Map<string, Activation>()
    return sessions.flatMap(({ user, shown }) => {
      const known = first.get(user)
      const opening = shown[0]
      if (!known && opening) first.set(user, opening)
      const own = (known ?? opening)?.token?.userId
      const differing = shown.find(({ token }) => token?.userId !== own)
      if (differing)
        return [
          violated(whereOf(differing.call), {
            code: 'user-id-changed',
            expected: `the userId that the ${user} user had before`,
            received: 'another userId for the same user',
          }),
        ]
      return known && opening ? [met(whereOf(opening.call), `the ${user} user has the same userId as before`)] : []
    })
  },
  remedy: () =>
    'use the id of the customer account, which outlives sessions: not the session id, not a random value, not a hash over anything that changes',
})
