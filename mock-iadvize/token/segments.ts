/** The segments of a token in compact form: how many there are, what was wrapped around one, and what damages one. */
import type { TokenFinding } from './decision.ts'
import { isObject, json } from './json-members.ts'
import { counted, listed } from './shown.ts'
import { chainCode, chainCure, chainWords, undone, type Chain } from './undoings.ts'

const expected = 'five base64url segments separated by dots: no padding, white space, or other alphabet'

export const notCompact = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/compact',
  level: 'MUST',
  stage: 'format',
  code,
  expected,
  received,
  cure,
})

/** Whether each segment is written in an alphabet of base64, padded or not. */
export const inBase64Alphabets = (text: string): boolean =>
  text.split('.').every(segment => base64Segment.test(segment))

/** The alphabets of base64; everything else was put there by a wrapping. */
const base64Segment = /^[\w+/-]*={0,2}$/

/** What was around the segments, and the text without it. `segments`: which, from 0. */
export type Unwrapped = { text: string; code: string; received: string; cure: string; segments: readonly number[] }

/** Segments with marks that no alphabet of base64 has: what was wrapped around each is undone. Null: there are none. */
export function withinSegments(text: string): Unwrapped | null {
  if (/^[\w.-]*$/.test(text)) return null
  const segments = text.split('.')
  if (segments.length > 9) return null
  const chains: Chain[] = []
  const repaired = segments.map(segment => {
    if (base64Segment.test(segment)) return segment
    const binary = /[^\0-\xff]/.test(segment) ? Buffer.from(segment, 'utf8').toString('latin1') : segment
    const found = undone(binary, (each, chain) => (chain.length > 0 && /^[\w+/-]+={0,2}$/.test(each) ? each : null))
    if (found) chains.push(found.chain)
    else if (/^\s*\{[^]*\}\s*$/.test(segment) && isObject(json(segment))) {
      chains.push([])
      return Buffer.from(segment).toString('base64url')
    }
    return found?.result ?? segment
  })
  const [chain] = chains
  if (!chain) return null
  const which = [...segments.keys()].filter(at => segments[at] !== repaired[at])
  const name = `${which.length === 1 ? 'segment' : 'segments'} ${listed(which.map(at => String(at + 1)))}`
  return chain.length === 0
    ? {
        text: repaired.join('.'),
        segments: which,
        code: 'segment-not-encoded',
        received: `${name} as JSON, without its encoding`,
        cure: 'encode header and payload with base64url before you join the segments',
      }
    : {
        text: repaired.join('.'),
        segments: which,
        code: `segment-in-${chainCode(chain)}`,
        received: `${name} as ${chainWords(chain)}`,
        cure: chainCure(chain),
      }
}

/** What is wrong with the number of segments, or with one of them; for the text of a token, or for none. */
export function damage(text: string): { finding: TokenFinding; segment: number | null }[] {
  const segments = text === '' ? [] : text.split('.')
  if (segments.length === 0) return []
  if (segments.length !== 5 && segments.length !== 3) return [{ finding: segmentCount(segments), segment: null }]
  return segments.flatMap((each, segment) => {
    const found = segmentDamage(each)
    return found
      ? [{ finding: notCompact(found.code, `segment ${segment + 1} ${found.received}`, found.cure), segment }]
      : []
  })
}

/**
 * Whether findings say what a segment was wrapped in, so that its alphabet is no mistake of its own. `name`: as the codes of such
 * findings begin, `tag`.
 */
export const isExplained = (name: string | undefined, findings: readonly TokenFinding[]): boolean =>
  findings.some(({ code }) => code.startsWith(`${name}-in-`) || code.startsWith('segments-in-'))

/** Whether all segments with marks of standard base64 are explained. */
export function areExplained(text: string, names: readonly string[], findings: readonly TokenFinding[]): boolean {
  const marked = text.split('.').flatMap((segment, at) => (/[+/=]/.test(segment) ? [names[at]] : []))
  return marked.length > 0 && marked.every(name => isExplained(name, findings))
}

export const segmentCount = ({ length }: readonly string[]): TokenFinding =>
  notCompact(
    'segment-count',
    counted(length, 'segment'),
    length === 1
      ? 'pass the compact serialization of the JWE: header.encrypted key.IV.ciphertext.tag'
      : length === 4
        ? 'pass all five segments; where the cipher appends its tag of 16 bytes to the ciphertext, cut it off there and send it as the fifth'
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
