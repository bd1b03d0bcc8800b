import { createHash, privateEncrypt, constants, sign, type KeyObject } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { authenticate } from './authenticate.ts'
import { digest } from './rsa-padding.ts'
import { defaultTokenSettings, type Tenant } from './decision.ts'
import { fingerprint, productionKey } from './keys.ts'
import {
  base64url,
  claimsAt,
  forged,
  hs,
  oaep,
  rs256,
  rsa15,
  wrappedBlock,
  type Encrypting,
  type Pairs,
  type Signing,
} from './forgery.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const pairs: Pairs = { brand, iAdvize }
const at = new Date('2026-03-01T12:00:00Z')
const tenant: Tenant = {
  sid: '4321',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}

/** The findings' codes, and all that is said in them. */
async function diagnosis(token: string, changes: Partial<Tenant> = {}): Promise<{ codes: string[]; said: string }> {
  const { findings, verdict } = await authenticate(token, { ...tenant, ...changes }, at)
  expect(verdict).toBe('refused')
  return {
    codes: findings.map(({ id, code }) => `${id} ${code}`),
    said: findings.map(({ received, cure }) => `${received}\n${cure}`).join('\n'),
  }
}
const encrypted = (encrypting: Encrypting, keys = pairs): string => forged(keys, claimsAt(at), { encrypting })
const signed = (signing: Signing, keys = pairs): string => forged(keys, claimsAt(at), { signing })

const xor = (left: Buffer, right: Buffer): Buffer => Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)))

/** MGF1 with SHA-1. */
const mask = (seed: Buffer, length: number): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(length / 20) }, (_, counter) =>
      digest('sha1', Buffer.concat([seed, Buffer.from([0, 0, 0, counter])])),
    ),
  ).subarray(0, length)

/** OAEP with different hashes for label and mask, as Java's default makes it: Node cannot, so the block is built here. */
function javaDefault(contentKey: Buffer, key: KeyObject): Buffer {
  const data = Buffer.concat([
    digest('sha256', ''),
    Buffer.alloc(256 - 66 - contentKey.length),
    Buffer.from([1]),
    contentKey,
  ])
  const seed = Buffer.alloc(32, 7)
  const maskedData = xor(data, mask(seed, data.length))
  return wrappedBlock(Buffer.concat([Buffer.from([0]), xor(seed, mask(maskedData, 32)), maskedData]), key)
}

