import { isKind, observed, whereOf } from '../../recording/observed.ts'
import { met, requirement, violated } from '../requirement.ts'
import type { Finding } from '../requirement.ts'

const whose = {
  brand: 'the brand’s own private key',
  iadvize: 'iAdvize’s private key',
  other: 'a private key',
} as const

export default requirement({
  id: 'provider/key-not-exposed',
  level: 'MUST',
  basis: 'practice',
  title: 'no private key is in anything that the browser receives',
  because: 'whoever has the brand’s private key can be any customer, today and until the key is changed',
  source: {
    page: 'OWASP ASVS',
    clause: '5.0.0, 13.3.1: secrets must not be included in application source code or in build artifacts',
  },
  yourSite: { table: 'provider', says: 'keeps the private key on the server: nothing that the browser gets holds one' },
  stimulus: 'what a page of the site has received is searched',
  judge: recording =>
    observed(recording)
      .filter(isKind('keys-searched'))
      .flatMap((searched): Finding[] => {
        const where = whereOf(searched)
        if (searched.found.length === 0)
          return searched.responses === 0
            ? []
            : [met(where, `none in ${searched.responses} documents, scripts and answers`)]
        return searched.found.map(({ path, form, of }) =>
          violated(where, {
            code: 'private-key-in-response',
            expected: 'no private key',
            received: `${whose[of]} (${form}) in ${path}`,
          }),
        )
      }),
  remedy: ({ received }) =>
    `take the key out of what is served (${received}), make a new pair, and hand the new public half to iAdvize: the old one is known to whoever has opened the page. Tokens are made by the backend alone, with a key from its secret store`,
})
