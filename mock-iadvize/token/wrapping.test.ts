/**
 * A mutation trial: a sound token is wrapped once or twice, at a random place, and the first finding must name the wrapping. Bounded
 * and seeded; PADLOCK_WRAPPINGS=2000 is the whole trial, PADLOCK_SEED repeats one.
 */
import { expect, test } from '@playwright/test'
import { boolean, constant, constantFrom, record, sample } from 'fast-check'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { authenticate } from './authenticate.ts'
import { defaultTokenSettings } from './decision.ts'
import { base64url, claimsAt, forged, jwe, jws, rs256 } from './forgery.ts'

const at = new Date('2026-03-01T12:00:00Z')
const tenant = {
  sid: '1',
  brandKeys: [brand.publicKey],
  iAdvizeKeys: [iAdvize.privateKey],
  settings: defaultTokenSettings,
}

// ── Wrappings ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Texts are binary. `codes`: the ways in which a finding may name it. */
type Wrapping = { codes: RegExp; wrap: (text: string) => string }

const buffer = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Of bytes and of text. */
const encodings: Record<string, Wrapping> = {
  hex: { codes: /hex/, wrap: text => buffer(text).toString('hex') },
  'hex in capitals': { codes: /hex/, wrap: text => buffer(text).toString('hex').toUpperCase() },
  base64: { codes: /base64/, wrap: text => buffer(text).toString('base64') },
  base64url: { codes: /base64/, wrap: text => buffer(text).toString('base64url') },
  // Around base64url, base64 of hex of it and hex of base64 within base64url are one and the same.
  'base64 of hex': {
    codes: /base64-of-hex|hex-of-base64/,
    wrap: text => buffer(buffer(text).toString('hex')).toString('base64'),
  },
  'hex of base64': { codes: /hex-of-base64/, wrap: text => buffer(buffer(text).toString('base64')).toString('hex') },
  'base64 of base64': {
    codes: /base64-of-base64/,
    wrap: text => buffer(buffer(text).toString('base64')).toString('base64'),
  },
}

/** Of text alone. */
const textWrappings: Record<string, Wrapping> = {
  percent: {
    codes: /percent/,
    wrap: text => text.replaceAll(/[^A-Za-z]/g, char => `%${buffer(char).toString('hex')}`),
  },
  'JSON string': { codes: /quoted|json-string|serialized-twice/, wrap: text => JSON.stringify(text) },
  "b'…'": { codes: /python-bytes/, wrap: text => `b'${text}'` },
  'quotation marks': { codes: /quotation-marks/, wrap: text => `'${text}'` },
  'typographic marks': { codes: /quotation-marks/, wrap: text => binary(`“${text}”`) },
  Bearer: { codes: /authorization-scheme/, wrap: text => `Bearer ${text}` },
  'name=value': { codes: /name-(?:and|before)-value/, wrap: text => `token=${text}` },
  'UTF-16': { codes: /utf-16/, wrap: text => Buffer.from(text, 'utf16le').toString('latin1') },
  'line breaks': {
    codes: /line-breaks|white-space|jws-not-canonical/,
    wrap: text => text.replaceAll(/(.{9})/g, '$1\r\n'),
  },
  'data: URL': {
    codes: /data-url/,
    wrap: text => `data:text/plain;base64,${buffer(text).toString('base64')}`,
  },
}

function binary(text: string): string {
  return Buffer.from(text).toString('latin1')
}

// ── Places ──────────────────────────────────────────────────────────────────────────────────────────────────────────

type Wrap = (text: string) => string

/** `asText`: what is wrapped is a segment's base64url, not its bytes. */
const segmentOf =
  (index: number) =>
  (token: string, wrap: Wrap, asText: boolean): string =>
    token
      .split('.')
      .map((segment, at) => {
        if (at !== index) return segment
        return asText ? wrap(segment) : base64url(buffer(wrap(Buffer.from(segment, 'base64url').toString('latin1'))))
      })
      .join('.')

const inner = (): string => jws(claimsAt(at), brand.privateKey)

/** The token made so that it is wrapped at one place. */
const places: Record<string, (wrap: Wrap, asText: boolean) => string> = {
  token: wrap => wrap(forged({ brand, iAdvize }, claimsAt(at))),
  'a JWS without a JWE': wrap => wrap(inner()),
  'payload of the JWE': wrap => jwe(buffer(wrap(inner())), iAdvize.publicKey),
  ...Object.fromEntries(
    ['header', 'encrypted key', 'IV', 'ciphertext', 'tag'].map((name, index) => [
      `${name} of the JWE`,
      (wrap: Wrap, asText: boolean) => segmentOf(index)(forged({ brand, iAdvize }, claimsAt(at)), wrap, asText),
    ]),
  ),
  ...Object.fromEntries(
    ['header', 'payload', 'signature'].map((name, index) => [
      `${name} of the JWS`,
      (wrap: Wrap, asText: boolean) => jwe(buffer(segmentOf(index)(inner(), wrap, asText)), iAdvize.publicKey),
    ]),
  ),
  'payload before signing': wrap => forged({ brand, iAdvize }, buffer(wrap(JSON.stringify(claimsAt(at))))),
  'header before signing': wrap => {
    const header = base64url(buffer(wrap('{"alg":"RS256"}')))
    const input = `${header}.${base64url(JSON.stringify(claimsAt(at)))}`
    return jwe(`${input}.${base64url(rs256(input, brand.privateKey))}`, iAdvize.publicKey)
  },
}

const wholes = new Set(['token', 'a JWS without a JWE', 'payload of the JWE', 'payload before signing'])

const trial = record({ place: constantFrom(...Object.keys(places)), asText: boolean() }).chain(({ place, asText }) => {
  const kinds = asText || wholes.has(place) ? { ...encodings, ...textWrappings } : encodings
  return record({
    place: constant(place),
    asText: constant(asText),
    wrapping: constantFrom(...Object.keys(kinds)),
  })
})

test('the first finding names what a token was wrapped in', async () => {
  const runs = Number(process.env['PADLOCK_WRAPPINGS'] ?? 100)
  const seed = Number(process.env['PADLOCK_SEED'] ?? 20260301)
  test.setTimeout(30_000 + runs * 100)
  const missed: string[] = []
  for (const { place, asText, wrapping } of sample(trial, { numRuns: runs, seed })) {
    const how = encodings[wrapping] ?? textWrappings[wrapping]!
    const token = places[place]!(how.wrap, asText)
    // As a reader of UTF-8 has it: a token comes as text.
    const { findings, verdict } = await authenticate(buffer(token).toString('utf8'), tenant, at)
    const [first] = findings
    if (verdict !== 'refused' || !first || !how.codes.test(first.code))
      missed.push(
        `${wrapping} around ${asText ? 'the text of ' : ''}${place}: ${findings.map(({ code }) => code).join(', ')}`,
      )
  }
  console.log(`${runs - missed.length} of ${runs} wrappings named, seed ${seed}`)
  expect(missed.length, `seed ${seed}:\n${missed.join('\n')}`).toBeLessThanOrEqual(runs * 0.02)
})
