import { randomBytes, sign, constants, createCipheriv, createHmac } from 'node:crypto'
import { expect, test } from '@playwright/test'
import * as jose from 'jose'
import { authenticate } from './authenticate.ts'
import { userIdClaim, visitorDataClaim } from '../contract.ts'
import { defaultTokenSettings, type Decision, type Tenant } from './decision.ts'
import { base64url, claimsAt, forged, hs, jwe, jws, oaep, rsa15, type Pairs } from './forgery.ts'
import { fingerprint } from './keys.ts'
import { brand, iAdvize, short } from '../samples/sample-keys.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const pairs: Pairs = { brand, iAdvize }
const at = new Date('2026-03-01T12:00:00Z')
const now = at.getTime() / 1000
const tenant: Tenant = {
  sid: '4321',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}
const judge = (token: string, changes: Partial<Tenant> = {}): Promise<Decision> =>
  authenticate(token, { ...tenant, ...changes }, at)

/** `id code`, and the level where it is a SHOULD. */
const summary = ({ findings }: Decision): string[] =>
  findings.map(({ id, code, level }) => `${id} ${code}${level === 'SHOULD' ? ' SHOULD' : ''}`)

const claims = (more: object = {}): Record<string, unknown> => claimsAt(at, more)
const without = (claim: string, more: object = {}): Record<string, unknown> => {
  const { [claim]: _, ...rest } = claims(more)
  return rest
}
const token = forged(pairs, claims({ [visitorDataClaim]: { firstName: 'Zoé' } }))

test('accepts a sound token, judges every check, and tells only what may be told', async () => {
  const decision = await judge(token)
  expect(decision).toMatchObject({ verdict: 'accepted', findings: [], unseen: [] })
  expect(decision.judged).toHaveLength(16)
  expect(decision.facts).toEqual({
    length: token.length,
    segments: 5,
    outerHeader: { alg: 'RSA-OAEP-256', enc: 'A256GCM' },
    innerHeader: { alg: 'RS256' },
    decrypted: true,
    verified: true,
    claimNames: [userIdClaim, 'iss', 'exp', visitorDataClaim],
    issuer: 'https://livechat.iadvize.com',
    expiresAt: now + 60,
    issuedAt: null,
    lifetime: 60,
    userId: { length: 12, looksLike: 'other' },
    visitorData: { firstName: 3 },
    keys: {
      iAdvize: [{ fingerprint: fingerprint(iAdvize.publicKey), bits: 2048, used: true }],
      brand: [{ fingerprint: fingerprint(brand.publicKey), bits: 2048, used: true }],
    },
  })
  expect(decision.secrets).toMatchObject({ userId: 'account-7f3a', visitorData: { firstName: 'Zoé' } })
})

test('accepts what jose makes', async () => {
  const inner = await new jose.SignJWT(claims({ iat: now, nbf: now, jti: 'a', sub: 'b', aud: ['c'] }))
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: '1' })
    .sign(brand.privateKey)
  const outer = await new jose.CompactEncrypt(Buffer.from(inner))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' })
    .encrypt(iAdvize.publicKey)
  expect(await judge(outer)).toMatchObject({ verdict: 'accepted', findings: [], unseen: [] })
})

test('lends content key and IV, to prove that they never repeat', async () => {
  const contentKey = randomBytes(32)
  const iv = randomBytes(12)
  const { secrets } = await judge(forged(pairs, claims(), { encrypting: { contentKey, iv } }))
  expect(secrets.contentKey).toEqual(contentKey)
  expect(secrets.iv).toEqual(iv)
})

test('takes any of several keys of either side', async () => {
  const changes = {
    brandKeys: [iAdvize.publicKey, brand.publicKey],
    iAdvizeKeys: [brand.privateKey, iAdvize.privateKey],
  }
  expect(await judge(token, changes)).toMatchObject({ verdict: 'accepted', findings: [] })
})

const signedWith = (alg: string, signature: (input: string) => Uint8Array): string =>
  forged(pairs, claims(), { signing: { header: { alg }, signature } })
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
const publicPem = brand.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const visitorData = (data: unknown): Record<string, unknown> => claims({ [visitorDataClaim]: data })
const userId = (id: unknown): string => forged(pairs, claims({ [userIdClaim]: id }))
const [h = '', k = '', i = '', c = '', t = ''] = token.split('.')
const inner = jws(claims(), brand.privateKey)