test.describe('why it does not open', () => {
  const mistakes: Record<string, [Encrypting, string, string]> = {
    'OAEP with SHA-1 behind a sound header': [
      { wrapped: oaep('sha1') },
      'encrypted-with-oaep-sha1',
      'SHA-256 for both',
    ],
    "Java's default: MGF1 with SHA-1": [
      { wrapped: javaDefault },
      'encrypted-with-oaep-sha256-mgf1-sha1',
      'OAEPParameterSpec',
    ],
    'OAEP with SHA-512': [{ wrapped: oaep('sha512') }, 'encrypted-with-oaep-sha512', 'SHA-256'],
    'RSA1_5 behind a sound header': [{ wrapped: rsa15 }, 'encrypted-with-rsa1-5', 'PKCS1Padding'],
    'an IV of 128 bits': [{ iv: Buffer.alloc(16, 1) }, 'iv-of-128-bits', '12 random bytes'],
    'an IV of 64 bits': [{ iv: Buffer.alloc(8, 1) }, 'iv-length', '12 random bytes'],
    'a truncated tag': [{ tagLength: 12 }, 'tag-truncated', 'GCMParameterSpec(128'],
    'the tag left in the ciphertext': [
      {
        segments: ({ header, encryptedKey, iv, ciphertext, tag }) =>
          [header, base64url(encryptedKey), base64url(iv), base64url(Buffer.concat([ciphertext, tag])), ''].join('.'),
      },
      'tag-in-ciphertext',
      'last 16 bytes',
    ],
    'no additional data': [{ aad: () => '' }, 'wrong-additional-data', 'header segment as AAD'],
    'the header as JSON for additional data': [
      { aad: text => Buffer.from(text, 'base64url') },
      'wrong-additional-data',
      'header segment as AAD',
    ],
    'additional data of its own': [{ aad: () => 'padlock' }, 'tag-does-not-match', 'AAD'],
    'a content key of 128 bits': [
      { contentKey: Buffer.alloc(16, 5), cipher: 'aes-128-gcm' },
      'encrypted-with-other-enc',
      '32 bytes',
    ],
    'a damaged content': [
      {
        segments: ({ header, encryptedKey, iv, ciphertext, tag }) =>
          [header, ...[encryptedKey, iv, ciphertext.map(byte => byte ^ 1), tag].map(base64url)].join('.'),
      },
      'content-damaged',
      'unchanged',
    ],
    'no encrypted key': [{ wrapped: () => Buffer.alloc(0) }, 'no-encrypted-key', 'RSA-OAEP-256'],
  }
  for (const [name, [encrypting, code, words]] of Object.entries(mistakes))
    test(name, async () => {
      const { codes, said } = await diagnosis(encrypted(encrypting))
      expect(codes).toEqual([`token/decrypts ${code}`])
      expect(said).toContain(words)
    })

  test('the header lies about the padding: both are said', async () => {
    const { codes } = await diagnosis(encrypted({ header: { alg: 'RSA-OAEP', enc: 'A256GCM' } }))
    expect(codes).toEqual(['token/outer-alg outer-alg-oaep-sha1', 'token/decrypts encrypted-with-oaep-sha256'])
  })

  test('two mistakes of the decryption are two findings', async () => {
    const { codes } = await diagnosis(encrypted({ wrapped: oaep('sha1'), iv: Buffer.alloc(16, 1) }))
    expect(codes).toEqual(['token/decrypts encrypted-with-oaep-sha1', 'token/decrypts iv-of-128-bits'])
  })

  test('encrypted to another key: names the causes that remain, with fingerprints', async () => {
    // Less than a quarter of the greatest modulus, so that it fits all of them.
    const small = Buffer.alloc(256, 0x33)
    const { codes, said } = await diagnosis(encrypted({ wrapped: () => small }))
    expect(codes).toEqual(['token/decrypts encrypted-to-another-key'])
    expect(said).toContain(`the brand's own public key ${fingerprint(brand.publicKey)}`)
    expect(said).toContain(`iAdvize's production key ${fingerprint(productionKey())}`)
    expect(said).toContain(fingerprint(iAdvize.publicKey))
  })

  test('a number above the modulus proves another key, and rules out the keys that are smaller', async () => {
    const { codes, said } = await diagnosis(encrypted({ wrapped: () => Buffer.alloc(256, 0xff) }))
    expect(codes).toEqual(['token/decrypts encrypted-to-another-key'])
    expect(said).toContain('certainly')
    expect(said).not.toContain('production key')
    expect(said).not.toContain("brand's own")
  })

  test("the length of the encrypted key tells the other key's size", async () => {
    const { codes, said } = await diagnosis(encrypted({ wrapped: () => Buffer.alloc(384, 1) }))
    expect(codes).toEqual(['token/decrypts encrypted-to-key-of-other-size'])
    expect(said).toContain('3072 bits')
  })
})

const twice = (input: string, key: KeyObject): Buffer => rs256(createHash('sha256').update(input).digest(), key)
const pss = (input: string, key: KeyObject): Buffer =>
  sign('sha256', Buffer.from(input), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 20 })

