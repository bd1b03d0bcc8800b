import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/visitor-data',
  level: 'MUST',
  basis: 'partial',
  title: 'visitorData, when present, is an object of documented fields, each a string, under its prefixed name',
  because: 'the agent sees the name and details that are in it, or none at all',
  source: { page: 'BE-INFO' },
  yourSite: {
    table: 'claims',
    subject: '`https://iadvize.com/visitorData`',
    says: 'may be left out; an object with any of `firstName`, `lastName`, `address`, `city`, `zipCode`, `country`, `phoneNumber`, `email` (others: SHOULD), each a text',
  },
  stimulus: 'a page hands over a token whose claims can be read',
  remedy: () =>
    'make https://iadvize.com/visitorData an object of strings with the fields firstName, lastName, address, city, zipCode, country, phoneNumber and email; leave out what you do not know',
})
