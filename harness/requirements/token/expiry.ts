import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/expiry',
  level: 'MUST',
  basis: 'doc',
  title: 'exp is a number of seconds since 1970, in the future when the token arrives',
  because: 'an expired token is refused, and one that never expires serves a thief for ever',
  source: { page: 'BE-FAQ', clause: 'Ensure you set all the required claims with the right prefixes' },
  stimulus: 'a page hands over a token whose claims can be read',
  remedy: () =>
    'set exp to a number of whole seconds: Math.floor(Date.now() / 1000) + 60; keep the server’s clock right (NTP)',
})
