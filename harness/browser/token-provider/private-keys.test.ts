import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { fingerprint } from '../../../mock-iadvize/token/keys.ts'
import { brand } from '../../../mock-iadvize/samples/sample-keys.ts'
import { privateKeysIn } from './private-keys.ts'

const pem = (type: 'pkcs1' | 'pkcs8'): string => brand.privateKey.export({ type, format: 'pem' }).toString()
const jwk = brand.privateKey.export({ format: 'jwk' })
const forms = (text: string) => privateKeysIn(text).map(({ form }) => form)
const prints = (text: string) => privateKeysIn(text).map(({ key }) => key && fingerprint(key))

const hidden: [string, string, string][] = [
  ['PEM, PKCS#8', pem('pkcs8'), 'PEM'],
  ['PEM, PKCS#1', `const key = \`${pem('pkcs1')}\``, 'PEM'],
  ['PEM on one line', JSON.stringify({ key: pem('pkcs8') }), 'PEM'],
  [
    'PEM put together by a script',
    pem('pkcs8')
      .split('\n')
      .map(line => `'${line}\\n'`)
      .join(' +\n  '),
    'PEM',
  ],
  ['a JWK', JSON.stringify({ keys: [jwk] }), 'JWK'],
  [
    'a JWK as a literal of a script',
    `{${Object.entries(jwk)
      .map(([name, value]) => `${name}: '${String(value)}'`)
      .join(', ')}}`,
    'JWK',
  ],
  ['bare base64 DER', `key="${brand.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')}"`, 'DER'],
]
for (const [what, text, form] of hidden)
  test(`a private key is found as ${what}`, () => {
    expect(forms(text)).toEqual([form])
    expect(prints(text)).toEqual([fingerprint(brand.publicKey)])
  })

test('an encrypted key is one too', () => {
  const encrypted = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  })
  expect(privateKeysIn(encrypted.toString())).toEqual([{ form: 'PEM', key: null }])
})

test('public keys, certificates of armour and crypto libraries are none', () => {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...half } = jwk
  expect(forms(brand.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toEqual([])
  expect(forms(brand.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))).toEqual([])
  expect(forms(JSON.stringify(half))).toEqual([])
  expect(
    forms(`if (text.startsWith('-----BEGIN PRIVATE KEY-----')) return; header = "-----BEGIN RSA PRIVATE KEY-----"`),
  ).toEqual([])
  expect(forms(`const point = { kty: 'EC', crv: 'P-256', x: 'abc', y: 'def' }; path = { d: 'M0 0h24v24H0z' }`)).toEqual(
    [],
  )
})