function cbc(): string {
  const header = base64url(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A128CBC-HS256' }))
  const contentKey = randomBytes(32)
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', contentKey.subarray(16), iv)
  const ciphertext = Buffer.concat([cipher.update(inner), cipher.final()])
  const bits = Buffer.alloc(8)
  bits.writeBigUInt64BE(BigInt(header.length * 8))
  const tag = createHmac('sha256', contentKey.subarray(0, 16))
    .update(header)
    .update(iv)
    .update(ciphertext)
    .update(bits)
    .digest()
  const wrapped = oaep('sha256')(contentKey, iAdvize.publicKey)
  return [header, ...[wrapped, iv, ciphertext, tag.subarray(0, 16)].map(base64url)].join('.')
}

const standardAlphabet = (): string => {
  for (;;) {
    const made = forged(pairs, claims(), {
      encrypting: {
        segments: ({ header, ...rest }) =>
          [header, ...Object.values(rest).map(part => part.toString('base64'))].join('.'),
      },
    })
    if (/[+/]/.test(made)) return made
  }
}

/** One mistake each, and all that is to be found. */
const mistakes: Record<string, [string, ...string[]]> = {
  'base64-standard-alphabet': [standardAlphabet(), 'token/compact standard-base64'],
  padded: [`${token}==`, 'token/compact padded'],
  'trailing-newline': [`${token}\n`, 'token/compact white-space-around'],
  'line breaks inside': [token.replaceAll(/(.{76})/g, '$1\r\n'), 'token/compact white-space-inside'],
  'percent-encoded': [token.replaceAll('.', '%2E'), 'token/compact percent-encoded'],
  bearer: [`Bearer ${token}`, 'token/compact authorization-scheme'],
  quoted: [JSON.stringify(token), 'token/compact quoted'],
  'json-wrapped': [JSON.stringify({ token }), 'token/compact json-wrapped'],
  'JSON serialization': [
    JSON.stringify({ protected: h, encrypted_key: k, iv: i, ciphertext: c, tag: t }),
    'token/compact json-serialization',
  ],
  'unused bits set': [
    token.slice(0, -1) + (t.endsWith('A') ? 'B' : String.fromCharCode(t.charCodeAt(21) + 1)),
    'token/compact trailing-bits',
  ],
  'claims as they are': [JSON.stringify(claims()), 'token/compact claims-not-a-token'],
  'an HTML page': ['<!doctype html><title>Sign in</title>', 'token/compact html-page'],
  'the text undefined': ['undefined', 'token/compact no-token'],
  nothing: ['', 'token/compact no-token'],
  'the tag cut off': [[h, k, i, c].join('.'), 'token/compact segment-count'],
  'two segments cut off': [[h, k, i].join('.'), 'token/compact segment-count'],
  'outer-rsa-oaep-sha1': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA-OAEP', enc: 'A256GCM' }, wrapped: oaep('sha1') } }),
    'token/outer-alg outer-alg-oaep-sha1',
  ],
  'outer-rsa1_5': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA1_5', enc: 'A256GCM' }, wrapped: rsa15 } }),
    'token/outer-alg outer-alg-rsa1-5',
  ],
  'outer alg missing': [
    forged(pairs, claims(), { encrypting: { header: { enc: 'A256GCM' } } }),
    'token/outer-alg outer-alg-missing',
  ],
  'outer alg in lower case': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'rsa-oaep-256', enc: 'A256GCM' } } }),
    'token/outer-alg outer-alg-misspelt',
  ],
  'outer alg of the inner layer': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RS256', enc: 'A256GCM' } } }),
    'token/outer-alg outer-alg-is-a-signature-algorithm',
  ],
  'outer dir': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'dir', enc: 'A256GCM' }, wrapped: () => Buffer.alloc(0) } }),
    'token/outer-alg outer-alg-other',
  ],
  'outer header not JSON': [['AAAA', k, i, c, t].join('.'), 'token/outer-alg outer-header-unreadable'],
  'outer-a128cbc': [cbc(), 'token/outer-enc outer-enc-other'],
  'enc missing': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA-OAEP-256' } } }),
    'token/outer-enc outer-enc-missing',
  ],
  a128gcm: [
    forged(pairs, claims(), {
      encrypting: {
        header: { alg: 'RSA-OAEP-256', enc: 'A128GCM' },
        contentKey: randomBytes(16),
        cipher: 'aes-128-gcm',
      },
    }),
    'token/outer-enc outer-enc-other',
  ],
  'kid a number': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 1 } } }),
    'token/outer-alg outer-kid-not-a-string',
  ],
  'cty untrue': [
    forged(pairs, claims(), { signing: { header: { alg: 'RS256', cty: 'JWT' } } }),
    'token/inner-alg inner-cty-untrue SHOULD',
  ],
  'header-jku': [
    forged(pairs, claims(), { signing: { header: { alg: 'RS256', jku: 'https://shop.example/keys' } } }),
    'token/no-foreign-keys key-in-inner-header SHOULD',
  ],
  'outer jwk': [
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA-OAEP-256', enc: 'A256GCM', jwk: { kty: 'RSA' } } } }),
    'token/no-foreign-keys key-in-outer-header SHOULD',
  ],
  'unknown crit': [
    forged(pairs, claims(), { signing: { header: { alg: 'RS256', crit: ['b64'], b64: true } } }),
    'token/no-foreign-keys unknown-crit-in-inner-header',
  ],
  'encrypted-to-wrong-key': [forged({ brand, iAdvize: brand }, claims()), 'token/decrypts encrypted-to-another-key'],
  'unsigned-claims': [jwe(JSON.stringify(claims()), iAdvize.publicKey), 'token/nested unsigned-claims'],
  'jws-not-encrypted': [inner, 'token/nested jws-not-encrypted'],
  'layers-swapped': [
    jws(jwe(JSON.stringify(claims()), iAdvize.publicKey), brand.privateKey),
    'token/nested layers-swapped',
  ],
  'encrypted twice': [jwe(jwe(inner, iAdvize.publicKey), iAdvize.publicKey), 'token/nested encrypted-twice'],
  'quoted JWS inside': [jwe(JSON.stringify(inner), iAdvize.publicKey), 'token/nested jws-quoted'],
  'JWS with a line break inside': [jwe(`${inner}\n`, iAdvize.publicKey), 'token/nested jws-not-canonical'],
  'prose inside': [jwe('hello', iAdvize.publicKey), 'token/nested payload-not-a-jws'],
  'inner-none': [signedWith('none', () => Buffer.alloc(0)), 'token/inner-alg inner-alg-none'],
  'inner-hs256': [signedWith('HS256', hs(publicPem)), 'token/inner-alg inner-alg-hmac-with-public-key'],
  'inner-hs256 with a secret': [signedWith('HS256', hs('a secret of the shop')), 'token/inner-alg inner-alg-hmac'],
  'inner-rs512': [
    signedWith('RS512', input => sign('sha512', Buffer.from(input), brand.privateKey)),
    'token/inner-alg inner-alg-other',
  ],
  'inner-ps256': [
    signedWith('PS256', input => sign('sha256', Buffer.from(input), { key: brand.privateKey, ...pss })),
    'token/inner-alg inner-alg-other',
  ],
  'inner alg missing': [forged(pairs, claims(), { signing: { header: {} } }), 'token/inner-alg inner-alg-missing'],
  'signed-with-wrong-key': [
    forged({ brand: short, iAdvize }, claims()),
    'token/signature signed-with-key-of-other-size',
  ],
  'user-id-unprefixed': [forged(pairs, without(userIdClaim, { userId: 'u1' })), 'token/user-id user-id-unprefixed'],
  'prefix-http': [
    forged(pairs, without(userIdClaim, { 'http://iadvize.com/userId': 'u1' })),
    'token/user-id user-id-prefix-http',
  ],
  'prefix-http for both claims': [
    forged(pairs, without(userIdClaim, { 'http://iadvize.com/userId': 'u1', 'http://iadvize.com/visitorData': {} })),
    'token/user-id user-id-prefix-http',
  ],
  userID: [
    forged(pairs, without(userIdClaim, { 'https://iadvize.com/userID': 'u1' })),
    'token/user-id user-id-misnamed',
  ],
  'no userId': [forged(pairs, without(userIdClaim)), 'token/user-id user-id-missing'],
  'user-id-number': [userId(42), 'token/user-id user-id-not-a-string'],
  'user-id-256': [userId('x'.repeat(256)), 'token/user-id user-id-too-long'],
  'user-id-empty': [userId(''), 'token/user-id user-id-empty'],
  'userId undefined as text': [userId('undefined'), 'token/user-id user-id-placeholder SHOULD'],
  'user-id-is-email': [userId('zoe@shop.example'), 'token/user-id-opaque user-id-is-email SHOULD'],
  'userId a phone number': [userId('+33 6 12 34 56 78'), 'token/user-id-opaque user-id-is-phone SHOULD'],
  'visitor-data-number': [
    forged(pairs, visitorData({ zipCode: 44000 })),
    'token/visitor-data visitor-data-field-not-a-string',
  ],
  'visitor-data-unprefixed': [forged(pairs, claims({ visitorData: {} })), 'token/visitor-data visitor-data-unprefixed'],
  'visitor-data-string': [forged(pairs, visitorData('{"city":"Nantes"}')), 'token/visitor-data visitor-data-string'],
  'visitorData an array': [forged(pairs, visitorData([])), 'token/visitor-data visitor-data-not-an-object'],
  'visitorData misspelt': [
    forged(pairs, visitorData({ first_name: 'Zoé' })),
    'token/visitor-data visitor-data-unknown-field SHOULD',
  ],
  'iss-missing': [forged(pairs, without('iss')), 'token/issuer issuer-missing'],
  'iss a number': [forged(pairs, claims({ iss: 1 })), 'token/issuer issuer-not-a-string'],
  'iss empty': [forged(pairs, claims({ iss: '' })), 'token/issuer issuer-empty'],
  'iss-other': [forged(pairs, claims({ iss: 'https://test.iadvize.com' })), 'token/issuer issuer-other SHOULD'],
  'exp-missing': [forged(pairs, without('exp')), 'token/expiry exp-missing'],
  'exp-milliseconds': [forged(pairs, claims({ exp: at.getTime() + 60_000 })), 'token/expiry exp-in-milliseconds'],
  'exp-past': [forged(pairs, claims({ exp: now - 10 })), 'token/expiry expired'],
  'exp at this very moment': [forged(pairs, claims({ exp: now })), 'token/expiry expired'],
  'exp-string': [forged(pairs, claims({ exp: String(now + 60) })), 'token/expiry exp-not-a-number'],
  'exp a duration': [forged(pairs, claims({ exp: 60 })), 'token/expiry exp-is-a-duration'],
  'exp-one-day': [forged(pairs, claims({ exp: now + 86_400 })), 'token/lifetime lives-too-long SHOULD'],
  'iat ahead': [forged(pairs, claims({ iat: now + 30 })), 'token/expiry issued-in-the-future'],
  'iat a text': [forged(pairs, claims({ iat: 'today' })), 'token/expiry iat-not-a-number'],
  'nbf ahead': [forged(pairs, claims({ nbf: now + 30 })), 'token/expiry not-yet-valid'],
  'sub a number': [forged(pairs, claims({ sub: 1 })), 'token/nested sub-malformed'],
  'a claim twice': [forged(pairs, JSON.stringify(claims()).replace('{', '{"exp":1,')), 'token/nested claim-repeated'],
  'claims in Latin-1': [
    forged(pairs, Buffer.from(JSON.stringify(visitorData({ firstName: 'Zoé' })), 'latin1')),
    'token/visitor-data claims-in-latin1',
  ],
  'claims no JSON': [forged(pairs, 'userId=1'), 'token/nested claims-not-json'],
  'claims with a byte order mark': [forged(pairs, `\ufeff${JSON.stringify(claims())}`), 'token/nested byte-order-mark'],
  'visitor-data-huge': [
    forged(pairs, visitorData({ address: 'x'.repeat(8192) })),
    'token/size longer-than-recommended SHOULD',
  ],
}
for (const [name, [made, ...expected]] of Object.entries(mistakes))
  test(`one mistake, one finding: ${name}`, async () => {
    const decision = await judge(made)
    expect(summary(decision)).toEqual(expected)
    const must = decision.findings.some(({ level }) => level === 'MUST')
    expect(decision.verdict).toBe(must ? 'refused' : 'accepted')
    expect(must || decision.unseen.length === 0).toBe(true)
    for (const { id } of decision.findings) expect(decision.judged).toContain(id)
    saysNoSecrets(decision, made)
  })

