/** By what the request for a token may be known as a visitor's, from the form of its values alone. Pure; nothing of them is kept. */
import type { ObservationOf } from '../../recording/recording.ts'
import { decoded } from '../../token-sources/token-carrier.ts'
import { isCredential } from './sent-request.ts'

export type SessionKind = NonNullable<ObservationOf<'provider-found'>['session']>

const jsonIn = (base64: string): object | null => {
  try {
    const value = JSON.parse(Buffer.from(base64, 'base64url').toString()) as unknown
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
const json = (base64: string): boolean => jsonIn(base64) !== null

/** A JWS of three segments, or a JWE of five. */
const isJwt = (text: string): boolean => {
  const segments = text.split('.')
  return (segments.length === 3 || segments.length === 5) && 'alg' in (jsonIn(segments[0] ?? '') ?? {})
}

/** Cookies of Auth.js, and of NextAuth.js before it; long ones are cut into pieces that are numbered. */
const authJs = /^(?:__Secure-|__Host-)?(?:next-auth|authjs)\.session-token(?:\.\d+)?$/

/**
 * What frameworks write where the session itself stands in the cookie: Flask (`payload.timestamp.signature`), Django's signed cookies
 * (`payload:timestamp:signature`), Rails (`data--iv--tag`, `data--digest`), cookie-session (a second cookie, `name.sig`).
 */
const isSealed = (name: string, text: string, cookies: Readonly<Record<string, string>>): boolean =>
  (/^\.?eJ?[\w-]{8,}\.[\w-]{5,8}\.[\w-]{27,}$/.test(text) &&
    (text.startsWith('.') || json(text.split('.')[0] ?? ''))) ||
  /^\.?eJ?[\w-]{8,}:[\w-]{5,8}:[\w-]{27,}$/.test(text) ||
  /^[\w+/=-]{20,}--[\w+/=]{12,}(?:--[\w+/=]{16,})?$/.test(text) ||
  (Object.hasOwn(cookies, `${name}.sig`) && json(text))

/** The one that lives longest is named: what needs no server is still good when the server has forgotten the session. */
export const sessionKindOf = (
  headers: Readonly<Record<string, string>>,
  cookies: Readonly<Record<string, string>>,
): SessionKind => {
  const credentials = Object.entries(headers)
    .filter(([name]) => name !== 'cookie' && isCredential(name))
    .map(([, value]) => value.replace(/^\S+ /, ''))
  if (credentials.some(isJwt)) return 'bearer-jwt'
  const all = Object.entries(cookies).map(([name, value]) => [name, decoded(value)] as const)
  if (all.some(([name]) => authJs.test(name))) return 'auth-js'
  if (all.some(([, value]) => isJwt(value))) return 'cookie-jwt'
  if (all.some(([name, value]) => isSealed(name, value, cookies))) return 'sealed-cookie'
  if (credentials.length > 0) return 'bearer'
  return all.length > 0 ? 'cookie' : 'none'
}
