/** What a DER structure is (X.690), read only as far as telling the usual kinds of key files apart needs. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'

/** `tag`: identifier octet. `content`: as much of it as is there; `whole`: whether that is all that was announced */
type Element = { tag: number; content: Buffer; whole: boolean; length: number; end: number }

const integer = 0x02
const bitString = 0x03
const octetString = 0x04
const objectIdentifier = 0x06
const sequence = 0x30

function elementAt(der: Buffer, at: number): Element | null {
  const tag = der[at]
  const first = der[at + 1]
  if (tag === undefined || first === undefined) return null
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f
  // The indefinite form is no DER, and no key has 4 GB.
  if (first === 0x80 || lengthOctets > 4 || at + 2 + lengthOctets > der.length) return null
  const length = lengthOctets === 0 ? first : der.readUIntBE(at + 2, lengthOctets)
  const begin = at + 2 + lengthOctets
  const content = der.subarray(begin, begin + length)
  return { tag, content, whole: content.length === length, length, end: begin + length }
}

/** The first elements inside of one. */
function elementsIn(der: Buffer, most = 10): Element[] {
  const elements: Element[] = []
  for (let at = 0; at < der.length && elements.length < most;) {
    const element = elementAt(der, at)
    if (!element) break
    elements.push(element)
    at = element.end
  }
  return elements
}

/** Hexadecimal content of the object identifiers that matter here. */
const identifiers = {
  rsaesOaep: '2a864886f70d010107',
  pkcs7Data: '2a864886f70d010701',
  pkcs7Signed: '2a864886f70d010702',
  passwordBased: '2a864886f70d0105',
  passwordBasedPkcs12: '2a864886f70d010c01',
} as const
const identifierOf = (element: Element | undefined): string =>
  element?.tag === objectIdentifier ? element.content.toString('hex') : ''
/** The identifier with which an AlgorithmIdentifier, or a ContentInfo, begins. */
const algorithmOf = (element: Element | undefined): string =>
  element?.tag === sequence ? identifierOf(elementsIn(element.content, 1)[0]) : ''

export type Der =
  | { kind: 'key'; key: KeyObject }
  /** `there` of the `announced` bytes */
  | { kind: 'cut-short'; there: number; announced: number }
  | { kind: 'encrypted' | 'pkcs12' | 'pkcs7' | 'certificate-request' | 'unknown' }

/** null: does not begin as DER of any key would. */
export function readDer(bytes: Buffer): Der | null {
  const outer = elementAt(bytes, 0)
  if (outer?.tag !== sequence || outer.length < 16) return null
  const inside = elementsIn(outer.content)
  const [first, second] = inside
  if (first === undefined || ![integer, sequence, objectIdentifier].includes(first.tag)) return null
  // What comes after the end is a line break, or the next block.
  const der = bytes.subarray(0, outer.end)
  if (outer.whole) {
    const key = keyOf(der, inside)
    if (key) return { kind: 'key', key }
  }
  if (first.tag === integer && first.content.equals(Buffer.of(3)) && algorithmOf(second).startsWith('2a864886f70d0107'))
    return { kind: 'pkcs12' }
  if (identifierOf(first) === identifiers.pkcs7Signed) return { kind: 'pkcs7' }
  if (!outer.whole) return { kind: 'cut-short', there: bytes.length, announced: outer.end }
  const scheme = algorithmOf(first)
  if (scheme.startsWith(identifiers.passwordBased) || scheme.startsWith(identifiers.passwordBasedPkcs12))
    return { kind: 'encrypted' }
  if (first.tag === sequence && inside.length === 3 && inside[2]?.tag === bitString) {
    const [version, subject, publicKey] = elementsIn(first.content)
    if (version?.tag === integer && subject?.tag === sequence && publicKey?.tag === sequence)
      return { kind: 'certificate-request' }
  }
  return { kind: 'unknown' }
}

/** DER says only by its structure what it is, so each is tried in turn. */
function keyOf(der: Buffer, inside: readonly Element[]): KeyObject | null {
  const rsa = rsaWithin(inside)
  const attempts = [
    () => createPublicKey({ key: der, format: 'der', type: 'spki' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'pkcs1' }),
    () => createPublicKey({ key: der, format: 'der', type: 'pkcs1' }),
    () => createPrivateKey({ key: der, format: 'der', type: 'sec1' }),
    () => new X509Certificate(der).publicKey,
    ...(rsa ? [rsa] : []),
  ]
  for (const attempt of attempts) {
    try {
      const key = attempt()
      // OpenSSL reads the identifier of RSAES-OAEP, and can then do nothing with the key.
      if (key.asymmetricKeyType !== undefined) return key
    } catch {
      // not this structure: the next attempt, or the caller's sentence, answers for it
    }
  }
  return null
}

/**
 * The plain RSA key inside of what OpenSSL 3.0 refuses: SubjectPublicKeyInfo and PKCS#8 under id-RSAES-OAEP (RFC 4055), and PKCS#8
 * version 2 with the public key beside (RFC 5958).
 */
function rsaWithin([first, second, third]: readonly Element[]): (() => KeyObject) | null {
  if (algorithmOf(first) === identifiers.rsaesOaep && second?.tag === bitString)
    return () => createPublicKey({ key: second.content.subarray(1), format: 'der', type: 'pkcs1' })
  const isRsa = [identifiers.rsaesOaep, '2a864886f70d010101'].includes(algorithmOf(second))
  if (first?.tag === integer && isRsa && third?.tag === octetString)
    return () => createPrivateKey({ key: third.content, format: 'der', type: 'pkcs1' })
  return null
}
