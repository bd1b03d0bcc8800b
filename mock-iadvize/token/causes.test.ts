/** The first finding names the true cause: mistakes of structure, of order and of numbers. Wrappings: wrapping.test.ts. */
import { deflateRawSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { userIdClaim, visitorDataClaim } from '../contract.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { authenticate } from './authenticate.ts'
import { defaultTokenSettings } from './decision.ts'
import { base64url, claimsAt, forged, jwe, jws, oaep, rs256, wrappedBlock, type Encrypting } from './forgery.ts'

const at = new Date('2026-03-01T12:00:00Z')
const now = at.getTime() / 1000
const pairs = { brand, iAdvize }
const tenant = {
  sid: '1',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}
const first = async (token: string) => {
  const { verdict, basis, findings } = await authenticate(token, tenant, at)
  return { verdict, basis, ...findings[0]! }
}
const made = (encrypting: Encrypting): string => forged(pairs, claimsAt(at), { encrypting })
const arranged = (arrange: (parts: [string, string, string, string, string]) => string[]): string =>
  arrange(forged(pairs, claimsAt(at)).split('.') as [string, string, string, string, string]).join('.')
const bytes = (segment: string): Buffer => Buffer.from(segment, 'base64url')
const signedOver = (change: (input: string) => string | Uint8Array): string =>
  forged(pairs, claimsAt(at), { signing: { signature: (input, key) => rs256(change(input), key) } })
const exp = (value: unknown): string => forged(pairs, claimsAt(at, { exp: value }))
const inner = jws(claimsAt(at), brand.privateKey)
const [p = '', y = '', s = ''] = inner.split('.')
const deep = `{"a":${'['.repeat(500)}${']'.repeat(500)}}`

const causes: Record<string, [token: string, code: string, said?: RegExp]> = {
  'IV and ciphertext swapped': [
    arranged(([h, k, i, c, t]) => [h, k, c, i, t]),
    'segments-in-wrong-order',
    /ciphertext, IV, tag/,
  ],
  'segments reversed': [arranged(parts => parts.toReversed()), 'segments-in-wrong-order', /reversed/],
  'IV before the ciphertext, the tag behind it': [
    arranged(([h, k, i, c, t]) => [h, k, i, base64url(Buffer.concat([i, c, t].map(bytes))), '']),
    'iv-in-ciphertext',
  ],
  'no tag': [arranged(([h, k, i, c]) => [h, k, i, c, '']), 'no-tag'],
  'IV of 200 bytes': [arranged(([h, k, , c, t]) => [h, k, base64url(Buffer.alloc(200, 1)), c, t]), 'iv-length'],
  'all four parts in hex': [
    arranged(([h, ...parts]) => [h, ...parts.map(part => base64url(bytes(part).toString('hex')))]),
    'segments-in-hex',
    /encrypted key, IV, ciphertext and tag/,
  ],
  'content key wrapped as hex': [
    made({ wrapped: (key, to) => oaep('sha256')(Buffer.from(key.toString('hex')), to) }),
    'content-key-in-hex',
  ],
  'RSA without padding': [
    made({ wrapped: (key, to) => wrappedBlock(Buffer.concat([Buffer.alloc(224), key]), to) }),
    'encrypted-with-no-padding',
  ],
  'signature over a line break, too': [signedOver(input => `${input}\n`), 'signed-over-wrong-input', /line break/],
  'signature over UTF-16': [signedOver(input => Buffer.from(input, 'utf16le')), 'signed-over-wrong-input', /UTF-16/],
  'signature in little-endian order': [
    forged(pairs, claimsAt(at), { signing: { signature: (input, key) => rs256(input, key).toReversed() } }),
    'signature-reversed',
  ],
  'JWS as a member of JSON': [
    jwe(JSON.stringify({ jwt: inner }), iAdvize.publicKey),
    'jws-in-json',
    /«jwt»[^]*CompactEncrypt/,
  ],
  'JWS in JSON serialization': [
    jwe(JSON.stringify({ payload: y, signatures: [{ protected: p, signature: s }] }), iAdvize.publicKey),
    'jws-json-serialization',
  ],
  'the same, not encrypted': [JSON.stringify({ protected: p, payload: y, signature: s }), 'jws-json-serialization'],
  'signed twice': [jwe(jws(inner, brand.privateKey), iAdvize.publicKey), 'signed-twice'],
  'claims one level too deep': [forged(pairs, { payload: claimsAt(at) }), 'claims-nested', /«payload»/],
  'claims serialized twice': [forged(pairs, JSON.stringify(JSON.stringify(claimsAt(at)))), 'claims-serialized-twice'],
  'the prefix as an object': [
    forged(pairs, { iss: 'https://livechat.iadvize.com', exp: now + 60, 'https://iadvize.com/': { userId: 'u' } }),
    'claims-under-prefix',
  ],
  'a Python dict': [forged(pairs, "{'iss': 'x'}"), 'claims-not-json', /json\.dumps/],
  'no claims': [forged(pairs, ''), 'payload-empty', /JSON_THROW_ON_ERROR/],
  'claims nested deep': [forged(pairs, deep), 'claims-nested-too-deep'],
  'a NUL byte behind the JWS': [
    jwe(`${inner}\0`, iAdvize.publicKey),
    'jws-amid-other-text',
    /1 character behind it \(NUL/,
  ],
  'the JWS in XML': [jwe(`<jwt>${inner}</jwt>`, iAdvize.publicKey), 'jws-amid-other-text', /markup/],
  'the JWS deflated': [jwe(deflateRawSync(inner), iAdvize.publicKey), 'payload-in-compressed'],
  'the token in an attribute of HTML': [`<meta content="${forged(pairs, claimsAt(at))}">`, 'text-around', /markup/],
  'undefined before the token': [`undefined${forged(pairs, claimsAt(at))}`, 'text-around', /undefined/],
  'undefined behind the token': [`${forged(pairs, claimsAt(at))}undefined`, 'text-around', /undefined/],
  'commas for dots': [forged(pairs, claimsAt(at)).replaceAll('.', ','), 'segments-joined-otherwise', /«,»/],
  'small letters alone': [forged(pairs, claimsAt(at)).toLowerCase(), 'letter-case-lost'],
  'a form that was decoded once too often': [
    arranged(parts => parts.map(part => bytes(part).toString('base64').replaceAll('+', ' '))),
    'segment-in-spaces-for-plus',
    /plus sign/,
  ],
  'claims in base64 under a name': [
    forged(pairs, { payload: Buffer.from(JSON.stringify(claimsAt(at))).toString('base64') }),
    'claims-nested',
    /encoded text/,
  ],
  'exp as Jackson writes a LocalDateTime': [exp([2026, 3, 1, 12, 1]), 'exp-is-a-date', /Jackson/],
  'exp divided twice': [exp((now + 60) / 1000), 'exp-in-thousands-of-seconds', /60 seconds ahead/],
  'exp as /Date(…)/': [exp(`/Date(${(now + 60) * 1000})/`), 'exp-in-milliseconds', /60 seconds ahead/],
  'exp PT60S': [exp('PT60S'), 'exp-is-a-duration', /ISO 8601/],
  'exp in nanoseconds': [exp((now + 60) * 1e9), 'exp-in-nanoseconds', /60 seconds ahead/],
  'exp in ticks': [exp((now + 60 + 62_135_596_800) * 1e7), 'exp-in-dotnet-ticks', /ToUnixTimeSeconds/],
  'exp in milliseconds, as text': [exp(String((now + 60) * 1000)), 'exp-in-milliseconds', /quotation marks/],
  'exp as a date': [exp('2026-03-01T12:01:00Z'), 'exp-is-a-date', /1772366460/],
  'exp null': [exp(null), 'exp-null', /NaN/],
  'exp 60': [exp(60), 'exp-is-a-duration', /1772366400 \+ 60 = 1772366460/],
  'exp five hours ahead': [exp(now + 5 * 3600 + 60), 'lives-too-long', /5 hours too much[^]*time zone[^]*UTC/],
  'exp five and a half hours ago': [exp(now - 5.5 * 3600 + 60), 'expired', /5 hours 30 minutes[^]*time zone/],
  'sub in the place of userId': [
    forged(pairs, { iss: 'https://livechat.iadvize.com', exp: now + 60, sub: 'u' }),
    'user-id-missing',
    /«sub»/,
  ],
  'the slash is missing': [
    forged(pairs, { iss: 'https://livechat.iadvize.com', exp: now + 60, 'https://iadvize.comuserId': 'u' }),
    'user-id-misnamed',
  ],
}
for (const [name, [token, code, said]] of Object.entries(causes))
  test(`cause: ${name}`, async () => {
    const found = await first(token)
    expect(found.code).toBe(code)
    if (said) expect(`${found.received}\n${found.cure}`).toMatch(said)
  })

test('one token twice is reported as that', async () => {
  const token = forged(pairs, claimsAt(at))
  expect((await first(token + token)).code).toBe('token-twice')
  expect((await first(`${token}\n${token}`)).code).toBe('token-twice')
})

test('a refusal says whether it is documented', async () => {
  expect(await first(exp(now - 1))).toMatchObject({ verdict: 'refused', basis: 'doc' })
  const zip = forged(pairs, claimsAt(at, { [visitorDataClaim]: { zipCode: 44_000 } }))
  expect(await first(zip)).toMatchObject({ verdict: 'refused', basis: 'assumed', level: 'MUST' })
  const unknown = forged(pairs, claimsAt(at, { [visitorDataClaim]: { loyalty: 'gold' } }))
  expect(await first(unknown)).toMatchObject({ verdict: 'accepted', basis: null, level: 'SHOULD' })
  expect(await first(forged(pairs, claimsAt(at, { [userIdClaim]: 7 })))).toMatchObject({ basis: 'assumed' })
})
