/** What judging needs to know of one RSA key; worked out once per key object. */
import { constants, privateDecrypt, publicDecrypt, type KeyObject } from 'node:crypto'
import { fingerprint, publicHalf } from './keys.ts'

/** OWASP ASVS and RFC 7518 §3.3, §4.3: «2048 bits or larger MUST be used». */
export const leastBits = 2048
/** The exponent that everybody uses; smaller or even ones are weak or no RSA at all (FIPS 186-5 §5.4: greater than 2^16). */
export const leastExponent = 65537n

export type RsaKey = {
  bits: number
  /** length of the modulus, of a signature and of an encrypted key, in bytes */
  bytes: number
  /** big-endian, without leading zeros (RFC 7518 §6.3.1.1) */
  modulus: Buffer
  exponent: bigint
  strong: boolean
  fingerprint: string
}

const known = new WeakMap<KeyObject, RsaKey>()

export function rsaKey(key: KeyObject): RsaKey {
  const before = known.get(key)
  if (before) return before
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError(`a tenant's keys are RSA keys, not ${key.asymmetricKeyType}`)
  const { n, e } = publicHalf(key).export({ format: 'jwk' })
  const modulus = Buffer.from(n ?? '', 'base64url')
  const exponent = integer(Buffer.from(e ?? '', 'base64url'))
  const bits = integer(modulus).toString(2).length
  const strong = bits >= leastBits && exponent >= leastExponent && exponent % 2n === 1n
  const facts = { bits, bytes: modulus.length, modulus, exponent, strong, fingerprint: fingerprint(key) }
  known.set(key, facts)
  return facts
}

const integer = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** Whether a number of that many bytes can have been made with this key at all. */
export const fits = (bytes: Uint8Array, key: KeyObject): boolean =>
  bytes.length === rsaKey(key).bytes && Buffer.compare(bytes, rsaKey(key).modulus) < 0

/** The padded block under an encrypted key: one private operation, after which every padding can be tried without another. */
export const decryptedBlock = (encrypted: Uint8Array, key: KeyObject): Buffer =>
  privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted)

/** The padded block under a signature: one public operation. */
export const signedBlock = (signature: Uint8Array, key: KeyObject): Buffer =>
  publicDecrypt({ key: publicHalf(key), padding: constants.RSA_NO_PADDING }, signature)
