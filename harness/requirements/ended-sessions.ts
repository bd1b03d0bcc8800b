/** How a sign-out ends a session, by the kind that was seen: what the server does not keep, it can't delete. */
import { providersFound } from '../recording/provider.ts'
import type { Recording } from '../recording/recording.ts'

const ways = (what: string, id: string): string =>
  `keep a list of the ${id}s that have signed out until they expire, or the time of each user’s last sign-out, and let the token provider refuse ${what} that is on it or older; short-lived ones (a few minutes) make the gap small, and close nothing`

/** null: the server keeps the session, or nobody saw by what the visitor is known. */
export const howToEnd = (recording: Recording): string | null => {
  switch (providersFound(recording).findLast(({ session }) => session !== undefined)?.session) {
    case 'bearer-jwt':
      return `The page is known by a bearer token that is a JWT: it stays good until its exp, whatever the sign-out deletes. On the server, ${ways('one', 'jti')}; revoke the refresh token at the sign-out too.`
    case 'bearer':
      return 'The page is known by a bearer token: deleting it in the page ends nothing. Revoke it on the server at the sign-out, and its refresh token too.'
    case 'auth-js':
      return `Auth.js (NextAuth.js) keeps the whole session in its cookie, and signing out only deletes that cookie: a copy of it stays good until it expires. Use a database session (strategy: 'database'), or ${ways('a session', 'jti')}.`
    case 'cookie-jwt':
      return `The session is a JWT in a cookie: it stays good until its exp, and deleting the cookie ends nothing for a copy of it. On the server, ${ways('one', 'jti')}; or keep sessions on the server.`
    case 'sealed-cookie':
      return 'The session stands in the cookie itself, signed or encrypted (as Flask, Rails and cookie-session write it): deleting the cookie ends nothing for a copy of it. Keep sessions on the server, or write into each the time of its sign-in, keep the time of each user’s last sign-out, and let the token provider refuse an older session.'
    case 'cookie':
    case 'none':
    case undefined:
      return null
  }
}
