/** The claims, judged by what they say at one moment. Texts tell lengths and shapes, never a visitor's values. */
import { documentedIssuer, userIdClaim, userIdMaxLength, visitorDataClaim } from '../contract.ts'
import type { TokenFacts, TokenFinding, TokenSettings } from './decision.ts'
import { isObject, type JsonObject } from './json-members.ts'
import { wrongClaim, type Judgement } from './judgement.ts'
import { misnamed, misnamedCode } from './misnamed.ts'
import { characters, harmless, shape, shown } from './shown.ts'
import { judgeTimes } from './times.ts'
import { judgeVisitorData, textFields } from './visitor-data.ts'

export const judgeClaims = (claims: JsonObject, at: Date, settings: TokenSettings): Judgement[] => [
  judgeUserId(claims),
  judgeVisitorData(claims),
  judgeIssuer(claims),
  judgeTimes(claims, at, settings),
  judgeRegistered(claims),
]

/** What a program writes where a value is missing: as a userId, many visitors would share it. */
const placeholders = new Set(['undefined', 'null', 'nil', 'None', 'NaN', '[object Object]'])

function judgeUserId(claims: JsonObject): Judgement {
  const id = 'token/user-id'
  const expected = `${shown(userIdClaim)}: a non-empty string of at most ${userIdMaxLength} characters`
  const found = (code: string, received: string, cure: string, level?: TokenFinding['level']): Judgement => ({
    judged: [id],
    findings: [wrongClaim(id, code, expected, received, cure, level)],
  })
  const value = claims[userIdClaim]
  if (!(userIdClaim in claims)) {
    const other = misnamed(claims, userIdClaim)
    if (other === null) return found('user-id-missing', ...missing(claims))
    return found(
      misnamedCode('user-id', other),
      `the claim ${shown(other)} instead`,
      `name the claim exactly ${shown(userIdClaim)}`,
    )
  }
  if (typeof value !== 'string')
    return found(
      'user-id-not-a-string',
      shape(value),
      'write the userId as a JSON string, numbers in quotation marks too',
    )
  if (value.trim() === '')
    return found(
      'user-id-empty',
      value === '' ? 'an empty string' : 'a string of white space',
      'make no token for a visitor whose identity is not known',
    )
  if (characters(value) > userIdMaxLength)
    return found(
      'user-id-too-long',
      shape(value),
      `use an identifier of at most ${userIdMaxLength} characters, such as the account's UUID`,
    )
  if (placeholders.has(value))
    return {
      ...found(
        'user-id-placeholder',
        `the text ${shown(value)}`,
        "write the visitor's own identifier: with this text, all visitors share one identity and see each other's conversations",
        'SHOULD',
      ),
    }
  const looksLike = likeness(value)
  return {
    judged: [id, 'token/user-id-opaque'],
    findings:
      looksLike === 'email' || looksLike === 'phone'
        ? [
            wrongClaim(
              'token/user-id-opaque',
              looksLike === 'email' ? 'user-id-is-email' : 'user-id-is-phone',
              'an identifier that tells nothing of the person and never changes',
              `${shape(value)} that looks like ${looksLike === 'email' ? 'an e-mail address' : 'a phone number'}`,
              "use the account's internal identifier: people change their address and number, and others get the old one",
              'SHOULD',
            ),
          ]
        : [],
  }
}

/** Received and cure. */
function missing(claims: JsonObject): [string, string] {
  const elsewhere = ['sub', 'uid', 'id', 'user', 'userid', 'customerId', 'visitorId'].find(name => name in claims)
  return elsewhere === undefined
    ? ['no such claim', `add the claim ${shown(userIdClaim)}`]
    : [
        `no such claim, but a claim ${shown(elsewhere)}`,
        `write the visitor's identifier into ${shown(userIdClaim)}: iAdvize does not take it from ${shown(elsewhere)}`,
      ]
}

function likeness(value: string): NonNullable<TokenFacts['userId']>['looksLike'] {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'email'
  if (/^\+\d[\d ().-]{5,18}\d$/.test(value) || /^0[1-9](?:[ .-]?\d{2}){4}$/.test(value)) return 'phone'
  if (/^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value)) return 'uuid'
  return /^\d+$/.test(value) ? 'number' : 'other'
}

function judgeIssuer(claims: JsonObject): Judgement {
  const id = 'token/issuer'
  const { iss } = claims
  const expected = `iss: a non-empty string, ${shown(documentedIssuer)} in iAdvize's documentation`
  const cure = `set iss to ${documentedIssuer}`
  if (iss === documentedIssuer) return { judged: [id], findings: [] }
  const [code, received, level] =
    iss === undefined
      ? (['issuer-missing', 'no iss', 'MUST'] as const)
      : typeof iss !== 'string'
        ? (['issuer-not-a-string', `iss is ${shape(iss)}`, 'MUST'] as const)
        : iss.trim() === ''
          ? (['issuer-empty', 'an empty string', 'MUST'] as const)
          : (['issuer-other', `iss ${shown(iss)}`, 'SHOULD'] as const)
  return { judged: [id], findings: [wrongClaim(id, code, expected, received, cure, level)] }
}

const isText = (value: unknown): boolean => typeof value === 'string'

/** RFC 7519 §4.1: none of them is required; what is there must have its type. */
function judgeRegistered(claims: JsonObject): Judgement {
  const malformed = (['sub', 'jti', 'aud'] as const).filter(
    name =>
      name in claims &&
      !isText(claims[name]) &&
      !(name === 'aud' && Array.isArray(claims.aud) && claims.aud.every(isText)),
  )
  return {
    judged: [],
    findings: malformed.map(name =>
      wrongClaim(
        'token/nested',
        `${name}-malformed`,
        name === 'aud'
          ? 'aud, where there is one: a string or an array of strings'
          : `${name}, where there is one: a string`,
        `${name} is ${shape(claims[name])}`,
        `write ${name} as a string, or drop it: it is optional`,
      ),
    ),
  }
}

const seconds = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** What may be told of the claims. */
export function claimFacts(claims: JsonObject, at: Date): Partial<TokenFacts> {
  const { iss, exp, iat } = claims
  const userId = claims[userIdClaim]
  const data = claims[visitorDataClaim]
  return {
    claimNames: Object.keys(claims).slice(0, 50).map(harmless),
    issuer: typeof iss === 'string' ? harmless(iss) : null,
    expiresAt: seconds(exp),
    issuedAt: seconds(iat),
    lifetime: typeof exp === 'number' ? Math.round(exp - at.getTime() / 1000) : null,
    userId: typeof userId === 'string' ? { length: characters(userId), looksLike: likeness(userId) } : null,
    visitorData: isObject(data)
      ? Object.fromEntries(textFields(data).map(([field, value]) => [harmless(field), characters(value)]))
      : null,
  }
}
