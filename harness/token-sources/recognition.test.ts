import { expect, test } from '@playwright/test'
import { growth } from '../../mock-iadvize/input/growth.ts'
import { tokensIn } from './message.ts'
import { tokensWithin } from './recognition.ts'

const header = Buffer.from('{"alg":"none"}').toString('base64url')
const signed = `${header}.${Buffer.from('{"https://iadvize.com/userId":"a"}').toString('base64url')}.${'s'.repeat(100)}`

const hostile: [string, (size: number) => string][] = [
  ['headers after slashes, without any dot', size => '/eyJhbGciOi'.repeat(size)],
  ['headers with dots', size => 'eyJhbGciOiJ.'.repeat(size)],
  ['headers after slashes, and dots at the end', size => `${'/eyJhbGciOi'.repeat(size)}.a.b.c.d`],
  ['dots', size => '.'.repeat(size * 10)],
  ['tokens in one run', size => `${signed}.`.repeat(size / 10)],
  ['a long header', size => `${Buffer.from(`{"alg":"${'a'.repeat(size * 10)}"}`).toString('base64url')}.a.b`],
  ['escapes', size => String.raw`\u002`.repeat(size * 2)],
  ['long lines without a token', size => `${'abc_-'.repeat(size)}\n`],
  ['white space', size => ' \n'.repeat(size * 5)],
]
for (const [what, text] of hostile)
  test(`twice as much takes about twice as long: ${what}`, () => {
    expect(growth(text, 4000, body => tokensIn({ headers: [{ name: 'x', value: body }], body }))).toBeLessThan(2.5)
  })

test('what follows a token in a path is none of it', () => {
  const token = signed
  expect(tokensWithin(`/chat/${token}/x`).map(found => found.token)).toEqual([token])
})

test('a token after a path whose words begin like one is found', () => {
  for (const text of [`/eyes/${signed}`, `https://shop.test/ewe/eyelashes/${signed}?a=1`, `a.b.c.${signed}`])
    expect(tokensWithin(text)).toEqual([{ token: signed, meantForIAdvize: true }])
})

test('a token whose algorithm nobody knows is found, as verify judges it', () => {
  const jwe = (members: object): string =>
    [Buffer.from(JSON.stringify(members)).toString('base64url'), 'k'.repeat(20), 'iv', 'c'.repeat(40), 'tag'].join('.')
  for (const alg of ['http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p', 'RSA_OAEP_256', undefined, 7])
    expect(tokensWithin(jwe({ alg, enc: 'A256GCM' }))).toMatchObject([{ meantForIAdvize: true }])
  for (const alg of ['dir', 'A256KW', 'ECDH-ES+A128KW', 'PBES2-HS256+A128KW'])
    expect(tokensWithin(jwe({ alg, enc: 'A256GCM' }))).toMatchObject([{ meantForIAdvize: false }])
})
