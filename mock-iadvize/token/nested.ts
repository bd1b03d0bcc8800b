/** What lies inside of the JWE: a signed JWS by right. Whatever else it is, what can be judged of it is judged. */
import type { TokenFinding } from './decision.ts'
import { compactOf, tokenInJson, tokenKind } from './enclosed-token.ts'
import { isObject, json, nestsTooDeep, maxNesting, utf8Text } from './json-members.ts'
import { inBase64Alphabets, segmentDamage, withinSegments } from './segments.ts'
import { counted, listed, shown } from './shown.ts'
import { amid, isFarFetched, otherSeparator } from './surroundings.ts'
import { chainCode, chainCure, chainWords, undone, type Chain } from './undoings.ts'

/** `jws` and `jwe`: in compact form · `claims`: their JSON, without a signature. Texts are binary: one character a byte. */
export type Inside =
  | { kind: 'jws' | 'jwe' | 'claims'; text: string; findings: TokenFinding[] }
  | { kind: 'nothing'; findings: TokenFinding[] }

export const nested = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/nested',
  level: 'MUST',
  stage: 'nested',
  code,
  expected: 'a JWE whose payload is a signed JWS in compact serialization',
  received,
  cure,
})

const soundJws = /^[\w-]+\.[\w-]*\.[\w-]*$/
const soundJwe = /^[\w-]+(?:\.[\w-]*){4}$/

const encryptIt =
  'encrypt the serialized JWS itself, as text: npm jose: new CompactEncrypt(new TextEncoder().encode(jws)), not EncryptJWT; jwcrypto: JWE(signed.serialize()), not JWT(claims={…}); Crypt::JWT: payload => $jws; nothing around it'

export function inside(plaintext: Buffer): Inside {
  const text = plaintext.toString('latin1')
  if (soundJws.test(text)) {
    const damage = text
      .split('.')
      .map(segmentDamage)
      .find(found => found !== null)
    const findings = damage
      ? [nested('jws-not-canonical', `a JWS of which a segment ${damage.received}`, damage.cure)]
      : []
    return { kind: 'jws', text, findings }
  }
  if (plaintext.length === 0)
    return nothing(
      'payload-empty',
      'an empty payload (0 bytes): the JWE encrypts nothing',
      'look at what makes the JWS: it gave an empty text, or false, null or undefined that became one; check its result before you encrypt it',
    )
  const found = isWrappedInside(text) ? null : undone(text, (each, chain) => insideText(each, chain))
  if (found && !isFarFetched(found.chain)) return found.result
  return jwsAmid(text) ?? found?.result ?? inSegments(text) ?? unknown(plaintext)
}

/** A JWS with something around it, or joined otherwise than with dots. */
function jwsAmid(text: string): Inside | null {
  const apart = otherSeparator(text)
  if (apart && tokenKind(apart.text) === 'jws')
    return {
      kind: 'jws',
      text: apart.text,
      findings: [
        nested(
          'jws-segments-joined-otherwise',
          `a JWS with ${/\s/.test(apart.separator) ? 'white space' : shown(apart.separator)} between its segments`,
          'join the segments with dots (RFC 7515 §7.1)',
        ),
      ],
    }
  const found = amid(text)
  if (!found || tokenKind(found.token) !== 'jws') return null
  return {
    kind: 'jws',
    text: found.token,
    findings: [nested('jws-amid-other-text', `a JWS with something around it: ${found.around}`, encryptIt)],
  }
}

/** Whether white space is the sign of another wrapping: `Bearer …` before a segment. */
const isWrappedInside = (text: string): boolean => {
  const within = /\s/.test(text.trim()) ? withinSegments(text.trim()) : null
  return within !== null && within.code !== 'segment-in-line-breaks' && !within.segments.includes(0)
}

/** Three segments, of which one is wrapped in marks that base64 does not have, or is no header as it stands. */
function inSegments(text: string): Inside | null {
  if (text.split('.').length !== 3) return null
  const segments = withinSegments(text)
  if (segments)
    return {
      kind: 'jws',
      text: segments.text,
      findings: [nested(`jws-${segments.code}`, `a JWS with ${segments.received}`, segments.cure)],
    }
  return inBase64Alphabets(text) && /^[\w+/-]/.test(text) ? { kind: 'jws', text, findings: [notCanonical(text)] } : null
}

