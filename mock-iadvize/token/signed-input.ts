/** What a signature with the right key may have been made over, where it is not over the text that was sent (RFC 7515 §5.1). */
import type { JsonObject } from './json-members.ts'
import { isObject, json, utf8Text } from './json-members.ts'
import { digest } from './rsa-padding.ts'
import { chainWords, segmentWrapping, undone } from './undoings.ts'

type Sent = { received: string; repaired: string; segments: readonly string[] }
type Form = { text: string; how: string; wrapped?: true }

/** What was signed, in words. `wrapped`: a segment was wrapped after signing, which is a finding of its own elsewhere. */
export type SignedInput = { how: string; wrapped: boolean }

/** As Python's json.dumps writes it. */
const python = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(each => python(each)).join(', ')}]`
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${python(each)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

const sorted = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))

const ascii = (text: string): string =>
  text.replaceAll(/[^\0-\x7f]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** One segment in all the forms in which it may have been signed. `name`: header or payload. */
function forms(segment: string, name: string): Form[] {
  const bytes = Buffer.from(segment, 'base64url')
  const standard = bytes.toString('base64')
  const url = bytes.toString('base64url')
  const all: Form[] = [{ text: segment, how: '' }]
  undone(
    segment,
    (inner, chain) => {
      const { wrapping } = segmentWrapping(chain)
      if (wrapping.length === 0) return null
      const how = `the ${name} before it was wrapped as ${chainWords(wrapping)}`
      all.push({ text: inner, how, wrapped: true })
      all.push({ text: Buffer.from(inner, 'latin1').toString('base64url'), how, wrapped: true })
      return null
    },
    3,
  )
  all.push(
    { text: url, how: `the ${name} in base64url without padding` },
    { text: standard.replaceAll('+', '-').replaceAll('/', '_'), how: `the ${name} in base64url with padding` },
    { text: standard, how: `the ${name} in standard base64` },
    { text: bytes.toString('latin1'), how: `the ${name} before its encoding` },
  )
  const text = utf8Text(bytes)
  const value = text === null ? undefined : json(text)
  if (isObject(value)) {
    const anew = JSON.stringify(value)
    const written = [
      anew,
      python(value),
      ascii(anew),
      ascii(python(value)),
      anew.replaceAll('/', '\\/'),
      JSON.stringify(value, null, 2),
      JSON.stringify(value, null, 4),
      JSON.stringify(sorted(value)),
    ]
    for (const one of written)
      all.push({ text: Buffer.from(one).toString('base64url'), how: `the ${name} written as JSON in another way` })
  }
  const seen = new Set<string>()
  return all.filter(form => !seen.has(form.text) && seen.add(form.text)).slice(0, 20)
}

/** Null: over something that cannot be told. Hashes at most 420 texts of the length of what was sent. */
export function signedInput({ received, repaired }: Sent, hash: string, signed: Buffer): SignedInput | null {
  const isSigned = (input: string | Buffer): boolean =>
    digest(hash, typeof input === 'string' ? Buffer.from(input, 'latin1') : input).equals(signed)
  const once = digest(hash, received)
  const dot = repaired.indexOf('.')
  const [header, payload] = [repaired.slice(0, dot), repaired.slice(dot + 1)]
  const payloadBytes = Buffer.from(payload, 'base64url')
  const others: [string, string | Buffer][] = [
    ['the digest of the text (hashed twice)', once],
    ['the hexadecimal digest of the text (hashed twice)', once.toString('hex')],
    ['the hexadecimal digest of the text in capitals (hashed twice)', once.toString('hex').toUpperCase()],
    ['the base64 digest of the text (hashed twice)', once.toString('base64')],
    ['the base64url digest of the text (hashed twice)', once.toString('base64url')],
    ['the payload segment alone', payload],
    ['the header segment alone', header],
    ["the claims' JSON alone", payloadBytes],
    ['both segments without the dot', header + payload],
    ['the text with a line break at its end', `${repaired}\n`],
    ['the text with a Windows line break at its end', `${repaired}\r\n`],
    ['the text with a dot at its end', `${repaired}.`],
    ['the text in quotation marks', `"${repaired}"`],
    ['the text in base64', Buffer.from(repaired).toString('base64')],
    ['the text in UTF-16', Buffer.from(repaired, 'utf16le')],
    ['the payload before the header', `${payload}.${header}`],
    ['nothing (an empty text)', ''],
  ]
  const simple = others.find(([, input]) => isSigned(input))
  if (simple) return { how: simple[0], wrapped: false }
  const payloads = forms(payload, 'payload')
  for (const one of forms(header, 'header'))
    for (const other of payloads)
      if (isSigned(`${one.text}.${other.text}`))
        return {
          how: [one.how, other.how].filter(how => how !== '').join(', and '),
          wrapped: (one.wrapped ?? other.wrapped) === true,
        }
  return null
}
