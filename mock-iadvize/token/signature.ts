/**
 * Why a signature does not verify: what the brand's public key finds under it says which key, hash, padding and text it was made
 * with. Work for one token: at most six operations with each public key, and some hundred hashes of what was signed.
 */
import { constants, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import type { TokenFinding } from './decision.ts'
import type { JsonObject } from './json-members.ts'
import { fingerprint, productionKey, publicHalf } from './keys.ts'
import { rsaCandidates, type Cause } from './rsa-number.ts'
import { fits, rsaKey, signedBlock } from './rsa-key.ts'
import { signedDigest } from './rsa-padding.ts'
import { counted, listed, shown } from './shown.ts'
import { signedInput } from './signed-input.ts'

export type Jws = {
  header: JsonObject
  /** first and second segment with the dot, as received and as it should have been written */
  received: string
  repaired: string
  /** all three, but for the alphabet as received */
  segments: readonly string[]
  payload: Buffer
  signature: Buffer
}

/** `wrapped`: header or payload were wrapped after signing; that is the finding, and it is another check's. */
export type SignatureDiagnosis = { findings: TokenFinding[]; wrapped: boolean }

const notVerified = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/signature',
  level: 'MUST',
  stage: 'signature',
  code,
  expected: "a signature with RS256 that verifies with the brand's public key",
  received,
  cure,
})

const byCause = ({ code, received, cure }: Cause): TokenFinding => notVerified(code, received, cure)

const signatureAlgorithm = /^(RS|PS)(256|384|512)$/

/** Whether `alg` is one that an RSA key signs with; an unreadable `alg` is taken for the documented one. */
export const isRsaSignature = (alg: unknown): boolean => typeof alg !== 'string' || signatureAlgorithm.test(alg)

/** Verification as the header says, in the lenient way of node:crypto: any key size, and RS or PS with any hash. */
export function verifies(jws: Jws, key: KeyObject, alg: unknown = jws.header.alg, signature = jws.signature): boolean {
  const [, family = 'RS', bits = '256'] = (typeof alg === 'string' && signatureAlgorithm.exec(alg)) || []
  const padding =
    family === 'RS'
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  return [...new Set([jws.received, jws.repaired])].some(text =>
    verify(`sha${bits}`, Buffer.from(text), { key: publicHalf(key), ...padding }, signature),
  )
}

export const brandKeyNotSetUp = (): TokenFinding =>
  notVerified(
    'brand-key-not-set-up',
    "no public key of the brand's is set up at iAdvize",
    "send the brand's public key (never the private one) to iAdvize and ask to have it set up in the site's settings",
  )

type Sides = { brandKeys: readonly KeyObject[]; iAdvizeKeys: readonly KeyObject[] }

/** Why none of the brand's keys verifies a signature. */
export function diagnosedSignature(jws: Jws, sides: Sides): SignatureDiagnosis {
  const { brandKeys, iAdvizeKeys } = sides
  const certain = (finding: TokenFinding): SignatureDiagnosis => ({ findings: [finding], wrapped: false })
  if (jws.segments[2] === '')
    return certain(
      notVerified('signature-missing', 'an empty signature', "sign with RS256 and the brand's RSA private key"),
    )
  for (const key of brandKeys) {
    const found = fromRightKey(jws, key)
    if (found) return found
  }
  const secret = hmacSecret(jws, [...brandKeys, ...iAdvizeKeys])
  if (secret)
    return certain(
      notVerified(
        'hmac-instead-of-rsa',
        `an HMAC with ${secret} as secret, although the header says ${shown(jws.header.alg)}`,
        "sign with RS256 and the brand's RSA private key: anybody can make this HMAC",
      ),
    )
  if (iAdvizeKeys.some(key => fits(jws.signature, publicHalf(key)) && verifies(jws, key)))
    return certain(
      notVerified(
        'signed-with-iadvize-key',
        "a signature by the private key of iAdvize's pair: the two pairs are swapped",
        "sign with the brand's private key, encrypt to iAdvize's public key",
      ),
    )
  const misplaced = brandKeys.map(key => misplacedKey(key, iAdvizeKeys)).find(finding => finding !== null)
  return certain(misplaced ?? foreignSignature(jws, brandKeys))
}

