import { identityBefore, identityDuring } from '../../recording/activations.ts'
import { whereOf } from '../../recording/observed.ts'
import { signOuts, siteSessions } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls, tokenAcceptance } from '../token-check.ts'

export default requirement({
  id: 'logout/next-user-is-new',
  level: 'MUST',
  basis: 'doc',
  title: 'the next person on this device has an identity of their own',
  because: "they would read the conversations of the one before, and the agent would tell them that person's affairs",
  source: { page: 'BE-INFO', clause: 'the userId is unique to a user' },
  yourSite: { table: 'sign-out', says: 'leaves no padlock on the desk, and nothing to the next person at this device' },
  needs: ['logout/works', 'token/user-id', 'token/user-id-unique', "activation/identity-is-the-session's"],
  after: [...authenticationCalls, ...tokenAcceptance],
  inside: true,
  stimulus: 'one user signs out, another signs in in the same browser, and iAdvize comes to know both',
  judge: recording =>
    signOuts(recording).flatMap((signOut): Finding[] => {
      // The identities of a run on trust are stand-ins.
      if (recording.target.trust || signOut.disturbed) return []
      const next = siteSessions(recording).find(
        ({ browser, signIn }) => browser === signOut.browser && signIn.context.index === signOut.end,
      )
      if (!next || next.user === signOut.user) return []
      const former = identityBefore(recording, signOut).userIds
      const own = identityDuring(recording, next).userIds
      if (former.size === 0 || own.size === 0) return []
      const where = whereOf(next.samples[0])
      const inherited = [...own].some(userId => former.has(userId))
      if (!inherited) return [met(where, `the ${next.user} user has another userId than the ${signOut.user} user had`)]
      return [
        violated(where, {
          code: 'identity-inherited',
          expected: `a userId of their own for the ${next.user} user`,
          received: `the userId of the ${signOut.user} user, who had signed out on this device`,
        }),
      ]
    }),
  remedy: () =>
    'find what outlives the sign-out on this device (a cookie, local storage, a cache keyed by device) and feeds the token provider: clear it at sign-out, and let the provider go by the site’s session alone',
})
