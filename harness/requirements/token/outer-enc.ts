import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/outer-enc',
  visibleWithoutKey: true,
  level: 'MUST',
  basis: 'doc',
  title: 'the content is encrypted with A256GCM',
  because: 'iAdvize opens nothing else; the visitor stays a stranger to the agent',
  source: { page: 'BE-FAQ', clause: 'Ensure the JWE is encrypted with the right algorithm' },
  yourSite: {
    table: 'token',
    subject: 'encryption',
    says: "`alg` `RSA-OAEP-256`, `enc` `A256GCM`, to iAdvize's public key",
  },
  stimulus: 'a page hands over an encrypted token with a readable outer header',
  remedy: () => 'set the outer header’s enc to A256GCM',
})
