/** Tokens made by hand, sound unless one thing is changed: for tests and benchmarks. */
import {
  constants,
  createCipheriv,
  createHmac,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  sign,
  type CipherGCMTypes,
  type KeyObject,
} from 'node:crypto'
import { documentedIssuer, innerHeader, outerHeader, userIdClaim } from '../contract.ts'

export type Pair = { privateKey: KeyObject; publicKey: KeyObject }
export type Pairs = { brand: Pair; iAdvize: Pair }

export const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString('base64url')

/** Claims of a sound token. */
export const claimsAt = (at: Date, more: object = {}): Record<string, unknown> => ({
  [userIdClaim]: 'account-7f3a',
  iss: documentedIssuer,
  exp: Math.floor(at.getTime() / 1000) + 60,
  ...more,
})

export type Signing = {
  header?: object
  /** what is signed, where it differs from what is sent */
  signature?: (input: string, key: KeyObject) => Uint8Array
}

export const rs256 = (input: string | Uint8Array, key: KeyObject): Buffer => sign('sha256', Buffer.from(input), key)

export function jws(
  payload: object | string | Uint8Array,
  key: KeyObject,
  { header = innerHeader, signature = rs256 }: Signing = {},
): string {
  const content = typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload)
  const input = `${base64url(JSON.stringify(header))}.${base64url(content)}`
  return `${input}.${base64url(signature(input, key))}`
}

export const hs =
  (secret: string | Uint8Array, hash = 'sha256') =>
  (input: string): Buffer =>
    createHmac(hash, secret).update(input).digest()

export type Encrypting = {
  header?: object
  wrapped?: (contentKey: Buffer, key: KeyObject) => Buffer
  contentKey?: Buffer
  iv?: Buffer
  tagLength?: number
  cipher?: CipherGCMTypes
  aad?: (protectedHeader: string) => string | Buffer
  /** changes the segments at the very end */
  segments?: (segments: { header: string; encryptedKey: Buffer; iv: Buffer; ciphertext: Buffer; tag: Buffer }) => string
}

export const oaep =
  (hash: string) =>
  (contentKey: Buffer, key: KeyObject): Buffer =>
    publicEncrypt({ key, oaepHash: hash }, contentKey)

export const rsa15 = (contentKey: Buffer, key: KeyObject): Buffer =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, contentKey)

export function jwe(payload: string | Uint8Array, key: KeyObject, how: Encrypting = {}): string {
  const {
    header: headerObject = outerHeader,
    wrapped = oaep('sha256'),
    contentKey = randomBytes(32),
    iv = randomBytes(12),
    tagLength = 16,
    cipher: cipherName = 'aes-256-gcm',
    aad = (text: string) => text,
    segments = ({ header, encryptedKey, iv, ciphertext, tag }) =>
      [header, ...[encryptedKey, iv, ciphertext, tag].map(base64url)].join('.'),
  } = how
  const header = base64url(JSON.stringify(headerObject))
  const cipher = createCipheriv(cipherName, contentKey, iv, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(aad(header)))
  const ciphertext = Buffer.concat([cipher.update(payload), cipher.final()])
  return segments({ header, encryptedKey: wrapped(contentKey, key), iv, ciphertext, tag: cipher.getAuthTag() })
}

/** A token as the contract wants it, but for what is changed. */
export const forged = (
  { brand, iAdvize }: Pairs,
  claims: object | string | Uint8Array,
  { signing, encrypting }: { signing?: Signing; encrypting?: Encrypting } = {},
): string => jwe(jws(claims, brand.privateKey, signing), iAdvize.publicKey, encrypting)

/** The encrypted key with any block under it: one public operation without padding. */
export const wrappedBlock = (block: Buffer, key: KeyObject): Buffer =>
  publicEncrypt(
    { key: createPublicKey(key.export({ type: 'spki', format: 'pem' })), padding: constants.RSA_NO_PADDING },
    block,
  )