test('a token with three faults gets three findings, in causal order', async () => {
  const decision = await judge(
    forged(pairs, without(userIdClaim, { exp: now - 1 }), {
      signing: { header: { alg: 'RS512' }, signature: input => sign('sha512', Buffer.from(input), brand.privateKey) },
    }),
  )
  expect(decision.findings.map(({ id }) => id)).toEqual(['token/inner-alg', 'token/user-id', 'token/expiry'])
})

test('judges on what is known of a JWS that is not encrypted', async () => {
  const decision = await judge(jws(claims({ exp: now - 1 }), short.privateKey))
  expect(summary(decision)).toEqual([
    'token/nested jws-not-encrypted',
    'token/signature signed-with-key-of-other-size',
    'token/expiry expired',
  ])
  expect(decision.judged).not.toContain('token/compact')
})

test('keys-1024: one finding for each side, and the signature is verified all the same', async () => {
  const weak: Pairs = { brand: short, iAdvize }
  const decision = await judge(forged(weak, claims()), { brandKeys: [short.publicKey] })
  expect(summary(decision)).toEqual(['token/key-strength brand-key-too-short'])
  expect(decision.facts.verified).toBe(true)
  const both = await judge(forged({ brand: short, iAdvize: short }, claims()), {
    brandKeys: [short.publicKey],
    iAdvizeKeys: [short.privateKey],
  })
  expect(summary(both)).toEqual(['token/key-strength iadvize-key-too-short', 'token/key-strength brand-key-too-short'])
})

