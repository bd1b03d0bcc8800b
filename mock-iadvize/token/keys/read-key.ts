/** Reads one RSA key out of whatever people keep keys in; what can't be read is named, with the command that converts it. */
import { type KeyObject } from 'node:crypto'
import { isObject, json } from '../json-members.ts'
import { fingerprint, productionKey, type Half } from '../keys.ts'
import { harmless } from '../shown.ts'
import { readDer, type Der } from './der.ts'
import { keysInJson, membersOfSsh, membersOfXml, rsaKeyOf, type Members } from './jwk.ts'
import {
  armouredIn,
  base64Within,
  bytesOfBase64,
  bytesOfBody,
  bytesOfHex,
  textIn,
  unwrapped,
  valueOf,
  withPlusSigns,
  type Armoured,
} from './key-text.ts'
import {
  armouredKind,
  binaryKind,
  certificateRequest,
  encrypted,
  openSsh,
  pkcs12,
  pkcs7,
  textKind,
} from './other-formats.ts'

/** `isOtherHalf`: a sound key of the half that was not asked for. */
export type KeyReading = { key: KeyObject; problem?: never } | { key?: never; problem: string; isOtherHalf?: boolean }

/** Bytes: far more than any key and its chain of certificates. */
export const maxKeyBytes = 1_000_000
/** How often a key may be wrapped in base64, hexadecimal digits or JSON. */
const maxWrappings = 3

/**
 * PEM (SPKI, PKCS#1, PKCS#8, certificate), DER, JWK, a JWKS with one key, the XML of .NET, public keys of SSH; each also in base64,
 * hexadecimal digits, UTF-16, JSON or a line of configuration. The problem is one sentence or two with the cure, and never holds
 * any of the key. A private key is refused where a public one belongs.
 */
export function readKey(given: string | Buffer, half: Half): KeyReading {
  const bytes = typeof given === 'string' ? Buffer.from(given) : given
  if (bytes.length > maxKeyBytes)
    return problem(`holds ${Math.ceil(bytes.length / 1e6)} MB, and no key is that long: give the key file`)
  const reading = keyInBytes(bytes, { half, wrappings: 0 })
  return reading.key ? inRole(reading.key, half) : reading
}

type Asked = { half: Half; wrappings: number }

const problem = (text: string): KeyReading => ({ problem: text })
const expected = 'give PEM, base64 or binary DER, or JWK'
const empty = problem('is empty: export the key again')

function keyInBytes(bytes: Buffer, asked: Asked): KeyReading {
  if (bytes.length === 0) return empty
  const der = readDer(bytes)
  if (der && der.kind !== 'unknown') return derReading(der, asked.half, 'DER')
  const kind = binaryKind(bytes)
  if (kind) return problem(kind[asked.half])
  const text = textIn(bytes)
  if (text === null)
    return der ? derReading(der, asked.half, 'DER') : problem(`holds binary data that is no key: ${expected}`)
  return keyInText(text.trim(), asked)
}

function derReading(der: Der, half: Half, what: string): KeyReading {
  switch (der.kind) {
    case 'key':
      return { key: der.key }
    case 'cut-short':
      return problem(
        `is ${what} that was cut short: it announces ${der.announced} bytes, and ${der.there} are there; copy it again, whole`,
      )
    case 'encrypted':
      return problem(half === 'public' ? privateInPublicRole : encrypted.private)
    case 'pkcs12':
      return problem(pkcs12[half])
    case 'pkcs7':
      return problem(pkcs7[half])
    case 'certificate-request':
      return problem(certificateRequest[half])
    case 'unknown':
      return problem(
        `is ${what} of a whole structure that is no key, or of a damaged one: export the key again; ${expected}`,
      )
  }
}