const notCanonical = (text: string): TokenFinding =>
  nested(
    'jws-not-canonical',
    /\s/.test(text) ? 'a JWS with white space or line breaks' : 'a JWS with padding, or characters of standard base64',
    'encode all three segments of the JWS in base64url without padding, and encrypt exactly that, without a line break',
  )

const nothing = (code: string, received: string, cure: string): Inside => ({
  kind: 'nothing',
  findings: [nested(code, received, cure)],
})

/** `chain`: what was undone before. Null: not to be understood. */
function insideText(text: string, chain: Chain): Inside | null {
  const wrapped =
    chain.length === 0
      ? []
      : [
          nested(
            chainCode(chain) === 'json-string' ? 'jws-quoted' : `payload-in-${chainCode(chain)}`,
            `a payload that was wrapped as ${chainWords(chain)}`,
            `encrypt the JWS itself: its bytes, unchanged. In other words: ${chainCure(chain)}`,
          ),
        ]
  if (tokenKind(text) === 'jws' && inBase64Alphabets(text.replaceAll(/\s/g, '')))
    return soundJws.test(text)
      ? { kind: 'jws', text, findings: wrapped }
      : { kind: 'jws', text, findings: [...wrapped, notCanonical(text)] }
  if (soundJwe.test(text.trim()) && tokenKind(text.trim()) === 'jwe')
    return {
      kind: 'jwe',
      text: text.trim(),
      findings: [
        ...wrapped,
        nested(
          'encrypted-twice',
          'another JWE: the token is encrypted twice',
          'encrypt once: the payload of the JWE is the signed JWS',
        ),
      ],
    }
  const value = /^\s*[{[]/.test(text) ? json(utf8Text(Buffer.from(text, 'latin1')) ?? text) : undefined
  if (typeof value !== 'object' || value === null) return null
  const inner = insideJson(value, text)
  return inner && { ...inner, findings: [...wrapped, ...inner.findings] }
}

function insideJson(value: object, text: string): Inside | null {
  const serialized = compactOf(value)
  if (serialized)
    return {
      ...serialized,
      findings: [
        nested(
          `${serialized.kind}-json-serialization`,
          `a ${serialized.kind.toUpperCase()} in JSON serialization`,
          'serialize the JWS compactly (RFC 7515 §7.1: header.payload.signature) before encrypting it',
        ),
      ],
    }
  const enclosed = tokenInJson(value)
  if (enclosed) {
    const path = listed(enclosed.path.slice(0, 5).map(shown))
    return {
      ...enclosed,
      findings: [
        nested(
          `${enclosed.kind}-in-json`,
          `a ${enclosed.kind.toUpperCase()} wrapped in JSON, ${Array.isArray(value) ? 'in an array' : `as member ${path}`}`,
          encryptIt,
        ),
      ],
    }
  }
  if (!isObject(value)) return null
  return {
    kind: 'claims',
    text,
    findings: [
      nested(
        'unsigned-claims',
        'the claims themselves, without a signature',
        "sign the claims first (RS256, the brand's private key), then encrypt the JWS",
      ),
    ],
  }
}

function unknown(plaintext: Buffer): Inside {
  const text = utf8Text(plaintext)
  const trimmed = text?.trim() ?? ''
  if (/^(?:undefined|null|None|nil|NaN|false|true|\[object \w+\]|\[B@[0-9a-f]+)$/.test(trimmed))
    return nothing(
      'payload-placeholder',
      `the text ${shown(trimmed)} in the place of the JWS`,
      'look at what makes the JWS: this is what a program writes where a value is missing or is no text (await it, check its result)',
    )
  if (text !== null && nestsTooDeep(text))
    return nothing(
      'payload-nested-too-deep',
      `JSON that nests more than ${maxNesting} levels`,
      'encrypt the compact JWS, and nothing else',
    )
  if (trimmed.includes('\ufffd'))
    return nothing(
      'payload-not-a-jws',
      `${counted(plaintext.length, 'byte')} with replacement characters in them: bytes were taken for UTF-8 text, which destroys them`,
      'encrypt the text of the compact JWS, unchanged, as the payload',
    )
  return nothing(
    'payload-not-a-jws',
    `${counted(plaintext.length, 'byte')} that are neither a JWS nor claims`,
    'encrypt the text of the compact JWS, unchanged, as the payload',
  )
}
