/**
 * What iAdvize's side makes of a token: opens it, verifies it, reads the claims, and says everything that is wrong with it. By
 * node:crypto, algorithms pinned for what is sound; whatever is not is opened and verified in any way that can be, so that all of
 * its faults come to light, and each deviation from the contract is a finding by then.
 */
import type { KeyObject } from 'node:crypto'
import { compactReading } from './compact.ts'
import { stages, tokenChecks, type Decision, type KeyFacts, type Tenant, type TokenFacts } from './decision.ts'
import { headerReading } from './headers.ts'
import { judgeJws } from './inner-layer.ts'
import { jweOf } from './jwe.ts'
import { nested } from './nested.ts'
import { judge, type Case } from './open-case.ts'
import { judgeJwe, openJwe, readOuterHeader } from './outer-layer.ts'
import { refusalBasis } from './refusal.ts'
import { leastBits, leastExponent, rsaKey } from './rsa-key.ts'
import { areExplained, damage, isExplained, segmentCount, segmentDamage } from './segments.ts'
import { counted } from './shown.ts'
import { withoutPlaceholders } from './surroundings.ts'

/** Judges one token at one moment. Rejects only for a tenant that is no tenant (a key that is not RSA), never for a token. */
export async function authenticate(token: string, tenant: Tenant, at: Date): Promise<Decision> {
  const open: Case = {
    tenant,
    at,
    findings: [],
    judged: new Set(),
    unseen: [],
    facts: { ...nothingKnown, length: token.length },
    secrets: { userId: null, visitorData: {}, contentKey: null, iv: null },
    opener: null,
    signer: null,
  }
  if (judgeSize(open, token)) await judgeText(open, token)
  return decision(open)
}

const nothingKnown: Omit<TokenFacts, 'length'> = {
  segments: 0,
  outerHeader: null,
  innerHeader: null,
  decrypted: null,
  verified: null,
  claimNames: null,
  issuer: null,
  expiresAt: null,
  issuedAt: null,
  lifetime: null,
  userId: null,
  visitorData: null,
  keys: { iAdvize: [], brand: [] },
}

function decision({ tenant, findings, judged, unseen, facts, secrets, opener, signer }: Case): Decision {
  const sorted = findings.toSorted(
    (left, right) =>
      stages.indexOf(left.stage) - stages.indexOf(right.stage) ||
      tokenChecks.indexOf(left.id) - tokenChecks.indexOf(right.id),
  )
  const proven = facts.verified === true && facts.claimNames !== null
  const onTrust = tenant.iAdvizeKeys.length === 0
  facts.keys = { iAdvize: keyFacts(tenant.iAdvizeKeys, opener), brand: keyFacts(tenant.brandKeys, signer) }
  const isAccepted = findings.every(({ level }) => level !== 'MUST') && (proven || onTrust)
  return {
    verdict: isAccepted ? 'accepted' : 'refused',
    basis: isAccepted ? null : (refusalBasis(findings) ?? 'assumed'),
    findings: sorted,
    judged: tokenChecks.filter(check => judged.has(check)),
    unseen,
    facts,
    secrets,
  }
}

const keyFacts = (keys: readonly KeyObject[], used: KeyObject | null): KeyFacts[] =>
  keys.map(key => ({ fingerprint: rsaKey(key).fingerprint, bits: rsaKey(key).bits, used: key === used }))

// ── format ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** False: too long to examine. */
function judgeSize(open: Case, token: string): boolean {
  const { recommendedSize, maximumSize } = open.tenant.settings
  judge(open, 'token/size')
  if (token.length <= recommendedSize) return true
  const tooLong = token.length > maximumSize
  open.findings.push({
    id: 'token/size',
    level: tooLong ? 'MUST' : 'SHOULD',
    stage: 'format',
    code: tooLong ? 'too-long' : 'longer-than-recommended',
    expected: `at most ${counted(recommendedSize, 'character')}`,
    received: counted(token.length, 'character'),
    cure: 'put the userId and the documented fields of visitorData into the token, and nothing else',
  })
  if (tooLong) open.unseen.push(`everything else: the token is longer than ${counted(maximumSize, 'character')}`)
  return !tooLong
}