test.describe('why it does not verify', () => {
  const publicKey = brand.publicKey
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const mistakes: Record<string, [Signing, string, string]> = {
    'SHA-1 behind RS256': [
      { signature: (input, key) => sign('sha1', Buffer.from(input), key) },
      'signed-with-sha1',
      'OPENSSL_ALGO_SHA256',
    ],
    'SHA-512 behind RS256': [
      { signature: (input, key) => sign('sha512', Buffer.from(input), key) },
      'signed-with-sha512',
      'SHA256withRSA',
    ],
    'PSS behind RS256': [{ signature: pss }, 'signed-with-pss', 'RSASSA-PKCS1-v1_5'],
    'hashed twice': [{ signature: twice }, 'signed-over-wrong-input', 'hashed twice'],
    'the payload alone': [
      { signature: (input, key) => rs256(input.split('.')[1] ?? '', key) },
      'signed-over-wrong-input',
      'payload segment alone',
    ],
    'a bare digest': [
      {
        signature: (input, key) =>
          privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, createHash('sha256').update(input).digest()),
      },
      'digest-info-missing',
      'NONEwithRSA',
    ],
    'altered after signing': [
      { signature: (input, key) => rs256(`${input}A`, key) },
      'altered-after-signing',
      'very segments',
    ],
    'no signature': [{ signature: () => Buffer.alloc(0) }, 'signature-missing', 'RS256'],
    'an HMAC behind RS256': [{ signature: hs(pem) }, 'hmac-instead-of-rsa', 'PEM with its final line break'],
    'a signature as short as one of ECDSA': [
      { signature: () => Buffer.alloc(64, 1) },
      'signed-with-key-of-other-size',
      'ECDSA',
    ],
    'a number above the modulus': [
      { signature: () => Buffer.alloc(256, 0xff) },
      'signed-with-another-key',
      'certainly',
    ],
  }
  for (const [name, [signing, code, words]] of Object.entries(mistakes))
    test(name, async () => {
      const { codes, said } = await diagnosis(signed(signing))
      expect(codes).toEqual([`token/signature ${code}`])
      expect(said).toContain(words)
    })

  const secrets: Record<string, string | Buffer> = {
    'SPKI, PEM with its final line break': pem,
    'SPKI, PEM without its final line break': pem.trimEnd(),
    'PKCS#1, PEM with its final line break': pkcs1,
    'SPKI, PEM with Windows line breaks': pem.replaceAll('\n', '\r\n'),
    'SPKI, DER': der,
    'SPKI, base64 of the DER': der.toString('base64'),
  }
  for (const [name, secret] of Object.entries(secrets))
    test(`HS256 with the public key as secret: ${name}`, async () => {
      const { codes, said } = await diagnosis(signed({ header: { alg: 'HS256' }, signature: hs(secret) }))
      expect(codes).toEqual(['token/inner-alg inner-alg-hmac-with-public-key'])
      expect(said).toContain(`the brand's public key (${name})`)
    })

  test('HS512 with an empty secret', async () => {
    const { said } = await diagnosis(signed({ header: { alg: 'HS512' }, signature: hs('', 'sha512') }))
    expect(said).toContain('the empty text')
  })

  test('the pairs are swapped', async () => {
    const { codes } = await diagnosis(forged({ brand: iAdvize, iAdvize }, claimsAt(at)))
    expect(codes).toEqual(['token/signature signed-with-iadvize-key'])
  })

  test("iAdvize's key was handed over as the brand's", async () => {
    const own = await diagnosis(signed({}), { brandKeys: [iAdvize.publicKey] })
    expect(own.codes).toEqual(['token/signature brand-key-is-iadvize-key'])
    const production = await diagnosis(signed({}), { brandKeys: [productionKey()] })
    expect(production.codes).toEqual(['token/signature brand-key-is-production-key'])
    expect(production.said).toContain('hand over the public half')
  })

  test('another key: says what to compare', async () => {
    const { codes, said } = await diagnosis(signed({ signature: () => Buffer.alloc(256, 0x33) }))
    expect(codes).toEqual(['token/signature signed-with-another-key'])
    expect(said).toContain(fingerprint(brand.publicKey))
    expect(said).toContain('renewed')
  })

  test("the length of the signature tells the other key's size", async () => {
    const { codes, said } = await diagnosis(signed({ signature: () => Buffer.alloc(384, 1) }))
    expect(codes).toEqual(['token/signature signed-with-key-of-other-size'])
    expect(said).toContain('3072 bits')
  })
})
