/**
 * How fast `verify --jsonl` is with sound tokens and with broken ones, against raw node:crypto doing the same two RSA operations for each token: one RSA-OAEP-256 private
 * decryption, one RS256 verification. Rounds alternate, so that a busy machine is equally unkind to all. Start of process excluded.
 *
 *   npx tsx harness/upkeep/bench/verify.bench.ts [TOKENS] [ROUNDS]
 */
import { privateDecrypt, randomBytes, sign, verify, webcrypto } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { defaultTokenSettings, type Tenant } from '../../../mock-iadvize/token/decision.ts'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { base64url, claimsAt, forged, jwe, jws, rs256 } from '../../../mock-iadvize/token/forgery.ts'
import { judgedLines } from '../../cli/verify-lines.ts'

const [tokens = 1500, rounds = 7] = process.argv.slice(2).map(Number)
const [brand, iAdvize] = await Promise.all([makeKeyPair(), makeKeyPair()])
const at = new Date()
const tenant: Tenant = {
  sid: 'bench',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}

/** What raw code is given ready to use. */
const samples = Array.from({ length: tokens }, (_, index) => {
  const inner = jws(claimsAt(at, { jti: String(index) }), brand.privateKey)
  const token = jwe(inner, iAdvize.publicKey)
  const dot = inner.lastIndexOf('.')
  return {
    token,
    encryptedKey: Buffer.from(token.split('.')[1] ?? '', 'base64url'),
    signedText: Buffer.from(inner.slice(0, dot)),
    signature: Buffer.from(inner.slice(dot + 1), 'base64url'),
  }
})
/** In pieces as a pipe brings them. */
const piecesOf = (all: readonly string[]): Buffer[] => {
  const text = all.map((token, id) => `${JSON.stringify({ id, token })}\n`).join('')
  return Array.from({ length: Math.ceil(text.length / 65_536) }, (_, piece) =>
    Buffer.from(text.slice(piece * 65_536, (piece + 1) * 65_536)),
  )
}
const pieces = piecesOf(samples.map(({ token }) => token))

const pairsOfKeys = { brand, iAdvize }
const joined =
  (wrap: (part: Buffer) => string, place: 'tag' | 'ciphertext') =>
  ({
    header,
    ...parts
  }: {
    header: string
    encryptedKey: Buffer
    iv: Buffer
    ciphertext: Buffer
    tag: Buffer
  }): string =>
    [header, ...Object.entries(parts).map(([name, part]) => (name === place ? wrap(part) : base64url(part)))].join('.')
/** A kind of mistake each, in equal parts: what the diagnosis has to search for. */
const hex = (bytes: Uint8Array): Buffer => Buffer.from(Buffer.from(bytes).toString('hex'))
const brokenKinds: ((claims: Record<string, unknown>) => string)[] = [
  claims => `b'${forged(pairsOfKeys, claims)}'`,
  claims => `token=${forged(pairsOfKeys, claims)}`,
  claims => JSON.stringify({ token: forged(pairsOfKeys, claims) }),
  claims => forged(pairsOfKeys, claims, { signing: { signature: (input, key) => hex(rs256(input, key)) } }),
  claims =>
    forged(pairsOfKeys, claims, { signing: { signature: (input, key) => sign('sha1', Buffer.from(input), key) } }),
  claims => forged(pairsOfKeys, claims, { encrypting: { segments: joined(part => base64url(hex(part)), 'tag') } }),
  claims =>
    forged(pairsOfKeys, claims, { encrypting: { segments: joined(part => base64url(base64url(part)), 'ciphertext') } }),
  claims => forged(pairsOfKeys, claims, { encrypting: { iv: randomBytes(16) } }),
  claims => forged(pairsOfKeys, claims, { encrypting: { header: { alg: 'RSA_OAEP_256', enc: 'A256GCM' } } }),
  claims => jwe(JSON.stringify({ jwt: jws(claims, brand.privateKey) }), iAdvize.publicKey),
  claims => forged(pairsOfKeys, { payload: claims }),
  () => forged(pairsOfKeys, ''),
  claims => forged(pairsOfKeys, { ...claims, exp: Number(claims['exp']) * 1e9 }),
  claims => forged(pairsOfKeys, { ...claims, exp: null }),
]

const brokenPieces = piecesOf(
  samples.map((_, index) => brokenKinds[index % brokenKinds.length]!(claimsAt(at, { jti: String(index) }))),
)

type Sample = (typeof samples)[number]
const rs256Name = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const oaep256 = { name: 'RSA-OAEP', hash: 'SHA-256' }
const { subtle } = webcrypto
const imported = async (): Promise<[webcrypto.CryptoKey, webcrypto.CryptoKey]> => [
  await subtle.importKey('pkcs8', iAdvize.privateKey.export({ type: 'pkcs8', format: 'der' }), oaep256, false, [
    'decrypt',
  ]),
  await subtle.importKey('spki', brand.publicKey.export({ type: 'spki', format: 'der' }), rs256Name, false, ['verify']),
]
const pairs = await Promise.all([imported(), imported(), imported(), imported()])

/** `lanes` at a time. */
async function inParallel(lanes: number, work: (sample: Sample, lane: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let sample = samples[next++]; sample; sample = samples[next++]) await work(sample, lane)
    }),
  )
}

const pooled = (keys: [webcrypto.CryptoKey, webcrypto.CryptoKey][]) => (): Promise<void> =>
  inParallel(16, async ({ encryptedKey, signedText, signature }, lane) => {
    const [decryption, verification] = keys[lane % keys.length] as [webcrypto.CryptoKey, webcrypto.CryptoKey]
    await subtle.decrypt(oaep256, decryption, encryptedKey)
    if (!(await subtle.verify(rs256Name, verification, signature, signedText))) throw new Error('not verified')
  })

const contestants: Record<string, () => Promise<void> | void> = {
  'raw, one thread': () => {
    for (const { encryptedKey, signedText, signature } of samples) {
      privateDecrypt({ key: iAdvize.privateKey, oaepHash: 'sha256' }, encryptedKey)
      if (!verify('sha256', signedText, brand.publicKey, signature)) throw new Error('not verified')
    }
  },
  'raw, thread pool': pooled(pairs.slice(0, 1)),
  'raw, thread pool, four copies of each key': pooled(pairs),
  'verify --jsonl': async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    const { refused } = await judgedLines(Readable.from(pieces), output, tenant, at)
    if (refused > 0) throw new Error(`${refused} tokens were refused`)
  },
  'verify --jsonl, broken tokens': async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    const { refused } = await judgedLines(Readable.from(brokenPieces), output, tenant, at)
    if (refused < tokens) throw new Error(`${tokens - refused} broken tokens were accepted`)
  },
}

const rates: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map(name => [name, []]))
for (let round = 0; round <= rounds; round++)
  for (const [name, run] of Object.entries(contestants)) {
    const start = performance.now()
    await run()
    // The first round warms up.
    if (round > 0) rates[name]?.push((tokens / (performance.now() - start)) * 1000)
  }

const median = (values: number[] = []): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
const ours = median(rates['verify --jsonl'])
console.log(`${tokens} tokens, median of ${rounds} rounds\n`)
for (const [name, values] of Object.entries(rates))
  console.log(
    `${name.padEnd(42)} ${String(Math.round(median(values))).padStart(6)} tokens/s   verify --jsonl is ${(ours / median(values)).toFixed(2)} ×`,
  )
const broken = median(rates['verify --jsonl, broken tokens'])
console.log(`\nbroken tokens, ${brokenKinds.length} kinds: ${(broken / ours).toFixed(2)} × as fast as sound ones`)
