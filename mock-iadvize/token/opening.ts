/**
 * Why a token does not open: the likely mistakes are tried in turn until one explains it (differential diagnosis). Where the token
 * cannot tell, the causes that remain are named with the fingerprints to compare.
 *
 * Work for one token: at most {@link maxPrivateOperations} operations with a private key, and 300 decryptions of its content.
 */
import type { KeyObject } from 'node:crypto'
import { foundContent, keyAndIvAreRight, wrongOrder } from './content-search.ts'
import type { TokenFinding } from './decision.ts'
import { headerReading } from './headers.ts'
import {
  contentEncryption,
  contentEncryptionsFor,
  fitsContentKey,
  isGcm,
  unauthenticatedContent,
  type Jwe,
} from './jwe.ts'
import { fingerprint, productionKey } from './keys.ts'
import { gathered, rsaCandidates, type Cause } from './rsa-number.ts'
import { decryptedBlock, fits, rsaKey } from './rsa-key.ts'
import { unpadded, type EncryptionPadding, type Unpadded } from './rsa-padding.ts'
import { counted, listed, shown } from './shown.ts'
import { verifies } from './signature.ts'

type Sides = { brandKeys: readonly KeyObject[]; iAdvizeKeys: readonly KeyObject[] }

export type Opening = {
  /** null: not opened */
  plaintext: Buffer | null
  contentKey: Buffer | null
  /** the private key that opened it */
  key: KeyObject | null
  findings: TokenFinding[]
  /** why nothing can be said of token/decrypts */
  unseen?: string
}

/** The costly step: about a millisecond each. */
export const maxPrivateOperations = 12

const notOpened = (
  code: string,
  received: string,
  cure: string,
  expected = "a JWE that opens with iAdvize's private key",
): TokenFinding => ({
  id: 'token/decrypts',
  level: 'MUST',
  stage: 'decrypt',
  code,
  expected,
  received,
  cure,
})

const byCause = ({ code, received, cure }: Cause): TokenFinding => notOpened(code, received, cure)
const cause = (code: string, received: string, cure: string): Cause => ({ code, received, cure })

/** The paddings that values of `alg` stand for. */
const declaredPaddings: Record<string, EncryptionPadding['code']> = {
  'RSA-OAEP-256': 'oaep-sha256',
  'RSA-OAEP': 'oaep-sha1',
  'RSA-OAEP-384': 'oaep-sha384',
  'RSA-OAEP-512': 'oaep-sha512',
  RSA1_5: 'rsa1-5',
}

/** `known`: what was unwrapped exactly as the contract says, where only the content did not open. */
export type KnownContentKey = { key: KeyObject; contentKey: Buffer }

/** Opens a token in whatever way it can be opened, and says how it differs from what its header promises. */
export function diagnosedOpening(jwe: Jwe, sides: Sides, known: KnownContentKey | null = null): Opening {
  const { alg } = jwe.header
  const closed = { plaintext: null, contentKey: null, key: null }
  const declared = typeof alg === 'string' && Object.hasOwn(declaredPaddings, alg) ? declaredPaddings[alg] : undefined
  const found: Unwrapped | null = known
    ? { key: known.key, cause: null, message: known.contentKey, padding: null, labelled: false }
    : unwrapped(jwe, sides.iAdvizeKeys)
  if (found) {
    const { key, cause, message, padding, labelled } = found
    const { plaintext, contentKey, causes } = diagnosedContent(jwe, message, sides.brandKeys)
    const all = [cause, padding && declared && declared !== padding.code ? otherPadding(padding, alg) : null]
    const findings = gathered([...all, labelled ? withLabel : null, ...causes].filter(one => one !== null)).map(byCause)
    return { plaintext, contentKey, key, findings }
  }
  const isRsaAlg = typeof alg !== 'string' || /^RSA|^http/i.test(alg)
  if (!isRsaAlg && !sides.iAdvizeKeys.some(key => fits(jwe.encryptedKey, key)))
    return {
      ...closed,
      findings: [],
      unseen: `whether the token opens: with alg ${shown(alg)} it is not encrypted to an RSA key`,
    }
  return { ...closed, findings: [foreignKey(jwe, sides)] }
}

// ── The encrypted key ───────────────────────────────────────────────────────────────────────────────────────────────

type Unwrapped = { key: KeyObject; cause: Cause | null; message: Buffer; padding: EncryptionPadding | null } & Pick<
  Unpadded,
  'labelled'
>

/** As it is under any key comes before anything that was wrapped. */
function unwrapped(jwe: Jwe, keys: readonly KeyObject[]): Unwrapped | null {
  let operations = 0
  const candidates = keys.flatMap(key =>
    rsaCandidates('encrypted key', jwe.segments[1] ?? '', key).map(candidate => ({ key, ...candidate })),
  )
  for (const { key, bytes, cause } of candidates.sort((one, other) => Number(!!one.cause) - Number(!!other.cause))) {
    if (operations++ === maxPrivateOperations) return null
    const found = unpadded(decryptedBlock(bytes, key))
    if (found) return { key, cause, ...found }
  }
  return null
}

