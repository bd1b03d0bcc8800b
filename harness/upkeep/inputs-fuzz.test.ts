/** Whatever stands in a file or a token of somebody's: it is read, or refused in words. Nothing throws, and no forgery is accepted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { expect, test } from '@playwright/test'
import * as fc from 'fast-check'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { claimsAt, forged } from '../../mock-iadvize/token/forgery.ts'
import { readKey } from '../../mock-iadvize/token/keys/read-key.ts'
import { readReport } from '../cli/report-file.ts'
import { judgedLines } from '../cli/verify-lines.ts'
import { jsonMistake } from '../config/json-text.ts'
import { readConfig } from '../config/load-config.ts'
import { readStorageState } from '../config/storage-state.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readRecordings } from '../recording/read-recordings.ts'
import { HarMistake } from '../token-sources/har-entries.ts'
import { tokensInHar } from '../token-sources/har.ts'
import { tokensIn } from '../token-sources/message.ts'
import { tokensInFile } from '../token-sources/token-file.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

/** fast-check prints it with what it has shrunk the failure to. */
const seed = Number(process.env['PADLOCK_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const runs = (numRuns: number) => ({ seed, numRuns })

const at = new Date('2026-03-01T12:00:00Z')
const tenant = {
  sid: '1',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}
const sound = forged({ brand, iAdvize }, claimsAt(at))
const bytesOf = (token: string): Buffer[] => token.split('.').map(segment => Buffer.from(segment, 'base64url'))

/** A text with a piece of it taken out, put elsewhere, or replaced. */
const damaged = (text: string) =>
  fc
    .array(
      fc.record({
        from: fc.nat(text.length),
        length: fc.nat(40),
        put: fc.oneof(
          fc.constant(''),
          fc.string({ maxLength: 12 }),
          fc.constantFrom('.', '=', '"', '{', '[', '\n', '\u0000', '-'),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map(changes =>
      changes.reduce((now, { from, length, put }) => now.slice(0, from) + put + now.slice(from + length), text),
    )
const nested = fc
  .tuple(fc.constantFrom('[', '{"a":'), fc.integer({ min: 50, max: 20_000 }))
  .map(([open, depth]) => open.repeat(depth))
const anyJson = fc.oneof(fc.json({ maxDepth: 6 }), nested, fc.string())

test('a token that is not the sound one is refused, unless it is the same written otherwise', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged(sound), fc.string(), nested), async token => {
      const { verdict, findings } = await authenticate(token, tenant, at)
      if (verdict === 'accepted') expect(bytesOf(token.trim())).toEqual(bytesOf(sound))
      else expect(findings.length).toBeGreaterThan(0)
    }),
    runs(300),
  )
})

test('any headers and claims are judged', async () => {
  const header = fc.dictionary(fc.constantFrom('alg', 'enc', 'cty', 'zip', 'crit', 'typ', 'kid', 'p2c'), fc.jsonValue())
  await fc.assert(
    fc.asyncProperty(
      header,
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }),
      async (members, segments) => {
        const token = [Buffer.from(JSON.stringify(members)), ...segments]
          .map(segment => Buffer.from(segment).toString('base64url'))
          .join('.')
        expect((await authenticate(token, tenant, at)).verdict).toBe('refused')
      },
    ),
    runs(300),
  )
})

test('each line of --jsonl has an answer, whatever the others are', async () => {
  const line = anyJson.map(text => text.replaceAll(/[\r\n]/g, ' ')).filter(text => text.trim() !== '')
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), async others => {
      const lines = [...others, JSON.stringify({ id: 'sound', token: sound })]
      let written = ''
      const output = new Writable({
        write(chunk: Buffer, _encoding, done) {
          written += chunk.toString()
          done()
        },
      })
      await judgedLines(Readable.from([Buffer.from(`${lines.join('\n')}\n`)]), output, tenant, at)
      expect(written.trim().split('\n')).toHaveLength(lines.length)
      expect(written).toContain('{"id":"sound","verdict":"accepted"')
    }),
    runs(60),
  )
})