test('the brand key is not set up', async () => {
  const decision = await judge(token, { brandKeys: [] })
  expect(summary(decision)).toEqual(['token/signature brand-key-not-set-up'])
})

test('without a private key of iAdvize, judges the outside only and accepts on trust', async () => {
  const decision = await judge(token, { iAdvizeKeys: [] })
  expect(decision).toMatchObject({ verdict: 'accepted', findings: [], facts: { decrypted: null, verified: null } })
  expect(decision.judged).toEqual([
    'token/size',
    'token/compact',
    'token/outer-alg',
    'token/outer-enc',
    'token/no-foreign-keys',
  ])
  expect(decision.unseen.join()).toContain('no private key')
  expect((await judge(cbc(), { iAdvizeKeys: [] })).verdict).toBe('refused')
})

test('a token over the limit is refused before anything else', async () => {
  const decision = await judge('a'.repeat(65_537))
  expect(summary(decision)).toEqual(['token/size too-long'])
  expect(decision.judged).toEqual(['token/size'])
})

test('compression: refused, unless a setting allows it, and then bounded', async () => {
  const { deflateRawSync } = await import('node:zlib')
  const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF' }
  const compressed = jwe(deflateRawSync(inner), iAdvize.publicKey, { header })
  expect(summary(await judge(compressed))).toEqual(['token/outer-enc compressed'])
  const settings = { ...defaultTokenSettings, allowCompression: true }
  expect(await judge(compressed, { settings })).toMatchObject({ verdict: 'accepted', findings: [] })
  const bomb = jwe(deflateRawSync(Buffer.alloc(10_000_000)), iAdvize.publicKey, { header })
  expect(summary(await judge(bomb, { settings }))).toContain('token/nested compression-unreadable')
})

