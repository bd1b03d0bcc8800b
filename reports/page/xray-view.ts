/**
 * One token, or all tokens of one shape, as the X-ray shows them: layers, headers, claims, lifetime, keys, and what the real
 * platform would have said. In goes what a decision tells of a token, never the token itself. Pure, and free of Node: the
 * report and the live inspector of the sandbox draw the same.
 */
import {
  claimPrefix,
  innerHeader,
  outerHeader,
  reasons,
  recommendedTokenLifetime,
  userIdClaim,
  visitorDataClaim,
} from '../../mock-iadvize/contract.ts'
import type { Basis } from '../../mock-iadvize/contract.ts'
import { refusalBasis } from '../../mock-iadvize/token/refusal.ts'
import { tokenLifetime } from '../../harness/verdict/token-lifetime.ts'

export type Span = { least: number; most: number }
type KeyFacts = { fingerprint: string; bits: number; used: boolean }
type XrayFinding = {
  id: string
  level: 'MUST' | 'SHOULD'
  stage: string
  code: string
  expected: string
  received: string
  cure: string
}

/** What a `Decision` of the mock, a token of a recording and a shape of the result model have in common. */
export type XrayFacts = {
  verdict: 'accepted' | 'refused'
  findings: readonly XrayFinding[]
  judged: readonly string[]
  unseen: readonly string[]
  facts: {
    length: number
    segments: number
    outerHeader: Record<string, unknown> | null
    innerHeader: Record<string, unknown> | null
    decrypted: boolean | null
    verified: boolean | null
    claimNames: readonly string[] | null
    issuer: string | null
    expiresAt: number | null
    issuedAt: number | null
    lifetime: number | null
    userId: { length: number; looksLike: string } | null
    visitorData: Record<string, number> | null
    keys?: { iAdvize: readonly KeyFacts[]; brand: readonly KeyFacts[] } | undefined
  }
  /** over all tokens of the shape; absent: it is one token */
  spans?: TokenSpans
}

/** Characters, and seconds from issue (without iat: from the moment it was seen) to exp. */
export type TokenSpans = {
  length: Span
  lifetime: Span | null
  userId: Span | null
  visitorData: Record<string, Span> | null
}

/** `told`: there is nothing to check about it. */
export type XrayMark = 'met' | 'violated' | 'warning' | 'not-seen' | 'told'
/** A header's member, or a claim. `says`: public values, and of all others length and shape. */
export type XrayRow = {
  name: string
  says: string
  mark: XrayMark
  /** id of the requirement that judges it; absent: none does by itself */
  check?: string
}
export type XrayCheck = { id: string; name: string; mark: XrayMark }

export type XrayLayer = {
  kind: 'jwe' | 'jws'
  /** `absent`: it should be there · `closed`: it is there, and nobody saw inside */
  state: 'sound' | 'wrong' | 'absent' | 'closed'
  /** in a few words: `opens with iAdvize's key` */
  says: string
  segments: readonly string[]
  header: XrayRow[] | null
  keyOf: 'iAdvize' | 'the brand'
  keys: readonly KeyFacts[]
  checks: XrayCheck[]
}

export type XrayView = {
  verdict: XrayFacts['verdict']
  /** characters of the whole token */
  length: Span
  envelope: XrayCheck[]
  /** from the outside in; the claims lie in the last */
  layers: [XrayLayer, XrayLayer]
  /** null: nobody saw them */
  claims: XrayRow[] | null
  claimChecks: XrayCheck[]
  /** null: exp is no moment that a bar could end at */
  lifetime: { seconds: Span; recommended: number; since: 'iat' | 'sight'; mark: XrayMark } | null
  findings: readonly XrayFinding[]
  unseen: readonly string[]
  platform: { status: string | null; reason: string | null; basis: Basis; because: string }
}

