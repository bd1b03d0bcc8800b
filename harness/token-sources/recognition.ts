/** Which texts are tokens meant for iAdvize, and which are other people's. Pure; raw tokens pass through. */
import { claimPrefix } from '../../mock-iadvize/contract.ts'
import { isObject, json } from '../../mock-iadvize/token/json-members.ts'

/** `wrong` as a token may be: one that is meant for iAdvize is found all the same, so that it can be judged. */
export type Recognised = { token: string; meantForIAdvize: boolean }

/** A header is a JSON object, so its base64 begins with `e`; three to five segments, in either alphabet of base64. */
const tokenLike = /(?<![\w+-])e[wy][\w+/=-]{8,}(?:\.[\w+/=-]*){2,4}/g
/** Characters: a signature of RSA-1024 alone has more. */
const shortest = 60

const objectIn = (text: string): Record<string, unknown> | null => {
  const value = json(text)
  return isObject(value) ? value : null
}
/** Damaged bytes are no obstacle here. */
const decoded = (segment: string | undefined): string => Buffer.from(segment ?? '', 'base64').toString('utf8')

/** Without the scheme: `http://iadvize.com/` is how one of the mistakes begins. */
const claimHost = claimPrefix.slice(claimPrefix.indexOf('//'))

const meantForIAdvize = (segments: readonly string[], header: Record<string, unknown>): boolean => {
  // A JWE to a shared secret (`dir`, A256KW…) is how frameworks encrypt their own sessions.
  if ('enc' in header) return typeof header['alg'] !== 'string' || header['alg'].startsWith('RSA')
  const payload = decoded(segments[1])
  // Layers swapped: a JWE that was signed.
  if (objectIn(decoded(payload.split('.')[0]))?.['enc'] !== undefined) return true
  return Object.keys(objectIn(payload) ?? {}).some(name => name.includes(claimHost))
}

/** Every JWS and JWE in a text, in its order. */
export const tokensWithin = (text: string): Recognised[] =>
  [...text.matchAll(tokenLike)].flatMap(([token]) => {
    const segments = token.split('.')
    const header = token.length >= shortest ? objectIn(decoded(segments[0])) : null
    return header && ('alg' in header || 'enc' in header)
      ? [{ token, meantForIAdvize: meantForIAdvize(segments, header) }]
      : []
  })
