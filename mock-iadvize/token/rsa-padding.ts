/** RSA paddings undone by hand (RFC 8017), to tell which one a token was made with. Never used to accept a token. */
import { createHash } from 'node:crypto'

const encryptionPaddings = [
  { name: 'OAEP with SHA-256', code: 'oaep-sha256', hash: 'sha256', mgf: 'sha256' },
  { name: 'OAEP with SHA-1', code: 'oaep-sha1', hash: 'sha1', mgf: 'sha1' },
  { name: 'OAEP with SHA-256, but MGF1 with SHA-1', code: 'oaep-sha256-mgf1-sha1', hash: 'sha256', mgf: 'sha1' },
  { name: 'OAEP with SHA-1, but MGF1 with SHA-256', code: 'oaep-sha1-mgf1-sha256', hash: 'sha1', mgf: 'sha256' },
  { name: 'OAEP with SHA-384', code: 'oaep-sha384', hash: 'sha384', mgf: 'sha384' },
  { name: 'OAEP with SHA-384, but MGF1 with SHA-1', code: 'oaep-sha384-mgf1-sha1', hash: 'sha384', mgf: 'sha1' },
  { name: 'OAEP with SHA-512', code: 'oaep-sha512', hash: 'sha512', mgf: 'sha512' },
  { name: 'OAEP with SHA-512, but MGF1 with SHA-1', code: 'oaep-sha512-mgf1-sha1', hash: 'sha512', mgf: 'sha1' },
  { name: 'PKCS#1 v1.5 (RSA1_5)', code: 'rsa1-5', hash: null, mgf: null },
  { name: 'no padding at all', code: 'no-padding', hash: null, mgf: null },
] as const
export type EncryptionPadding = (typeof encryptionPaddings)[number]

/** Bytes of the content keys of all `enc` values of RFC 7518 §5, and of their hexadecimal and base64 texts. */
const contentKeyLengths = new Set([16, 24, 32, 48, 64, 22, 43, 44, 86, 88, 96, 128])

/** What was padded: a content key, where all went well. `labelled`: under a label of OAEP, which JOSE does not use. */
export type Unpadded = { padding: EncryptionPadding; message: Buffer; labelled: boolean }

/** What lies under a block, and the padding that fits; null: none does, so the block came from another key. */
export function unpadded(block: Uint8Array): Unpadded | null {
  for (const padding of encryptionPaddings) {
    if (padding.hash) {
      const found = oaepMessage(block, padding.hash, padding.mgf)
      if (found) return { padding, ...found }
    } else {
      // This padding has no checksum: a random block looks like it one time in 70 000.
      const message = padding.code === 'rsa1-5' ? pkcs1Message(block) : bareMessage(block)
      if (message && contentKeyLengths.has(message.length)) return { padding, message, labelled: false }
    }
  }
  return null
}

/** Zeros of OAEP that random bytes do not show. */
const certainZeros = 8

/** RFC 8017 §7.1.2. Under an unknown label, the row of zeros before the message is the proof. */
function oaepMessage(block: Uint8Array, hash: string, mgfHash: string): { message: Buffer; labelled: boolean } | null {
  const empty = digest(hash, '')
  const size = empty.length
  if (block.length < 2 * size + 2 || block[0] !== 0) return null
  const maskedSeed = block.subarray(1, size + 1)
  const maskedData = block.subarray(size + 1)
  const seed = xor(maskedSeed, mgf1(maskedData, size, mgfHash))
  const data = xor(maskedData, mgf1(seed, maskedData.length, mgfHash))
  const labelled = !data.subarray(0, size).equals(empty)
  const one = data.findIndex((byte, at) => at >= size && byte !== 0)
  if (data[one] !== 1 || (labelled && one - size < certainZeros)) return null
  return { message: data.subarray(one + 1), labelled }
}

/** RFC 8017 §7.2.2: 00 02, at least eight non-zero bytes, 00, message. */
function pkcs1Message(block: Uint8Array): Buffer | null {
  if (block[0] !== 0 || block[1] !== 2) return null
  const end = block.indexOf(0, 2)
  return end < 10 ? null : Buffer.from(block.subarray(end + 1))
}

/** Nothing but zeros before a content key of 32 bytes: a bare RSA operation. */
const bareMessage = (block: Uint8Array): Buffer | null =>
  block.subarray(0, -32).some(byte => byte !== 0) ? null : Buffer.from(block.subarray(-32))

/** RFC 8017 appendix B.2.1. */
function mgf1(seed: Uint8Array, length: number, hash: string): Buffer {
  const blocks: Buffer[] = []
  for (let counter = 0, made = 0; made < length; counter++) {
    const suffix = Buffer.alloc(4)
    suffix.writeUInt32BE(counter)
    const block = digest(hash, Buffer.concat([seed, suffix]))
    blocks.push(block)
    made += block.length
  }
  return Buffer.concat(blocks).subarray(0, length)
}

const xor = (left: Uint8Array, right: Uint8Array): Buffer =>
  Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)))

export const digest = (hash: string, data: string | Uint8Array): Buffer => createHash(hash).update(data).digest()

/** DER prefixes of DigestInfo (RFC 8017 §9.2, note 1). */
const digestInfoPrefixes = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
  sha1: '3021300906052b0e03021a05000414',
  md5: '3020300c06082a864886f70d020505000410',
} as const
export type SignedHash = keyof typeof digestInfoPrefixes

/** What an RSASSA-PKCS1-v1_5 signature signs (RFC 8017 §9.2); hash null: a bare digest. Null: no such padding. */
export function signedDigest(block: Uint8Array): { hash: SignedHash | null; digest: Buffer } | null {
  const end = block.indexOf(0, 2)
  if (block[0] !== 0 || block[1] !== 1 || end < 10) return null
  if (!block.subarray(2, end).every(byte => byte === 0xff)) return null
  const content = Buffer.from(block.subarray(end + 1))
  for (const [hash, prefix] of Object.entries(digestInfoPrefixes) as [SignedHash, string][]) {
    if (content.toString('hex').startsWith(prefix)) return { hash, digest: content.subarray(prefix.length / 2) }
  }
  return { hash: null, digest: content }
}
