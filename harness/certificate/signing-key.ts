/**
 * Keys of the integrator's, to sign certificates and to check them: PEM or JWK; RSA, EC or Ed25519. Errors say what is wrong
 * and the cure, and hold nothing of a key.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { calculateJwkThumbprint } from 'jose'
import { textIn, unwrapped } from '../../mock-iadvize/token/keys/key-text.ts'
import { readKey } from '../../mock-iadvize/token/keys/read-key.ts'
import { UsageError } from '../foundation/usage-error.ts'

/** JWA names (RFC 7518, RFC 8037), each fixed by its key: a certificate can't choose another. */
type Algorithm = 'RS256' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA'
export type CertificateKey = { key: KeyObject; algorithm: Algorithm; thumbprint: string }
type Half = 'private' | 'public'

const make = 'openssl genpkey -algorithm ed25519 -out signing-key.pem'
const derive = 'openssl pkey -in signing-key.pem -pubout -out signing-key.pub.pem'
const leastBits = 2048
const curves: Readonly<Record<string, Algorithm>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' }

/** Of a SHA-256 thumbprint of the key (RFC 7638): both halves have the same. */
const thumbprintOf = (key: KeyObject): Promise<string> => {
  const half = key.type === 'private' ? createPublicKey(key) : key
  return calculateJwkThumbprint(half.export({ format: 'jwk' }))
}

/** Throws what is wrong with the kind of key, in words that follow the name of the file. */
const algorithmOf = ({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): Algorithm => {
  if (type === 'ed25519') return 'EdDSA'
  if (type === 'rsa') {
    const bits = details?.modulusLength ?? 0
    if (bits >= leastBits) return 'RS256'
    throw new Error(`is an RSA key of ${bits} bits; expected at least ${leastBits} («${make}»)`)
  }
  if (type === 'ec') {
    const curve = details?.namedCurve ?? ''
    const algorithm = curves[curve]
    if (algorithm) return algorithm
    throw new Error(`is on the curve ${curve}; expected P-256, P-384 or P-521 («${make}»)`)
  }
  throw new Error(`is a ${type ?? 'secret'} key; expected RSA, EC or Ed25519 («${make}»)`)
}

const jwkOf = (text: string): (JsonWebKey & { keys?: unknown }) | null => {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text) as JsonWebKey
  } catch {
    throw new Error('looks like a JWK, but is no JSON; export it again')
  }
}

/** Throws what is wrong with it, in words that follow the name of the file. */
const keyIn = (text: string, half: Half): KeyObject => {
  const jwk = jwkOf(text)
  if (jwk?.keys !== undefined) throw new Error('is a JWK Set; give one key of it, in a file of its own')
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text))
    throw new Error(
      'is protected by a passphrase, which Padlock does not ask for; decrypt it to where only this job can read it: openssl pkey -in FILE -out PLAIN',
    )
  const holdsPrivate = jwk ? jwk['d'] !== undefined : /-----BEGIN (?:\w+ )?PRIVATE KEY-----/.test(text)
  const holdsPublic = jwk ? !holdsPrivate : /-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----/.test(text)
  if (!jwk && !holdsPrivate && !holdsPublic)
    throw new Error(`is no key; expected PEM or a JWK, ${half} («${half === 'private' ? make : derive}»)`)
  if (half === 'private' && !holdsPrivate)
    throw new Error('holds a public key; signing needs its private half, which checks nothing and is given to nobody')
  if (half === 'public' && holdsPrivate)
    throw new Error(`holds a private key; give its public half («${derive}»), and the private one to nobody`)
  try {
    if (half === 'private') return createPrivateKey(jwk ? { key: jwk, format: 'jwk' } : text)
    return createPublicKey(jwk ? { key: jwk, format: 'jwk' } : text)
  } catch {
    throw new Error(
      `is cut off or damaged: it says that it is a ${half} key, and cannot be read; export it again, or make another («${make}»)`,
    )
  }
}

/** `option`: `--sign`, for the message. Throws a UsageError. */
export const readCertificateKey = async (option: string, file: string, half: Half): Promise<CertificateKey> => {
  const wrong = (says: string): UsageError => new UsageError(`${option} ${file}: ${says}`)
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException
    throw wrong(
      code === 'ENOENT'
        ? `there is no such file; expected a ${half} key («${half === 'private' ? make : derive}»)`
        : `can't be read (${code})`,
    )
  }
  try {
    // In whatever form the token commands read RSA keys; curves are read as OpenSSL writes them.
    const key = readKey(content, half).key ?? keyIn(unwrapped(textIn(content) ?? '').trim(), half)
    return { key, algorithm: algorithmOf(key), thumbprint: await thumbprintOf(key) }
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}
