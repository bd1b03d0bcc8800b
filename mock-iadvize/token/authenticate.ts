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
import {
  brandKeyNotSetUp,
  diagnosedOpening,
  diagnosedSignature,
  hmacSecret,
  isRsaSignature,
  verifies,
  type Jws,
  type Opening,
} from './diagnosis.ts'
import { claimFacts, claimsReading, judgeClaims, textFields } from './claims.ts'
import { compactReading, segmentCount, segmentDamage } from './compact.ts'
import { contentKeyOf } from './content-key.ts'
import { foreignKeyFindings, headerReading, innerAlgFindings, outerAlgFindings, outerEncFindings } from './headers.ts'
import { isObject, json, type JsonObject } from './json-members.ts'
import { jweOf, soundContent, type Jwe } from './jwe.ts'
import { fits, leastBits, leastExponent, rsaKey } from './rsa-key.ts'
import { counted } from './shown.ts'

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
    if (isJwe) readOuterHeader(open, first)
    judge(open, 'token/compact')
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

const nested = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/nested',
  level: 'MUST',
  stage: 'nested',
  code,
  expected: 'a JWE whose payload is a signed JWS in compact serialization',
  received,
  cure,
})

// ── outer-header, decrypt ───────────────────────────────────────────────────────────────────────────────────────────

async function judgeJwe(open: Case, segments: string[], received: string): Promise<void> {
  const header = readOuterHeader(open, segments[0] ?? '')
  if (!header) {
    open.unseen.push('what is inside: the header of the JWE is not readable')
    return
  }
  const firstReceived = received.split('.')[0] ?? ''
  const plaintext = await openJwe(open, jweOf(header, segments, firstReceived))
  if (plaintext) judgePlaintext(open, plaintext)
}

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
  const opening = (isSound && (await soundOpening(jwe, tenant.iAdvizeKeys))) || diagnosedOpening(jwe, tenant)
  open.findings.push(...opening.findings)
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

/** Opened exactly as the contract says; null: it does not open, and the diagnosis says why. */
async function soundOpening(jwe: Jwe, keys: readonly KeyObject[]): Promise<Opening | null> {
  for (const key of keys) {
    if (!rsaKey(key).strong || !fits(jwe.encryptedKey, key)) continue
    const contentKey = await contentKeyOf(jwe.encryptedKey, key)
    const plaintext = contentKey && soundContent(jwe, contentKey)
    if (plaintext) return { plaintext, contentKey, key, findings: [] }
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

function judgePlaintext(open: Case, plaintext: Buffer): void {
  const text = plaintext.toString('latin1')
  judge(open, 'token/nested')
  if (soundJws.test(text)) {
    const damage = text
      .split('.')
      .map(segmentDamage)
      .find(found => found !== null)
    if (damage)
      open.findings.push(nested('jws-not-canonical', `a JWS of which a segment ${damage.received}`, damage.cure))
    return judgeJws(open, text)
  }
  const value = json(plaintext.toString('utf8'))
  if (typeof value === 'string' && looseJws.test(value)) {
    const cure = 'encrypt the JWS itself: its bytes, not its JSON'
    open.findings.push(nested('jws-quoted', 'a JWS in quotation marks, as JSON', cure))
    return judgeJws(open, value)
  }
  if (isObject(value) && !('signatures' in value) && !('signature' in value)) {
    open.findings.push(
      nested(
        'unsigned-claims',
        'the claims themselves, without a signature',
        "sign the claims first (RS256, the brand's private key), then encrypt the JWS",
      ),
    )
    open.unseen.push('the signature: there is none')
    judgePayload(open, plaintext)
    return
  }
  if (looseJws.test(text.trim())) {
    open.findings.push(
      nested(
        'jws-not-canonical',
        'a JWS with padding, white space, or characters of standard base64',
        'encode all three segments of the JWS in base64url without padding, and encrypt exactly that',
      ),
    )
    return judgeJws(open, text)
  }
  const { received, cure } = isObject(value)
    ? {
        received: 'a JWS in JSON serialization',
        cure: 'serialize the JWS compactly (RFC 7515 §7.1) before encrypting it',
      }
    : /^[\w-]+(\.[\w-]*){4}$/.test(text)
      ? { received: 'another JWE', cure: 'encrypt once: the payload of the JWE is the signed JWS' }
      : {
          received: `${counted(plaintext.length, 'byte')} that are neither a JWS nor claims`,
          cure: 'encrypt the text of the compact JWS, unchanged, as the payload',
        }
  open.findings.push(nested('payload-not-a-jws', received, cure))
  open.unseen.push('signature and claims: the payload is no JWS')
}

const soundJws = /^[\w-]+\.[\w-]*\.[\w-]*$/
const looseJws = /^[\w+/=\s-]+\.[\w+/=\s-]*\.[\w+/=\s-]*$/

// ── inner-header, signature ─────────────────────────────────────────────────────────────────────────────────────────

/** `claims`: where they are not the payload itself (layers swapped); null: they could not be opened. */
function judgeJws(open: Case, text: string, claims?: Buffer | null): void {
  const repaired = soundJws.test(text) ? text : text.replaceAll(/[\s=]/g, '').replaceAll('+', '-').replaceAll('/', '_')
  const [first = '', second = '', third = ''] = repaired.split('.')
  const payload = Buffer.from(second, 'base64url')

  const { header, facts, findings } = headerReading(first, 'inner')
  open.findings.push(...findings)
  judge(open, 'token/inner-alg')
  if (header) {
    const jws: Jws = {
      header,
      received: text.slice(0, text.lastIndexOf('.')),
      repaired: `${first}.${second}`,
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
  else judgePayload(open, claims ?? payload)
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
  judge(open, 'token/signature')
  open.signer = brandKeys.find(key => verifies(jws, key)) ?? null
  facts.verified = open.signer !== null
  if (!open.signer) open.findings.push(diagnosedSignature(jws, tenant))
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