function keyInText(given: string, asked: Asked): KeyReading {
  if (given === '') return empty
  const { half } = asked
  const kind = textKind(given)
  if (kind) return problem(kind[half])
  const text = unwrapped(given)
  const blocks = armouredIn(text)
  if (blocks.length > 0) return armouredKey(blocks, half)
  if (/^[{[]/.test(given)) return keyInJson(given, asked)
  const members = membersOfXml(text)
  if (members) return rsaReading(members, 'XML of .NET (RSAKeyValue)')
  const ssh = [...text.matchAll(/(?:^|\s)ssh-rsa\s+(AAAA[\w+/=]+)/g)].map(([, body = '']) =>
    Buffer.from(body, 'base64'),
  )
  if (ssh.length > 0) return oneOf(ssh.map(blob => sshKey(blob, 'OpenSSH')))
  return wrappedKey(valueOf(text), asked) ?? nothingIn(text)
}

/** In base64, or in hexadecimal digits. null: it is neither, or there is no key in it */
function wrappedKey(text: string, asked: Asked): KeyReading | null {
  if (asked.wrappings === maxWrappings) return null
  const inner = { ...asked, wrappings: asked.wrappings + 1 }
  const kind = textKind(text)
  if (kind) return problem(kind[asked.half])
  for (const bytes of [bytesOfHex(text), bytesOfBase64(text)]) {
    if (!bytes) continue
    const der = derInBase64(text, bytes)
    if (der) return derReading(der, asked.half, 'base64')
    if (binaryKind(bytes) || looksLikeAKey(bytes)) return keyInBytes(bytes, inner)
  }
  const within = base64Within(text).filter(bytes => readDer(bytes)?.kind === 'key' || looksLikeAKey(bytes))
  return within.length > 0 ? oneOf(within.map(bytes => keyInBytes(bytes, inner))) : null
}

/** Whether it is worth a look, as text. */
function looksLikeAKey(bytes: Buffer): boolean {
  const text = textIn(bytes)?.trim() ?? ''
  return /^[{["]|BEGIN |<\w*:?RSA|^ssh-|^PuTTY|^-----/.test(text) || (text.length >= 100 && /^[\w+/=\s-]+$/.test(text))
}

function derInBase64(text: string, bytes: Buffer): Der | null {
  const der = readDer(bytes)
  if (der?.kind !== 'cut-short' || !text.includes(' ')) return der
  const restored = readDer(Buffer.from(withPlusSigns(text), 'base64'))
  return restored?.kind === 'key' ? restored : der
}

function nothingIn(text: string): KeyReading {
  const bytes = bytesOfBase64(text)
  if (!bytes) return problem(`holds text that is no key: ${expected}`)
  return problem(
    bytes.length <= 128
      ? `holds ${text.length} characters, too few for an RSA key (a shared secret, perhaps): RS256 and RSA-OAEP-256 need a pair of RSA keys; ${expected}`
      : `is text that looks like base64, but no key begins like that: ${expected}`,
  )
}

// ── PEM ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

const isPrivate = ({ label }: Armoured): boolean => label.endsWith('PRIVATE KEY') || label.startsWith('SSH2 ENCRYPTED')
const isCertificate = ({ label }: Armoured): boolean => /^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label)

function armouredKey(blocks: readonly Armoured[], half: Half): KeyReading {
  const keys = blocks.filter(block => /KEY( BLOCK)?$/.test(block.label) || isCertificate(block))
  // A private key beside a certificate is a private key all the same: it must not pass for a public one.
  const block = keys.find(isPrivate) ?? keys[0] ?? blocks[0]
  if (!block) return empty
  const kind = armouredKind(block.label)
  if (half === 'public' && isPrivate(block)) return otherHalf(kind === openSsh ? openSsh.public : privateInPublicRole)
  if (kind) return problem(kind[half])
  if (!keys.includes(block))
    return problem(`is PEM of a “${harmless(block.label)}”, not of a key: export the ${half} key`)
  if (/^(?:Proc-Type: 4,ENCRYPTED|DEK-Info: )/m.test(block.body)) return problem(encrypted[half])
  const same = keys.filter(({ label }) => label === block.label)
  // Of a chain, the site's own certificate comes first.
  const readings = (isCertificate(block) ? same.slice(0, 1) : same).map(blockReading)
  return oneOf(readings)
}

function blockReading(block: Armoured): KeyReading {
  const bytes = bytesOfBody(block.body)
  if (block.label.startsWith('SSH2')) return sshKey(bytes, 'SSH2 (RFC 4716)')
  const der = readDer(bytes)
  if (der?.kind === 'cut-short') {
    const restored = readDer(bytesOfBody(withPlusSigns(block.body)))
    if (restored?.kind === 'key') return { key: restored.key }
    return problem(
      `is PEM that was cut short${block.hasEnd ? '' : ' (its END line is missing as well)'}: it announces ${der.announced} bytes, and ${der.there} are there; copy it again, from BEGIN to END`,
    )
  }
  if (der?.kind === 'key') return { key: der.key }
  if (bytes.length === 0) return problem('is PEM with nothing between BEGIN and END: copy it again, whole')
  return problem(
    `is PEM, but what stands between BEGIN and END is ${der ? 'a whole structure that is ' : ''}no ${isPrivate(block) ? 'private' : 'public'} key: it is damaged, or something else; export the key again`,
  )
}

/** Of several keys, only the same one more than once may be taken. */
function oneOf(readings: readonly KeyReading[]): KeyReading {
  const keys = new Map(readings.flatMap(({ key }) => (key ? [[`${key.type} ${distinct(key)}`, key] as const] : [])))
  const [first] = keys.values()
  if (keys.size > 1) return problem(`holds ${keys.size} keys: leave only the one that is meant`)
  return first ? { key: first } : (readings[0] ?? empty)
}
const distinct = (key: KeyObject): string =>
  key.asymmetricKeyType === 'rsa' ? fingerprint(key) : String(key.asymmetricKeyType)

function sshKey(blob: Buffer, what: string): KeyReading {
  const members = membersOfSsh(blob)
  if (typeof members === 'string') return problem(notRsa(members))
  if (members) return rsaReading(members, `a public key in ${what} format`)
  return problem(
    `is a public key in ${what} format that is damaged: convert the original with \`ssh-keygen -e -m PKCS8 -f FILE\``,
  )
}

// ── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function keyInJson(text: string, asked: Asked): KeyReading {
  const value = json(text)
  if (value === undefined)
    return problem(
      `looks like a JWK, but is not valid JSON${/^[{[]\s*'/.test(text) ? ': its quotation marks are single ones, as Python prints them' : ': copy it again'}`,
    )
  const { jwks, texts } = keysInJson(value)
  const [jwk] = jwks
  if (jwks.length > 1)
    return problem(
      `is a JWKS of ${jwks.length} keys (${jwks.slice(0, 6).map(nameOf).join('; ')}): leave only the one that is meant`,
    )
  if (jwk) return jwkReading(jwk)
  const set = isObject(value) ? value['keys'] : undefined
  if (Array.isArray(set) && texts.length === 0)
    return problem(`is a JWKS of ${set.length} keys, none of which is a JWK: export it again`)
  const readings = texts
    .filter(inner => inner.length >= 100)
    .slice(0, 20)
    .flatMap(
      inner => wrappedKey(inner.trim(), asked) ?? (/BEGIN |^</.test(inner) ? keyInText(inner.trim(), asked) : []),
    )
  return readings.length > 0 ? oneOf(readings) : problem('is JSON, but no JWK: a JWK has the member “kty”')
}

/** Key ids and uses are public; what else stands in a key is not told. */
const nameOf = ({ kid, use, kty }: Members): string =>
  [
    typeof kid === 'string' ? `kid “${harmless(kid).slice(0, 40)}”` : 'without kid',
    ...(use === 'sig' || use === 'enc' ? [`use ${use}`] : []),
    ...(kty === 'RSA' ? [] : [`kty ${harmless(String(kty)).slice(0, 20)}`]),
  ].join(', ')

function jwkReading(jwk: Members): KeyReading {
  const type = typeof jwk['kty'] === 'string' ? jwk['kty'] : 'RSA'
  if (type === 'oct')
    return problem("is a shared secret (kty oct) and no pair of keys: iAdvize's contract knows RSA keys only")
  // Azure Key Vault writes of a key in hardware what it is kept in.
  if (type !== 'RSA' && type !== 'RSA-HSM') return problem(notRsa(type))
  return rsaReading(jwk, 'a JWK of kty RSA')
}

function rsaReading(members: Members, what: string): KeyReading {
  const key = rsaKeyOf(members, what)
  return typeof key === 'string' ? problem(key) : { key }
}

// ── What the key is for ─────────────────────────────────────────────────────────────────────────────────────────────

const notRsa = (type: string): string =>
  `is a key of type ${type.replaceAll(/[^\w-]/g, '').slice(0, 40)}, not RSA: iAdvize's contract knows RSA keys only; make a pair with \`openssl genrsa -out private.pem 2048\``
const privateInPublicRole =
  'is a private key where a public one belongs: private keys stay with their owner; give the public half (`openssl pkey -in FILE -pubout -out public.pem`)'
const otherHalf = (text: string): KeyReading => ({ problem: text, isOtherHalf: true })

function inRole(key: KeyObject, half: Half): KeyReading {
  if (half === 'public' && key.type === 'private') return otherHalf(privateInPublicRole)
  if (key.asymmetricKeyType === 'rsa-pss')
    return problem(
      'is an RSA key restricted to RSASSA-PSS, which can do neither RS256 nor RSA-OAEP: make a plain RSA key with `openssl genrsa -out private.pem 2048`',
    )
  if (key.asymmetricKeyType !== 'rsa') return problem(notRsa(key.asymmetricKeyType ?? 'unknown'))
  if (half === 'private' && key.type === 'public')
    return otherHalf(
      fingerprint(key) === fingerprint(productionKey())
        ? "is iAdvize's published production key, whose private half nobody but iAdvize has: make a test pair with «padlock keys», encrypt to its public half in your test environment, and give its private half here"
        : 'is a public key where a private one belongs: give the private half of the pair',
    )
  return { key }
}
