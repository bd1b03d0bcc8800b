/**
 * How fast `verify --jsonl` is, against raw node:crypto doing the same two RSA operations for each token: one RSA-OAEP-256 private
 * decryption, one RS256 verification. Rounds alternate, so that a busy machine is equally unkind to all. Start of process excluded.
 *
 *   npx tsx harness/upkeep/bench/verify.bench.ts [TOKENS] [ROUNDS]
 */
import { privateDecrypt, verify, webcrypto } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { defaultTokenSettings, type Tenant } from '../../../mock-iadvize/token/decision.ts'
import { makeKeyPair } from '../../../mock-iadvize/token/keys.ts'
import { claimsAt, jwe, jws } from '../../../mock-iadvize/token/forgery.ts'
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
const lines = samples.map(({ token }, id) => `${JSON.stringify({ id, token })}\n`).join('')
/** In pieces as a pipe brings them. */
const pieces = Array.from({ length: Math.ceil(lines.length / 65_536) }, (_, piece) =>
  Buffer.from(lines.slice(piece * 65_536, (piece + 1) * 65_536)),
)

type Sample = (typeof samples)[number]
const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const oaep256 = { name: 'RSA-OAEP', hash: 'SHA-256' }
const { subtle } = webcrypto
const imported = async (): Promise<[webcrypto.CryptoKey, webcrypto.CryptoKey]> => [
  await subtle.importKey('pkcs8', iAdvize.privateKey.export({ type: 'pkcs8', format: 'der' }), oaep256, false, [
    'decrypt',
  ]),
  await subtle.importKey('spki', brand.publicKey.export({ type: 'spki', format: 'der' }), rs256, false, ['verify']),
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
    if (!(await subtle.verify(rs256, verification, signature, signedText))) throw new Error('not verified')
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
