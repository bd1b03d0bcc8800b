/**
 * What iAdvize's side makes of a token: opens it, verifies it, reads the claims, and says everything that is wrong with it. By
 * node:crypto, algorithms pinned for what is sound; whatever is not is opened and verified in any way that can be, so that all of
 * its faults come to light, and each deviation from the contract is a finding by then.
 */
import type { KeyObject } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { outerHeader, userIdClaim, visitorDataClaim } from '../contract.ts'
import {
  stages,
  tokenChecks,
  type Decision,
  type KeyFacts,
  type Tenant,
  type TokenCheck,
  type TokenFacts,
  type TokenFinding,
  type TokenSecrets,
} from './decision.ts'
import { claimFacts, judgeClaims } from './claims.ts'
import { tokenKind } from './enclosed-token.ts'
import { compactReading, segmentCount, segmentDamage } from './compact.ts'
import { contentKeyOf } from './content-key.ts'
import { foreignKeyFindings, headerReading, innerAlgFindings, outerAlgFindings, outerEncFindings } from './headers.ts'
import { isObject, type JsonObject } from './json-members.ts'
import { jweOf, soundContent, type Jwe } from './jwe.ts'
import { inside, nested } from './nested.ts'
import { diagnosedOpening, orderedSegments, type KnownContentKey, type Opening } from './opening.ts'
import { claimsReading } from './payload.ts'
import { fits, leastBits, leastExponent, rsaKey } from './rsa-key.ts'
import { counted } from './shown.ts'
import { brandKeyNotSetUp, diagnosedSignature, hmacSecret, isRsaSignature, verifies, type Jws } from './signature.ts'
import { textFields } from './visitor-data.ts'

/** What has come to light so far. */
type Case = {
  tenant: Tenant
  at: Date
  findings: TokenFinding[]
  judged: Set<TokenCheck>
  unseen: string[]
  facts: TokenFacts
  secrets: TokenSecrets
  /** the keys that opened and verified it */
  opener: KeyObject | null
  signer: KeyObject | null
}

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
  return {
    verdict: findings.every(({ level }) => level !== 'MUST') && (proven || onTrust) ? 'accepted' : 'refused',
    findings: sorted,
    judged: tokenChecks.filter(check => judged.has(check)),
    unseen,
    facts,
    secrets,
  }
}

const keyFacts = (keys: readonly KeyObject[], used: KeyObject | null): KeyFacts[] =>
  keys.map(key => ({ fingerprint: rsaKey(key).fingerprint, bits: rsaKey(key).bits, used: key === used }))

const judge = (open: Case, ...checks: TokenCheck[]): void => checks.forEach(check => open.judged.add(check))

// ── format ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** False: too long to be looked at. */
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
  const sound = soundCompact.test(token) ? token.split('.') : null
  const isSound = sound?.length === 5 && sound.every(segment => segmentDamage(segment) === null)
  const { text, findings } = isSound ? { text: token, findings: [] } : compactReading(token)
  const segments = isSound ? sound : text === '' ? [] : text.split('.')
  open.facts.segments = segments.length
  open.findings.push(...findings)
  // A JWS is no badly written JWE: its one finding is token/nested.
  if (segments.length === 5 || findings.length > 0) judge(open, 'token/compact')

  const [first = ''] = segments
  const isJwe = headerReading(first, 'outer').header?.enc !== undefined
  if (segments.length === 5) await judgeJwe(open, segments, token)
  else if (segments.length === 3 && !isJwe) await judgeBareJws(open, text)
  else {
    if (findings.length === 0) open.findings.push(segmentCount(segments))
    judge(open, 'token/compact')
    // A tag that is missing may stand at the end of the ciphertext.
    if (isJwe && segments.length === 4) return judgeJwe(open, [...segments, ''], token)
    if (isJwe) readOuterHeader(open, first)
    open.unseen.push('what is inside: this is no JWE in compact serialization')
    return
  }
  judgeKeys(open)
}

const soundCompact = /^[\w-]*(?:\.[\w-]*){4}$/

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

// ── outer-header, decrypt ───────────────────────────────────────────────────────────────────────────────────────────

async function judgeJwe(open: Case, received: readonly string[], token: string): Promise<void> {
  const { segments, finding } = orderedSegments(received, open.tenant.iAdvizeKeys)
  const header = readOuterHeader(open, segments[0] ?? '')
  if (!header) {
    open.unseen.push('what is inside: the header of the JWE is not readable')
    return
  }
  if (finding) open.findings.push(finding)
  const firstReceived = finding ? (segments[0] ?? '') : (token.split('.')[0] ?? '')
  const plaintext = await openJwe(open, jweOf(header, [canonical(segments[0]), ...segments.slice(1)], firstReceived))
  if (plaintext) await judgePlaintext(open, plaintext)
}

