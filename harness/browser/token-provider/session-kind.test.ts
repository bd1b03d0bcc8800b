import { expect, test } from '@playwright/test'
import { sessionKindOf } from './session-kind.ts'

const part = (of: object): string => Buffer.from(JSON.stringify(of)).toString('base64url')
const jwt = `${part({ alg: 'HS256' })}.${part({ sub: '1' })}.${'s'.repeat(43)}`
const jwe = `${part({ alg: 'dir', enc: 'A256GCM' })}..iv.text.tag`
const sealed = (separator: string): string => [part({ user: 17 }), 'aXk3Qw', 'k'.repeat(27)].join(separator)

test('what keeps a session is known by its form', () => {
  expect(sessionKindOf({ authorization: `Bearer ${jwt}`, cookie: 'a=b' }, { a: 'b' })).toBe('bearer-jwt')
  expect(sessionKindOf({ authorization: 'Bearer 4f1c9e' }, {})).toBe('bearer')
  expect(sessionKindOf({}, { '__Secure-authjs.session-token': jwe })).toBe('auth-js')
  expect(sessionKindOf({}, { 'next-auth.session-token.0': 'eyJ' })).toBe('auth-js')
  expect(sessionKindOf({}, { sid: jwe })).toBe('cookie-jwt')
  expect(sessionKindOf({}, { session: sealed('.') })).toBe('sealed-cookie')
  expect(sessionKindOf({}, { sessionid: sealed(':') })).toBe('sealed-cookie')
  expect(
    sessionKindOf(
      {},
      { _shop_session: encodeURIComponent(`${'A'.repeat(40)}--${'b'.repeat(16)}--${'c'.repeat(22)}==`) },
    ),
  ).toBe('sealed-cookie')
  expect(sessionKindOf({}, { session: part({ user: 17 }), 'session.sig': 'abc' })).toBe('sealed-cookie')
})

test('an id that only the server understands is none of these, nor is a guard against forged requests', () => {
  expect(sessionKindOf({}, { 'connect.sid': 's%3Ac0ffee.Zm9vYmFy', _ga: 'GA1.1.123456.1700000000' })).toBe('cookie')
  expect(sessionKindOf({ 'x-csrf-token': jwt }, { PHPSESSID: 'g8f3k2' })).toBe('cookie')
  expect(sessionKindOf({ accept: '*/*' }, {})).toBe('none')
})
