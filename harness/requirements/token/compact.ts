import { tokenCheck } from '../token-check.ts'
import { whyNoToken } from '../why-no-token.ts'

export default tokenCheck({
  id: 'token/compact',
  visibleWithoutKey: true,
  level: 'MUST',
  basis: 'doc',
  title: 'the token is in compact form: five base64url segments, without padding, white space or another alphabet',
  because: 'a token that is not in canonical form is refused, and the visitor stays a stranger to the agent',
  source: { page: 'BE-SIGN' },
  yourSite: { table: 'token', subject: 'form', says: 'five base64url segments, no padding, no line break' },
  stimulus: 'a page hands a token to iAdvize',
  // What came instead of a token came by a request of the page.
  shows: (recording, { load }, { code }) => (code === 'html-page' ? whyNoToken(recording, load) : null),
  remedy: () =>
    'join the five segments with dots, each base64url without padding (RFC 7515 §2), and hand the token over as the library returns it: no line break, no quotes, no second encoding',
})
