/** Key files as text: whatever a shell, an editor or a configuration has done to it on the way. Pure. */
import { isUtf8 } from 'node:buffer'

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000e-\u001f\u007f]/

/** Windows' own shells write UTF-16, old editors Windows-1252. null: these bytes are no text */
export function textIn(bytes: Buffer): string | null {
  const text = decodedBytes(bytes).replace(/^\ufeff/, '')
  return control.test(text) ? null : text
}

function decodedBytes(bytes: Buffer): string {
  const [first, second] = bytes
  // Of ASCII in UTF-16, every other byte is zero, with a byte order mark or without.
  const zeroAt = (odd: 0 | 1): boolean =>
    bytes.length >= 4 && bytes.subarray(0, 64).every((byte, index) => (index % 2 === odd) === (byte === 0))
  if ((first === 0xff && second === 0xfe) || zeroAt(1)) return bytes.toString('utf16le')
  if ((first === 0xfe && second === 0xff) || zeroAt(0))
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  return isUtf8(bytes) ? bytes.toString('utf8') : new TextDecoder('windows-1252').decode(bytes)
}

/** Undone: line breaks and slashes written as escapes, the escapes of an address, a text put together of pieces in source code. */
export function unwrapped(text: string): string {
  const plain = text
    .replaceAll(/\\+r/g, '')
    .replaceAll(/\\+n/g, '\n')
    .replaceAll('\\/', '/')
    .replaceAll(/&#(?:(\d{2,3})|x([\da-f]{2}));/gi, (_, decimal?: string, hex?: string) =>
      String.fromCharCode(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)),
    )
    .replaceAll(/(["'`])\s{0,200}[+.]\s{0,200}\1/g, '')
  if (!/BEGIN(?:%20|\+)|%(?:0[ad]|2[bf]|3d)/i.test(plain)) return plain
  try {
    return decodeURIComponent(/BEGIN\+/.test(plain) ? plain.replaceAll('+', ' ') : plain)
  } catch {
    return plain
  }
}

/** `export NAME="value"`, `name: value,`: the value. */
export const valueOf = (text: string): string =>
  text
    .replace(/^(?:export\s+|set\s+|- )?["']?[A-Za-z_][\w.-]{0,80}["']?\s*[:=]\s*(?=[^=\s])/, '')
    .trim()
    .replace(/^(["'`])([^]*)\1[,;]?$/, '$2')
    .trim()

/** Hexadecimal digits as bytes, however they are set apart; null: it is something else. */
export function bytesOfHex(text: string): Buffer | null {
  const digits = text.replaceAll(/0x|\\x|[\s:,]/gi, '')
  return digits.length >= 64 && digits.length % 2 === 0 && /^[0-9a-f]+$/i.test(digits)
    ? Buffer.from(digits, 'hex')
    : null
}

/** Base64 in either alphabet, white space in it or not; null: it is something else. */
export const bytesOfBase64 = (text: string): Buffer | null =>
  /^[\w+/=\s-]+$/.test(text) && text.length >= 16 ? Buffer.from(text, 'base64') : null

/** Base64 that stands somewhere in a text, long enough for a key. At most twenty. */
export const base64Within = (text: string): Buffer[] =>
  [...new Set(text.match(/[\w+/-]{100,}={0,2}/g) ?? [])].slice(0, 20).map(run => Buffer.from(run, 'base64'))

// U+0096 and U+0097: Node reads Windows-1252 as Latin-1.
const dash = String.raw`[-\u0096\u0097\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d]`
const begin = new RegExp(`(?:${dash} ?|^[ \\t]{0,20})BEGIN ([A-Z0-9 ]{1,60}?) ?(?:${dash}+|$)`, 'gm')
const end = new RegExp(`(?:${dash} ?|^[ \\t]{0,20})END `, 'gm')
const outerDashes = new RegExp(`^${dash}{1,9}|${dash}{1,9}$`, 'g')

export type Armoured = { label: string; body: string; hasEnd: boolean }

/** The blocks between BEGIN and END, also where a word processor has made other dashes of the hyphens, or has left some out. */
export function armouredIn(text: string): Armoured[] {
  const blocks = [...text.matchAll(begin)]
  return blocks.slice(0, 50).map((match, index) => {
    const inner = text.slice(match.index + match[0].length, blocks[index + 1]?.index ?? text.length)
    end.lastIndex = 0
    const ends = end.exec(inner)
    const body = (ends ? inner.slice(0, ends.index) : inner).trim().replaceAll(outerDashes, '')
    return { label: (match[1] ?? '').trim(), body, hasEnd: ends !== null }
  })
}

/** What the body of a block says in base64; without the headers that some put before it (RFC 4716, RFC 1421). */
export function bytesOfBody(body: string): Buffer {
  const lines = body.split('\n')
  const isHeader = (line: string): boolean => /^[A-Za-z][\w-]{0,60}: /.test(line)
  // A header that goes on in the next line ends in a backslash.
  const rest = lines.filter((line, index) => !isHeader(line) && !(lines[index - 1] ?? '').trimEnd().endsWith('\\'))
  return Buffer.from(rest.join('').replaceAll(/[^\w+/=-]/g, ''), 'base64')
}

/** A plus sign is a space to whoever decodes a form. */
export const withPlusSigns = (body: string): string => body.replaceAll(' ', '+')
