/**
 * The compact form: what a token's text says before any cryptography, and a lenient reading of it to judge on by. What was wrapped
 * around the token or around one of its segments is undone, once or twice, until a header comes to light.
 */
import type { TokenFinding } from './decision.ts'
import { compactOf, tokenInJson, tokenKind } from './enclosed-token.ts'
import { isObject, json, maxNesting, nestsTooDeep } from './json-members.ts'
import { notCompact, withinSegments } from './segments.ts'
import { listed, shown } from './shown.ts'
import { amid, isFarFetched, otherSeparator, tokensInText, withoutPlaceholders } from './surroundings.ts'
import { chainCode, chainCure, chainWords, undone, type Chain } from './undoings.ts'

/** The text to judge on by, as far as it could be put right, and what was wrong with it. Empty: no token. */
export type CompactReading = { text: string; findings: TokenFinding[] }

const alphabet = /^[\w.-]*$/

/** What stands for the token, as it should have been written, and what was wrong with the way that it was written. */
export function compactReading(received: string): CompactReading {
  const none = noToken(received)
  if (none) return { text: '', findings: [none] }
  const { text, findings } = repaired(received)
  const plain = inBase64url(text)
  return { text: plain.text, findings: [...findings, ...plain.findings] }
}

/** Without what was wrapped around it or around its segments. */
function repaired(received: string): CompactReading {
  const hasWords = withoutPlaceholders(received) !== received
  if (alphabet.test(received) && tokenKind(received) && !hasWords) return { text: received, findings: [] }
  const amidWords = hasWords ? fromSurroundings(received) : null
  if (amidWords) return amidWords
  const apart = joinedOtherwise(received)
  if (apart) return apart
  const within = withinSegments(received)
  const inner = within && {
    text: within.text,
    findings: [notCompact(within.code, within.received, within.cure)],
  }
  // What stands before the first segment or behind the last one is rather around the whole token.
  const isInner = within !== null && !within.segments.includes(0) && within.code !== 'segment-in-line-breaks'
  if (inner && isInner && tokenKind(inner.text)) return inner
  const plausible = inner && tokenKind(inner.text) ? inner : null
  const whole = unwrapped(received)
  const around = whole?.isFarFetched ? fromSurroundings(received) : null
  return (
    around ?? whole?.reading ?? plausible ?? fromSurroundings(received) ?? inner ?? { text: received, findings: [] }
  )
}

// ── No token at all ─────────────────────────────────────────────────────────────────────────────────────────────────

const makeAndAwait = 'pass the string that the token provider made, after it has arrived (await it)'