const withLabel = cause(
  'encrypted-with-oaep-label',
  'the right key, but OAEP with a label',
  'leave the label of OAEP empty: JOSE has none (RFC 7518 §4.3; Java: PSource.PSpecified.DEFAULT)',
)

function otherPadding(padding: EncryptionPadding, alg: unknown): Cause {
  const mask = `let MGF1, the mask of OAEP, have SHA-256 as well. Java: «RSA/ECB/OAEPWithSHA-256AndMGF1Padding» alone means MGF1 with SHA-1; pass new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT). PHP (phpseclib): ->withHash('sha256')->withMGFHash('sha256'). Python (cryptography): OAEP(mgf=MGF1(algorithm=SHA256()), algorithm=SHA256(), label=None)`
  const cures: Partial<Record<EncryptionPadding['code'], string>> = {
    'oaep-sha256': 'let alg and padding agree: RSA-OAEP-256 in the header',
    'oaep-sha1': `wrap the content key with OAEP and SHA-256 for both hash and MGF1 (Node oaepHash: "sha256", OpenSSL -pkeyopt rsa_oaep_md:sha256; .NET RSAEncryptionPadding.OaepSHA256; PHP 8.2 and older: OPENSSL_PKCS1_OAEP_PADDING knows SHA-1 alone, so use phpseclib 3 or a JOSE library); ${mask}`,
    'oaep-sha256-mgf1-sha1': mask,
    'rsa1-5':
      'wrap the content key with OAEP and SHA-256 (Java: not «RSA» or «RSA/ECB/PKCS1Padding»; PHP: not the default of openssl_public_encrypt)',
  }
  return cause(
    `encrypted-with-${padding.code}`,
    `the right key, but ${padding.name}, although the header says ${shown(alg)}`,
    cures[padding.code] ?? 'wrap the content key with OAEP, SHA-256 for both hash and MGF1',
  )
}

/** No key of iAdvize's unwraps the content key: what its length and its value still tell. */
function foreignKey(jwe: Jwe, { brandKeys, iAdvizeKeys }: Sides): TokenFinding {
  const bytes = jwe.encryptedKey.length
  const held = `compare the key that the site encrypts to with iAdvize's here: ${listed(iAdvizeKeys.map(fingerprint))}`
  if (bytes === 0)
    return notOpened(
      'no-encrypted-key',
      'an empty encrypted key',
      'use RSA-OAEP-256, with a new content key for each token, and not «dir» or a JWS made to look like a JWE',
    )
  const suspects = [
    ...brandKeys.map(key => ({ key, name: "the brand's own public key" })),
    { key: productionKey(), name: "iAdvize's production key" },
  ].filter(({ key }) => fits(jwe.encryptedKey, key) && !iAdvizeKeys.some(own => fingerprint(own) === fingerprint(key)))
  const remaining = [
    ...suspects.map(({ key, name }) => `${name} ${fingerprint(key)}`),
    'a key of another environment',
    'damage to the encrypted key on the way',
  ]
  const causes = `causes that remain: ${remaining.join('; ')}. ${held}`
  const sameSize = iAdvizeKeys.filter(key => rsaKey(key).bytes === bytes)
  if (sameSize.length === 0) {
    const sizes = [...new Set(iAdvizeKeys.map(key => rsaKey(key).bits))].map(bits => `${bits} bits`)
    const usual = bytes >= 128 && bytes % 64 === 0
    return notOpened(
      'encrypted-to-key-of-other-size',
      `an encrypted key of ${counted(bytes, 'byte')}, ${usual ? `as an RSA key of ${bytes * 8} bits makes it` : 'as no usual RSA key makes it: it was cut or altered'}; iAdvize's has ${listed(sizes)}`,
      causes,
    )
  }
  return sameSize.some(key => fits(jwe.encryptedKey, key))
    ? notOpened(
        'encrypted-to-another-key',
        "an encrypted key under which iAdvize's private key finds no padding at all, neither OAEP nor PKCS#1 v1.5",
        causes,
      )
    : notOpened(
        'encrypted-to-another-key',
        "an encrypted key that is a greater number than iAdvize's modulus: another key has certainly made it",
        causes,
      )
}

// ── The content ─────────────────────────────────────────────────────────────────────────────────────────────────────

type DiagnosedContent = { plaintext: Buffer | null; contentKey: Buffer; causes: Cause[] }

function diagnosedContent(jwe: Jwe, message: Buffer, brandKeys: readonly KeyObject[]): DiagnosedContent {
  const found = foundContent(jwe, message)
  if (found) return found
  const plaintext = signedContent(jwe, message, brandKeys)
  const wrong = plaintext && jwe.tag.length > 0 ? wrongTag(jwe) : damagedContent(jwe, message)
  return { plaintext, contentKey: message, causes: [wrong] }
}

