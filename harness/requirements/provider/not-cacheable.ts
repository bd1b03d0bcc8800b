import { whereOf } from '../../recording/observed.ts'
import { nameOf, providersFound } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'

const says = (cacheControl: string | null, directive: RegExp): boolean =>
  (cacheControl ?? '').split(',').some(part => directive.test(part.trim()))

/** A page that brings its token in its own HTML is such a response too. */
export default requirement({
  id: 'provider/not-cacheable',
  level: 'MUST',
  basis: 'practice',
  title: 'no cache may keep the response that carries the token: what answers a GET says Cache-Control: no-store',
  because: 'out of a cache comes a token that has expired, or, in a proxy that others share, somebody else’s',
  source: { page: 'OWASP ASVS', clause: '5.0.0, 14.3.2: anti-caching header fields (i.e., Cache-Control: no-store)' },
  yourSite: {
    table: 'provider',
    says: 'says `Cache-Control: no-store`; to a POST, which no cache keeps by itself, at least no lifetime',
  },
  after: authenticationCalls,
  stimulus: 'a page hands over a token that a response to the browser carried',
  judge: recording =>
    providersFound(recording).map(found => {
      const { method, headers } = found
      const where = whereOf(found)
      const said = headers.cacheControl === null ? 'no Cache-Control' : `Cache-Control: ${headers.cacheControl}`
      const forbidden = says(headers.cacheControl, /^no-store$/i)
      // RFC 9110 §9.3.3: what answers a POST may be kept only where it says how long it stays fresh; RFC 9111 §4: and even then
      // no other POST is answered with it. To say no-store there is good style, and no matter of safety.
      const kept = method === 'GET' || says(headers.cacheControl, /^(?:public|(?:s-)?max-?age=0*[1-9])/i)
      return forbidden || !kept
        ? met(
            where,
            `${nameOf(found, recording)}: ${said}${forbidden ? '' : '; no cache keeps what answers a POST unless it says how long'}`,
          )
        : violated(where, {
            code: 'may-be-kept',
            expected: 'Cache-Control: no-store',
            received: `${said}, from ${nameOf(found, recording)}`,
          })
    }),
  remedy: ({ received }) =>
    `send «Cache-Control: no-store» with every answer that carries a token, also through the proxy or CDN in front of it; today it is ${received}`,
})
