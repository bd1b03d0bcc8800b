/** The protected headers of both layers, judged by what they say. */
import { boundedMap } from './bounded-map.ts'
import { innerHeader, outerHeader } from '../contract.ts'
import type { Stage, TokenCheck, TokenFinding } from './decision.ts'
import { isObject, json, maxNesting, nestsTooDeep, repeatedMembers, utf8Text, type JsonObject } from './json-members.ts'
import { harmless, listed, shape, shown } from './shown.ts'
import { segmentWords, undone } from './undoings.ts'

type Layer = 'outer' | 'inner'
const layers = {
  outer: { stage: 'outer-header', check: 'token/outer-alg', name: 'JWE', contents: ['JWT', 'JOSE', 'JWS'] },
  inner: { stage: 'inner-header', check: 'token/inner-alg', name: 'JWS', contents: ['JSON'] },
} as const satisfies Record<Layer, { stage: Stage; check: TokenCheck; name: string; contents: string[] }>

/** A header, what may be told of it, and what is wrong with the way that it is written. Null: not readable. */
export type HeaderReading = {
  readonly header: Readonly<JsonObject> | null
  readonly facts: Readonly<JsonObject> | null
  readonly findings: readonly TokenFinding[]
  /** the segment as it should have been written */
  readonly segment: string
}

/** A provider writes the same header into all of its tokens: it is read once. Segments longer than a header needs are not kept. */
const readBefore = boundedMap<string, HeaderReading>(64)
const longestKept = 256

export function headerReading(segment: string, layer: Layer): HeaderReading {
  const key = `${layer} ${segment}`
  const before = readBefore.get(key)
  if (before) return before
  const { header, findings, text } = headerIn(segment, layer)
  const reading: HeaderReading = {
    header,
    facts: header && headerFacts(header),
    findings,
    segment: text === undefined ? segment : Buffer.from(text, 'latin1').toString('base64url'),
  }
  if (segment.length <= longestKept) readBefore.set(key, reading)
  return reading
}

/** `text`: what was wrapped, in binary. */
type Reading = { header: JsonObject | null; findings: TokenFinding[]; text?: string }

function headerIn(segment: string, layer: Layer): Reading {
  const { stage, check, name } = layers[layer]
  const text = utf8Text(Buffer.from(segment, 'base64url'))
  const header = text === null ? undefined : json(text)
  const finding = (code: string, expected: string, received: string, cure: string): TokenFinding[] => [
    { id: check, level: 'MUST', stage, code, expected, received, cure },
  ]
  if (text === null || !isObject(header)) {
    const expected = `a JSON object as header of the ${name}`
    const wrapped = wrappedHeader(segment)
    if (wrapped) {
      const { code, received, cure } =
        wrapped.chain.length === 0
          ? {
              code: 'header-not-encoded',
              received: "the header's JSON itself, without base64url",
              cure: 'encode the header with base64url',
            }
          : segmentWords('header', wrapped.chain)
      return { ...wrapped.result, findings: finding(`${layer}-${code}`, expected, received, cure) }
    }
    const isDeep = text !== null && nestsTooDeep(text)
    const received =
      segment === ''
        ? 'an empty segment'
        : text === null
          ? 'bytes that are not UTF-8'
          : isDeep
            ? `JSON that nests more than ${maxNesting} levels`
            : 'text that is no JSON object'
    return {
      header: null,
      findings: finding(
        isDeep ? `${layer}-header-nested-too-deep` : `${layer}-header-unreadable`,
        expected,
        received,
        isDeep
          ? `write a flat header: the ${name} needs ${layer === 'outer' ? 'alg and enc' : 'alg'} alone`
          : `let a JOSE library serialize the ${name}: its first segment is the base64url of the header's JSON`,
      ),
    }
  }
  const repeated = repeatedMembers(text, header)
  if (repeated.length > 0)
    return {
      header,
      findings: finding(
        `${layer}-header-repeats-a-member`,
        'each member once (RFC 7515 §4)',
        `${listed(repeated.map(shown))} more than once`,
        'leave one of them: readers disagree on which one counts',
      ),
    }
  return { header, findings: [] }
}