const wrongTag = ({ tag }: Jwe): Cause =>
  cause(
    'tag-does-not-match',
    `the right keys and an undamaged content, but its tag of ${counted(tag.length, 'byte')} does not match`,
    'make the tag over the header segment exactly as it is sent (AAD, RFC 7516 §5.1 step 14), and alter nothing afterwards',
  )

function damagedContent(jwe: Jwe, message: Buffer): Cause {
  const declared = contentEncryption(jwe.header.enc)
  if (declared && !fitsContentKey(declared, message))
    return cause(
      'content-key-length',
      `a content key of ${counted(message.length, 'byte')} for ${declared}`,
      'use 32 random bytes as content key of A256GCM, and wrap the bytes themselves, not their hex or base64',
    )
  const lengths = `IV ${counted(jwe.iv.length, 'byte')}, tag ${counted(jwe.tag.length, 'byte')}`
  if (declared !== null && isGcm(declared) && jwe.iv.length !== 12)
    return cause(
      'iv-length',
      `an IV of ${counted(jwe.iv.length, 'byte')} with which the content does not decrypt (${lengths})`,
      'use 12 random bytes as IV, give the cipher and the third segment the same, and look whether segments are swapped (RFC 7516 §7.1: header, encrypted key, IV, ciphertext, tag)',
    )
  if (jwe.ciphertext.length === 0)
    return cause('no-ciphertext', 'an empty ciphertext', 'encrypt the signed JWS, and send what the cipher returns')
  if (jwe.tag.length === 0)
    return cause(
      'no-tag',
      'an empty tag, and none at the end of the ciphertext either',
      'send the tag of 16 bytes that the cipher gives as the fifth segment (PHP: the sixth argument of openssl_encrypt; Node: getAuthTag() after final())',
    )
  if (keyAndIvAreRight(jwe, message))
    return cause(
      'content-damaged',
      `the content key and the IV are right, for the content begins as a JWS, but ciphertext or tag were altered or cut (${lengths}, ciphertext ${counted(jwe.ciphertext.length, 'byte')})`,
      'pass the token on unchanged: look for a column, cookie, log or URL that cuts or alters it',
    )
  return cause(
    'content-damaged',
    `the content key unwraps, but the content (${lengths}) does not decrypt with it: key, IV or ciphertext belong to another encryption, or were altered`,
    'where the JWE is put together by hand, use one content key for both RSA and the cipher, and send the IV that the cipher was given, or better use a JOSE library; else pass the token on unchanged',
  )
}

/** Content that bears the brand's signature is undamaged for certain, so only its tag can be wrong. */
function signedContent(jwe: Jwe, contentKey: Buffer, brandKeys: readonly KeyObject[]): Buffer | null {
  for (const enc of contentEncryptionsFor(contentKey)) {
    const plaintext = unauthenticatedContent(enc, contentKey, jwe)
    const text = plaintext?.toString('latin1') ?? ''
    const [, received, payload = '', signature = ''] = /^([\w-]+\.([\w-]+))\.([\w-]+)$/.exec(text) ?? []
    if (received === undefined) continue
    const bytes = { payload: Buffer.from(payload, 'base64url'), signature: Buffer.from(signature, 'base64url') }
    const jws = { header: {}, received, repaired: received, segments: text.split('.'), ...bytes }
    if (brandKeys.some(key => verifies(jws, key))) return plaintext
  }
  return null
}

// ── The order of the segments ───────────────────────────────────────────────────────────────────────────────────────

/** Header and encrypted key where they belong, wherever they stand; `finding`: they stood elsewhere. */
export function orderedSegments(
  segments: readonly string[],
  keys: readonly KeyObject[],
): { segments: readonly string[]; finding: TokenFinding | null } {
  const isHeader = (segment = ''): boolean => headerReading(segment, 'outer').header?.enc !== undefined
  const isKey = (segment = ''): boolean =>
    keys.some(key => Buffer.from(segment, 'base64url').length === rsaKey(key).bytes && segment.length > 100)
  const header = isHeader(segments[0]) ? 0 : segments.findIndex(isHeader)
  const key = isKey(segments[1]) && header !== 1 ? 1 : segments.findIndex((each, at) => at !== header && isKey(each))
  if (header === -1 || key === -1 || (header === 0 && key === 1)) return { segments, finding: null }
  const others = [...segments.keys()].filter(at => at !== header && at !== key)
  // A key in a later place may be a ciphertext of the same length: then nothing else stands there.
  if (header === 0 && (segments[1] ?? '').length > 22 && others.every(at => (segments[at] ?? '').length > 22))
    return { segments, finding: null }
  const isReversed = header === 4 && key === 3
  const names = segments.map((_, at) => (at === header ? 'header' : at === key ? 'encrypted key' : '…'))
  const { code, received, cure } = wrongOrder(
    isReversed ? 'tag, ciphertext, IV, encrypted key, header (reversed)' : names.join(', '),
  )
  return {
    segments: [header, key, ...(isReversed ? others.toReversed() : others)].map(at => segments[at] ?? ''),
    finding: notOpened(code, received, cure),
  }
}
