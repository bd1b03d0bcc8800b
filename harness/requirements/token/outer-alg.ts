import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/outer-alg',
  visibleWithoutKey: true,
  level: 'MUST',
  basis: 'doc',
  title: 'the content key is encrypted with RSA-OAEP-256',
  because: 'iAdvize opens nothing else; the visitor stays a stranger to the agent',
  source: { page: 'BE-FAQ', clause: 'Ensure the JWE is encrypted with the right algorithm' },
  yourSite: {
    table: 'token',
    subject: 'encryption',
    says: "`alg` `RSA-OAEP-256`, `enc` `A256GCM`, to iAdvize's public key",
  },
  stimulus: 'a page hands over an encrypted token with a readable outer header',
  remedy: () =>
    'set the outer header’s alg to RSA-OAEP-256, and check that the library really uses SHA-256 for both the digest and the mask (MGF1)',
})
