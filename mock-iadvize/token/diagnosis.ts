/**
 * Differential diagnosis: when a token does not open or does not verify, the likely mistakes are tried in turn until one explains
 * it. Where the token cannot tell, the causes that remain are named with the fingerprints to compare.
 */
import { constants, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import type { TokenFinding } from './decision.ts'
import { fingerprint, productionKey, publicHalf } from './keys.ts'
import type { JsonObject } from './json-members.ts'
import {
  content,
  contentEncryption,
  contentEncryptionsFor,
  fitsContentKey,
  unauthenticatedContent,
  type ContentEncryption,
  type Jwe,
} from './jwe.ts'
import { decryptedBlock, fits, rsaKey, signedBlock } from './rsa-key.ts'
import { digest, signedDigest, unpadded, type EncryptionPadding } from './rsa-padding.ts'
import { counted, listed, shown } from './shown.ts'

type Sides = { brandKeys: readonly KeyObject[]; iAdvizeKeys: readonly KeyObject[] }

// ── Why it does not open ────────────────────────────────────────────────────────────────────────────────────────────

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

/** The paddings that values of `alg` stand for. */
const declaredPaddings: Record<string, EncryptionPadding['code']> = {
  'RSA-OAEP-256': 'oaep-sha256',
  'RSA-OAEP': 'oaep-sha1',
  'RSA-OAEP-384': 'oaep-sha384',
  'RSA-OAEP-512': 'oaep-sha512',
  RSA1_5: 'rsa1-5',
}

/** Opens a token in whatever way it can be opened, and says how it differs from what its header promises. */
export function diagnosedOpening(jwe: Jwe, sides: Sides): Opening {
  const { alg } = jwe.header
  const closed = { plaintext: null, contentKey: null, key: null }
  const declared = typeof alg === 'string' && Object.hasOwn(declaredPaddings, alg) ? declaredPaddings[alg] : undefined
  for (const key of sides.iAdvizeKeys) {
    if (!fits(jwe.encryptedKey, key)) continue
    const found = unpadded(decryptedBlock(jwe.encryptedKey, key))
    if (!found) continue
    const { padding, contentKey } = found
    const { plaintext, findings } = diagnosedContent(jwe, contentKey, sides.brandKeys)
    if (declared && declared !== padding.code) findings.unshift(otherPadding(padding, alg))
    return { plaintext, contentKey, key, findings }
  }
  if (typeof alg === 'string' && !alg.startsWith('RSA') && !sides.iAdvizeKeys.some(key => fits(jwe.encryptedKey, key)))
    return {
      ...closed,
      findings: [],
      unseen: `whether the token opens: with alg ${shown(alg)} it is not encrypted to an RSA key`,
    }
  return { ...closed, findings: [foreignKey(jwe, sides)] }
}

function otherPadding(padding: EncryptionPadding, alg: unknown): TokenFinding {
  const java =
    'in Java, «RSA/ECB/OAEPWithSHA-256AndMGF1Padding» alone means MGF1 with SHA-1: pass new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)'
  const cures: Partial<Record<EncryptionPadding['code'], string>> = {
    'oaep-sha256': 'let alg and padding agree: RSA-OAEP-256 in the header',
    'oaep-sha1': `wrap the content key with OAEP and SHA-256 for both hash and MGF1 (Node oaepHash: "sha256", OpenSSL -pkeyopt rsa_oaep_md:sha256; .NET RSAEncryptionPadding.OaepSHA256); ${java}`,
    'oaep-sha256-mgf1-sha1': java,
    'rsa1-5':
      'wrap the content key with OAEP and SHA-256 (Java: not «RSA» or «RSA/ECB/PKCS1Padding»; PHP: not the default of openssl_public_encrypt)',
  }
  return notOpened(
    `encrypted-with-${padding.code}`,
    `the right key, but ${padding.name}, although the header says ${shown(alg)}`,
    cures[padding.code] ?? 'wrap the content key with OAEP, SHA-256 for both hash and MGF1',
    'a content key wrapped as the header says: OAEP with SHA-256, MGF1 with SHA-256 too',
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
    return notOpened(
      'encrypted-to-key-of-other-size',
      `an encrypted key of ${counted(bytes, 'byte')}, ${bytes % 32 === 0 ? `as an RSA key of ${bytes * 8} bits makes it` : 'as no usual RSA key makes it: it was cut or altered'}; iAdvize's has ${listed(sizes)}`,
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

type Attempt = { code: string; received: string; cure: string; plaintext: () => Buffer | null }

/** The content key is known: opens the content as the header says, or in the way that explains why that fails. */
function diagnosedContent(
  jwe: Jwe,
  contentKey: Buffer,
  brandKeys: readonly KeyObject[],
): { plaintext: Buffer | null; findings: TokenFinding[] } {
  const declared = contentEncryption(jwe.header.enc)
  if (declared && fitsContentKey(declared, contentKey)) {
    // Text that was not base64url may have been protected as it stood, or as it should have stood.
    for (const text of [jwe.received, jwe.repaired]) {
      const plaintext = standard(declared, jwe) ? content(declared, contentKey, jwe, text) : null
      if (plaintext) return { plaintext, findings: [] }
    }
  }
  const fitting = contentEncryptionsFor(contentKey)
  for (const enc of fitting) {
    for (const attempt of attempts(enc, jwe, contentKey)) {
      const plaintext = attempt.plaintext()
      if (plaintext === null) continue
      const findings = attempt.code === '' ? [] : [notOpened(attempt.code, attempt.received, attempt.cure)]
      if (declared && declared !== enc)
        findings.unshift(
          notOpened(
            'encrypted-with-other-enc',
            `content encrypted with ${enc}, although the header says ${declared}`,
            'let header and encryption agree: A256GCM, with a content key of 32 bytes',
          ),
        )
      return { plaintext, findings }
    }
  }
  const plaintext = signedContent(fitting, jwe, contentKey, brandKeys)
  if (plaintext)
    return {
      plaintext,
      findings: [
        notOpened(
          'tag-does-not-match',
          `the right keys and an undamaged content, but its tag of ${counted(jwe.tag.length, 'byte')} does not match`,
          'make the tag over the header segment exactly as it is sent (AAD, RFC 7516 §5.1 step 14), and alter nothing afterwards',
        ),
      ],
    }
  const wrongKeyLength = declared && !fitsContentKey(declared, contentKey)
  return {
    plaintext: null,
    findings: [
      wrongKeyLength
        ? notOpened(
            'content-key-length',
            `a content key of ${counted(contentKey.length, 'byte')} for ${declared}`,
            'use 32 random bytes as content key of A256GCM, and wrap the bytes themselves, not their hex or base64',
          )
        : notOpened(
            'content-damaged',
            `the content key unwraps, but the content (IV ${counted(jwe.iv.length, 'byte')}, tag ${counted(jwe.tag.length, 'byte')}) does not decrypt`,
            'pass the token on unchanged; where the JWE is put together by hand, use one content key and one IV for both wrapping and content, or better a JOSE library',
          ),
    ],
  }
}

const isGcm = (enc: ContentEncryption): boolean => enc.endsWith('GCM')
/** Lengths that JWE prescribes for GCM: an IV of 96 bits and a tag of 128 (RFC 7518 §5.3). */
const standard = (enc: ContentEncryption, { iv, tag }: Jwe): boolean =>
  !isGcm(enc) || (iv.length === 12 && tag.length === 16)

function* attempts(enc: ContentEncryption, jwe: Jwe, contentKey: Buffer): Generator<Attempt> {
  const header = JSON.stringify(jwe.header)
  const decoded = Buffer.from(jwe.repaired, 'base64url')
  const protectedData: { data: string | Buffer; how: string }[] = [
    { data: jwe.received, how: '' },
    { data: jwe.repaired, how: '' },
    { data: '', how: 'nothing' },
    { data: decoded, how: "the header's JSON" },
    { data: Buffer.from(header).toString('base64url'), how: 'the header written anew' },
    { data: decoded.toString('base64'), how: 'the header in standard base64' },
  ]
  const lengths = ivAndTag(enc, jwe)
  for (const { data, how } of protectedData)
    yield {
      code: how === '' ? lengths.code : 'wrong-additional-data',
      received: how === '' ? lengths.received : `a tag that protects ${how}, not the header segment as it is sent`,
      cure: how === '' ? lengths.cure : 'pass the ASCII bytes of the header segment as AAD (RFC 7516 §5.1 step 14)',
      plaintext: () => content(enc, contentKey, jwe, data),
    }
  if (isGcm(enc) && jwe.ciphertext.length > 16) {
    const parts = { iv: jwe.iv, ciphertext: jwe.ciphertext.subarray(0, -16), tag: jwe.ciphertext.subarray(-16) }
    for (const { data } of protectedData)
      yield {
        code: 'tag-in-ciphertext',
        received: 'the tag at the end of the ciphertext',
        cure: 'cut the last 16 bytes off what the cipher returns (Java, Go and WebCrypto append the tag) and send them as the fifth segment',
        plaintext: () => content(enc, contentKey, parts, data),
      }
  }
}

function ivAndTag(enc: ContentEncryption, { iv, tag }: Jwe): { code: string; received: string; cure: string } {
  if (!isGcm(enc) || (iv.length === 12 && tag.length === 16)) return { code: '', received: '', cure: '' }
  if (iv.length !== 12)
    return {
      code: iv.length === 16 ? 'iv-of-128-bits' : 'iv-length',
      received: `an IV of ${iv.length * 8} bits`,
      cure: 'use 12 random bytes as IV: AES-GCM in a JWE takes 96 bits (RFC 7518 §5.3); 16 bytes are for CBC',
    }
  return {
    code: 'tag-truncated',
    received: `a tag of ${tag.length * 8} bits`,
    cure: 'use the whole tag of 128 bits (Java: new GCMParameterSpec(128, iv); PHP: tag_length 16)',
  }
}

/** Content that bears the brand's signature is undamaged for certain, so only its tag can be wrong. */
function signedContent(
  fitting: ContentEncryption[],
  jwe: Jwe,
  contentKey: Buffer,
  brandKeys: readonly KeyObject[],
): Buffer | null {
  for (const enc of fitting) {
    const plaintext = unauthenticatedContent(enc, contentKey, jwe)
    const text = plaintext?.toString('latin1') ?? ''
    const [, received, payload = '', signature = ''] = /^([\w-]+\.([\w-]+))\.([\w-]+)$/.exec(text) ?? []
    if (received === undefined) continue
    const bytes = { payload: Buffer.from(payload, 'base64url'), signature: Buffer.from(signature, 'base64url') }
    if (brandKeys.some(key => verifies({ header: {}, received, repaired: received, ...bytes }, key))) return plaintext
  }
  return null
}

// ── Why it does not verify ──────────────────────────────────────────────────────────────────────────────────────────

export type Jws = {
  header: JsonObject
  /** first and second segment with the dot, as received and as it should have been written */
  received: string
  repaired: string
  payload: Buffer
  signature: Buffer
}

const notVerified = (code: string, received: string, cure: string): TokenFinding => ({
  id: 'token/signature',
  level: 'MUST',
  stage: 'signature',
  code,
  expected: "a signature with RS256 that verifies with the brand's public key",
  received,
  cure,
})

const signatureAlgorithm = /^(RS|PS)(256|384|512)$/

/** Whether `alg` is one that an RSA key signs with; an unreadable `alg` is taken for the documented one. */
export const isRsaSignature = (alg: unknown): boolean => typeof alg !== 'string' || signatureAlgorithm.test(alg)

/** Verification as the header says, in the lenient way of node:crypto: any key size, and RS or PS with any hash. */
export function verifies(jws: Jws, key: KeyObject, alg: unknown = jws.header.alg): boolean {
  const [, family = 'RS', bits = '256'] = (typeof alg === 'string' && signatureAlgorithm.exec(alg)) || []
  const padding =
    family === 'RS'
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
  return [jws.received, jws.repaired].some(text =>
    verify(`sha${bits}`, Buffer.from(text), { key: publicHalf(key), ...padding }, jws.signature),
  )
}

export const brandKeyNotSetUp = (): TokenFinding =>
  notVerified(
    'brand-key-not-set-up',
    "no public key of the brand's is set up at iAdvize",
    "send the brand's public key (never the private one) to iAdvize and ask to have it set up in the site's settings",
  )

/** Why none of the brand's keys verifies a signature. */
export function diagnosedSignature(jws: Jws, { brandKeys, iAdvizeKeys }: Sides): TokenFinding {
  const { signature } = jws
  const { alg } = jws.header
  const setUp = listed(brandKeys.map(fingerprint))
  const compare = `compare the fingerprint of the signing key's public half with the one set up: ${setUp} («openssl pkey -in PRIVATE.pem -pubout -outform DER | openssl sha256 -binary | base64 | tr -d =»)`
  if (signature.length === 0)
    return notVerified('signature-missing', 'an empty signature', "sign with RS256 and the brand's RSA private key")

  for (const key of brandKeys) {
    if (fits(signature, key)) {
      const finding = fromRightKey(jws, key)
      if (finding) return finding
    }
  }
  const secret = hmacSecret(jws, [...brandKeys, ...iAdvizeKeys])
  if (secret)
    return notVerified(
      'hmac-instead-of-rsa',
      `an HMAC with ${secret} as secret, although the header says ${shown(alg)}`,
      "sign with RS256 and the brand's RSA private key: anybody can make this HMAC",
    )
  if (iAdvizeKeys.some(key => fits(signature, publicHalf(key)) && verifies(jws, key)))
    return notVerified(
      'signed-with-iadvize-key',
      "a signature by the private key of iAdvize's pair: the two pairs are swapped",
      "sign with the brand's private key, encrypt to iAdvize's public key",
    )
  const misplaced = brandKeys.map(key => misplacedKey(key, iAdvizeKeys)).find(finding => finding !== null)
  if (misplaced) return misplaced

  if (!brandKeys.some(key => rsaKey(key).bytes === signature.length)) {
    const sizes = listed([...new Set(brandKeys.map(key => `${rsaKey(key).bits} bits`))])
    const kind =
      signature.length === 64
        ? 'as ECDSA with P-256 or an HMAC with SHA-512 makes it'
        : signature.length < 64
          ? 'as an HMAC makes it, or cut short'
          : `as an RSA key of ${signature.length * 8} bits makes it`
    return notVerified(
      'signed-with-key-of-other-size',
      `a signature of ${counted(signature.length, 'byte')}, ${kind}; the brand's key has ${sizes}`,
      compare,
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

/** What the brand's public key finds under the signature: with a known padding, the right private key has made it. */
function fromRightKey(jws: Jws, key: KeyObject): TokenFinding | null {
  const block = signedBlock(jws.signature, key)
  const signed = signedDigest(block)
  const { alg } = jws.header
  if (signed?.hash === null)
    return notVerified(
      'digest-info-missing',
      `the right key, but a bare digest of ${counted(signed.digest.length, 'byte')} without its DigestInfo`,
      'let the library hash and sign in one step (Java: SHA256withRSA, not NONEwithRSA)',
    )
  if (signed?.hash) {
    const declared = `sha${typeof alg === 'string' ? (signatureAlgorithm.exec(alg)?.[2] ?? '256') : '256'}`
    if (signed.hash !== declared)
      return notVerified(
        `signed-with-${signed.hash}`,
        `the right key, but a signature over ${signed.hash.toUpperCase()}, although the header says ${shown(alg)}`,
        'sign with SHA-256 (Java: SHA256withRSA; PHP: OPENSSL_ALGO_SHA256, the default is SHA-1)',
      )
    const input = signedInput(jws, signed.hash, signed.digest)
    return input
      ? notVerified(
          'signed-over-wrong-input',
          `the right key, but a signature over ${input}`,
          'sign the ASCII bytes of «header segment.payload segment», exactly as they are sent, hashed once (RFC 7515 §5.1)',
        )
      : notVerified(
          'altered-after-signing',
          'the right key and the right algorithm, but over another text: header or payload were altered after signing',
          'send the very segments that were signed, and do not serialize header or claims a second time',
        )
  }
  const pss = ['PS256', 'PS384', 'PS512'].find(name => name !== alg && verifies(jws, key, name))
  return pss
    ? notVerified(
        'signed-with-pss',
        `the right key, but a signature with RSASSA-PSS (${pss}), although the header says ${shown(alg)}`,
        'sign with RSASSA-PKCS1-v1_5 and SHA-256 (RS256; Java: SHA256withRSA, not RSASSA-PSS)',
      )
    : null
}

function signedInput(jws: Jws, hash: string, signed: Buffer): string | null {
  const [header = '', payload = ''] = jws.repaired.split('.')
  const once = digest(hash, jws.received)
  const headerText = Buffer.from(header, 'base64url')
  const inputs: [string, string | Buffer][] = [
    ['the digest of the text (hashed twice)', once],
    ['the hexadecimal digest of the text (hashed twice)', once.toString('hex')],
    ['the payload segment alone', payload],
    ["the claims' JSON alone", jws.payload],
    ['header and claims before their encoding', Buffer.concat([headerText, Buffer.from('.'), jws.payload])],
    ['both segments without the dot', header + payload],
    ['segments in standard base64', `${headerText.toString('base64')}.${jws.payload.toString('base64')}`],
  ]
  return inputs.find(([, input]) => digest(hash, input).equals(signed))?.[0] ?? null
}

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
