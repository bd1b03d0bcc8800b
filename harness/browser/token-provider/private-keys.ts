/** Private keys in what a browser receives. Whatever is found stays in memory; whose it is may be told. */
import { createPrivateKey } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import type { Request } from '@playwright/test'
import { fingerprint } from '../../../mock-iadvize/token/keys.ts'
import type { ObservationOf } from '../../recording/recording.ts'
import { broughtBy } from './traffic.ts'

/** `key`: null where the text is cut or encrypted, and a private key all the same. */
export type PrivateKey = { form: ObservationOf<'keys-searched'>['found'][number]['form']; key: KeyObject | null }

/** Crypto libraries hold the armour as a constant: a key has base64 behind it, with line breaks real or written out. */
const pem =
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----([A-Za-z0-9+/=\s"'`,:\\-]{60,12000}?)-----END (?:[A-Z]+ )?PRIVATE KEY-----/g
/** Line breaks that are written out, and a script's joints between the lines. */
const joints = /\\[rn]|["'`]\s*[+,]\s*["'`]/g
/** An object without objects in it that has a key type and a `d`, as JSON or as a literal in a script. */
const jwk = /\{[^{}]{20,8000}\}/g
const member = (name: string): RegExp => new RegExp(`["']?\\b${name}["']?\\s*:\\s*["']([A-Za-z0-9_-]+)["']`)
/** DER of a SEQUENCE with a long length, then the version 0 of PKCS#1 and PKCS#8. */
const der = /\bMII[A-Za-z0-9+/]{2}[A-Za-z0-9+/]{200,12000}={0,2}/g

const read = (make: () => KeyObject): KeyObject | null => {
  try {
    return make()
  } catch {
    return null
  }
}
const fromDer = (base64: string): KeyObject | null => {
  const bytes = Buffer.from(base64, 'base64')
  return (
    read(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })) ??
    read(() => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' })) ??
    read(() => createPrivateKey({ key: bytes, format: 'der', type: 'sec1' }))
  )
}
const fromJwk = (text: string): PrivateKey[] => {
  const values = ['kty', 'crv', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'].flatMap(name => {
    const value = member(name).exec(text)?.[1]
    return value === undefined ? [] : [[name, value] as const]
  })
  const found = Object.fromEntries(values) as Record<string, string>
  if (!['RSA', 'EC', 'OKP'].includes(found['kty'] ?? '') || (found['d']?.length ?? 0) < 20) return []
  return [{ form: 'JWK', key: read(() => createPrivateKey({ key: found as JsonWebKey, format: 'jwk' })) }]
}

export const privateKeysIn = (text: string): PrivateKey[] => {
  const armoured = text.includes('PRIVATE KEY-----') ? [...text.matchAll(pem)] : []
  const rest = armoured.length > 0 ? text.replaceAll(pem, '') : text
  return [
    ...armoured.map(([, inside = '']): PrivateKey => ({
      form: 'PEM',
      key: fromDer(inside.replaceAll(joints, '').replaceAll(/[^A-Za-z0-9+/=]/g, '')),
    })),
    ...(/["']?\bkty\b/.test(rest) ? (rest.match(jwk) ?? []) : []).flatMap(fromJwk),
    ...(rest.match(der) ?? []).flatMap((base64): PrivateKey[] => {
      const key = fromDer(base64)
      return key ? [{ form: 'DER', key }] : []
    }),
  ]
}

/** Of either half; only the public one is used. */
export type KnownKeys = { brand: readonly KeyObject[]; iadvize: readonly KeyObject[] }
type Found = ObservationOf<'keys-searched'>['found'][number]

export const searchForPrivateKeys = async (
  requests: readonly Request[],
  known: KnownKeys,
): Promise<{ responses: number; found: Found[] }> => {
  const isOneOf = (keys: readonly KeyObject[], key: KeyObject): boolean =>
    keys.some(other => fingerprint(other) === fingerprint(key))
  const texts = await Promise.all(
    requests.map(async request => {
      const response = await request.response().catch(() => null)
      const body = response && (await broughtBy(response)).body
      return body ? [{ path: new URL(request.url()).pathname, body }] : []
    }),
  )
  const found = texts.flat().flatMap(({ path, body }) =>
    privateKeysIn(body).map(({ form, key }): Found => ({
      path,
      form,
      of: key && isOneOf(known.brand, key) ? 'brand' : key && isOneOf(known.iadvize, key) ? 'iadvize' : 'other',
    })),
  )
  return { responses: texts.flat().length, found }
}
