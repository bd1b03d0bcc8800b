import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/size',
  visibleWithoutKey: true,
  level: 'SHOULD',
  basis: 'practice',
  title: 'the token has at most 8 KiB',
  because:
    'it travels with each activation; servers and proxies cut off what is too long, and then nobody is authenticated',
  source: { page: 'RFC 7519', clause: '§1: intended for space constrained environments' },
  yourSite: { table: 'token', subject: 'size', says: 'at most 8 KiB' },
  stimulus: 'a page hands a token to iAdvize',
  remedy: () => 'put nothing into the token beyond userId, iss, exp and the documented fields of visitorData',
})
