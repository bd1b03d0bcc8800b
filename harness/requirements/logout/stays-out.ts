import { activationsAfter, bringsBack, identityBefore } from '../../recording/activations.ts'
import { couldBeFromCache, samples, whereOf } from '../../recording/observed.ts'
import { isInHistory, signOuts } from '../../recording/site-sessions.ts'
import { howToEnd } from '../ended-sessions.ts'
import { openSessionElsewhere } from '../identity-provider.ts'
import { whereKept } from '../where-kept.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

export default requirement({
  id: 'logout/stays-out',
  level: 'MUST',
  basis: 'practice',
  title: 'after sign-out nothing brings the identity back: no reload, no back button, no other tab',
  because: 'on a shared device the next person has only to press «back» to talk to the agent as the one who left',
  source: {
    page: 'OWASP ASVS',
    clause: '4.0.3, V3.3.1: after logout the back button does not resume an authenticated session',
  },
  yourSite: { table: 'sign-out', says: 'is not undone by a reload, the back button or another tab' },
  needs: ['activation/token-fresh', 'logout/works'],
  stimulus: 'a visitor signs out, and then reloads, goes back, or turns to another tab',
  codes: ['old-token-presented', 'new-token-after-sign-out'],
  judge: recording =>
    signOuts(recording).flatMap((signOut): Finding[] => {
      const identity = identityBefore(recording, signOut)
      // Nobody can stay out who was never in.
      if (identity.tokens.size === 0) return []
      const back = activationsAfter(recording, signOut).filter(activation => bringsBack(activation, identity))
      if (back.length > 0)
        return back.map(activation => {
          const { call, cause, token } = activation
          const isOld = token !== null && identity.tokens.has(token.ref)
          const because = isOld
            ? whereKept(recording, activation)
            : (openSessionElsewhere(recording) ?? howToEnd(recording))
          return violated(whereOf(call), {
            code: isOld ? 'old-token-presented' : 'new-token-after-sign-out',
            expected: 'no secured activation after sign-out',
            received: `${isOld ? 'a token from before the sign-out' : 'a new token'} for the ${signOut.user} user, ${
              cause === 'activate' ? 'on activation' : 'when iAdvize asked again'
            }`,
            ...(because !== null && { cure: because }),
          })
        })
      return samples(recording)
        .filter(
          ({ browser, user, context }) =>
            browser === signOut.browser &&
            user === null &&
            // What the back button shows is no proof unless the cache could have its part in it.
            (!isInHistory(context.action) || couldBeFromCache(recording)) &&
            context.index > signOut.closing.context.index &&
            context.index < signOut.end,
        )
        .map(sample => met(whereOf(sample), `after «${sample.context.step}» the ${signOut.user} user is still out`))
    }),
  remedy: ({ code, where }) =>
    code === 'old-token-presented'
      ? `${where.path ?? 'the page'} presents a token that it had kept: serve pages with a token or a session in them with Cache-Control: no-store, and keep no token in storage`
      : `the token provider still knows somebody who has signed out (${where.path ?? 'this page'}): let it go by the site’s session alone, end every credential that it takes when that session ends, and serve account pages with Cache-Control: no-store`,
})
