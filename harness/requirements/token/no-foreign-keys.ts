import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/no-foreign-keys',
  visibleWithoutKey: true,
  level: 'SHOULD',
  basis: 'practice',
  title: 'no header of the token carries a key or the address of one',
  because: 'a receiver that follows such a header verifies with a key of the attacker’s choice',
  source: { page: 'RFC 8725', clause: '§3.10, Do Not Trust Received Claims' },
  yourSite: { table: 'token', subject: 'headers', says: 'name or carry no keys: no `jku`, `jwk`, `x5u`, `x5c`' },
  stimulus: 'a page hands over a token with a readable header',
  remedy: () => 'leave jku, jwk, x5u, x5c and crit out of both headers: iAdvize has your public key already',
})