async function judgeText(open: Case, token: string): Promise<void> {
  const isPlain = soundCompact.test(token) && hasBothCases(token) && withoutPlaceholders(token) === token
  const sound = isPlain ? token.split('.') : null
  const isSound = sound?.length === 5 && sound.every(segment => segmentDamage(segment) === null)
  const { text, findings } = isSound ? { text: token, findings: [] } : compactReading(token)
  const damaged = isSound ? [] : damage(text)
  const segments = isSound ? sound : text === '' ? [] : text.split('.')
  open.facts.segments = segments.length
  open.findings.push(...findings)
  // A JWS is no badly written JWE: its one finding is token/nested.
  if (segments.length === 5 || findings.length + damaged.length > 0) judge(open, 'token/compact')

  const [first = ''] = segments
  const isJwe = headerReading(first, 'outer').header?.enc !== undefined
  if (segments.length === 3 && !isJwe) await judgeBareJws(open, text)
  else if (segments.length === 5) await judgeJwe(open, segments, token)
  // A tag that is missing may stand at the end of the ciphertext.
  else if (segments.length === 4 && isJwe) await judgeJwe(open, [...segments, ''], token)
  else {
    if (segments.length === 3) open.findings.push(segmentCount(segments))
    open.findings.push(...damaged.map(({ finding }) => finding))
    judge(open, 'token/compact')
    if (isJwe) readOuterHeader(open, first)
    open.unseen.push('what is inside: this is no JWE in compact serialization')
    return
  }
  // One cause is told once: by the finding that says what a segment was wrapped in.
  if (areExplained(token, outerNames, open.findings))
    open.findings = open.findings.filter(({ code }) => code !== 'padded' && code !== 'standard-base64')
  for (const { finding, segment } of damaged)
    if (segment === null || !isExplained(outerNames[segment], open.findings)) open.findings.push(finding)
  judgeKeys(open)
}

const outerNames = ['outer-header', 'encrypted-key', 'iv', 'ciphertext', 'tag']
const soundCompact = /^[\w-]*(?:\.[\w-]*){4}$/
/** Where one is missing, the token was lowercased or uppercased (compact.ts). */
const hasBothCases = (token: string): boolean => /[a-z]/.test(token) && /[A-Z]/.test(token)

/** The token is a JWS where a JWE belongs: signed, but readable by anybody, or with the layers swapped. */
async function judgeBareJws(open: Case, text: string): Promise<void> {
  const payload = Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('latin1')
  judge(open, 'token/nested')
  if (!/^[\w-]+(\.[\w-]*){4}$/.test(payload)) {
    open.findings.push(
      nested(
        'jws-not-encrypted',
        'a JWS that is not encrypted: anybody can read it',
        "encrypt the signed JWS to iAdvize's public key (RSA-OAEP-256, A256GCM), and send the JWE",
      ),
    )
    open.unseen.push('the outer layer: there is none')
    judgeJws(open, text)
    return
  }
  open.findings.push(
    nested(
      'layers-swapped',
      'a JWE inside a JWS: encrypted first, then signed',
      'swap the layers: sign the claims first (JWS), then encrypt the JWS (JWE), and send the JWE',
    ),
  )
  const segments = payload.split('.')
  const header = readOuterHeader(open, segments[0] ?? '')
  const claims = header ? await openJwe(open, jweOf(header, segments, segments[0] ?? '')) : null
  judgeJws(open, text, claims)
}

// ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The keys that the token was made for, or where that is not known, all that it may have been made for. */
function judgeKeys(open: Case): void {
  const { brandKeys, iAdvizeKeys } = open.tenant
  if (iAdvizeKeys.length === 0) return
  if (brandKeys.length > 0) judge(open, 'token/key-strength')
  for (const key of open.opener ? [open.opener] : iAdvizeKeys) judgeKey(open, key, 'iadvize')
  for (const key of open.signer ? [open.signer] : brandKeys) judgeKey(open, key, 'brand')
}

function judgeKey(open: Case, key: KeyObject, owner: 'brand' | 'iadvize'): void {
  const { bits, exponent, strong } = rsaKey(key)
  if (strong) return
  const short = bits < leastBits
  const name = owner === 'brand' ? "the brand's key" : "iAdvize's key"
  judge(open, 'token/key-strength')
  open.findings.push({
    id: 'token/key-strength',
    level: 'MUST',
    stage: owner === 'brand' ? 'signature' : 'decrypt',
    code: `${owner}-key-${short ? 'too-short' : 'exponent'}`,
    expected: `RSA keys of at least ${leastBits} bits, with an odd exponent of at least ${leastExponent}`,
    received: short ? `${name} has ${bits} bits` : `${name} has the exponent ${String(exponent).slice(0, 20)}`,
    cure:
      owner === 'brand'
        ? 'make a new pair with «openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048», and hand over the public half'
        : "encrypt to iAdvize's key of 2048 bits; a test pair comes from «padlock keys»",
  })
}
