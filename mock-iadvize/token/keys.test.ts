import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { generate } from 'selfsigned'
import { productionPublicKey } from '../contract.ts'
import { fingerprint, productionKey, readKey } from './keys.ts'
import { brand } from '../samples/sample-keys.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const { privateKey, publicKey } = brand
const own = fingerprint(publicKey)

const der = (key: KeyObject, type: 'spki' | 'pkcs1' | 'pkcs8'): Buffer =>
  Buffer.from(key.export({ type: type as 'spki', format: 'der' }))
const pem = (key: KeyObject, type: 'spki' | 'pkcs1' | 'pkcs8'): string => key.export({ type, format: 'pem' }).toString()
const lines = (text: string): string => text.replaceAll(/(.{64})/g, '$1\n')

test('a fingerprint is the same for both halves, and has the form that OpenSSH gives it', () => {
  expect(own).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  expect(fingerprint(privateKey)).toBe(own)
  expect(fingerprint(productionKey())).not.toBe(own)
  expect(der(productionKey(), 'spki').toString('base64')).toBe(productionPublicKey)
})

const publicForms: Record<string, string | Buffer> = {
  'PEM, SPKI': pem(publicKey, 'spki'),
  'PEM, PKCS#1': pem(publicKey, 'pkcs1'),
  'PEM in one line with written-out line breaks': pem(publicKey, 'spki').replaceAll('\n', '\\n'),
  'PEM with Windows line breaks and a byte order mark': `\ufeff${pem(publicKey, 'spki').replaceAll('\n', '\r\n')}`,
  'bare base64, SPKI': der(publicKey, 'spki').toString('base64'),
  'bare base64 with line breaks': lines(der(publicKey, 'spki').toString('base64')),
  'bare base64, PKCS#1': der(publicKey, 'pkcs1').toString('base64'),
  'DER, SPKI': der(publicKey, 'spki'),
  'DER, PKCS#1': der(publicKey, 'pkcs1'),
  JWK: JSON.stringify(publicKey.export({ format: 'jwk' })),
  'JWKS of one': JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }),
}
for (const [form, text] of Object.entries(publicForms))
  test(`reads a public key: ${form}`, () => {
    const { key, problem } = readKey(text, 'public')
    expect(problem).toBeUndefined()
    expect(key?.type).toBe('public')
    expect(key && fingerprint(key)).toBe(own)
  })

test('reads the public key of a certificate, PEM and DER', async () => {
  const { cert } = await generate([{ name: 'commonName', value: 'brand' }], {
    keyPair: { privateKey: pem(privateKey, 'pkcs8'), publicKey: pem(publicKey, 'spki') },
  })
  const bytes = Buffer.from(cert.replaceAll(/-----.*-----|\s/g, ''), 'base64')
  for (const form of [cert, bytes, bytes.toString('base64')]) {
    const { key } = readKey(form, 'public')
    expect(key && fingerprint(key)).toBe(own)
  }
  expect(readKey(`${pem(privateKey, 'pkcs8')}${cert}`, 'public').problem).toContain(
    'private keys stay with their owner',
  )
})

const privateForms: Record<string, string | Buffer> = {
  'PEM, PKCS#8': pem(privateKey, 'pkcs8'),
  'PEM, PKCS#1': pem(privateKey, 'pkcs1'),
  'bare base64, PKCS#8': der(privateKey, 'pkcs8').toString('base64'),
  'bare base64, PKCS#1': lines(der(privateKey, 'pkcs1').toString('base64')),
  'DER, PKCS#8': der(privateKey, 'pkcs8'),
  JWK: JSON.stringify(privateKey.export({ format: 'jwk' })),
}
for (const [form, text] of Object.entries(privateForms))
  test(`reads a private key, and refuses it where a public one belongs: ${form}`, () => {
    const { key } = readKey(text, 'private')
    expect(key?.type).toBe('private')
    expect(key && fingerprint(key)).toBe(own)
    expect(readKey(text, 'public').problem).toContain('private keys stay with their owner')
  })

const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const restricted = generateKeyPairSync('rsa-pss', { modulusLength: 1024 })
const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'open sesame' } as const
const legacy = { ...encrypted, type: 'pkcs1' } as const

const problems: [string, string | Buffer, 'public' | 'private', string][] = [
  ['nothing', '', 'public', 'is empty'],
  ['white space', ' \n', 'public', 'is empty'],
  ['a public key where a private one belongs', pem(publicKey, 'spki'), 'private', 'give the private half'],
  ['an elliptic-curve key', elliptic.publicKey.export({ type: 'spki', format: 'pem' }), 'public', 'type ec, not RSA'],
  ['an elliptic-curve JWK', JSON.stringify(elliptic.publicKey.export({ format: 'jwk' })), 'public', 'type EC, not RSA'],
  ['a PSS key', restricted.publicKey.export({ type: 'spki', format: 'pem' }), 'public', 'RSASSA-PSS'],
  ['an encrypted PKCS#8', privateKey.export(encrypted), 'private', 'passphrase'],
  ['an encrypted PKCS#1', privateKey.export(legacy), 'private', 'passphrase'],
  ['PEM without its end', pem(publicKey, 'spki').slice(0, 200), 'public', 'cut short'],
  ['PEM with a piece missing', pem(publicKey, 'spki').replace(/\n.{64}\n/, '\n'), 'public', 'cut short'],
  ['base64 cut short', der(publicKey, 'spki').toString('base64').slice(0, 100), 'public', 'cut short'],
  ['binary junk', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'public', 'binary data'],
  ['prose', 'see the wiki!', 'public', 'holds text'],
  ['an OpenSSH public key', 'ssh-rsa AAAAB3NzaC1yc2E= me@here', 'public', 'ssh-keygen -e -m PKCS8'],
  [
    'a certificate request',
    '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----',
    'public',
    'CERTIFICATE REQUEST',
  ],
  ['two keys', pem(publicKey, 'spki').repeat(2), 'public', 'holds 2 keys'],
  ['a JWKS of two', JSON.stringify({ keys: [{}, {}] }), 'public', '2 keys'],
  ['broken JSON', '{"kty":', 'public', 'not valid JSON'],
  ['JSON that is no JWK', '{"a":1}', 'public', 'kty'],
  ['a JWK without modulus', '{"kty":"RSA","e":"AQAB"}', 'public', 'do not make a key'],
]
for (const [name, text, half, words] of problems)
  test(`says what is wrong: ${name}`, () => {
    const { key, problem } = readKey(text, half)
    expect(key).toBeUndefined()
    expect(problem).toContain(words)
    const secret = der(createPrivateKey(pem(privateKey, 'pkcs8')), 'pkcs8').toString('base64')
    expect(secret).not.toContain(problem)
  })
