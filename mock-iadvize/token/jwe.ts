/** A JWE taken apart, and its content opened with any content encryption of RFC 7518 §5. */
import { createDecipheriv, createHmac, timingSafeEqual, type CipherGCMTypes } from 'node:crypto'
import type { JsonObject } from './json-members.ts'

export type Jwe = {
  header: JsonObject
  /** the first segment as received, and as it should have been written: what the tag protects */
  received: string
  repaired: string
  /** all five as received, but for the alphabet */
  segments: readonly string[]
  encryptedKey: Buffer
  iv: Buffer
  ciphertext: Buffer
  tag: Buffer
}

const bytes = (segment = ''): Buffer => Buffer.from(segment, 'base64url')

export const jweOf = (header: JsonObject, segments: readonly string[], received: string): Jwe => {
  const [repaired = '', encryptedKey, iv, ciphertext, tag] = segments
  return {
    header,
    received,
    repaired,
    segments,
    encryptedKey: bytes(encryptedKey),
    iv: bytes(iv),
    ciphertext: bytes(ciphertext),
    tag: bytes(tag),
  }
}

/** RFC 7518 §5: lengths in bytes. */
const contentEncryptions = {
  A256GCM: { key: 32, cipher: 'aes-256-gcm' },
  A128GCM: { key: 16, cipher: 'aes-128-gcm' },
  A192GCM: { key: 24, cipher: 'aes-192-gcm' },
  'A128CBC-HS256': { key: 32, cipher: 'aes-128-cbc', hmac: 'sha256' },
  'A192CBC-HS384': { key: 48, cipher: 'aes-192-cbc', hmac: 'sha384' },
  'A256CBC-HS512': { key: 64, cipher: 'aes-256-cbc', hmac: 'sha512' },
} as const
export type ContentEncryption = keyof typeof contentEncryptions

export const contentEncryption = (name: unknown): ContentEncryption | null =>
  typeof name === 'string' && Object.hasOwn(contentEncryptions, name) ? (name as ContentEncryption) : null

export const fitsContentKey = (enc: ContentEncryption, contentKey: Uint8Array): boolean =>
  contentEncryptions[enc].key === contentKey.length

export const contentEncryptionsFor = (contentKey: Uint8Array): ContentEncryption[] =>
  (Object.keys(contentEncryptions) as ContentEncryption[]).filter(enc => fitsContentKey(enc, contentKey))

export const isGcm = (enc: ContentEncryption): boolean => enc.endsWith('GCM')

/** The plaintext of a JWE whose content is encrypted exactly as the contract says (A256GCM, RFC 7518 §5.3). */
export const soundContent = (jwe: Jwe, contentKey: Buffer): Buffer | null =>
  contentKey.length === 32 && jwe.iv.length === 12 && jwe.tag.length === 16
    ? content('A256GCM', contentKey, jwe, jwe.received)
    : null

/** Tags that GCM can be cut to (NIST SP 800-38D §5.2.1.2), in bytes; JWE allows 16 only. */
const tagLengths = new Set([4, 8, 12, 13, 14, 15, 16])

export type Content = Pick<Jwe, 'iv' | 'ciphertext' | 'tag'>

/** The plaintext; null: the tag does not match. */
export function content(
  enc: ContentEncryption,
  contentKey: Buffer,
  parts: Content,
  protectedData: string | Buffer,
): Buffer | null {
  const aad = Buffer.from(protectedData)
  const { cipher, ...rest } = contentEncryptions[enc]
  try {
    return 'hmac' in rest
      ? cbcContent(cipher, rest.hmac, contentKey, parts, aad)
      : gcmContent(cipher as CipherGCMTypes, contentKey, parts, aad)
  } catch {
    return null // the cipher's way to say that tag, IV or padding do not match
  }
}

function gcmContent(cipher: CipherGCMTypes, key: Buffer, { iv, ciphertext, tag }: Content, aad: Buffer): Buffer | null {
  if (!tagLengths.has(tag.length)) return null
  const decipher = createDecipheriv(cipher, key, iv, { authTagLength: tag.length })
  decipher.setAAD(aad)
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** RFC 7518 §5.2.2.2. */
function cbcContent(
  cipher: string,
  hmac: string,
  key: Buffer,
  { iv, ciphertext, tag }: Content,
  aad: Buffer,
): Buffer | null {
  const half = key.length / 2
  const aadBits = Buffer.alloc(8)
  aadBits.writeBigUInt64BE(BigInt(aad.length) * 8n)
  const signed = createHmac(hmac, key.subarray(0, half))
    .update(aad)
    .update(iv)
    .update(ciphertext)
    .update(aadBits)
    .digest()
  if (tag.length !== half || !timingSafeEqual(signed.subarray(0, half), tag)) return null
  const decipher = createDecipheriv(cipher, key.subarray(half), iv)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** What GCM decrypts to whether or not the tag matches: to tell a wrong tag from a damaged content, never to trust it. */
export function unauthenticatedContent(
  enc: ContentEncryption,
  contentKey: Buffer,
  { iv, ciphertext }: Content,
): Buffer | null {
  const { cipher } = contentEncryptions[enc]
  if (!cipher.endsWith('gcm')) return null
  try {
    return createDecipheriv(cipher as CipherGCMTypes, contentKey, iv).update(ciphertext)
  } catch {
    return null // an IV of a length that the cipher does not take
  }
}