const names: Record<string, string> = {
  'token/size': 'size',
  'token/compact': 'compact form',
  'token/outer-alg': 'alg',
  'token/outer-enc': 'enc',
  'token/no-foreign-keys': 'no key in the header',
  'token/decrypts': "opens with iAdvize's key",
  'token/nested': 'a signed token inside',
  'token/inner-alg': 'alg',
  'token/signature': 'signature',
  'token/key-strength': 'strength of the key',
  'token/user-id': 'userId',
  'token/visitor-data': 'visitorData',
  'token/issuer': 'iss',
  'token/expiry': 'exp',
  'token/lifetime': 'lifetime',
  'token/user-id-opaque': 'userId is opaque',
}

const worst = (findings: readonly XrayFinding[]): XrayMark =>
  findings.some(({ level }) => level === 'MUST') ? 'violated' : 'warning'

/** What one check came to; `stage` where one check has a part in both layers. */
const checkOf = ({ findings, judged }: XrayFacts, id: string, stages?: readonly string[]): XrayCheck => {
  const own = findings.filter(finding => finding.id === id && (!stages || stages.includes(finding.stage)))
  const mark = own.length > 0 ? worst(own) : judged.includes(id) ? 'met' : 'not-seen'
  return { id, name: names[id] ?? id, mark }
}

const has = ({ findings }: XrayFacts, ...codes: string[]): boolean => findings.some(({ code }) => codes.includes(code))
const isText = (value: unknown): value is string => typeof value === 'string'
const plain = (value: unknown): string => (isText(value) ? value : JSON.stringify(value))

// ── Layers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const foreignKeys = new Set(['jku', 'jwk', 'x5u', 'x5c'])

/** The members that the contract asks for first, also those that are not there. */
const headerRows = (
  it: XrayFacts,
  header: Record<string, unknown> | null,
  pinned: Record<string, string>,
  layer: 'outer' | 'inner',
): XrayRow[] | null => {
  if (!header) return null
  const others = Object.keys(header).filter(member => !(member in pinned))
  return [
    ...Object.entries(pinned).map(([name, value]): XrayRow => {
      const check = `token/${layer}-${name}`
      if (header[name] === value) return { name, says: value, mark: 'met', check }
      return { name, says: name in header ? plain(header[name]) : 'not there', mark: 'violated', check }
    }),
    ...others.map((name): XrayRow => {
      const untrue = it.findings.filter(({ code }) => code.startsWith(`${layer}-${name}-`))
      const mark =
        untrue.length > 0
          ? worst(untrue)
          : name === 'crit' || (name === 'zip' && has(it, 'compressed'))
            ? 'violated'
            : foreignKeys.has(name)
              ? 'warning'
              : 'told'
      return { name, says: plain(header[name]), mark }
    }),
  ]
}

const jweSays = ({ facts }: XrayFacts, isAbsent: boolean): [XrayLayer['state'], string] => {
  if (isAbsent) return ['absent', 'no encryption: whoever sees the token can read it']
  if (!facts.outerHeader) return ['closed', 'its header is not readable']
  if (facts.decrypted === null) return ['closed', 'not opened: what is inside was not seen']
  if (facts.decrypted) return ['sound', "opens with iAdvize's key"]
  return facts.innerHeader || facts.claimNames
    ? ['wrong', 'does not open as it says; opened all the same, to see what else is wrong']
    : ['wrong', "does not open with iAdvize's key"]
}

const jwsSays = (it: XrayFacts, isUnsigned: boolean): [XrayLayer['state'], string] => {
  const { facts } = it
  if (isUnsigned) return ['absent', 'no signature: anybody could have written the claims']
  if (!facts.innerHeader)
    return facts.decrypted === true || has(it, 'payload-not-a-jws', 'inner-header-unreadable')
      ? ['wrong', 'what is inside is no readable JWS']
      : ['closed', 'not seen']
  if (facts.verified === null) return ['closed', 'its signature was not verified']
  return facts.verified ? ['sound', "verifies with the brand's key"] : ['wrong', "does not verify with the brand's key"]
}

/** It can be read, and is invalid. What is around or inside of it is another layer's fault (token/nested). */
const faulty = (layer: XrayLayer): XrayLayer =>
  layer.state === 'sound' && layer.checks.some(({ id, mark }) => id !== 'token/nested' && mark === 'violated')
    ? { ...layer, state: 'wrong', says: `${layer.says}, but is invalid` }
    : layer

