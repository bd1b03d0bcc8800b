/** RSA keys of both sides: making, reading in every usual format, and telling them apart by fingerprint. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  X509Certificate,
  type JsonWebKey,
} from 'node:crypto'
import { promisify } from 'node:util'
import { productionPublicKey } from '../contract.ts'

export type Half = 'public' | 'private'
export type KeyReading = { key: KeyObject; problem?: never } | { key?: never; problem: string }

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

/**
 * Reads one RSA key from PEM (SPKI, PKCS#1, PKCS#8, certificate), bare base64 DER, DER, JWK, or a JWKS with one key. The problem
 * is one sentence or two with the cure, and never holds any of the key. A private key is refused where a public one belongs.
 */
export function readKey(text: string | Buffer, half: Half): KeyReading {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const reading = keyIn(bytes, half)
  return reading.key ? inRole(reading.key, half) : reading
}

const problem = (text: string): KeyReading => ({ problem: text })
const unknownFormat = 'is no key that can be read: give PEM, bare base64 DER, or JWK'

function keyIn(bytes: Buffer, half: Half): KeyReading {
  if (bytes.length === 0) return problem('is empty: export the key again')
  if (bytes[0] === 0x30) {
    const key = derKey(bytes)
    if (key) return { key }
  }
  // A key kept in an environment variable often has its line breaks written out as \n.
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .trim()
  if (text === '') return problem('is empty: export the key again')
  if (text.includes('-----BEGIN')) return pemKey(text, half)
  if (/^[{[]/.test(text)) return jwkKey(text)
  if (/^(ssh-|ecdsa-)/.test(text))
    return problem('is in OpenSSH format: convert it with «ssh-keygen -e -m PKCS8 -f FILE»')
  if (!/^[\w+/=\s-]+$/.test(text))
    return problem(`${/[^\t\n\r -~]/.test(text) ? 'holds binary data that' : 'holds text that'} ${unknownFormat}`)
  const key = derKey(Buffer.from(text, 'base64'))
  return key ? { key } : problem(`${unknownFormat}; it may have been cut short in copying`)
}

/** DER says itself what it is only by its structure, so each is tried in turn. */
function derKey(der: Buffer): KeyObject | null {
  const attempts = [
    () => createPublicKey({ key: der, format: 'der', type: 'spki' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }),
    () => createPublicKey({ key: der, format: 'der', type: 'pkcs1' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'sec1' }),
    () => new X509Certificate(der).publicKey,
  ]
  for (const attempt of attempts) {
    try {
      return attempt()
    } catch {
      // not this structure: the next attempt, or the caller's «no key that can be read», answers for it
    }
  }
  return null
}

const isPrivate = ({ label }: { label: string }): boolean => label.endsWith('PRIVATE KEY')

function pemKey(text: string, half: Half): KeyReading {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g)].map(([, label, body]) => ({
    label: label ?? '',
    body: body ?? '',
  }))
  if (blocks.length === 0) return problem('is PEM without its END line: it was cut short, copy it again')
  const keys = blocks.filter(({ label }) => /(PUBLIC KEY|PRIVATE KEY|CERTIFICATE)$/.test(label))
  // A private key beside a certificate is a private key all the same: it must not pass for a public one.
  const block = keys.find(isPrivate) ?? keys[0]
  if (!block) return problem(`is PEM of a «${blocks[0]?.label}», not of a key: export the ${half} key`)
  if (keys.filter(({ label }) => label === block.label && label !== 'CERTIFICATE').length > 1)
    return problem(`holds ${keys.length} keys: leave only the one that is meant`)
  if (half === 'public' && isPrivate(block)) return problem(privateInPublicRole)
  if (block.label.startsWith('ENCRYPTED') || block.body.includes('ENCRYPTED'))
    return problem('is protected by a passphrase: write an open copy with «openssl pkey -in FILE -out OPEN-FILE»')
  if (block.label.startsWith('OPENSSH'))
    return problem('is in OpenSSH format: convert a copy of it with «ssh-keygen -p -m PEM -f FILE»')
  const key = derKey(Buffer.from(block.body.replaceAll(/\s/g, ''), 'base64'))
  return key ? { key } : problem(`is PEM whose content ${unknownFormat}; it may have been cut short in copying`)
}

function jwkKey(text: string): KeyReading {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return problem('looks like a JWK, but is not valid JSON: copy it again')
  }
  const set = isRecord(json) && Array.isArray(json.keys) ? (json.keys as unknown[]) : [json]
  if (set.length !== 1) return problem(`is a JWKS of ${set.length} keys: leave only the one that is meant`)
  const jwk = set[0]
  if (!isRecord(jwk) || typeof jwk.kty !== 'string') return problem('is JSON, but no JWK: a JWK has the member «kty»')
  if (jwk.kty !== 'RSA') return problem(notRsa(jwk.kty))
  try {
    const options = { key: jwk as JsonWebKey, format: 'jwk' } as const
    return { key: 'd' in jwk ? createPrivateKey(options) : createPublicKey(options) }
  } catch {
    return problem('is a JWK of kty RSA whose members do not make a key: export it again')
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const notRsa = (type: string): string =>
  `is a key of type ${type.replaceAll(/[^\w-]/g, '').slice(0, 20)}, not RSA: iAdvize's contract knows RSA keys only`
const privateInPublicRole =
  'is a private key where a public one belongs: private keys stay with their owner; give the public half («openssl pkey -in FILE -pubout»)'

function inRole(key: KeyObject, half: Half): KeyReading {
  if (half === 'public' && key.type === 'private') return problem(privateInPublicRole)
  if (key.asymmetricKeyType === 'rsa-pss')
    return problem(
      'is an RSA key restricted to RSASSA-PSS, which can do neither RS256 nor RSA-OAEP: make a plain RSA key',
    )
  if (key.asymmetricKeyType !== 'rsa') return problem(notRsa(key.asymmetricKeyType ?? 'unknown'))
  if (half === 'private' && key.type === 'public')
    return problem('is a public key where a private one belongs: give the private half of the pair')
  return { key }
}