const pem = brand.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const privateKey = brand.privateKey.export({ format: 'jwk' })
const keyTexts = [
  pem,
  brand.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  JSON.stringify(privateKey),
  JSON.stringify({ kty: 'RSA', n: privateKey.n, e: privateKey.e, d: privateKey.d }),
  Buffer.from(pem).toString('base64'),
]
test('a key file is read or refused in words that hold nothing of it', () => {
  const der = brand.privateKey.export({ type: 'pkcs8', format: 'der' })
  const bytes = fc.oneof(
    fc
      .constantFrom(...keyTexts)
      .chain(damaged)
      .map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map(junk => Buffer.from(junk)),
    fc.tuple(fc.nat(der.length - 1), fc.nat(255)).map(([place, byte]) => Buffer.from(der).fill(byte, place, place + 1)),
    fc.nat(der.length).map(length => der.subarray(0, length)),
    anyJson.map(text => Buffer.from(text)),
  )
  fc.assert(
    fc.property(bytes, fc.constantFrom('public', 'private'), (file, half) => {
      const { key, problem } = readKey(file, half)
      if (key) expect(key.type).toBe(half)
      else expect(problem).toMatch(/^[a-z].{8,}/s)
      for (const number of [privateKey.d, privateKey.p, privateKey.q])
        expect(problem ?? '').not.toContain(number?.slice(20, 60))
    }),
    runs(400),
  )
})

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let place = 0; place < bytes.length; place += size)
    yield await Promise.resolve(bytes.subarray(place, place + size))
}
const entry = (token: string): object => ({
  startedDateTime: at.toISOString(),
  request: {
    method: 'GET',
    url: 'https://shop.test/t',
    headers: [{ name: 'x', value: 'y' }],
    postData: { text: 'a=1' },
  },
  response: { headers: [], content: { mimeType: 'application/json', text: JSON.stringify({ token }) } },
})
const har = JSON.stringify({ log: { version: '1.2', entries: [entry(sound), entry('none')] } }, null, 1)

test('a HAR is searched, or refused in words', async () => {
  const member = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('headers', 'text', 'url', 'content'), fc.jsonValue()),
  )
  const built = fc
    .array(fc.dictionary(fc.constantFrom('request', 'response', 'time', '_webSocketMessages'), member), {
      maxLength: 4,
    })
    .map(entries => JSON.stringify({ log: { entries: [...entries, entry(sound)] } }))
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged(har), built, anyJson), fc.integer({ min: 1, max: 4000 }), async (text, size) => {
      try {
        const found = await tokensInHar(inPieces(text, size))
        expect(found.entries).toBeGreaterThanOrEqual(found.tokens.length === 0 ? 0 : 1)
      } catch (error) {
        expect(error).toBeInstanceOf(HarMistake)
      }
    }),
    runs(200),
  )
  await fc.assert(
    fc.asyncProperty(built, async text => {
      expect((await tokensInHar(inPieces(text, 999))).tokens.some(({ token }) => token === sound)).toBe(true)
    }),
    runs(100),
  )
})

test('the other files of others are read, or refused in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-fuzz-'))
  const file = join(folder, 'report.json')
  const recording = join(folder, 'recording.json')
  try {
    fc.assert(
      fc.property(fc.oneof(anyJson, damaged(har)), text => {
        expect(tokensInFile(text)).toHaveProperty('problems')
        expect(tokensIn({ headers: [{ name: 'set-cookie', value: text }], body: text })).toBeInstanceOf(Array)
        expect([null, 'object']).toContain(jsonMistake(text) === null ? null : 'object')
        expect(readStorageState(text)).toBeInstanceOf(Object)
        writeFileSync(file, text)
        writeFileSync(recording, `{"journey":{},"observations":${text}}`)
        expect(() => readReport(folder)).toThrow(UsageError)
        expect(readRecordings([folder])).toHaveProperty('problems')
      }),
      runs(150),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a configuration of any shape is told its mistakes', () => {
  const keys = [
    'url',
    'sid',
    'platform',
    'pages',
    'keys',
    'users',
    'signIn',
    'headers',
    'tls',
    'proxy',
    'browser',
    'policy',
    'other',
  ]
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
    maxDepth: 3,
  })
  fc.assert(
    fc.property(fc.oneof(anything, fc.dictionary(fc.constantFrom(...keys), anything)), config => {
      expect(() => readConfig(config, '/nowhere/padlock.config.ts', 'FILE')).toThrow(UsageError)
    }),
    runs(300),
  )
})
