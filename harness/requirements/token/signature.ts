import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/signature',
  level: 'MUST',
  basis: 'doc',
  title: 'the signature verifies with the public key that the brand handed to iAdvize',
  because: 'the signature is the only proof that it is the brand who vouches for this visitor',
  source: { page: 'BE-FAQ', clause: 'Ensure iAdvize set up your public key in your settings' },
  yourSite: {
    table: 'token',
    subject: 'signature',
    says: '`alg` `RS256`, by your own RSA key, whose public half you handed to iAdvize and iAdvize has set up',
  },
  stimulus: 'a page hands over a token that opens and is signed with RS256',
  remedy: () =>
    'sign with the private key whose public half you handed to iAdvize, and have iAdvize confirm that this public key is set up for the site: compare fingerprints',
})
