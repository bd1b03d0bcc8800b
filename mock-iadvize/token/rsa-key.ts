/** What judging needs to know of one RSA key; worked out once per key object. */
import { constants, privateDecrypt, publicDecrypt, webcrypto, type KeyObject } from 'node:crypto'
import { fingerprint, publicHalf } from '../keys.ts'

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
  fingerprint: string
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
  const facts = { bits, bytes: Math.ceil(bits / 8), modulus, exponent, strong, fingerprint: fingerprint(key) }
  known.set(key, facts)
  return facts
}

const integer = (bytes: Uint8Array): bigint =>
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

/** Operations with one key at once: enough to keep all threads of the pool busy, and few enough for the processor's caches. */
const mostCopies = 8

type Copies = { idle: webcrypto.CryptoKey[]; made: number; waiting: ((copy: webcrypto.CryptoKey) => void)[] }
const copiesOf = new WeakMap<KeyObject, Copies>()

/**
 * Does one operation with the key in its one role: RSA-OAEP-256 decryption for a private key, RS256 verification for a public one.
 * Node lets one thread at a time work on a key object, the others wait, and the main thread with them: so each operation under
 * way has a copy of the key to itself. Where all copies are in use, the next operation waits for one.
 */
export async function withCryptoKey<Result>(
  key: KeyObject,
  operation: (copy: webcrypto.CryptoKey) => Promise<Result>,
): Promise<Result> {
  let copies = copiesOf.get(key)
  if (!copies) copiesOf.set(key, (copies = { idle: [], made: 0, waiting: [] }))
  const { idle, waiting } = copies
  const copy = idle.pop() ?? (await nextCopy(key, copies))
  try {
    return await operation(copy)
  } finally {
    const next = waiting.shift()
    if (next) next(copy)
    else idle.push(copy)
  }
}

function nextCopy(key: KeyObject, copies: Copies): Promise<webcrypto.CryptoKey> {
  if (copies.made >= mostCopies) return new Promise(resolve => copies.waiting.push(resolve))
  copies.made += 1
  return importedKey(key)
}

/** The content key under RSA-OAEP-256; null: another key or another padding. */
export async function soundContentKey(encryptedKey: Uint8Array, key: KeyObject): Promise<Buffer | null> {
  try {
    const decrypt = (copy: webcrypto.CryptoKey): Promise<ArrayBuffer> =>
      webcrypto.subtle.decrypt({ name: 'RSA-OAEP' }, copy, encryptedKey)
    return Buffer.from(await withCryptoKey(key, decrypt))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null
    throw error
  }
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
