/** What is inside of the JWE: the JWS by right, its signature, and the claims. */
import { userIdClaim, visitorDataClaim } from '../contract.ts'
import { claimFacts, judgeClaims } from './claims.ts'
import { tokenKind } from './enclosed-token.ts'
import { foreignKeyFindings, headerReading, innerAlgFindings } from './headers.ts'
import { isObject } from './json-members.ts'
import { jweOf } from './jwe.ts'
import { inside, nested } from './nested.ts'
import { judge, type Case } from './open-case.ts'
import { diagnosedOpening } from './opening.ts'
import { claimsReading } from './payload.ts'
import {
  alteredAfterSigning,
  brandKeyNotSetUp,
  diagnosedSignature,
  hmacSecret,
  isRsaSignature,
  verifies,
  type Jws,
} from './signature.ts'
import { areExplained } from './segments.ts'
import { textFields } from './visitor-data.ts'

export async function judgePlaintext(open: Case, plaintext: Buffer, isSecond = false): Promise<void> {
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
export function judgeJws(open: Case, text: string, claims?: Buffer | null): void {
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
  else if (claims) judgePayload(open, claims)
  else {
    const inner = payloadIsToken(open, payload)
    judgePayload(open, inner || payload, inner ? undefined : second)
  }
  if (!/\s/.test(text) && areExplained(text, ['inner-header', 'payload', 'signature'], open.findings))
    open.findings = open.findings.filter(({ code }) => code !== 'jws-not-canonical')
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
  // The wrapping is told where the claims are read.
  if (wrapped && claimsReading(jws.payload, jws.segments[1]).findings.length > 0)
    return void open.unseen.push('the signature as it was sent: it is over the payload before that was wrapped')
  judge(open, 'token/signature')
  if (wrapped) open.findings.push(alteredAfterSigning())
}

function judgePayload(open: Case, payload: Buffer, segment?: string): void {
  const { claims, findings } = claimsReading(payload, segment)
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
