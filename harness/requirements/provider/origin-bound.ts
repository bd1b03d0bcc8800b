import { whereOf } from '../../recording/observed.ts'
import { probesOf, noProvider } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'

/** What a foreign page may read is decided by the answer that carries the token; a preflight alone lets nobody read. */
export default requirement({
  id: 'provider/origin-bound',
  level: 'MUST',
  basis: 'practice',
  title: 'no foreign origin may read the token with the visitor’s credentials',
  because: 'any site that a signed-in customer happens to visit could fetch their token and speak to the agent as them',
  source: {
    page: 'OWASP ASVS',
    clause: '5.0.0, 3.4.2: Access-Control-Allow-Origin is fixed, or checked against a list',
  },
  yourSite: {
    table: 'provider',
    says: "is asked over https, and lets no foreign origin read the answer with the visitor's credentials",
  },
  after: authenticationCalls,
  stimulus: 'the token provider is asked with a foreign Origin and the cookies of a signed-in user',
  notApplicable: noProvider,
  judge: recording =>
    probesOf(recording, 'from-foreign-origin').flatMap((probe): Finding[] => {
      if (typeof probe.status === 'string') return []
      const where = whereOf(probe)
      const origin = probe.variation ?? 'a foreign Origin'
      if (probe.readable !== 'with-credentials') return [met(where, `${origin}: the browser keeps the answer from it`)]
      if (probe.token === null) return [met(where, `${origin}: status ${probe.status} and no token`)]
      return [
        violated(where, {
          code: 'readable-from-anywhere',
          expected: 'no Access-Control-Allow-Origin for origins that are not the brand’s own',
          received: `Access-Control-Allow-Origin with Access-Control-Allow-Credentials: true, and a token (${origin})`,
        }),
      ]
    }),
  remedy: ({ received }) =>
    `name the origins of your own pages in a list, compare the Origin header with it as a whole, and send neither header to any other; today any may read it: ${received}. Where page and provider share an origin, send no CORS header at all`,
})
