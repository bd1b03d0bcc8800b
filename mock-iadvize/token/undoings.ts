/**
 * Ways in which a part of a token gets wrapped by mistake, each with its undoing. What fails is undone, alone and in pairs, until
 * the cryptography agrees (RFC 7516, RFC 7515): so a wrapping is found wherever it is, and only where it truly is.
 * Texts here are binary: one character a byte.
 */
import { json, utf8Text } from './json-members.ts'
import { fromBase32, fromNumbers, fromPythonBytes, fromUtf16, unpacked, unquoted } from './undone-texts.ts'

export type Undoing = {
  /** part of a finding's code */
  code: string
  /** `hexadecimal text` */
  says: string
  /** what to do instead, and where it is usually made */
  cure: string
  /** Null: this is not how the text was wrapped. Linear in its length. */
  undo: (text: string) => string | null
}

const binary = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const inUtf8 = (text: string): string | null => utf8Text(Buffer.from(text, 'latin1'))
const entities: Record<string, string> = { quot: '"', amp: '&', apos: "'", lt: '<', gt: '>' }
const codePoint = (text: string, radix: number): string => {
  const code = Number.parseInt(text, radix)
  return code <= 0xff ? String.fromCharCode(code) : ''
}

export const undoings = [
  {
    code: 'hex',
    says: 'hexadecimal text',
    cure: 'encode the bytes themselves, not their hexadecimal digits (Python: digest() and not hexdigest(), no .hex(); PHP: no bin2hex(), and hash_hmac() or openssl functions with raw output; Node: no toString("hex"); Java: no HexFormat)',
    undo: text =>
      /^(?:0x|\\x)?(?:[0-9a-f]{2}[:-]?){3,}$/i.test(text)
        ? Buffer.from(text.replace(/^(?:0x|\\x)/i, '').replaceAll(/[:-]/g, ''), 'hex').toString('latin1')
        : null,
  },
  {
    code: 'base64',
    says: 'base64',
    cure: 'encode once: what is encoded here is base64 text already (PHP: openssl_encrypt() without OPENSSL_RAW_DATA gives base64; Java, Python and .NET: one call of the encoder, on the bytes)',
    undo: text =>
      text.length >= 4 && text.replace(/={1,2}$/, '').length % 4 !== 1 && /^[\w+/-]+={0,2}$/.test(text)
        ? Buffer.from(text, 'base64').toString('latin1')
        : null,
  },
  {
    code: 'base32',
    says: 'base32',
    cure: 'encode with base64url, not with base32',
    undo: fromBase32,
  },
  {
    code: 'json-string',
    says: 'a JSON string, in quotation marks',
    cure: 'use the text itself, not what a JSON encoder makes of it (JSON.stringify, json.dumps, json_encode), or parse it where it arrives: response.json()',
    undo: text => {
      const bare = text.trim()
      if (!/^".*"$/s.test(bare)) return null
      const utf8 = inUtf8(bare)
      const value = utf8 === null ? undefined : json(utf8)
      return typeof value === 'string' ? binary(value) : null
    },
  },
  {
    code: 'python-bytes',
    says: "Python bytes as they are printed, b'…'",
    cure: "decode bytes to text before you put them together: value.decode('ascii'), never str(value) or an f-string of bytes",
    undo: fromPythonBytes,
  },
  {
    code: 'quotation-marks',
    says: 'a text in quotation marks',
    cure: 'leave out the marks around it: they belong to a source file, a shell, an environment file or a word processor',
    undo: unquoted,
  },
  {
    code: 'authorization-scheme',
    says: 'the value of an Authorization header',
    cure: 'pass the bare token: a word such as Bearer belongs to an Authorization header only',
    undo: text => /^\s*(?:Bearer|JWT|JWE|Token|Basic)[\s:]+(?=\S)([^]*)$/i.exec(text)?.[1] ?? null,
  },
  {
    code: 'name-and-value',
    says: 'a value with its name before it',
    cure: 'pass the value alone, without the name before it and the attributes behind it (of a cookie, a form field, an environment file, a header)',
    undo: text => {
      if (/^\s*data:/i.test(text)) return null
      const [, value] =
        /^\s*(?:[?&#]|[\w-]+:\/\/[^\s?#]*[?#])?["']?[\w.[\]-]{1,64}["']?\s*[=:]\s*([^=\s][^]*)$/.exec(text) ?? []
      return value?.replace(/(?:;|&)[^]*$/, '') ?? null
    },
  },
  {
    code: 'percent-encoded',
    says: 'percent-encoded text',
    cure: 'decode the value once where it is read from the URL, form or cookie (decodeURIComponent, urldecode); base64url itself needs no encoding',
    undo: text =>
      /%[0-9a-f]{2}/i.test(text)
        ? text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        : null,
  },
  {
    code: 'utf-16',
    says: 'text in UTF-16',
    cure: 'write the text as ASCII or UTF-8 (PowerShell: Out-File -Encoding ascii, not >; .NET: Encoding.UTF8, not Encoding.Unicode; Java: StandardCharsets.UTF_8)',
    undo: fromUtf16,
  },
  {
    code: 'spaces-for-plus',
    says: 'text in which each plus sign has become a space',
    cure: 'encode with base64url, which has no plus sign: where a form or an address is decoded, a plus sign means a space; and decode it no more than once',
    // Of the two marks that base64 has beyond base64url, the other one is there.
    undo: text => (text.includes('/') && /^[\w/=.-]+(?: [\w/=.-]*)+$/.test(text) ? text.replaceAll(' ', '+') : null),
  },
  {
    code: 'line-breaks',
    says: 'text with white space in it',
    cure: 'use an encoder that writes no line breaks (Java: Base64.getUrlEncoder(), not the MIME encoder; shell: base64 -w0; Ruby: urlsafe_encode64; Python: urlsafe_b64encode, not encodebytes), and trim what comes from a file',
    // Of quoted-printable, the mark of a soft line break, too (RFC 2045 §6.7).
    undo: text => (/\s/.test(text) ? text.replaceAll(/=\r?\n(?=\w)|\s/g, '') : null),
  },
  {
    code: 'data-url',
    says: 'a data: URL',
    cure: 'take the content alone: a data: URL is made by FileReader.readAsDataURL and the like',
    undo: text => {
      const [, mark, content = ''] = /^data:[^,]{0,200}?(;base64)?,([^]*)$/i.exec(text) ?? []
      if (content === '') return null
      return mark === undefined ? content : Buffer.from(content, 'base64').toString('latin1')
    },
  },
  {
    code: 'numbers',
    says: 'a list of numbers, one for each byte',
    cure: 'encode the bytes with base64url: this is what printing or JSON makes of an array of bytes (Node: JSON.stringify of a Buffer or Uint8Array; Java: Arrays.toString)',
    undo: fromNumbers,
  },
  {
    code: 'pem',
    says: 'PEM, between lines with BEGIN and END',
    cure: 'encode the bytes with base64url: PEM is a form for key files',
    undo: text => {
      const [, content] = /^\s*-----BEGIN [^-]{1,40}-----([\w+/=\s-]*?)-----END/.exec(text) ?? []
      return content === undefined ? null : Buffer.from(content, 'base64').toString('latin1')
    },
  },
  {
    code: 'html-entities',
    says: 'text with entities of HTML',
    cure: "read the value by the DOM (dataset, textContent, JSON.parse of a script's text), which undoes the entities, and not from the source of the page",
    undo: text =>
      /&(?:quot|amp|apos|lt|gt|#\d{1,3}|#x[\da-f]{1,2});/i.test(text)
        ? text.replaceAll(/&(?:(quot|amp|apos|lt|gt)|#(\d{1,3})|#x([\da-f]{1,2}));/gi, (_, name, decimal, hex) =>
            name === undefined
              ? codePoint((decimal ?? hex) as string, decimal === undefined ? 16 : 10)
              : (entities[String(name).toLowerCase()] ?? ''),
          )
        : null,
  },
  {
    code: 'latin1-as-utf8',
    says: 'bytes that were taken for Latin-1 characters and written in UTF-8',
    cure: 'keep bytes as bytes: no conversion to text between the cipher and base64url (PHP: no utf8_encode(); Node: no toString("binary") that is written as UTF-8; Java: no new String(bytes))',
    undo: text => {
      const utf8 = /[^\0-\x7f]/.test(text) ? inUtf8(text) : null
      return utf8 === null || /[^\0-\xff]/.test(utf8) ? null : utf8
    },
  },
  {
    code: 'compressed',
    says: 'compressed data (gzip, zlib or deflate)',
    cure: 'do not compress it: the contract has no compression',
    undo: unpacked,
  },
] as const satisfies Undoing[]

/** From the outside in. */
export type Chain = readonly Undoing[]
/** What was accepted, and what had to be undone to get there. */
export type Undone<Result> = { chain: Chain; result: Result }

/** Texts that one search looks at. */
const mostTexts = 48

/**
 * The first text that is accepted, of those that come of undoing `most` wrappings at most; fewer come first. The text itself is
 * looked at too. Each undoing rejects what it has not made by its first characters or its alphabet, so that few texts arise.
 */
export function undone<Result>(
  text: string,
  accepted: (text: string, chain: Chain) => Result | null,
  most = 2,
): Undone<Result> | null {
  const seen = new Set([text])
  let layer: { text: string; chain: Chain }[] = [{ text, chain: [] }]
  for (let depth = 0; ; depth++) {
    for (const { text: each, chain } of layer) {
      const result = accepted(each, chain)
      if (result !== null) return { chain, result }
    }
    if (depth === most) return null
    const next: typeof layer = []
    for (const { text: outer, chain } of layer)
      for (const undoing of undoings as readonly Undoing[]) {
        const inner = seen.size < mostTexts ? undoing.undo(outer) : null
        if (inner === null || inner === '' || seen.has(inner)) continue
        seen.add(inner)
        next.push({ text: inner, chain: [...chain, undoing] })
      }
    layer = next
  }
}

// ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `base64 of hexadecimal text`, `a JSON string around base64` */
export const chainWords = (chain: Chain): string =>
  chain.map(({ says }, at) => says + (at === chain.length - 1 ? '' : /^an? /.test(says) ? ' around ' : ' of ')).join('')
export const chainCode = (chain: Chain): string => chain.map(({ code }) => code).join('-of-')
export const chainCure = (chain: Chain): string => [...new Set(chain.map(({ cure }) => cure))].join('; and ')

const isBase64 = (undoing: Undoing | undefined): boolean => undoing?.code === 'base64'

/**
 * A segment is base64url by right: what remains of a chain without that. Empty: nothing is wrong.
 * `inPlace`: the wrapping stands where base64url belongs.
 */
export function segmentWrapping(chain: Chain): { wrapping: Chain; inPlace: boolean } {
  if (isBase64(chain[0])) return { wrapping: chain.slice(1), inPlace: false }
  if (isBase64(chain.at(-1))) return { wrapping: chain.slice(0, -1), inPlace: false }
  return { wrapping: chain, inPlace: true }
}

/** What is said of a segment that was wrapped. `name`: `signature`. */
export function segmentWords(name: string, chain: Chain): { code: string; received: string; cure: string } {
  const { wrapping, inPlace } = segmentWrapping(chain)
  const twice = wrapping.length === 1 && isBase64(wrapping[0])
  const code = `${name.toLowerCase().replaceAll(' ', '-')}-in-${chainCode(wrapping)}`
  const received = twice
    ? `the right ${name}, but in base64 twice: base64url of base64`
    : `the right ${name}, but ${inPlace ? `as ${chainWords(wrapping)} in the place of base64url` : `wrapped as ${chainWords(wrapping)}`}`
  return { code, received, cure: chainCure(wrapping) }
}
