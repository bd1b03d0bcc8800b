/** The JWE: its header, and opening it. As the contract says by pinned algorithms; else in any way that can be, to see what is inside. */
import type { KeyObject } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { outerHeader } from '../contract.ts'
import { contentKeyOf } from './content-key.ts'
import { foreignKeyFindings, headerReading, outerAlgFindings, outerEncFindings } from './headers.ts'
import { judgePlaintext } from './inner-layer.ts'
import type { JsonObject } from './json-members.ts'
import { jweOf, soundContent, type Jwe } from './jwe.ts'
import { nested } from './nested.ts'
import { judge, type Case } from './open-case.ts'
import { diagnosedOpening, orderedSegments, type KnownContentKey, type Opening } from './opening.ts'
import { fits, rsaKey } from './rsa-key.ts'

export async function judgeJwe(open: Case, received: readonly string[], token: string): Promise<void> {
  const { segments, finding } = orderedSegments(received, open.tenant.iAdvizeKeys)
  const header = readOuterHeader(open, segments[0] ?? '')
  if (!header) {
    open.unseen.push('what is inside: the header of the JWE is not readable')
    return
  }
  if (finding) open.findings.push(finding)
  const first = segments[0] ?? ''
  const own = token.slice(0, token.indexOf('.'))
  // The tag may protect the header as it was written, in another alphabet.
  const sent =
    own !== first && /^[\w+/=-]+$/.test(own) && Buffer.from(own, 'base64').equals(bytesOf(first)) ? own : first
  const plaintext = await openJwe(open, jweOf(header, [canonical(first), ...segments.slice(1)], sent))
  if (plaintext) await judgePlaintext(open, plaintext)
}

const bytesOf = (segment: string): Buffer => Buffer.from(segment, 'base64url')

/** The header as it should have been written. */
const canonical = (segment = ''): string => headerReading(segment, 'outer').segment

export function readOuterHeader(open: Case, segment: string): JsonObject | null {
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
export async function openJwe(open: Case, jwe: Jwe): Promise<Buffer | null> {
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
