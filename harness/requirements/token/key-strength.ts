import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/key-strength',
  level: 'MUST',
  basis: 'practice',
  title: 'both RSA keys have at least 2048 bits and a sound exponent',
  because: 'a weak key can be broken, and whoever breaks it can pose as every customer',
  source: { page: 'RFC 7518', clause: '§3.3 and §4.3: a key of size 2048 bits or larger MUST be used' },
  yourSite: { table: 'token', subject: 'both RSA keys', says: '2048 bits or more' },
  stimulus: "a token is judged with the brand's and iAdvize's keys",
  remedy: () =>
    'make a new RSA pair of 2048 bits or more (openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048) and hand its public half to iAdvize',
})
