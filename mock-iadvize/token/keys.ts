/** RSA keys of both sides: making them, and telling them apart by fingerprint. `keys/read-key.ts` reads them. */
import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { productionPublicKey } from '../contract.ts'

export type Half = 'public' | 'private'

/** A new RSA pair with exponent 65537. `bits`: of the modulus. */
export const makeKeyPair = (bits = 2048): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> =>
  promisify(generateKeyPair)('rsa', { modulusLength: bits })

/** The public half of a key of either half. */
export const publicHalf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key)

/** PEM (SPKI) of the public half. */
export const publicPem = (key: KeyObject): string => String(publicHalf(key).export({ type: 'spki', format: 'pem' }))

/** `SHA256:` and the unpadded base64 of the SHA-256 of the public half (SPKI, DER): the same for both halves of a pair. */
export const fingerprint = (key: KeyObject): string =>
  `SHA256:${createHash('sha256')
    .update(publicHalf(key).export({ type: 'spki', format: 'der' }))
    .digest('base64')
    .replaceAll('=', '')}`

let production: KeyObject | undefined
/** iAdvize's published production public key (BE-SIGN, doc), to recognise it in the wrong role. */
export const productionKey = (): KeyObject =>
  (production ??= createPublicKey({ key: Buffer.from(productionPublicKey, 'base64'), format: 'der', type: 'spki' }))