/** Nothing explains it: what its length and its value still tell. */
function foreignSignature({ signature }: Jws, brandKeys: readonly KeyObject[]): TokenFinding {
  const setUp = listed(brandKeys.map(fingerprint))
  const compare = `compare the fingerprint of the signing key's public half with the one set up: ${setUp} («openssl pkey -in PRIVATE.pem -pubout -outform DER | openssl sha256 -binary | base64 | tr -d =»)`
  if (signature.includes(replacement))
    return notVerified(
      'signature-is-damaged-text',
      `a signature of ${counted(signature.length, 'byte')} with replacement characters in it: its bytes were taken for UTF-8 text, which destroys them`,
      'keep the signature as bytes until base64url: no toString() without an encoding, no decode(), no new String(bytes)',
    )
  if (!brandKeys.some(key => rsaKey(key).bytes === signature.length)) {
    const sizes = listed([...new Set(brandKeys.map(key => `${rsaKey(key).bits} bits`))])
    return notVerified(
      'signed-with-key-of-other-size',
      `a signature of ${counted(signature.length, 'byte')}, ${kindOfSignature(signature)}; the brand's key has ${sizes}`,
      signatureCure(signature, compare),
    )
  }
  const certain = !brandKeys.some(key => fits(signature, key))
  return notVerified(
    'signed-with-another-key',
    certain
      ? "a signature that is a greater number than the brand's modulus: another key has certainly made it"
      : "a signature in which the brand's public key finds no padding at all: another key has made it, or it was damaged",
    `${compare}. Causes that remain: the key pair was renewed and iAdvize still has the old public key; the private key of another environment; a public key of another pair was handed over`,
  )
}

const signatureCure = (signature: Buffer, compare: string): string => {
  const kind = kindOfSignature(signature)
  if (/ECDSA|HMAC/.test(kind))
    return `sign with RS256 and the brand's RSA private key: this is no RSA signature. Then ${compare}`
  return /cut/.test(kind)
    ? `look for what cuts the signature (a column, a cookie, a buffer of fixed size). Then ${compare}`
    : compare
}

/** U+FFFD in UTF-8, three times: no chance. */
const replacement = Buffer.from('\ufffd\ufffd')

function kindOfSignature(signature: Buffer): string {
  const { length } = signature
  if (signature[0] === 0x30 && length >= 66 && length <= 142 && signature[1] === length - 2)
    return 'as ECDSA makes it (in DER)'
  if (length === 64) return 'as ECDSA with P-256, Ed25519 or an HMAC with SHA-512 makes it'
  if (length === 96 || length === 132) return 'as ECDSA with P-384 or P-521 makes it'
  if (length < 64) return 'as an HMAC makes it, or cut short'
  return length >= 128 && length % 64 === 0
    ? `as an RSA key of ${length * 8} bits makes it`
    : 'as no usual key makes it: it was cut or altered'
}

/** The brand's key is set up, but it is one of iAdvize's. */
function misplacedKey(key: KeyObject, iAdvizeKeys: readonly KeyObject[]): TokenFinding | null {
  const own = fingerprint(key)
  if (own === fingerprint(productionKey()))
    return notVerified(
      'brand-key-is-production-key',
      `iAdvize's published production key ${own} in the place of the brand's public key`,
      "hand over the public half of the pair that the site signs with: iAdvize's own key is for encryption only",
    )
  if (iAdvizeKeys.some(other => fingerprint(other) === own))
    return notVerified(
      'brand-key-is-iadvize-key',
      `iAdvize's own key ${own} in the place of the brand's public key`,
      "set up the public half of the pair that the site signs with: iAdvize's key is for encryption only",
    )
  return null
}

// ── The right key ───────────────────────────────────────────────────────────────────────────────────────────────────

/** What the brand's public key finds under the signature, or under what it was before it was wrapped. Null: another key's. */
function fromRightKey(jws: Jws, key: KeyObject): SignatureDiagnosis | null {
  for (const { bytes, cause } of rsaCandidates('signature', jws.segments[2] ?? '', key)) {
    const found = underSignature(jws, key, bytes)
    if (found) return cause ? { ...found, findings: [byCause(cause), ...found.findings] } : found
  }
  return null
}

