import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/issuer',
  level: 'MUST',
  basis: 'doc',
  title: 'iss is a non-empty string, and should be https://livechat.iadvize.com',
  because: 'it is a required claim: a token without it may be refused',
  source: { page: 'BE-FAQ', clause: 'Ensure you set all the required claims with the right prefixes' },
  yourSite: {
    table: 'claims',
    subject: '`iss`',
    says: 'a text; the public examples differ, and `https://livechat.iadvize.com` is the one to take (that part is a SHOULD)',
  },
  stimulus: 'a page hands over a token whose claims can be read',
  remedy: () => 'set iss to https://livechat.iadvize.com',
})
