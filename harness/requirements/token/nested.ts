import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/nested',
  level: 'MUST',
  basis: 'doc',
  title: 'inside the encryption is a signed token (JWS)',
  because: 'without the signature anybody who has the public key could pose as any customer',
  source: { page: 'BE-SIGN' },
  yourSite: { table: 'token', subject: 'content', says: 'the signed token, never bare claims' },
  stimulus: 'a page hands over a token that opens',
  remedy: () => 'sign the claims first (JWS, RS256), then encrypt the compact JWS, as text, to iAdvize (JWE)',
})
