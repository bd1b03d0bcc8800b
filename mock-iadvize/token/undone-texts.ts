/** How single encodings are undone, where it takes more than a line. Texts are binary: one character a byte. Null: not written in it. */
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { isObject, json } from './json-members.ts'

/** Bytes that unpacking may come to. */
const longestUnpacked = 256 * 1024

/** A byte order mark, as it is and as it comes from a reader that took it for UTF-8. */
const utf16Mark = /^(?:\xff\xfe|\xfe\xff|(?:\xef\xbf\xbd){2})/

export function fromUtf16(text: string): string | null {
  if (!text.slice(0, 12).includes('\0')) return null
  const nuls = text.split('\0').length - 1
  if (nuls < text.length / 3) return null
  const bare = text.replace(utf16Mark, '').replaceAll('\0', '')
  return bare.length > 0 ? bare : null
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

export function fromPythonBytes(text: string): string | null {
  const [, , inside] = /^(?:bytearray\()?b(['"])([^]*)\1\)?$/.exec(text.trim()) ?? []
  return (
    inside?.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gs, (_, hex: string | undefined, char: string) =>
      hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
    ) ?? null
  )
}

/** `[1, 2]` and `1,2` of most languages, Java's signed bytes, Go's `[1 2]`, and what JSON makes of a Buffer or a Uint8Array. */
export function fromNumbers(text: string): string | null {
  const listed = /^(?:\w+(?:\(\d+\))?\s*)?[[({]?(-?\d{1,3}(?:(?:\s*,\s*|\s+)-?\d{1,3}){3,})[\])}]?$/.exec(text.trim())
  let numbers: unknown[] | null = null
  if (listed) numbers = (listed[1] ?? '').split(/[\s,]+/).map(Number)
  else if (/^\{\s*"(?:type|data|0)"/.test(text)) {
    const value = json(text)
    if (isObject(value)) numbers = Array.isArray(value.data) ? (value.data as unknown[]) : Object.values(value)
  }
  if (!numbers || numbers.length < 4) return null
  const bytes = numbers.filter((byte): byte is number => Number.isInteger(byte) && Math.abs(Number(byte) - 63.5) < 192)
  return bytes.length === numbers.length ? Buffer.from(bytes).toString('latin1') : null
}

export function unpacked(text: string): string | null {
  const isGzip = text.startsWith('\x1f\x8b')
  const isZlib = ['x\x01', 'x^', 'x\x9c', 'x\xda'].includes(text.slice(0, 2))
  // Deflate without a wrapper has no mark: whatever is no text might be it.
  // oxlint-disable-next-line no-control-regex
  if (!isGzip && !isZlib && !/[\0-\x08\x80-\xff]/.test(text.slice(0, 32))) return null
  try {
    const bytes = Buffer.from(text, 'latin1')
    const unpack = isGzip ? gunzipSync : isZlib ? inflateSync : inflateRawSync
    return unpack(bytes, { maxOutputLength: longestUnpacked }).toString('latin1')
  } catch {
    return null // only looked like it
  }
}

/** Straight and typographic quotation marks, in UTF-8. */
const opening = /^(?:["'`<]|\xe2\x80[\x98-\x9f]|\xc2\xab|\xe2\x80\xb9)/
const closing = /(?:["'`>]|\xe2\x80[\x98-\x9f]|\xc2\xbb|\xe2\x80\xba)[;,.]?$/

export function unquoted(text: string): string | null {
  const trimmed = text.trim()
  const bare = trimmed.replace(opening, '').replace(closing, '')
  return bare === trimmed || bare === '' ? null : bare
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function fromBase32(text: string): string | null {
  if (!/^(?:[A-Z2-7]{2,}|[a-z2-7]{2,})={0,6}$/.test(text) || text.length < 16) return null
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const char of text.toUpperCase().replace(/=+$/, '')) {
    bits = ((bits << 5) | base32Alphabet.indexOf(char)) & 0xfff
    count += 5
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 0xff)
  }
  return Buffer.from(bytes).toString('latin1')
}