test('skew is a setting', async () => {
  const expired = forged(pairs, claims({ exp: now - 5 }))
  const settings = { ...defaultTokenSettings, skew: 10 }
  expect((await judge(expired, { settings })).verdict).toBe('accepted')
})

test('an expiry that is off by whole hours is a time zone', async () => {
  const { findings } = await judge(forged(pairs, claims({ exp: now + 60 - 3600 })))
  expect(findings[0]?.cure).toContain('UTC')
})

test('values from headers and iss are echoed short and harmless', async () => {
  const nasty = `\u001b[31m${'x'.repeat(200)}\u202e`
  const { findings, facts } = await judge(
    forged(pairs, claims({ iss: nasty }), { signing: { header: { alg: nasty, jwk: { n: 'secret' } } } }),
  )
  const told = JSON.stringify([findings, facts])
  expect(told).not.toMatch(/\\u001b|\u202e|x{81}|secret/)
})

/** Where a segment of the sound token begins. */
const startOf = (at: number): number => token.split('.').slice(0, at).join('.').length

test('altered tokens never throw, are never accepted, and never appear in what is said', async () => {
  let seed = 7
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \n"{%é'
  for (let round = 0; round < 150; round++) {
    // half of the blows fall on the header, the IV and the tag, which are short
    const where =
      round % 2 ? random(token.length) : [random(60), startOf(2) + random(20), token.length - random(30)][random(3)]!
    const blow = characters[random(characters.length)] ?? ''
    const altered = [
      token.slice(0, where) + blow + token.slice(where + 1),
      token.slice(0, where) + token.slice(where + 1 + random(3)),
      token.slice(0, where) + blow + token.slice(where),
      token.slice(0, where),
    ][random(4)]!
    if (altered === token) continue
    const decision = await judge(altered)
    expect(decision.verdict, `${round}: ${JSON.stringify(summary(decision))}`).toBe('refused')
    saysNoSecrets(decision, altered)
  }
})

/** No piece of the token, and none of the visitor's values, in any text. */
function saysNoSecrets({ findings, unseen, facts }: Decision, made: string): void {
  const told = JSON.stringify({ findings, unseen, facts })
  const pieces = made.split(/[^\w-]+/).filter(piece => piece.length >= 24)
  expect(pieces.filter(piece => told.includes(piece.slice(0, 24)))).toEqual([])
  for (const value of ['account-7f3a', 'Zoé', 'zoe@', '44000', 'Nantes']) expect(told).not.toContain(value)
}