/** The header as it should have been written. */
const canonical = (segment = ''): string => headerReading(segment, 'outer').segment

function readOuterHeader(open: Case, segment: string): JsonObject | null {
  const { header, facts, findings } = headerReading(segment, 'outer')
  open.findings.push(...findings)
  judge(open, 'token/outer-alg')
  if (!header) return null
  judge(open, 'token/outer-enc', 'token/no-foreign-keys')
  open.facts.outerHeader = facts
  open.findings.push(
    ...outerAlgFindings(header),
    ...outerEncFindings(header, open.tenant.settings.allowCompression),
    ...foreignKeyFindings(header, 'outer'),
  )
  return header
}

/** The plaintext; null: not opened. */
async function openJwe(open: Case, jwe: Jwe): Promise<Buffer | null> {
  const { tenant, facts, secrets } = open
  secrets.iv = jwe.iv
  if (tenant.iAdvizeKeys.length === 0) {
    open.unseen.push("what is inside (opening, signature, claims, keys): no private key of iAdvize's was given")
    return null
  }
  const isSound = isSoundHeader(jwe.header, outerHeader) && jwe.received === jwe.repaired
  const sound = isSound ? await soundOpening(jwe, tenant.iAdvizeKeys) : null
  const opening = sound && 'plaintext' in sound ? sound : diagnosedOpening(jwe, tenant, sound)
  // That the tag is missing is known already.
  const known = new Set(facts.segments === 4 ? ['no-tag', 'tag-does-not-match', 'content-damaged'] : [])
  open.findings.push(...opening.findings.filter(({ code }) => !known.has(code)))
  if (opening.unseen) open.unseen.push(opening.unseen)
  else {
    judge(open, 'token/decrypts')
    facts.decrypted = opening.findings.length === 0
  }
  open.opener = opening.key
  secrets.contentKey = opening.contentKey
  if (opening.plaintext === null) {
    if (!opening.unseen) open.unseen.push('what is inside: the token does not open')
    return null
  }
  return jwe.header.zip === 'DEF' ? inflated(open, opening.plaintext) : opening.plaintext
}

/** The documented values, and nothing in it that changes how the rest is to be read. */
const isSoundHeader = (header: JsonObject, pinned: JsonObject): boolean =>
  Object.entries(pinned).every(([member, value]) => header[member] === value) &&
  !('crit' in header) &&
  !('zip' in header) &&
  !('b64' in header)

/** Opened exactly as the contract says; or what came of it, for the diagnosis to go on from. */
async function soundOpening(jwe: Jwe, keys: readonly KeyObject[]): Promise<Opening | KnownContentKey | null> {
  for (const key of keys) {
    if (!rsaKey(key).strong || !fits(jwe.encryptedKey, key)) continue
    const contentKey = await contentKeyOf(jwe.encryptedKey, key)
    if (!contentKey) continue
    const plaintext = soundContent(jwe, contentKey)
    return plaintext ? { plaintext, contentKey, key, findings: [] } : { key, contentKey }
  }
  return null
}

function inflated(open: Case, compressed: Buffer): Buffer | null {
  try {
    return inflateRawSync(compressed, { maxOutputLength: open.tenant.settings.maximumSize })
  } catch {
    judge(open, 'token/nested')
    open.findings.push(
      nested(
        'compression-unreadable',
        'a payload that does not inflate (DEFLATE, RFC 1951), or to more than the limit',
        'drop zip and send the payload as it is',
      ),
    )
    return null
  }
}

// ── nested ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function judgePlaintext(open: Case, plaintext: Buffer, isSecond = false): Promise<void> {
  judge(open, 'token/nested')
  const found = inside(plaintext)
  open.findings.push(...found.findings)
  if (found.kind === 'jws') return judgeJws(open, found.text)
  if (found.kind === 'jwe' && !isSecond) return judgeSecondJwe(open, found.text)
  if (found.kind === 'claims') {
    open.unseen.push('the signature: there is none')
    return judgePayload(open, Buffer.from(found.text, 'latin1'))
  }
  open.unseen.push('signature and claims: the payload is no JWS')
}

/** Encrypted twice: opened once more, to judge what is inside. */
async function judgeSecondJwe(open: Case, text: string): Promise<void> {
  const segments = text.split('.')
  const { header } = headerReading(segments[0] ?? '', 'outer')
  const jwe = header && jweOf(header, segments, segments[0] ?? '')
  const opening = jwe && diagnosedOpening(jwe, open.tenant)
  if (opening?.plaintext) return judgePlaintext(open, opening.plaintext, true)
  open.unseen.push('signature and claims: the JWE inside does not open')
}