export const alteredAfterSigning = (): TokenFinding =>
  notVerified(
    'altered-after-signing',
    'the right key and the right algorithm, but over another text: header or payload were altered after signing',
    'send the very segments that were signed, and do not serialize header or claims a second time',
  )

/** With a known padding, the right private key has made it. */
function underSignature(jws: Jws, key: KeyObject, signature: Buffer): SignatureDiagnosis | null {
  const signed = signedDigest(signedBlock(signature, key))
  const { alg } = jws.header
  const finding = (...all: Parameters<typeof notVerified>): SignatureDiagnosis => ({
    findings: [notVerified(...all)],
    wrapped: false,
  })
  if (signed?.hash === null)
    return finding(
      'digest-info-missing',
      `the right key, but a bare digest of ${counted(signed.digest.length, 'byte')} without its DigestInfo`,
      'let the library hash and sign in one step (Java: SHA256withRSA, not NONEwithRSA)',
    )
  if (signed?.hash) {
    const declared = `sha${typeof alg === 'string' ? (signatureAlgorithm.exec(alg)?.[2] ?? '256') : '256'}`
    if (signed.hash !== declared)
      return finding(
        `signed-with-${signed.hash}`,
        `the right key, but a signature over ${signed.hash.toUpperCase()}, although the header says ${shown(alg)}`,
        'sign with SHA-256 (Java: SHA256withRSA; PHP: OPENSSL_ALGO_SHA256, the default is SHA-1)',
      )
    if (verifies(jws, key, alg, signature)) return { findings: [], wrapped: false }
    const input = signedInput(jws, signed.hash, signed.digest)
    if (input?.wrapped) return { findings: [], wrapped: true }
    return input
      ? finding(
          'signed-over-wrong-input',
          `the right key, but a signature over ${input.how}`,
          'sign the ASCII bytes of «header segment.payload segment», exactly as they are sent, hashed once (RFC 7515 §5.1)',
        )
      : { findings: [alteredAfterSigning()], wrapped: false }
  }
  if (verifies(jws, key, alg, signature)) return { findings: [], wrapped: false }
  const pss = ['PS256', 'PS384', 'PS512'].find(name => name !== alg && verifies(jws, key, name, signature))
  return pss
    ? finding(
        'signed-with-pss',
        `the right key, but a signature with RSASSA-PSS (${pss}), although the header says ${shown(alg)}`,
        'sign with RSASSA-PKCS1-v1_5 and SHA-256 (RS256; Java: SHA256withRSA, not RSASSA-PSS)',
      )
    : null
}

// ── HMAC ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What an HMAC was made with, among the secrets that are no secrets; null: none of them. */
export function hmacSecret(jws: Jws, keys: readonly KeyObject[]): string | null {
  const hash = { 32: 'sha256', 48: 'sha384', 64: 'sha512' }[jws.signature.length]
  if (!hash) return null
  const made = (secret: string | Buffer): boolean =>
    timingSafeEqual(createHmac(hash, secret).update(jws.received).digest(), jws.signature)
  if (made('')) return 'the empty text'
  for (const key of keys) {
    const owner = key.type === 'private' ? "iAdvize's public key" : "the brand's public key"
    const publicKey = key.type === 'private' ? createPublicKey(key) : key
    for (const type of ['spki', 'pkcs1'] as const) {
      const standardName = type === 'spki' ? 'SPKI' : 'PKCS#1'
      const pem = publicKey.export({ type, format: 'pem' }).toString()
      const der = publicKey.export({ type, format: 'der' })
      const forms: [string, string | Buffer][] = [
        ['PEM with its final line break', pem],
        ['PEM without its final line break', pem.trimEnd()],
        ['PEM with Windows line breaks', pem.replaceAll('\n', '\r\n')],
        ['DER', der],
        ['base64 of the DER', der.toString('base64')],
      ]
      const form = forms.find(([, secret]) => made(secret))
      if (form) return `${owner} (${standardName}, ${form[0]})`
    }
  }
  return null
}
