import { whereOf } from '../../recording/observed.ts'
import { nameOf, providersFound } from '../../recording/provider.ts'
import { met, requirement, violated } from '../requirement.ts'
import { authenticationCalls } from '../token-check.ts'

export default requirement({
  id: 'provider/https',
  level: 'MUST',
  basis: 'practice',
  title: 'the token travels over TLS wherever it leaves the machine',
  because: 'in the café’s wireless network everybody could take the token along, and be that customer for a minute',
  source: {
    page: 'OWASP ASVS',
    clause: '5.0.0, 12.2.1: TLS for all connectivity between a client and external services',
  },
  yourSite: {
    table: 'provider',
    says: "is asked over https, and lets no foreign origin read the answer with the visitor's credentials",
  },
  after: authenticationCalls,
  stimulus: 'a page hands over a token that a response to the browser carried',
  unshown: 'the sample shop is served by the machine that the browser runs on, where plain http is allowed',
  judge: recording =>
    providersFound(recording).map(found => {
      const name = nameOf(found, recording)
      if (found.origin.startsWith('https:')) return met(whereOf(found), `${name}, over TLS`)
      if (found.local) return met(whereOf(found), `${name}, and the token does not leave the machine`)
      return violated(whereOf(found), {
        code: 'plain-http',
        expected: 'https',
        received: `http, from ${found.origin}${found.path}`,
      })
    }),
  remedy: ({ received }) =>
    `serve the token provider, and the pages that call it, over https alone, and redirect http before any session is looked at; today it is ${received}`,
})
