import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/user-id',
  level: 'MUST',
  basis: 'doc',
  title: 'the claim https://iadvize.com/userId is a non-empty string of at most 255 characters',
  because: 'it is the identity: without it iAdvize does not know whom the agent is talking to',
  source: { page: 'BE-FAQ', clause: 'Ensure you set all the required claims with the right prefixes' },
  yourSite: {
    table: 'claims',
    subject: '`https://iadvize.com/userId`',
    says: 'your id of the account: text of 1 to 255 characters, of the user who is signed in',
  },
  stimulus: 'a page hands over a token whose claims can be read',
  remedy: () =>
    'put the id of the customer account, as a string of 1 to 255 characters, into the claim https://iadvize.com/userId, prefix included',
})