const wrappedHeader = (segment: string): ReturnType<typeof undone<{ header: JsonObject; text: string }>> =>
  undone(
    segment,
    text => {
      if (!/^\s*\{/.test(text)) return null
      const header = json(text)
      return isObject(header) && ('alg' in header || 'enc' in header) ? { header, text } : null
    },
    3,
  )

/** Everything about the header of the JWE but `enc`. */
export function outerAlgFindings(header: JsonObject): TokenFinding[] {
  const findings = wellFormed(header, 'outer')
  if (header.alg === outerHeader.alg) return findings
  const { code, cure } = outerAlgCause(header.alg)
  return [
    {
      id: 'token/outer-alg',
      level: 'MUST',
      stage: 'outer-header',
      code,
      expected: `alg ${shown(outerHeader.alg)} in the header of the JWE`,
      received: header.alg === undefined ? 'no alg' : `alg ${shown(header.alg)}`,
      cure,
    },
    ...findings,
  ]
}

function outerAlgCause(alg: unknown): { code: string; cure: string } {
  const write = 'set alg of the JWE to RSA-OAEP-256'
  switch (alg) {
    case undefined:
      return { code: 'outer-alg-missing', cure: write }
    case 'RSA-OAEP':
      return {
        code: 'outer-alg-oaep-sha1',
        cure: `${write}: RSA-OAEP without a number means SHA-1; jose for Erlang and node-jose take it unless told otherwise, and cjose has no other (Java Nimbus: JWEAlgorithm.RSA_OAEP_256; Node jose: "RSA-OAEP-256")`,
      }
    case 'RSA1_5':
      return {
        code: 'outer-alg-rsa1-5',
        cure: `${write}: RSA1_5 is open to padding oracles (RFC 8725 §3.2); json-jwt (Ruby) takes it unless told otherwise, and José (Debian’s command jose) has no other`,
      }
    case 'RS256':
      return {
        code: 'outer-alg-is-a-signature-algorithm',
        cure: `${write}: RS256 belongs to the header of the JWS inside`,
      }
    default:
      return typeof alg === 'string' && alg.toUpperCase() === outerHeader.alg
        ? { code: 'outer-alg-misspelt', cure: `${write}, in exactly this spelling: names are case-sensitive` }
        : { code: 'outer-alg-other', cure: `${write}, and encrypt to iAdvize's RSA public key` }
  }
}

const wrongContent = (code: string, expected: string, received: string, cure: string): TokenFinding => ({
  id: 'token/outer-enc',
  level: 'MUST',
  stage: 'outer-header',
  code,
  expected,
  received,
  cure,
})

/** Libraries that choose it where the caller names none (findings/). */
const namedBy = (enc: unknown): string =>
  enc === 'A128CBC-HS256'
    ? '; node-jose (contentAlg) and json-jwt (Ruby) take A128CBC-HS256 unless told otherwise'
    : enc === 'A128GCM'
      ? '; jose for Erlang takes A128GCM unless told otherwise'
      : ''

export function outerEncFindings(header: JsonObject, compressionAllowed: boolean): TokenFinding[] {
  const findings: TokenFinding[] = []
  if (header.enc !== outerHeader.enc) {
    const code =
      header.enc === undefined
        ? 'outer-enc-missing'
        : typeof header.enc === 'string' && header.enc.toUpperCase() === outerHeader.enc
          ? 'outer-enc-misspelt'
          : 'outer-enc-other'
    findings.push(
      wrongContent(
        code,
        `enc ${shown(outerHeader.enc)} in the header of the JWE`,
        header.enc === undefined ? 'no enc' : `enc ${shown(header.enc)}`,
        `set enc of the JWE to A256GCM (Java Nimbus: EncryptionMethod.A256GCM; Node jose: enc: "A256GCM")${namedBy(header.enc)}`,
      ),
    )
  }
  if (header.zip !== undefined && !(compressionAllowed && header.zip === 'DEF'))
    findings.push(
      wrongContent(
        'compressed',
        'no zip: the payload is not compressed',
        `zip ${shown(header.zip)}`,
        'drop zip from the header of the JWE: the contract has no compression, and RFC 8725 §3.6 advises against it',
      ),
    )
  return findings
}

/** RFC 8725 §3.10: a header must not bring the key that it is judged by. RFC 7515 §4.1.11: what is critical must be understood. */
export function foreignKeyFindings(header: JsonObject, layer: Layer): TokenFinding[] {
  const { stage, name } = layers[layer]
  const findings: TokenFinding[] = []
  const foreign = ['jku', 'jwk', 'x5u', 'x5c'].filter(member => member in header)
  if (foreign.length > 0)
    findings.push({
      id: 'token/no-foreign-keys',
      level: 'SHOULD',
      stage,
      code: `key-in-${layer}-header`,
      expected: 'no jku, jwk, x5u or x5c',
      received: `${listed(foreign)} in the header of the ${name}`,
      cure: `drop ${listed(foreign)}: iAdvize takes the keys that were handed over, never one that a token brings along`,
    })
  if ('crit' in header)
    findings.push({
      id: 'token/no-foreign-keys',
      level: 'MUST',
      stage,
      code: `unknown-crit-in-${layer}-header`,
      expected: 'no crit: the contract has no extension',
      received: `crit ${Array.isArray(header.crit) ? listed(header.crit.slice(0, 5).map(shown)) : shown(header.crit)}`,
      cure: `drop crit from the header of the ${name}, and the extension that it names`,
    })
  return findings
}

/** The header of the JWS. `hmacSecret`: what an HMAC was made with, where alg says that it is one. */
export function innerAlgFindings(header: JsonObject, hmacSecret: string | null): TokenFinding[] {
  const findings = wellFormed(header, 'inner')
  if (header.alg === innerHeader.alg) return findings
  const { code, received, cure } = innerAlgCause(header.alg, hmacSecret)
  return [
    {
      id: 'token/inner-alg',
      level: 'MUST',
      stage: 'inner-header',
      code,
      expected: `alg ${shown(innerHeader.alg)} in the header of the JWS`,
      received: received ?? `alg ${shown(header.alg)}`,
      cure,
    },
    ...findings,
  ]
}

function innerAlgCause(alg: unknown, hmacSecret: string | null): { code: string; received?: string; cure: string } {
  const write = "sign with RS256 and the brand's RSA private key"
  if (alg === undefined) return { code: 'inner-alg-missing', received: 'no alg', cure: 'set alg of the JWS to RS256' }
  if (typeof alg !== 'string') return { code: 'inner-alg-other', cure: 'set alg of the JWS to RS256' }
  if (alg.toLowerCase() === 'none')
    return { code: 'inner-alg-none', cure: `${write}: an unsigned token proves nothing, anybody can make one` }
  if (/^HS\d/.test(alg))
    return hmacSecret
      ? {
          code: 'inner-alg-hmac-with-public-key',
          received: `alg ${shown(alg)}: an HMAC with ${hmacSecret} as secret`,
          cure: `${write}: the secret of this HMAC is a public text, so anybody can sign (algorithm confusion, RFC 8725 §2.1)`,
        }
      : {
          code: 'inner-alg-hmac',
          received: `alg ${shown(alg)}: an HMAC with a secret that is no known form of the public keys`,
          cure: `${write}: HMAC needs a secret that both sides hold, and iAdvize holds only the brand's public key`,
        }
  if (alg.toUpperCase() === innerHeader.alg)
    return { code: 'inner-alg-misspelt', cure: 'write RS256 in exactly this spelling: names are case-sensitive' }
  if (alg.startsWith('RSA-OAEP'))
    return {
      code: 'inner-alg-is-an-encryption-algorithm',
      cure: `${write}: ${harmless(alg)} belongs to the JWE around it`,
    }
  return { code: 'inner-alg-other', cure: `${write} (Java Nimbus: JWSAlgorithm.RS256; Node jose: alg: "RS256")` }
}

/** None of typ, kid and cty is required; what is there must be text, and cty true (assumed; RFC 7515 §4.1, RFC 7519 §5.2). */
function wellFormed(header: JsonObject, layer: Layer): TokenFinding[] {
  const { stage, check, name, contents } = layers[layer]
  const findings: TokenFinding[] = ['typ', 'kid', 'cty']
    .filter(member => member in header && typeof header[member] !== 'string')
    .map(member => ({
      id: check,
      level: 'MUST',
      stage,
      code: `${layer}-${member}-not-a-string`,
      expected: `${member}, where there is one, is a string`,
      received: `${member} is ${shape(header[member])}`,
      cure: `write ${member} as a string, or drop it: it is optional`,
    }))
  const content = typeof header.cty === 'string' ? header.cty.replace(/^application\//i, '').toUpperCase() : null
  if (content !== null && !(contents as readonly string[]).includes(content))
    findings.push({
      id: check,
      level: 'SHOULD',
      stage,
      code: `${layer}-cty-untrue`,
      expected: layer === 'outer' ? 'no cty, or «JWT»: the payload is a nested token' : 'no cty: the payload is claims',
      received: `cty ${shown(header.cty)}`,
      cure: layer === 'outer' ? `write JWT, or drop cty` : `drop cty from the header of the ${name}`,
    })
  return findings
}

/** Registered members whose values tell nothing of keys or persons. */
const publicMembers = new Set(['alg', 'enc', 'typ', 'cty', 'kid', 'zip', 'jku', 'x5u', 'x5t', 'x5t#S256', 'b64'])

/** A header as it may be told: public values bounded, all others by their shape. */
const headerFacts = (header: JsonObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(header)
      .slice(0, 20)
      .map(([member, value]) => [harmless(member), publicMembers.has(member) ? plain(value) : `(${shape(value)})`]),
  )

const plain = (value: unknown): unknown =>
  typeof value === 'string' ? harmless(value) : typeof value === 'boolean' ? value : `(${shape(value)})`
