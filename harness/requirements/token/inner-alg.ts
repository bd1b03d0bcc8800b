import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/inner-alg',
  level: 'MUST',
  basis: 'doc',
  title: 'the token is signed with RS256',
  because: 'iAdvize verifies nothing else; the visitor stays a stranger to the agent',
  source: { page: 'BE-FAQ', clause: 'Ensure the JWT is signed with the right algorithm' },
  yourSite: {
    table: 'token',
    subject: 'signature',
    says: '`alg` `RS256`, by your own RSA key, whose public half you handed to iAdvize and iAdvize has set up',
  },
  stimulus: 'a page hands over a token that opens and holds a signed token',
  remedy: () => 'sign with RS256, that is RSASSA-PKCS1-v1_5 with SHA-256, and your RSA private key',
})