function noToken(received: string): TokenFinding | null {
  const text = received.trim()
  if (text === '')
    return notCompact('no-token', received === '' ? 'an empty string' : 'nothing but white space', makeAndAwait)
  if (/^["']?(?:undefined|null|None|nil|NaN|true|false|\[object \w+\])["']?$/.test(text))
    return notCompact('no-token', `the text ${shown(text)}`, makeAndAwait)
  if (/^(?:\[[BC]@[0-9a-f]{4,}|System\.Byte\[\]|<Buffer [^]*|<\w+ object at 0x[^]*|#<\w+[^]*)$/.test(text))
    return notCompact(
      'printed-object',
      `${text.startsWith('[') ? "what Java's toString() gives of an array" : 'what a program prints of an object'}, not the bytes in it`,
      "make a text of the bytes: Java new String(bytes, StandardCharsets.US_ASCII); .NET Encoding.ASCII.GetString(bytes); Node buffer.toString('ascii'); best, let the library serialize the token",
    )
  if (/^\s*</.test(text) && !/^<e[yw]/.test(text) && tokensInText(text).length === 0)
    return notCompact(
      'html-page',
      text.startsWith('<?xml') ? 'an XML document' : 'an HTML page',
      "let the page check the answer's status and content type, and the token provider answer errors with a status, not a page",
    )
  return null
}

// ── Around the whole token ──────────────────────────────────────────────────────────────────────────────────────────

/** Codes that were in use before there were chains. */
const oldCodes: Record<string, string> = {
  'json-string': 'quoted',
  'quotation-marks': 'in-quotation-marks',
  'name-and-value': 'name-before-value',
}
const codeOf = (chain: Chain, text: string): string => {
  const code = chainCode(chain)
  if (code === 'line-breaks') return /\S\s+\S/.test(text) ? 'white-space-inside' : 'white-space-around'
  return oldCodes[code] ?? (/^(?:authorization-scheme|percent-encoded)$/.test(code) ? code : `token-in-${code}`)
}

/** Null: nothing is around the token, or nothing that could be undone. */
function unwrapped(received: string): { reading: CompactReading; isFarFetched: boolean } | null {
  const binary = /[^\0-\x7f]/.test(received) ? Buffer.from(received, 'utf8').toString('latin1') : received
  const token = undone(binary, text => (tokenKind(text) && !/\s/.test(text) ? text : null))
  const inJson = token ? null : undone(binary, text => (/^\s*[{["]/.test(text) ? readingOfJson(text) : null))
  const { chain } = token ?? inJson ?? {}
  if (!chain) return null
  const text = token ? token.result : (inJson?.result.text ?? '')
  const around = chain.length > 0 ? wrappedToken(text, chain, received).findings : []
  return {
    reading: { text, findings: [...around, ...(inJson?.result.findings ?? [])] },
    isFarFetched: isFarFetched(chain),
  }
}

function wrappedToken(text: string, chain: Chain, received: string): CompactReading {
  const code = codeOf(chain, received)
  const words =
    code === 'white-space-around'
      ? 'white space before or behind the token'
      : code === 'white-space-inside'
        ? 'white space within the token'
        : code === 'quoted'
          ? 'the token in quotation marks, as JSON'
          : `the token as ${chainWords(chain)}`
  return { text, findings: [notCompact(code, words, chainCure(chain))] }
}

/** JSON where the token belongs. Null: not JSON. */
function readingOfJson(text: string): CompactReading | null {
  if (nestsTooDeep(text))
    return {
      text: '',
      findings: [
        notCompact(
          'json-nested-too-deep',
          `JSON that nests more than ${maxNesting} levels`,
          'pass the compact serialization of the JWE',
        ),
      ],
    }
  const value = json(Buffer.from(text, 'latin1').toString('utf8'))
  if (value === undefined) return null
  const found = (code: string, seen: string, cure: string, token = ''): CompactReading => ({
    text: token,
    findings: [notCompact(code, seen, cure)],
  })
  if (typeof value === 'object' && value !== null) {
    const serialized = compactOf(value)
    if (serialized?.kind === 'jwe')
      return found(
        'json-serialization',
        'a JWE in JSON serialization',
        'serialize the JWE compactly (RFC 7516 §7.1; jwcrypto: serialize(compact=True); go-jose: CompactSerialize(); jose: CompactEncrypt)',
        serialized.text,
      )
    if (serialized)
      return found(
        'jws-json-serialization',
        'a JWS in JSON serialization',
        'serialize the JWS compactly (RFC 7515 §7.1: header.payload.signature), then encrypt it, and pass the JWE',
        serialized.text,
      )
  }
  if (isObject(value) && Object.keys(value).some(name => /user_?id$/i.test(name)) && !tokenInJson(value))
    return found(
      'claims-not-a-token',
      'the claims themselves, in JSON',
      'sign the claims with RS256, then encrypt the JWS with RSA-OAEP-256 and A256GCM, and pass that',
    )
  const enclosed = tokenInJson(value) ?? looseToken(value)
  if (enclosed)
    return found(
      'json-wrapped',
      `the token wrapped in JSON${enclosed.path.length > 0 ? `, as ${enclosed.path.slice(0, 5).map(shown).join(' → ')}` : ''}`,
      'take the token out of the answer before you pass it on: { authenticationOption: { type: "SECURED_AUTHENTICATION", token } }',
      enclosed.text,
    )
  return found('no-token', 'JSON without a token', 'pass the compact serialization of the JWE')
}

/** A member that bears the name of a token and looks like one from afar. */
function looseToken(value: unknown): { text: string; path: string[] } | null {
  if (!isObject(value)) return null
  const entry = Object.entries(value).find(
    ([, text]) => typeof text === 'string' && text.length > 40 && text.split('.').length >= 3,
  )
  return entry ? { text: String(entry[1]), path: [entry[0]] } : null
}

/** One token, or several, with other text around them. */
function fromSurroundings(received: string): CompactReading | null {
  const tokens = tokensInText(received)
  const [first] = tokens
  if (first === undefined) return twice(received)
  if (tokens.length > 1) {
    const same = new Set(tokens).size === 1
    return {
      text: first,
      findings: [
        notCompact(
          same ? 'token-twice' : 'several-tokens',
          same ? 'the same token twice or more' : `${tokens.length} different tokens`,
          same
            ? 'pass the token once: it was put together with itself (a header that is set twice, += in the place of =)'
            : 'pass one token, the one that was made for this activation; the first was judged',
        ),
      ],
    }
  }
  const { token = first, around = '' } = amid(received) ?? {}
  return {
    text: token,
    findings: [
      notCompact(
        'text-around',
        `the token with other text around it: ${around}`,
        'pass the bare token: it was pasted, logged or put together with its surroundings',
      ),
    ],
  }
}

/** The segments, with something else than dots between them. */
function joinedOtherwise(received: string): CompactReading | null {
  const found = otherSeparator(received)
  if (!found) return null
  const mark = /\s/.test(found.separator) ? 'white space' : shown(found.separator)
  return {
    text: found.text,
    findings: [
      notCompact(
        'segments-joined-otherwise',
        `segments with ${mark} between them`,
        'join the segments with dots (RFC 7516 §7.1), and let nothing on the way replace them',
      ),
    ],
  }
}

/** The token and itself again, without anything between. */
function twice(received: string): CompactReading | null {
  const half = received.length / 2
  const text = received.slice(0, half)
  if (!Number.isInteger(half) || text !== received.slice(half) || !tokenKind(text)) return null
  const cure =
    'pass the token once: it was put together with itself (pasted twice, or += in the place of = where the token is read)'
  return { text, findings: [notCompact('token-twice', 'the same token twice, without anything between', cure)] }
}

// ── Alphabet and segments ───────────────────────────────────────────────────────────────────────────────────────────

/** The alphabet and the padding of standard base64, and what belongs to none. */
function inBase64url(received: string): CompactReading {
  const findings: TokenFinding[] = []
  let text = received
  if (/\s/.test(text)) {
    const trimmed = text.trim()
    const cure = 'trim the token where it is read from a file or a header, and use an encoder without line breaks'
    findings.push(
      /\s/.test(trimmed)
        ? notCompact('white-space-inside', 'white space within the token', cure)
        : notCompact('white-space-around', 'white space before or behind the token', cure),
    )
    text = text.replaceAll(/\s/g, '')
  }
  if (/[+/=]/.test(text)) {
    const marks = ['+', '/', '='].filter(mark => text.includes(mark))
    findings.push(
      notCompact(
        marks.length === 1 && marks[0] === '=' ? 'padded' : 'standard-base64',
        `the characters ${marks.join(' ')} of standard base64`,
        'encode with base64url without padding: Java Base64.getUrlEncoder().withoutPadding(), Node toString("base64url"), others: + → -, / → _, drop =',
      ),
    )
    text = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  }
  if (!alphabet.test(text)) {
    const foreign = [...new Set([...text].filter(char => !alphabet.test(char)))].slice(0, 3)
    const names = foreign.map(char => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
    findings.push(
      notCompact(
        'foreign-characters',
        `characters that base64url does not have: ${listed(names)}${foreign.some(char => /[\u200b-\u200d\u2060]/.test(char)) ? ', without width' : ''}`,
        'pass the token as it was made: it was cut with an ellipsis, re-encoded, or pasted with its surroundings',
      ),
    )
    text = text.replaceAll(/[^\w.-]/g, '')
  }
  const lost = letterCaseLost(text)
  return lost ? { text: '', findings: [...findings, lost] } : { text, findings }
}

/** So many letters of base64 are never all small, or all capitals, by chance. */
const minLetters = 200

function letterCaseLost(text: string): TokenFinding | null {
  const [letter] = /[a-z]/i.exec(text) ?? []
  const letters = text.replaceAll(/[^a-z]/gi, '')
  if (letter === undefined || letters.length < minLetters) return null
  const kept =
    letters === letters.toLowerCase() ? 'small letters' : letters === letters.toUpperCase() ? 'capitals' : null
  return (
    kept &&
    notCompact(
      'letter-case-lost',
      `a token that has ${kept} alone`,
      'pass the token unchanged: base64url tells small letters from capitals; look for a column, a header or a URL that is lowercased or uppercased on the way',
    )
  )
}
