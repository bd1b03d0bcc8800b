/** Keeps secrets out of free text: what the site's pages, errors and browsers say goes through here before it is recorded. */

/** A header in base64url begins with `{"`: host names have dots too, and must stay readable. */
const tokenLike = /eyJ[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){1,4}/g
const emailLike = /[^\s@"'<>()]+@[^\s@"'<>()]+\.[a-z]{2,}/gi
const longOpaque = /[A-Za-z0-9_+/=-]{32,}/g

/** `secrets`: strings known to be secret in this run (passwords, tokens, user names, userIds…). Bounded to 300 characters. */
export const redacted = (text: string, secrets: Iterable<string> = []): string => {
  let safe = text
  for (const secret of secrets) if (secret.length >= 4) safe = safe.replaceAll(secret, '[secret]')
  return safe.replace(tokenLike, '[token]').replace(emailLike, '[e-mail]').replace(longOpaque, '[opaque]').slice(0, 300)
}

/** A path as it may be recorded: no query, no segment that could name a person or hold a token. */
export const safePath = (path: string): string =>
  path
    .split(/[?#;]/)[0]!
    .split('/')
    .map(segment => (segment.length > 40 || segment.includes('@') || segment.includes('%40') ? '…' : segment))
    .join('/')
