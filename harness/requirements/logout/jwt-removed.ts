import { activationWhileAsked, identityBefore, samplesOfLeaving } from '../../recording/activations.ts'
import { isDisturbed, whereOf } from '../../recording/observed.ts'
import { signOuts } from '../../recording/site-sessions.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authentication, authenticationCalls } from '../token-check.ts'
import { questionCure } from '../sign-out-question.ts'

const places = { localStorage: 'local storage', sessionStorage: 'session storage', cookie: 'a cookie' } as const

export default requirement({
  id: 'logout/jwt-removed',
  level: 'MUST',
  basis: 'assumed',
  title: 'after sign-out no JWT of the visitor is left in the browser',
  because: 'whoever uses this device next holds the proof of identity of the one who left',
  source: {
    page: 'SDK-REF',
    clause: 'logout: "Removes an identity"; that the JWT leaves browser storage with it is our inference',
  },
  yourSite: { table: 'sign-out', says: 'leaves no JWT in the browser' },
  needs: [...authentication, 'logout/works'],
  after: authenticationCalls,
  stimulus: 'a visitor whose JWT lies in local storage signs out of the site',
  codes: ['jwt-left', 'jwt-left-by-question', 'copy-of-jwt-left'],
  judge: recording =>
    signOuts(recording).flatMap(signOut => {
      if (signOut.before.jwts.length === 0 || signOut.disturbed) return []
      const theirs = identityBefore(recording, signOut).userIds
      return samplesOfLeaving(recording, signOut)
        .filter(sample => !isDisturbed(sample))
        .map(sample => {
          const left = sample.jwts.find(({ userId }) => theirs.has(userId))
          if (!left) return met(whereOf(sample), `no JWT of the ${signOut.user} user`)
          // The site did call iAdvize.logout when the visitor signed out; what came after it is a gap, and not a sign-out forgotten.
          const asked = left.own ? activationWhileAsked(recording, signOut) : undefined
          if (asked)
            return violated(whereOf(sample), {
              level: 'SHOULD',
              code: 'jwt-left-by-question',
              expected: `no JWT of the ${signOut.user} user`,
              received: `iAdvize.logout was called, then ${asked.call.path}, which asks whether to sign out, activated again: its JWT is still in ${places[left.where]}`,
            })
          return violated(whereOf(sample), {
            code: left.own ? 'jwt-left' : 'copy-of-jwt-left',
            expected: `no JWT of the ${signOut.user} user`,
            received: left.own
              ? `the tag's JWT is still in ${places[left.where]}`
              : `a copy of the JWT is in ${places[left.where]}, under a key that is not the tag's`,
          })
        })
    }),
  remedy: ({ code }) =>
    code === 'jwt-left-by-question'
      ? questionCure
      : code === 'copy-of-jwt-left'
        ? "remove the code that copies iAdvize's JWT to a place of its own: the tag looks after it, and removes it at logout"
        : 'call «await iAdvize.logout()» at sign-out and let it finish before the page goes away: it removes the JWT',
})