const layers = (it: XrayFacts): [XrayLayer, XrayLayer] => {
  const { facts } = it
  const [jweState, jweWords] = jweSays(it, has(it, 'jws-not-encrypted'))
  const [jwsState, jwsWords] = jwsSays(it, has(it, 'unsigned-claims'))
  const jwe: XrayLayer = {
    kind: 'jwe',
    state: jweState,
    says: jweWords,
    segments: ['header', 'encrypted key', 'IV', 'ciphertext', 'tag'],
    header: headerRows(it, facts.outerHeader, outerHeader, 'outer'),
    keyOf: 'iAdvize',
    keys: facts.keys?.iAdvize ?? [],
    checks: [
      checkOf(it, 'token/outer-alg'),
      checkOf(it, 'token/outer-enc'),
      checkOf(it, 'token/no-foreign-keys', ['outer-header']),
      checkOf(it, 'token/decrypts'),
      checkOf(it, 'token/key-strength', ['decrypt']),
    ],
  }
  const jws: XrayLayer = {
    kind: 'jws',
    state: jwsState,
    says: jwsWords,
    segments: ['header', 'payload', 'signature'],
    header: headerRows(it, facts.innerHeader, innerHeader, 'inner'),
    keyOf: 'the brand',
    keys: facts.keys?.brand ?? [],
    checks: [
      checkOf(it, 'token/nested'),
      checkOf(it, 'token/inner-alg'),
      {
        ...checkOf(it, 'token/no-foreign-keys', ['inner-header']),
        ...(!facts.innerHeader && { mark: 'not-seen' as const }),
      },
      checkOf(it, 'token/signature'),
      checkOf(it, 'token/key-strength', ['signature']),
    ],
  }
  return has(it, 'layers-swapped') ? [faulty(jws), faulty(jwe)] : [faulty(jwe), faulty(jws)]
}

// ── Claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const likeness: Record<string, string> = {
  email: 'looks like an e-mail address',
  phone: 'looks like a phone number',
  uuid: 'looks like a UUID',
  number: 'a number',
  other: 'neither an e-mail address nor a phone number',
}

/** `12` or `12 to 14` */
export const spanWords = ({ least, most }: Span): string =>
  least === most ? String(least) : `${String(least)} to ${String(most)}`

const one = (value: number): Span => ({ least: value, most: value })
const charactersOf = (span: Span): string => `${spanWords(span)} character${span.most === 1 ? '' : 's'}`

const userIdSays = ({ facts, spans }: XrayFacts): string =>
  facts.userId
    ? `${charactersOf(spans?.userId ?? one(facts.userId.length))}, ${likeness[facts.userId.looksLike] ?? facts.userId.looksLike}`
    : 'not a string'

const visitorDataSays = ({ facts, spans }: XrayFacts): string => {
  if (!facts.visitorData) return 'not an object'
  const fields = Object.entries(facts.visitorData)
  return fields.length === 0
    ? 'no field with text in it'
    : fields
        .map(([field, length]) => `${field} (${charactersOf(spans?.visitorData?.[field] ?? one(length))})`)
        .join(', ')
}

const markOf = (it: XrayFacts, of: (finding: XrayFinding) => boolean, judgedBy?: string): XrayMark => {
  const own = it.findings.filter(of)
  if (own.length > 0) return worst(own)
  if (judgedBy === undefined) return 'told'
  return it.judged.includes(judgedBy) ? 'met' : 'not-seen'
}

const ofIat = /^(?:iat-|issued-in-the-future)/
const ofNbf = /^(?:nbf-|not-yet-valid)/

const documented = new Set([userIdClaim, visitorDataClaim, 'iss', 'exp'])

