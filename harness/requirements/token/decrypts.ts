import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/decrypts',
  level: 'MUST',
  basis: 'doc',
  title: "the token opens with iAdvize's private key",
  because: 'a token made for another key cannot be read by iAdvize, and the page is told only «server error»',
  source: { page: 'BE-FAQ', clause: 'Ensure you use the right private key and the right iAdvize public key' },
  yourSite: {
    table: 'token',
    subject: 'encryption',
    says: "`alg` `RSA-OAEP-256`, `enc` `A256GCM`, to iAdvize's public key",
  },
  stimulus: 'a page hands over an encrypted token whose outer header is right',
  remedy: () =>
    'encrypt with the public key that iAdvize gave you for this environment: compare its fingerprint with theirs; never with your own public key',
})
