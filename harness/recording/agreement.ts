/** The invariant: a JWT in local storage ⇔ a padlock on the desk, for the same user. */
import type { Sample } from './recording.ts'

type Jwt = Sample['jwts'][number]

/**
 * A JWT that says «this visitor is authenticated» to whoever looks into the browser's storage. The tag's own one that has
 * expired says it no more: the tag keeps it until it is renewed.
 */
const speaks = ({ where, own, state }: Jwt): boolean =>
  (where === 'localStorage' || own) && !(own && state === 'expired')

export type Agreement =
  | { agrees: true; both: boolean }
  | { agrees: false; code: 'jwt-without-padlock' | 'padlock-without-jwt' | 'different-users'; jwts: readonly Jwt[] }

export const agreement = ({ jwts: all, desk }: Pick<Sample, 'jwts' | 'desk'>): Agreement => {
  const jwts = all.filter(speaks)
  const padlock = desk?.padlock ?? false
  if (jwts.length > 0 && !padlock) return { agrees: false, code: 'jwt-without-padlock', jwts }
  if (jwts.length === 0 && padlock) return { agrees: false, code: 'padlock-without-jwt', jwts }
  if (jwts.some(jwt => jwt.userId !== desk?.userId)) return { agrees: false, code: 'different-users', jwts }
  return { agrees: true, both: padlock }
}