/** The four that the documentation shows come first, also those that are not there. */
const claimRows = (it: XrayFacts): XrayRow[] | null => {
  const { claimNames, issuer, expiresAt } = it.facts
  if (!claimNames) return null
  const row = (
    name: string,
    says: () => string,
    mark: XrayMark,
    { check, absent = 'not there' }: { check?: string; absent?: string } = {},
  ): XrayRow => ({
    name: name.startsWith(claimPrefix) ? `…/${name.slice(claimPrefix.length)}` : name,
    says: claimNames.includes(name) ? says() : absent,
    mark,
    ...(check !== undefined && { check }),
  })
  return [
    row(
      userIdClaim,
      () => userIdSays(it),
      markOf(it, ({ id }) => id === 'token/user-id' || id === 'token/user-id-opaque', 'token/user-id'),
      { check: 'token/user-id' },
    ),
    row(
      visitorDataClaim,
      () => visitorDataSays(it),
      markOf(it, ({ id }) => id === 'token/visitor-data', 'token/visitor-data'),
      { check: 'token/visitor-data', absent: 'not there; it is optional' },
    ),
    row(
      'iss',
      () => issuer ?? 'not a string',
      markOf(it, ({ id }) => id === 'token/issuer', 'token/issuer'),
      { check: 'token/issuer' },
    ),
    row(
      'exp',
      () => (expiresAt === null ? 'not a number' : 'a moment: see the lifetime'),
      markOf(
        it,
        ({ id, code }) => (id === 'token/expiry' || id === 'token/lifetime') && !ofIat.test(code) && !ofNbf.test(code),
        'token/expiry',
      ),
      { check: 'token/expiry' },
    ),
    ...claimNames
      .filter(name => !documented.has(name))
      .map(name => {
        const mark = markOf(it, ({ code }) =>
          name === 'iat' ? ofIat.test(code) : name === 'nbf' ? ofNbf.test(code) : code === `${name}-malformed`,
        )
        return row(name, () => (name === 'iat' || name === 'nbf' ? 'a moment' : 'there; its value is not told'), mark)
      }),
  ]
}

// ── Lifetime ────────────────────────────────────────────────────────────────────────────────────────────────────────

const lifetimeOf = (it: XrayFacts): XrayView['lifetime'] => {
  const own = tokenLifetime(it.facts)
  if (!own) return null
  return {
    seconds: it.spans?.lifetime ?? one(own.seconds),
    recommended: recommendedTokenLifetime,
    since: own.since,
    mark: checkOf(it, 'token/lifetime').mark,
  }
}

// ── What the real platform would say ────────────────────────────────────────────────────────────────────────────────

const platform = ({ verdict, findings, facts, unseen }: XrayFacts): XrayView['platform'] => {
  const wrong = findings.filter(({ level }) => level === 'MUST')
  if (facts.length === 0)
    return {
      status: 'authentication-failure',
      reason: reasons.invalidOption,
      basis: 'assumed',
      because: 'The sentence is documented for a wrong option; that an empty token counts as one is our inference.',
    }
  if (wrong.length > 0) {
    const documented = refusalBasis(findings) === 'doc'
    return {
      status: 'authentication-failure',
      reason: reasons.serverError,
      basis: documented ? 'doc' : 'assumed',
      because: documented
        ? 'The documentation has this one sentence for wrong keys, a wrong token and whatever else fails (FE-FAQ).'
        : 'Likely refused: the sentence is documented; that the real platform refuses this token is our inference.',
    }
  }
  if (verdict === 'refused' || facts.verified !== true)
    return {
      status: null,
      reason: null,
      basis: 'assumed',
      because: `Nobody can tell. Not seen: ${unseen[0] ?? 'something about it'}.`,
    }
  return {
    status: 'authentication-success',
    reason: null,
    basis: 'doc',
    because: 'The token is what the documentation asks for; checks that are not public are not imitated.',
  }
}

/** Takes the named fields alone: what else an object holds, such as the secrets of a decision, goes nowhere. */
export const xrayOf = (it: XrayFacts): XrayView => ({
  verdict: it.verdict,
  length: it.spans?.length ?? one(it.facts.length),
  envelope: [checkOf(it, 'token/compact'), checkOf(it, 'token/size')],
  layers: layers(it),
  claims: claimRows(it),
  claimChecks: ['user-id', 'user-id-opaque', 'visitor-data', 'issuer', 'expiry', 'lifetime'].map(name =>
    checkOf(it, `token/${name}`),
  ),
  lifetime: lifetimeOf(it),
  findings: it.findings,
  unseen: it.unseen,
  platform: platform(it),
})