// ── inner-header, signature ─────────────────────────────────────────────────────────────────────────────────────────

/** `claims`: where they are not the payload itself (layers swapped); null: they could not be opened. */
function judgeJws(open: Case, text: string, claims?: Buffer | null): void {
  const isSound = /^[\w.-]+$/.test(text)
  const standard = isSound ? text : text.replaceAll(/[\s=]/g, '').replaceAll('+', '-').replaceAll('/', '_')
  const [first = '', second = '', third = ''] = standard.split('.')
  const payload = Buffer.from(second, 'base64url')

  const { header, facts, findings, segment } = headerReading(first, 'inner')
  open.findings.push(...findings)
  judge(open, 'token/inner-alg')
  if (header) {
    const jws: Jws = {
      header,
      received: text.slice(0, text.lastIndexOf('.')),
      repaired: `${segment}.${second}`,
      segments: [segment, second, third],
      payload,
      signature: Buffer.from(third, 'base64url'),
    }
    open.facts.innerHeader = facts
    const isHmac = typeof header.alg === 'string' && header.alg.startsWith('HS')
    const secret = isHmac ? hmacSecret(jws, [...open.tenant.brandKeys, ...open.tenant.iAdvizeKeys]) : null
    open.findings.push(...innerAlgFindings(header, secret), ...foreignKeyFindings(header, 'inner'))
    judgeSignature(open, jws)
  } else open.unseen.push('the signature: the header of the JWS is not readable')
  if (claims === null) open.unseen.push('the claims: the JWE that holds them was not opened')
  else judgePayload(open, claims ?? (payloadIsToken(open, payload) || payload))
}

/** Signed twice: the claims of the JWS inside. False: the payload is no token. */
function payloadIsToken(open: Case, payload: Buffer): Buffer | false {
  const text = payload.subarray(0, 2).toString('latin1') === '{"' ? '' : payload.toString('latin1').trim()
  const kind = text === '' ? null : tokenKind(text)
  if (kind === null) return false
  open.findings.push(
    kind === 'jws'
      ? nested('signed-twice', 'another JWS as payload of the JWS: the claims are signed twice', 'sign the claims once')
      : nested(
          'payload-is-a-jwe',
          'another JWE as payload of the JWS: the claims are encrypted, signed and encrypted again',
          'sign the claims first (JWS), then encrypt the JWS (JWE), and nothing more',
        ),
  )
  return kind === 'jws' ? Buffer.from(text.split('.')[1] ?? '', 'base64url') : false
}

function judgeSignature(open: Case, jws: Jws): void {
  const { tenant, facts } = open
  const { brandKeys } = tenant
  if (brandKeys.length === 0 && tenant.iAdvizeKeys.length === 0) {
    open.unseen.push("the signature: no public key of the brand's was given")
    return
  }
  if (brandKeys.length === 0) {
    judge(open, 'token/signature')
    facts.verified = false
    open.findings.push(brandKeyNotSetUp())
    return
  }
  if (!isRsaSignature(jws.header.alg)) {
    open.unseen.push('the signature: its alg is none that the RSA key of the brand could verify')
    return
  }
  open.signer = brandKeys.find(key => verifies(jws, key)) ?? null
  facts.verified = open.signer !== null
  const { findings, wrapped } = open.signer ? { findings: [], wrapped: false } : diagnosedSignature(jws, tenant)
  open.findings.push(...findings)
  if (wrapped) open.unseen.push('the signature as it was sent: it is over the payload before that was wrapped')
  else judge(open, 'token/signature')
}

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

// ── claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function judgePayload(open: Case, payload: Buffer): void {
  const { claims, findings } = claimsReading(payload)
  if (findings.length > 0) judge(open, 'token/nested')
  open.findings.push(...findings)
  if (!claims) {
    open.unseen.push('the claims: not readable')
    return
  }
  Object.assign(open.facts, claimFacts(claims, open.at))
  const userId = claims[userIdClaim]
  const visitorData = claims[visitorDataClaim]
  if (typeof userId === 'string') open.secrets.userId = userId
  if (isObject(visitorData)) open.secrets.visitorData = Object.fromEntries(textFields(visitorData))
  for (const { judged, findings: found, unseen } of judgeClaims(claims, open.at, open.tenant.settings)) {
    judge(open, ...judged)
    open.findings.push(...found)
    if (unseen) open.unseen.push(unseen)
  }
}
