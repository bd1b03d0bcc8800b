import { tokenCheck } from '../token-check.ts'

export default tokenCheck({
  id: 'token/lifetime',
  level: 'SHOULD',
  basis: 'doc',
  title: 'the token lives for at most one minute',
  because: 'whoever steals it can pose as the visitor until it expires',
  source: { page: 'FE-FAQ' },
  yourSite: { table: 'claims', subject: '`exp`', says: 'one minute from now, at most' },
  stimulus: 'a page hands over a token with a readable exp',
  remedy: () => 'set exp to now + 60 seconds; the provider is asked again whenever a token is needed',
})
