/** The session tokens of the mock: a real JWS, so that browser storage holds one. The site never verifies it, and nobody else can. */
import { createHmac, randomBytes } from 'node:crypto'

const segment = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = segment({ alg: 'HS256', typ: 'JWT' })

/** Signs claims with a secret of its own (RFC 7515). At once: a key that threads share would make them wait for each other. */
export function createSessionSigner(): (claims: Record<string, string | number>) => string {
  const secret = randomBytes(32)
  return claims => {
    const signed = `${header}.${segment(claims)}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
}
