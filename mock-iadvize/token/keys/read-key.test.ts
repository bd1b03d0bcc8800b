import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { generate } from 'selfsigned'
import { productionPublicKey } from '../../contract.ts'
import { fingerprint, productionKey } from '../keys.ts'
import { readKey } from './read-key.ts'
import { brand, iAdvize } from '../../samples/sample-keys.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const { privateKey, publicKey } = brand
const own = fingerprint(publicKey)

const der = (key: KeyObject, type: 'spki' | 'pkcs1' | 'pkcs8'): Buffer =>
  Buffer.from(key.export({ type: type as 'spki', format: 'der' }))
const pem = (key: KeyObject, type: 'spki' | 'pkcs1' | 'pkcs8'): string => key.export({ type, format: 'pem' }).toString()
const lines = (text: string): string => text.replaceAll(/(.{64})/g, '$1\n')
const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64')
const hex = (bytes: Buffer | string): string => Buffer.from(bytes).toString('hex')
const dashed = (dashes: string): string => pem(publicKey, 'spki').replaceAll('-----', dashes)
const armoured = (label: string, body: Buffer): string =>
  `-----BEGIN ${label}-----\n${lines(base64(body))}\n-----END ${label}-----\n`

/** A DER element (X.690): identifier octet and content. */
const element = (tag: number, ...content: Buffer[]): Buffer => {
  const inside = Buffer.concat(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(inside.length)
  return Buffer.concat([Buffer.of(tag, 0x84), length, inside])
}
const rsaesOaep = element(0x30, element(0x06, Buffer.from('2a864886f70d010107', 'hex')))
const rsaEncryption = element(0x30, element(0x06, Buffer.from('2a864886f70d010101', 'hex')), element(0x05))
const number = (value: number): Buffer => element(0x02, Buffer.of(value))
const bits = (bytes: Buffer): Buffer => element(0x03, Buffer.of(0), bytes)
const pkcs12 = element(0x30, number(3), element(0x30, element(0x06, Buffer.from('2a864886f70d010701', 'hex'))))
const request = element(
  0x30,
  element(0x30, number(0), element(0x30), der(publicKey, 'spki')),
  rsaEncryption,
  bits(Buffer.alloc(9)),
)

const jwk = publicKey.export({ format: 'jwk' })
const privateJwk = privateKey.export({ format: 'jwk' })
const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const numberIn = (member: string | undefined): Buffer => Buffer.from(member ?? '', 'base64url')
const sshBlob = Buffer.concat([
  field(Buffer.from('ssh-rsa')),
  field(numberIn(jwk.e)),
  field(Buffer.concat([Buffer.of(0), numberIn(jwk.n)])),
])
const xmlNames: [string, keyof JsonWebKey][] = [
  ['Modulus', 'n'],
  ['Exponent', 'e'],
  ['P', 'p'],
  ['Q', 'q'],
  ['DP', 'dp'],
  ['DQ', 'dq'],
  ['InverseQ', 'qi'],
  ['D', 'd'],
]
const xml = (members: JsonWebKey): string =>
  `<RSAKeyValue>${xmlNames.map(([name, member]) => (members[member] ? `<${name}>${base64(numberIn(members[member] as string))}</${name}>` : '')).join('')}</RSAKeyValue>`

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
  'JWKS of one': JSON.stringify({ keys: [{ ...jwk, kid: 'a', use: 'sig', key_ops: ['verify'], alg: 'RS256' }] }),
  'JWK of .NET, whose private members are null': JSON.stringify({ ...jwk, d: null, p: null, q: null, x5c: null }),
  'JWK of Azure Key Vault': JSON.stringify({ key: { ...jwk, kty: 'RSA-HSM' }, attributes: { enabled: true } }),
  'answer of AWS KMS': JSON.stringify({ KeyId: 'arn:aws:kms', PublicKey: base64(der(publicKey, 'spki')) }),
  'answer of Google KMS': JSON.stringify({ pem: pem(publicKey, 'spki'), algorithm: 'RSA_SIGN_PKCS1_2048_SHA256' }),
  'secret of Kubernetes': `kind: Secret\ndata:\n  brand.pem: ${base64(pem(publicKey, 'spki'))}\n`,
  'XML of .NET': xml(jwk),
  'OpenSSH public key': `ssh-rsa ${base64(sshBlob)} me@here`,
  'SSH2 public key (RFC 4716)': `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "2048-bit RSA, \\\nmine"\n${lines(base64(sshBlob))}\n---- END SSH2 PUBLIC KEY ----`,
  'SubjectPublicKeyInfo of id-RSAES-OAEP (RFC 4055)': element(0x30, rsaesOaep, bits(der(publicKey, 'pkcs1'))),
  'base64 of a whole PEM file': base64(pem(publicKey, 'spki')),
  'base64 of base64 of a PEM file': lines(base64(base64(pem(publicKey, 'spki')))),
  'base64 of a JWK': base64(JSON.stringify(jwk)),
  'base64url of DER': der(publicKey, 'spki').toString('base64url'),
  'hexadecimal digits of DER': hex(der(publicKey, 'spki')).replaceAll(/(..)/g, '$1:').slice(0, -1),
  'hexadecimal digits of a PEM file': hex(pem(publicKey, 'spki')),
  'UTF-16, little-endian, with its mark': Buffer.from(`\ufeff${pem(publicKey, 'spki')}`, 'utf16le'),
  'UTF-16, big-endian, without': Buffer.from(pem(publicKey, 'spki'), 'utf16le').swap16(),
  'Windows-1252': Buffer.concat([Buffer.from('Clé\n', 'latin1'), Buffer.from(pem(publicKey, 'spki'))]),
  'en dashes of a word processor': dashed('\u2013\u2013\u2013'),
  'en dashes in Windows-1252': Buffer.from(dashed('\u0096\u0096'), 'latin1'),
  'four dashes': dashed('----'),
  'no dashes': dashed(''),
  'PEM without its END line, and otherwise whole': pem(publicKey, 'spki').replace(/-----END.*/, ''),
  'PEM in an address': encodeURIComponent(pem(publicKey, 'spki')),
  'PEM in a form': new URLSearchParams({ key: pem(publicKey, 'spki') }).toString(),
  'PEM whose plus signs have become spaces': pem(publicKey, 'spki').replaceAll('\n', '').replaceAll('+', ' '),
  'PEM in pieces of source code': pem(publicKey, 'spki')
    .trim()
    .split('\n')
    .map(line => `"${line}\\n"`)
    .join(' +\n  '),
  'PEM quoted in a mail': pem(publicKey, 'spki').replaceAll(/^/gm, '> '),
  'a line of .env': `export BRAND_KEY="${pem(publicKey, 'spki').replaceAll('\n', '\\n')}"`,
  'a line of .env in bare base64, among others': `PORT=80\nBRAND_KEY=${base64(der(publicKey, 'spki'))}\nDEBUG=1`,
  'PEM with entities of HTML': pem(publicKey, 'spki').replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'),
  'the numbers of a JWK without kty': JSON.stringify({ n: jwk.n, e: jwk.e }),
  'a JWK whose exponent is a number': JSON.stringify({ ...jwk, e: 65_537 }),
  'the same key twice': pem(publicKey, 'spki').repeat(2),
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
  JWK: JSON.stringify(privateJwk),
  'JWK with n, e and d alone': JSON.stringify({ kty: 'RSA', n: privateJwk.n, e: privateJwk.e, d: privateJwk.d }),
  'XML of .NET': xml(privateJwk),
  'PKCS#8 of version 2 (RFC 5958)': element(
    0x30,
    number(1),
    rsaEncryption,
    element(0x04, der(privateKey, 'pkcs1')),
    element(0x81, Buffer.concat([Buffer.of(0), der(publicKey, 'pkcs1')])),
  ),
  'a service account of Google': JSON.stringify({ type: 'service_account', private_key: pem(privateKey, 'pkcs8') }),
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
  [
    'PEM with a piece missing',
    pem(publicKey, 'spki').replace(/(\n.{64}\n).{64}\n/, '$1'),
    'public',
    'was cut short: it announces 294 bytes, and 246 are there',
  ],
  [
    'PEM without its first line',
    pem(publicKey, 'spki').replace(/\n.{64}\n/, '\n'),
    'public',
    'is damaged, or something else',
  ],
  [
    'PEM with nothing in it',
    '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----',
    'public',
    'nothing between BEGIN and END',
  ],
  ['base64 cut short', der(publicKey, 'spki').toString('base64').slice(0, 100), 'public', 'cut short'],
  ['binary junk', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'public', 'binary data'],
  ['prose', 'see the wiki!', 'public', 'holds text'],
  ['a damaged OpenSSH public key', 'ssh-rsa AAAAB3NzaC1yc2E= me@here', 'public', 'ssh-keygen -e -m PKCS8'],
  ['an SSH key of another type', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@here', 'public', 'another type than RSA'],
  ['an OpenSSH private key', armoured('OPENSSH PRIVATE KEY', Buffer.alloc(80)), 'private', 'ssh-keygen -p -m PEM'],
  [
    'an OpenSSH private key in the public role',
    armoured('OPENSSH PRIVATE KEY', Buffer.alloc(80)),
    'public',
    'where a public one belongs',
  ],
  ['PKCS#12', pkcs12, 'public', 'openssl pkcs12 -in FILE -nokeys -clcerts'],
  ['PKCS#12 in base64', base64(pkcs12), 'private', 'openssl pkcs12 -in FILE -nocerts'],
  ['PKCS#12 of indefinite length', Buffer.from('3080020103308006092a', 'hex'), 'private', 'PKCS#12'],
  ['a Java key store', Buffer.from('feedfeed0000000200000001', 'hex'), 'private', 'keytool -importkeystore'],
  ['a certificate request in DER', request, 'public', 'openssl req -in FILE -noout -pubkey'],
  ["PuTTY's .ppk", 'PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none', 'private', 'puttygen FILE -O private-openssh'],
  ["PuTTY's .ppk in the public role", 'PuTTY-User-Key-File-3: ssh-rsa', 'public', 'puttygen FILE -L'],
  ["a blob of Windows' crypto API", Buffer.from('0702000000a40000', 'hex'), 'private', 'MSBLOB'],
  ['an OpenPGP key', armoured('PGP PUBLIC KEY BLOCK', Buffer.alloc(60)), 'public', 'OpenPGP'],
  ['a web page', `<!DOCTYPE html><html>${pem(publicKey, 'spki')}</html>`, 'public', 'web page'],
  ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', 'public', 'git lfs pull'],
  ['a placeholder', '${BRAND_KEY}', 'public', 'placeholder'],
  ['a fingerprint', own, 'public', 'fingerprint'],
  ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln', 'public', 'is a token and not a key'],
  ['a path', '/etc/keys/brand.pem', 'public', 'the path of a file'],
  ['a shared secret', base64('a secret of thirty-two bytes, or so'), 'public', 'a shared secret, perhaps'],
  [
    'what OpenSSL prints of a key',
    `Modulus=${hex(der(publicKey, 'pkcs1')).toUpperCase()}`,
    'public',
    'openssl pkey -in',
  ],
  ['a shared secret as JWK', '{"kty":"oct","k":"c2VjcmV0"}', 'public', 'shared secret (kty oct)'],
  [
    'a JWK of n, e and another d',
    JSON.stringify({ ...jwk, d: jwk.n?.replace(/^./, 'A') }),
    'private',
    'do not belong together',
  ],
  ["iAdvize's published key in the private role", productionPublicKey, 'private', "iAdvize's published production key"],
  ['a file that is far too long', Buffer.alloc(2_000_000, 0x20), 'public', 'holds 2 MB'],
  ["Python's dictionary", "{'kty': 'RSA'}", 'public', 'single ones, as Python prints them'],
  [
    'a certificate request',
    '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----',
    'public',
    'CERTIFICATE REQUEST',
  ],
  ['two keys', `${pem(publicKey, 'spki')}${pem(iAdvize.publicKey, 'spki')}`, 'public', 'holds 2 keys'],
  [
    'a JWKS of two',
    JSON.stringify({
      keys: [
        { ...jwk, kid: 'a', use: 'sig' },
        { ...jwk, use: 'enc' },
      ],
    }),
    'public',
    '2 keys (kid “a”, use sig; without kid, use enc)',
  ],
  ['a JWKS of two that are none', JSON.stringify({ keys: [{}, {}] }), 'public', '2 keys, none of which is a JWK'],
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
    for (let at = 0; at < secret.length; at += 40) expect(problem).not.toContain(secret.slice(at, at + 40))
  })
