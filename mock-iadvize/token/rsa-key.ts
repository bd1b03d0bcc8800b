/** What judging needs to know of one RSA key; worked out once per key object. */
import { availableParallelism } from 'node:os'
import { constants, privateDecrypt, publicDecrypt, webcrypto, type KeyObject } from 'node:crypto'
import { publicHalf } from '../keys.ts'

/** OWASP ASVS and RFC 7518 §3.3, §4.3: «2048 bits or larger MUST be used». */
export const leastBits = 2048
/** The exponent that everybody uses; smaller or even ones are weak or no RSA at all (FIPS 186-5 §5.4: greater than 2^16). */
export const leastExponent = 65537n

export type RsaKey = {
  bits: number
  /** length of the modulus, of a signature and of an encrypted key, in bytes */
  bytes: number
  modulus: bigint
  exponent: bigint
  strong: boolean
}

const known = new WeakMap<KeyObject, RsaKey>()

export function rsaKey(key: KeyObject): RsaKey {
  const before = known.get(key)
  if (before) return before
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError(`a tenant's keys are RSA keys, not ${key.asymmetricKeyType}`)
  const { n, e } = publicHalf(key).export({ format: 'jwk' })
  const modulus = integer(Buffer.from(n ?? '', 'base64url'))
  const exponent = integer(Buffer.from(e ?? '', 'base64url'))
  const bits = modulus.toString(2).length
  const strong = bits >= leastBits && exponent >= leastExponent && exponent % 2n === 1n
  const facts = { bits, bytes: Math.ceil(bits / 8), modulus, exponent, strong }
  known.set(key, facts)
  return facts
}

export const integer = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** Whether a number of that many bytes can have been made with this key at all. */
export const fits = (bytes: Uint8Array, key: KeyObject): boolean =>
  bytes.length === rsaKey(key).bytes && integer(bytes) < rsaKey(key).modulus

/** The padded block under an encrypted key: one private operation, after which every padding can be tried without another. */
export const decryptedBlock = (encrypted: Uint8Array, key: KeyObject): Buffer =>
  privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted)

/** The padded block under a signature: one public operation. */
export const signedBlock = (signature: Uint8Array, key: KeyObject): Buffer =>
  publicDecrypt({ key: publicHalf(key), padding: constants.RSA_NO_PADDING }, signature)

/**
 * Node works on one key object in one thread at a time, so that a single key would leave the other cores idle: each key is
 * imported a few times, and the copies take turns.
 */
const copies = Math.min(4, availableParallelism() + 1)

type Turns = { keys: Promise<webcrypto.CryptoKey[]>; turn: number }
const imported = new WeakMap<KeyObject, Turns>()

/** The key for WebCrypto in its one role: RSA-OAEP-256 decryption for a private key, RS256 verification for a public one. */
export async function cryptoKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  let turns = imported.get(key)
  if (!turns) {
    turns = { keys: Promise.all(Array.from({ length: copies }, () => importedKey(key))), turn: 0 }
    imported.set(key, turns)
  }
  const keys = await turns.keys
  return keys[turns.turn++ % keys.length] as webcrypto.CryptoKey
}

const importedKey = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  key.type === 'private'
    ? webcrypto.subtle.importKey(
        'pkcs8',
        key.export({ type: 'pkcs8', format: 'der' }),
        { name: 'RSA-OAEP', hash: 'SHA-256' },
        false,
        ['decrypt'],
      )
    : webcrypto.subtle.importKey(
        'spki',
        key.export({ type: 'spki', format: 'der' }),
        { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
        false,
        ['verify'],
      )
