/** How long a token lives, as far as its facts tell. Seconds. Pure, and imports nothing: the inspector's page has it too. */

/** 2001-09-09 to 5138-11-16: what lies outside is a duration, or milliseconds. */
const isMoment = (seconds: number): boolean => seconds >= 1e9 && seconds < 1e11

type Times = { expiresAt: number | null; issuedAt: number | null; lifetime: number | null }

/** From issue to exp, or without a credible iat from the moment when it was seen. Null: exp is no moment. */
export const tokenLifetime = ({
  expiresAt,
  issuedAt,
  lifetime,
}: Times): { seconds: number; since: 'iat' | 'sight' } | null => {
  if (expiresAt === null || lifetime === null || !isMoment(expiresAt)) return null
  const seen = expiresAt - lifetime
  // Whole seconds may be rounded up.
  return issuedAt !== null && isMoment(issuedAt) && issuedAt <= seen + 1
    ? { seconds: Math.round(expiresAt - issuedAt), since: 'iat' }
    : { seconds: lifetime, since: 'sight' }
}
