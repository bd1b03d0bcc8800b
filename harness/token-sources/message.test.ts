import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged, jwe, jws } from '../../mock-iadvize/token/forgery.ts'
import type { Brought } from './token-carrier.ts'
import { placeOf, tokensIn } from './message.ts'
import { tokensWithin } from './recognition.ts'

const claims = claimsAt(new Date())
const sound = forged({ brand, iAdvize }, claims)
const signed = jws(claims, brand.privateKey)
const padded = sound
  .split('.')
  .map(segment => Buffer.from(segment, 'base64url').toString('base64'))
  .join('.')

const meant: [string, string][] = [
  ['a nested token', sound],
  ['one in the standard alphabet of base64', padded],
  [
    'one to another kind of RSA padding',
    jwe(signed, iAdvize.publicKey, { header: { alg: 'RSA-OAEP', enc: 'A256GCM' } }),
  ],
  ['claims that were signed and not encrypted', signed],
  ['the prefix with http', jws({ 'http://iadvize.com/userId': 'a' }, brand.privateKey)],
  ['layers swapped', jws(jwe(JSON.stringify(claims), iAdvize.publicKey), brand.privateKey)],
]
for (const [what, token] of meant)
  test(`meant for iAdvize: ${what}`, () => {
    expect(tokensWithin(`a "${token}", b`)).toEqual([{ token, meantForIAdvize: true }])
  })

test('other people’s tokens are told apart, and what only looks like one is none', () => {
  const access = jws({ iss: 'https://login.example', sub: 'a', exp: 1 }, brand.privateKey)
  const session = jwe('{}', iAdvize.publicKey, { header: { alg: 'dir', enc: 'A256GCM' } })
  for (const token of [access, session])
    expect(tokensWithin(`Bearer ${token}`)).toEqual([{ token, meantForIAdvize: false }])
  for (const text of [
    'www.example.com/eyes.of.a.cat',
    `eyes${'y'.repeat(60)}.${'a'.repeat(20)}.b`,
    'eyJhIjoxfQ.b.c',
    '',
  ])
    expect(tokensWithin(text)).toEqual([])
})

const brought = (body: string | null, type: string, ...headers: [string, string][]): Brought => ({
  headers: [['Content-Type', type], ...headers].map(([name = '', value = '']) => ({ name, value })),
  body,
})
const places: [string, Brought, string][] = [
  [
    'JSON at any depth',
    brought(JSON.stringify({ data: [{ 'chat/token': { jwe: sound } }] }), 'application/json'),
    'JSON /data/0/chat~1token/jwe',
  ],
  ['a JSON string', brought(JSON.stringify(sound), 'application/json'), 'JSON (the whole)'],
  [
    'JSON in JSON',
    brought(JSON.stringify({ body: JSON.stringify({ token: sound }) }), 'application/json'),
    'JSON /body',
  ],
  ['text', brought(sound, 'text/plain'), 'text'],
  ['a script', brought(`start("${sound}")`, 'text/javascript'), 'text'],
  ['a form', brought(`a=1&token=${encodeURIComponent(padded)}`, 'application/x-www-form-urlencoded'), 'text'],
  ['a header', brought('{}', 'application/json', ['X-Chat-Token', sound]), 'header x-chat-token'],
  ['a cookie that is set', brought('', 'text/plain', ['Set-Cookie', `chat=${sound}; Path=/`]), 'cookie chat'],
  ['a cookie that is sent', brought(null, 'text/plain', ['Cookie', `a=1; chat=${sound}`]), 'cookie chat'],
  [
    'the page itself',
    brought(`<!doctype html><script>var t='${sound.replaceAll('.', '\\u002E')}'</script>`, 'text/html'),
    'in its HTML',
  ],
]
for (const [what, message, place] of places)
  test(`found in ${what}`, () => {
    const found = tokensIn(message)
    expect(found.map(({ carrier }) => placeOf(carrier))).toEqual([place])
    expect([sound, padded]).toContain(found[0]?.token)
  })

test('white space that a page would hand over with the token stays with it', () => {
  for (const message of [
    brought(JSON.stringify({ token: `${sound}\n` }), 'application/json'),
    brought(`${sound}\n`, 'text/plain'),
  ])
    expect(tokensIn(message).map(({ token }) => token)).toEqual([`${sound}\n`])
})

test('a place never names a person or holds a token', () => {
  const message = brought(JSON.stringify({ 'ada@example.com': { [sound]: sound } }), 'application/json')
  const [place = ''] = tokensIn(message).map(({ carrier }) => placeOf(carrier))
  expect(place).not.toContain('ada')
  expect(place).not.toContain(sound.slice(-20))
})
