/** The compact form: what a token's text says before any cryptography, and a lenient reading of it to judge on by. */
import type { TokenFinding } from './decision.ts'
import { isObject, json, type JsonObject } from './json-members.ts'
import { counted, shown } from './shown.ts'

const expected = 'five base64url segments separated by dots: no padding, white space, or other alphabet'

const notCompact = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/compact',
  level: 'MUST',
  stage: 'format',
  code,
  expected,
  received,
  cure,
})

/** What stands for the token, as it should have been written, and what was wrong with the way that it was written. */
export function compactReading(received: string): { text: string; findings: TokenFinding[] } {
  const findings: TokenFinding[] = []
  let text = received
  const repair = (code: string, seen: string, cure: string, repaired: string): void => {
    findings.push(notCompact(code, seen, cure))
    text = repaired
  }

  if (text === '' || /^(undefined|null|NaN|\[object \w+\])$/.test(text.trim())) {
    const seen = text === '' ? 'an empty string' : `the text ${shown(text.trim())}`
    return {
      text: '',
      findings: [
        notCompact('no-token', seen, 'pass the string that the token provider made, after it has arrived (await it)'),
      ],
    }
  }
  if (/^\s*</.test(text)) {
    const cure =
      "let the page check the answer's status and content type, and the token provider answer errors with a status, not a page"
    return { text: '', findings: [notCompact('html-page', 'an HTML page', cure)] }
  }
  if (/^\s*["{[]/.test(text)) {
    const { code, seen, cure, token } = unwrapped(json(text))
    repair(code, seen, cure, token)
  }
  const scheme = /^\s*(Bearer|JWT|Token)\s+/i.exec(text)
  if (scheme)
    repair(
      'authorization-scheme',
      `the word ${shown(scheme[1])} before the token`,
      'pass the bare token: such a word belongs to an Authorization header only',
      text.slice(scheme[0].length),
    )
  if (/%[0-9A-F]{2}/i.test(text))
    repair(
      'percent-encoded',
      'percent-encoded characters',
      'decode the value once where it is read from the URL or cookie; base64url itself needs no encoding',
      text.replaceAll(/%([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    )
  if (/\s/.test(text)) {
    const trailing = !/\s/.test(text.trim())
    repair(
      trailing ? 'white-space-around' : 'white-space-inside',
      trailing
        ? `${counted(text.length - text.trim().length, 'white-space character')}${/[\r\n]/.test(text) ? ' (a line break)' : ''} around the token`
        : 'white space inside the token',
      trailing
        ? 'trim the token where it is read (a file, a command, an environment variable)'
        : 'encode with base64url without line breaks (in Java Base64.getUrlEncoder, not the MIME encoder)',
      text.replaceAll(/\s/g, ''),
    )
  }
  if (/[+/=]/.test(text)) {
    const marks = ['+', '/', '='].filter(mark => text.includes(mark))
    repair(
      marks.length === 1 && marks[0] === '=' ? 'padded' : 'standard-base64',
      `the characters ${marks.join(' ')} of standard base64`,
      'encode with base64url without padding: Java Base64.getUrlEncoder().withoutPadding(), Node toString("base64url"), others: + → -, / → _, drop =',
      text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
    )
  }
  if (/[^\w.-]/.test(text))
    repair(
      'foreign-characters',
      'characters that base64url does not have',
      'pass the token as it was made: it was cut with an ellipsis, re-encoded, or pasted with its surroundings',
      text.replaceAll(/[^\w.-]/g, ''),
    )
  const segments = text === '' ? [] : text.split('.')
  if (segments.length !== 5 && segments.length !== 3 && segments.length > 0) findings.push(segmentCount(segments))
  else
    for (const [at, segment] of segments.entries()) {
      const damage = segmentDamage(segment)
      if (damage) findings.push(notCompact(damage.code, `segment ${at + 1} ${damage.received}`, damage.cure))
    }
  return { text, findings }
}

export const segmentCount = ({ length }: readonly string[]): TokenFinding =>
  notCompact(
    'segment-count',
    counted(length, 'segment'),
    length === 1
      ? 'pass the compact serialization of the JWE: header.encrypted key.IV.ciphertext.tag'
      : 'pass the whole serialized JWE, and nothing else: it was cut, or something was added',
  )

/** The last character of a segment carries 2 or 4 bits that stand for nothing and must be zero (RFC 4648 §3.5). */
const lastOfTwoBytes = /[AEIMQUYcgkosw048]$/
const lastOfOneByte = /[AQgw]$/

export function segmentDamage(segment: string): { code: string; received: string; cure: string } | null {
  const rest = segment.length % 4
  const cure = 'pass the token unchanged: it was cut or altered after it was made'
  if (rest === 1) return { code: 'segment-length', received: 'has a length that no base64url text has', cure }
  if ((rest === 2 && !lastOfOneByte.test(segment)) || (rest === 3 && !lastOfTwoBytes.test(segment)))
    return { code: 'trailing-bits', received: 'ends in a character whose unused bits are not zero', cure }
  return null
}

/** A text in JSON where the token belongs. */
function unwrapped(value: unknown): { code: string; seen: string; cure: string; token: string } {
  if (typeof value === 'string')
    return {
      code: 'quoted',
      seen: 'the token in quotation marks, as JSON',
      cure: 'parse the answer as JSON (response.json()) before you pass the token on',
      token: value,
    }
  if (isObject(value) && typeof value.ciphertext === 'string')
    return {
      code: 'json-serialization',
      seen: 'a JWE in JSON serialization',
      cure: 'serialize the JWE compactly (RFC 7516 §7.1)',
      token: [value.protected, encryptedKeyOf(value), value.iv, value.ciphertext, value.tag].filter(isText).join('.'),
    }
  if (isObject(value) && Object.keys(value).some(name => /user_?id$/i.test(name)))
    return {
      code: 'claims-not-a-token',
      seen: 'the claims themselves, in JSON',
      cure: 'sign the claims with RS256, then encrypt the JWS with RSA-OAEP-256 and A256GCM, and pass that',
      token: '',
    }
  const token = tokenWithin(value)
  return token
    ? {
        code: 'json-wrapped',
        seen: 'the token wrapped in JSON',
        cure: 'take the token out of the answer before you pass it on: { authenticationOption: { type: "SECURED_AUTHENTICATION", token } }',
        token,
      }
    : { code: 'no-token', seen: 'JSON without a token', cure: 'pass the compact serialization of the JWE', token: '' }
}

const isText = (value: unknown): value is string => typeof value === 'string'

function encryptedKeyOf(jwe: JsonObject): unknown {
  const first: unknown = Array.isArray(jwe.recipients) ? jwe.recipients[0] : jwe
  return isObject(first) ? first.encrypted_key : undefined
}

function tokenWithin(value: unknown, depth = 0): string {
  if (isText(value)) return value.split('.').length >= 3 && value.length > 40 ? value : ''
  if (typeof value !== 'object' || value === null || depth > 3) return ''
  for (const inner of Object.values(value)) {
    const token = tokenWithin(inner, depth + 1)
    if (token) return token
  }
  return ''
}
