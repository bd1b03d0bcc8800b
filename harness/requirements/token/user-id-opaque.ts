import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/user-id-opaque',
  level: 'SHOULD',
  basis: 'practice',
  title: 'the userId is no e-mail address and no phone number',
  because:
    'it is kept and shown wherever the visitor is known, and an address changes hands: it is neither private nor forever the same person’s',
  source: { page: 'OWASP ASVS', clause: '4.0.3, chapter V8, Data Protection' },
  yourSite: { table: 'claims', subject: '`https://iadvize.com/userId`', says: 'no e-mail address, no phone number' },
  stimulus: 'a page hands over a token with a readable userId',
  remedy: () =>
    'use the opaque, never recycled id of the customer account; name and address have their own fields in visitorData',
})
