/** RSA keys given by their numbers: JWK, the XML of .NET, public keys of SSH. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate, type JsonWebKey } from 'node:crypto'
import { isObject } from '../json-members.ts'

export type Members = Readonly<Record<string, unknown>>

/** Bits; with more, working out the primes would take seconds. */
const maxBits = 8192

/** The key, or a sentence's predicate: `is a JWK …`. */
export function rsaKeyOf(given: Members, what: string): KeyObject | string {
  // .NET writes members that are not there as null.
  const members = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ''))
  try {
    const certificate = Array.isArray(members['x5c']) ? (members['x5c'] as unknown[])[0] : undefined
    if (members['n'] === undefined && typeof certificate === 'string')
      return new X509Certificate(Buffer.from(certificate, 'base64')).publicKey
    if (!('d' in members)) return createPublicKey({ key: asJwk(members), format: 'jwk' })
    const complete = ['p', 'q', 'dp', 'dq', 'qi'].every(name => name in members) ? members : withPrimes(members)
    if (complete) return createPrivateKey({ key: asJwk(complete), format: 'jwk' })
    return `is ${what} with n, e and d that do not belong together: export it again`
  } catch {
    return `is ${what} whose members do not make a key: export it again`
  }
}

/** An exponent as a plain number means the same. */
const asJwk = (members: Members): JsonWebKey => ({
  ...members,
  ...(typeof members['e'] === 'number' ? { e: textOf(BigInt(members['e'])) } : {}),
  kty: 'RSA',
})

/**
 * p and q follow from n, e and d (NIST SP 800-56B, appendix C.1): some libraries write no more than these three, and OpenSSL wants
 * all. null: the three do not belong together, or are too long to try.
 */
function withPrimes({ n: modulus, e: exponent, d: secret, ...others }: Members): Members | null {
  const [n, e, d] = [numberOf(modulus), numberOf(exponent), numberOf(secret)]
  const bits = n.toString(2).length
  if (n < 6n || bits > maxBits || e < 3n || e > 2n ** 64n || d < 3n || d >= n) return null
  let odd = d * e - 1n
  let halvings = 0
  for (; odd % 2n === 0n; odd /= 2n) halvings++
  for (const base of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n]) {
    let power = raised(base, odd, n)
    for (let step = 0; step < halvings && power !== 1n && power !== n - 1n; step++) {
      const square = (power * power) % n
      if (square !== 1n) {
        power = square
        continue
      }
      const p = divisor(power - 1n, n)
      const q = n / p
      if (p <= 1n || q <= 1n || p * q !== n) return null
      const [larger, smaller] = p > q ? [p, q] : [q, p]
      return {
        ...others,
        n: textOf(n),
        e: textOf(e),
        d: textOf(d),
        p: textOf(larger),
        q: textOf(smaller),
        dp: textOf(d % (larger - 1n)),
        dq: textOf(d % (smaller - 1n)),
        // The inverse by Fermat: the larger one is prime.
        qi: textOf(raised(smaller, larger - 2n, larger)),
      }
    }
  }
  return null
}

function raised(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let power = base % modulus
  for (const bit of exponent.toString(2).split('').toReversed()) {
    if (bit === '1') result = (result * power) % modulus
    power = (power * power) % modulus
  }
  return result
}

function divisor(one: bigint, other: bigint): bigint {
  let [larger, smaller] = [one, other]
  while (smaller > 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}

/** Big-endian, in either alphabet of base64. Throws where it is no text. */
function numberOf(member: unknown): bigint {
  if (typeof member !== 'string' || member.length > (maxBits / 8) * 2) throw new TypeError('no number of a key')
  return BigInt(`0x0${Buffer.from(member, 'base64').toString('hex')}`)
}
function textOf(number: bigint): string {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url')
}

const xmlMembers = { Modulus: 'n', Exponent: 'e', D: 'd', P: 'p', Q: 'q', DP: 'dp', DQ: 'dq', InverseQ: 'qi' } as const

/** The XML of .NET (`RSA.ToXmlString`) and of XML signatures; null: it is none. */
export function membersOfXml(text: string): Members | null {
  if (!/<(?:\w{1,20}:)?(?:RSAKeyValue|RSAParameters)\b/.test(text)) return null
  const found = text.matchAll(/<(?:\w{1,20}:)?(Modulus|Exponent|D|P|Q|DP|DQ|InverseQ)>([\w+/=\s]*)</g)
  return Object.fromEntries(
    [...found].map(([, name, value = '']) => [
      xmlMembers[name as keyof typeof xmlMembers],
      Buffer.from(value, 'base64').toString('base64url'),
    ]),
  )
}

/** The content of `ssh-rsa AAAA…` and of the body of RFC 4716 (RFC 4253 §6.6). The name of its kind, where it is no RSA key. */
export function membersOfSsh(blob: Buffer): Members | string | null {
  const fields: Buffer[] = []
  for (let at = 0; at + 4 <= blob.length && fields.length < 3;) {
    const length = blob.readUInt32BE(at)
    const field = blob.subarray(at + 4, at + 4 + length)
    if (field.length < length) return null
    fields.push(field)
    at += 4 + length
  }
  const [kind, e, n] = fields
  const name = kind?.toString('latin1') ?? ''
  if (name !== 'ssh-rsa') return /^[a-z][\w@.-]{3,60}$/.test(name) ? name : null
  return e && n ? { e: e.toString('base64url'), n: withoutSign(n).toString('base64url') } : null
}
/** A positive number whose first bit is set begins with a zero byte. */
const withoutSign = (number: Buffer): Buffer => (number[0] === 0 ? number.subarray(1) : number)

/** Some write the numbers of an RSA key alone, without saying whose they are. */
const isJwk = ({ kty, n, e }: Members): boolean =>
  typeof kty === 'string' || (kty === undefined && typeof n === 'string' && n.length > 100 && e !== undefined)

/** What JSON holds: JWKs wherever they stand, else its texts. Bounded: no key file nests deep. */
export function keysInJson(json: unknown): { jwks: Members[]; texts: string[] } {
  const jwks: Members[] = []
  const texts: string[] = []
  let level: unknown[] = [json]
  for (let depth = 0; depth < 12 && level.length > 0; depth++) {
    const inner: unknown[] = []
    for (const value of level.slice(0, 5000))
      if (typeof value === 'string') texts.push(value)
      else if (isObject(value) && isJwk(value)) jwks.push(value)
      else if (typeof value === 'object' && value !== null) inner.push(...Object.values(value).slice(0, 5000))
    level = inner
  }
  return { jwks, texts }
}
