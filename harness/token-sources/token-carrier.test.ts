import { expect, test } from '@playwright/test'
import type { Carrier } from '../recording/recording.ts'
import { carrierOf, tokenAt } from './token-carrier.ts'
import type { Brought } from './token-carrier.ts'

const token = `eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.${'wrapped-key_'.repeat(8)}.aXYtaXYtaXY.${'text'.repeat(12)}.dGFnLXRhZw`
const other = token.replaceAll('wrapped', 'another')
const brought = (body: string | null, type = 'application/json', ...headers: [string, string][]): Brought => ({
  headers: [['Content-Type', type], ...headers].map(([name = '', value = '']) => ({ name, value })),
  body,
})

const carriers: [string, (token: string) => Brought, Carrier][] = [
  ['a member of JSON', it => brought(JSON.stringify({ token: it })), { kind: 'json', pointer: '/token' }],
  [
    'JSON at any depth, with members that need escaping',
    it => brought(JSON.stringify({ data: [{ 'a/b~c': null }, { 'a/b~c': { jwe: it } }] })),
    { kind: 'json', pointer: '/data/1/a~1b~0c/jwe' },
  ],
  ['a JSON string', it => brought(JSON.stringify(it)), { kind: 'json', pointer: '' }],
  [
    'JSON behind a guard, with escapes',
    it => brought(`)]}',\n{"token":"${it.replaceAll('-', '\\u002d')}"}`),
    { kind: 'json', pointer: '/token' },
  ],
  ['plain text', it => brought(`${it}\n`, 'text/plain'), { kind: 'text' }],
  ['a script', it => brought(`setToken("${it}")`, 'text/javascript'), { kind: 'text' }],
  [
    'a response header',
    it => brought('{}', 'application/json', ['X-Chat-Token', it]),
    { kind: 'header', name: 'x-chat-token' },
  ],
  [
    'a cookie',
    it =>
      brought('{}', 'application/json', ['Set-Cookie', 'a=1; Path=/'], ['Set-Cookie', `chat=${it}; Path=/; Secure`]),
    { kind: 'cookie', name: 'chat' },
  ],
]
for (const [what, response, carrier] of carriers)
  test(`a token in ${what}: found there, and another one in the same place`, () => {
    expect(carrierOf(token, response(token))).toEqual(carrier)
    expect(tokenAt(carrier, response(other))).toBe(other)
    expect(tokenAt(carrier, brought('{"error":"nobody is signed in"}'))).toBeNull()
    expect(tokenAt(carrier, brought('<!doctype html><title>Sign in</title>', 'text/html'))).toBeNull()
  })

test('a token in the page’s own HTML, also escaped as templates do', () => {
  const page = (it: string) => brought(`<!doctype html><script>var t = '${it}'</script>`, 'text/html; charset=utf-8')
  expect(carrierOf(token, page(token))).toEqual({ kind: 'html' })
  expect(carrierOf(token, page(token.replaceAll('-', '\\u002D')))).toEqual({ kind: 'html' })
  expect(carrierOf(token, page(token.replaceAll('.', '&#46;')))).toEqual({ kind: 'html' })
  expect(tokenAt({ kind: 'html' }, page(other))).toBeNull()
})

test('white space around the token, which some requirement will name, does not hide it', () => {
  expect(carrierOf(`${token}\n`, brought(JSON.stringify({ token: `${token}\n` })))).toEqual({
    kind: 'json',
    pointer: '/token',
  })
})

test('nothing is found where the token is not', () => {
  expect(carrierOf(token, brought(JSON.stringify({ token: other })))).toBeNull()
  expect(carrierOf(token, brought(null, 'image/png'))).toBeNull()
  expect(tokenAt({ kind: 'json', pointer: '/token' }, brought('{"token":null}'))).toBeNull()
  expect(tokenAt({ kind: 'json', pointer: '/token' }, brought('{"token":"www.example.com"}'))).toBeNull()
})
