/** Layers made step by step with node:crypto, for what jose rightly refuses to make. */
import { constants, createCipheriv, createHash, publicEncrypt, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Layer } from './layers.ts'
import type { ShopKeys } from './plan.ts'

const segment = (content: Uint8Array | string): string => Buffer.from(content).toString('base64url')

/** `sign`: signing input (RFC 7515 §5.1) → signature. */
export const handMadeJws =
  (header: object, sign: (input: Buffer, keys: ShopKeys) => Buffer | Promise<Buffer>): Layer =>
  async (content, keys) => {
    const input = `${segment(JSON.stringify(header))}.${segment(content)}`
    return `${input}.${segment(await sign(Buffer.from(input), keys))}`
  }

/** Encrypts a content encryption key to an RSA key. */
type KeyWrap = (contentKey: Buffer, key: KeyObject) => Buffer

/** AES-256-GCM under a header of the caller's choice (RFC 7516 §5.1). */
export const handMadeJwe =
  (header: object, { wrap = oaep256, ivBytes = 12 }: { wrap?: KeyWrap; ivBytes?: number }): Layer =>
  async (content, keys) => {
    const contentKey = randomBytes(32)
    const iv = randomBytes(ivBytes)
    const protectedHeader = segment(JSON.stringify(header))
    const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(protectedHeader))
    const ciphertext = Buffer.concat([cipher.update(content), cipher.final()])
    const wrapped = wrap(contentKey, keys.iAdvizePublicKey)
    return [protectedHeader, ...[wrapped, iv, ciphertext, cipher.getAuthTag()].map(segment)].join('.')
  }

const oaep256: KeyWrap = (contentKey, key) =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey)

export const rsa1_5: KeyWrap = (contentKey, key) =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, contentKey)

const xor = (one: Buffer, other: Buffer): Buffer => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))

/** Mask of `bytes` bytes (RFC 8017 §B.2.1), with SHA-1. */
const mgf1Sha1 = (seed: Buffer, bytes: number): Buffer => {
  const blocks = Array.from({ length: Math.ceil(bytes / 20) }, (_, index) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(index)
    return createHash('sha1').update(seed).update(counter).digest()
  })
  return Buffer.concat(blocks).subarray(0, bytes)
}

/** OAEP (RFC 8017 §7.1.1) with SHA-256 for the label and SHA-1 for the mask; node:crypto cannot set the two apart. */
export const oaep256WithMgf1Sha1: KeyWrap = (contentKey, key) => {
  const modulusBytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const labelHash = createHash('sha256').digest()
  const padding = Buffer.alloc(modulusBytes - contentKey.length - 2 * labelHash.length - 2)
  const block = Buffer.concat([labelHash, padding, Buffer.of(1), contentKey])
  const seed = randomBytes(labelHash.length)
  const maskedBlock = xor(block, mgf1Sha1(seed, block.length))
  const maskedSeed = xor(seed, mgf1Sha1(maskedBlock, seed.length))
  return publicEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    Buffer.concat([Buffer.of(0), maskedSeed, maskedBlock]),
  )
}
