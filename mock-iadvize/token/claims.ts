/** The claims, judged by what they say at one moment. Texts tell lengths and shapes, never a visitor's values. */
import {
  claimPrefix,
  documentedIssuer,
  userIdClaim,
  userIdMaxLength,
  visitorDataClaim,
  visitorDataFields,
} from '../contract.ts'
import type { TokenCheck, TokenFacts, TokenFinding, TokenSettings } from './decision.ts'
import { isObject, json, repeatedMembers, utf8Text, type JsonObject } from './json-members.ts'
import { characters, counted, harmless, listed, shape, shown } from './shown.ts'

/** What a check came to: what it found, and whether it could be made. */
type Judgement = { judged: TokenCheck[]; findings: TokenFinding[]; unseen?: string }

const wrong = (
  id: TokenCheck,
  code: string,
  expected: string,
  received: string,
  cure: string,
  level: TokenFinding['level'] = 'MUST',
): TokenFinding => ({ id, level, stage: 'claims', code, expected, received, cure })

/** The claims in a payload, and what is wrong with the way that they are written. Null: not readable. */
export function claimsReading(payload: Buffer): { claims: JsonObject | null; findings: TokenFinding[] } {
  const text = utf8Text(payload)
  if (text === null) return latin1Reading(payload)
  const unreadable = (code: string, received: string, cure: string): ReturnType<typeof claimsReading> => ({
    claims: null,
    findings: [wrong('token/nested', code, 'claims as one JSON object in UTF-8', received, cure)],
  })
  if (text.startsWith('\ufeff'))
    return unreadable('byte-order-mark', 'a byte order mark before the JSON', 'write UTF-8 without a byte order mark')
  const claims = json(text)
  if (claims === undefined)
    return unreadable('claims-not-json', 'text that is not JSON', 'sign the JSON text of the claims, unchanged')
  if (!isObject(claims))
    return unreadable('claims-not-an-object', shape(claims), 'serialize the claims once: { "iss": …, "exp": … }')
  const repeated = repeatedMembers(text, claims)
  if (repeated.length === 0) return { claims, findings: [] }
  const cure = 'write each claim once: readers disagree on which one counts'
  const received = `${listed(repeated.map(shown))} more than once`
  return { claims, findings: [wrong('token/nested', 'claim-repeated', 'each claim once', received, cure)] }
}

const inLatin1 = (id: TokenCheck, where: string): TokenFinding =>
  wrong(
    id,
    'claims-in-latin1',
    'claims as JSON in UTF-8 (RFC 7519 §3)',
    `bytes that are not UTF-8${where}; they read as Latin-1 or Windows-1252`,
    'turn the JSON text into bytes as UTF-8, not in the platform default (Java: getBytes(StandardCharsets.UTF_8))',
  )

function latin1Reading(payload: Buffer): { claims: JsonObject | null; findings: TokenFinding[] } {
  const claims = json(payload.toString('latin1'))
  if (!isObject(claims)) {
    const cure = 'sign the JSON text of the claims in UTF-8, unchanged'
    const received = 'bytes that are neither UTF-8 nor JSON'
    return {
      claims: null,
      findings: [wrong('token/nested', 'claims-not-json', 'claims as one JSON object in UTF-8', received, cure)],
    }
  }
  const owners = (
    [
      ['token/user-id', userIdClaim],
      ['token/visitor-data', visitorDataClaim],
    ] as const
  ).filter(([, claim]) => /[^\0-\x7f]/.test(JSON.stringify(claims[claim]) ?? ''))
  const findings = owners.map(([id, claim]) => inLatin1(id, ` in ${shown(claim)}`))
  return { claims, findings: findings.length > 0 ? findings : [inLatin1('token/nested', '')] }
}

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
    findings: [wrong(id, code, expected, received, cure, level)],
  })
  const value = claims[userIdClaim]
  if (!(userIdClaim in claims)) {
    const other = misnamed(claims, userIdClaim)
    if (other === null) return found('user-id-missing', 'no such claim', `add the claim ${shown(userIdClaim)}`)
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
            wrong(
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

function likeness(value: string): NonNullable<TokenFacts['userId']>['looksLike'] {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return 'email'
  if (/^\+\d[\d ().-]{5,18}\d$/.test(value) || /^0[1-9](?:[ .-]?\d{2}){4}$/.test(value)) return 'phone'
  if (/^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value)) return 'uuid'
  return /^\d+$/.test(value) ? 'number' : 'other'
}

const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*[/:.]/, '')
    .replaceAll(/[_\s-]/g, '')

/** A claim that was probably meant: the same name with another prefix or spelling. */
function misnamed(claims: JsonObject, claim: string): string | null {
  return Object.keys(claims).find(name => name !== claim && bare(name) === bare(claim)) ?? null
}

function misnamedCode(claim: 'user-id' | 'visitor-data', name: string): string {
  if (!/[/:.]/.test(name)) return `${claim}-unprefixed`
  return name.startsWith('http://') ? `${claim}-prefix-http` : `${claim}-misnamed`
}

const prefixOf = (name: string): string => name.slice(0, name.search(/[^/:.]*$/))

function judgeVisitorData(claims: JsonObject): Judgement {
  const id = 'token/visitor-data'
  const found = (code: string, expected: string, received: string, cure: string): TokenFinding =>
    wrong(id, code, expected, received, cure)
  if (!(visitorDataClaim in claims)) {
    const other = misnamed(claims, visitorDataClaim)
    if (other === null) return { judged: [id], findings: [] }
    const userId = userIdClaim in claims ? null : misnamed(claims, userIdClaim)
    if (userId !== null && prefixOf(userId) === prefixOf(other))
      return { judged: [], findings: [], unseen: 'visitorData bears the same wrong prefix as userId' }
    return {
      judged: [id],
      findings: [
        found(
          misnamedCode('visitor-data', other),
          `the claim's name is ${shown(visitorDataClaim)}`,
          `the claim ${shown(other)}`,
          `custom claims carry the prefix ${claimPrefix}: without it the data is not read`,
        ),
      ],
    }
  }
  const data = claims[visitorDataClaim]
  const object = `a JSON object with any of ${visitorDataFields.join(', ')}`
  if (typeof data === 'string')
    return {
      judged: [id],
      findings: [
        found(
          'visitor-data-string',
          object,
          isObject(json(data)) ? 'the object as JSON text in a string' : shape(data),
          'put the object itself into the claims: serialize once, the whole of the claims',
        ),
      ],
    }
  if (!isObject(data))
    return {
      judged: [id],
      findings: [found('visitor-data-not-an-object', object, shape(data), 'write an object, or leave the claim out')],
    }
  const findings: TokenFinding[] = []
  const unknown = Object.keys(data).filter(field => !(visitorDataFields as readonly string[]).includes(field))
  if (unknown.length > 0)
    findings.push(
      found(
        'visitor-data-unknown-field',
        `only the documented fields: ${visitorDataFields.join(', ')}`,
        listed(unknown.slice(0, 5).map(shown)) + (unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''),
        unknown
          .slice(0, 5)
          .map(field => `${meant(field) ? `write ${meant(field)} for` : 'leave out'} ${shown(field)}`)
          .join('; '),
      ),
    )
  const notText = Object.keys(data).filter(field => !unknown.includes(field) && typeof data[field] !== 'string')
  if (notText.length > 0)
    findings.push(
      found(
        'visitor-data-field-not-a-string',
        'every field is a string',
        listed(notText.map(field => `${field} is ${shape(data[field])}`)),
        `write ${listed(notText)} as ${notText.length > 1 ? 'strings' : 'a string'}, or leave out what is not known`,
      ),
    )
  return { judged: [id], findings }
}

/** The documented field of another spelling: `first_name`, `zipcode`, `phone`. */
function meant(field: string): string | undefined {
  const bare = field.toLowerCase().replaceAll(/[^a-z]/g, '')
  return visitorDataFields.find(
    known => known.toLowerCase() === bare || (bare.length > 2 && known.toLowerCase().startsWith(bare)),
  )
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
  return { judged: [id], findings: [wrong(id, code, expected, received, cure, level)] }
}

/** Later than the year 5138 in seconds, but an everyday moment in milliseconds. */
const tooLateForSeconds = 1e11
/** Earlier than 2001: no moment that a token made today could name. */
const tooEarlyForAMoment = 1e9
function judgeTimes(claims: JsonObject, at: Date, settings: TokenSettings): Judgement {
  const now = at.getTime() / 1000
  const expiry = judgeExpiry(claims.exp, now, settings)
  const findings = [...(expiry ? [expiry] : []), ...judgePast(claims, now, settings)]
  if (expiry) return { judged: ['token/expiry'], findings, unseen: 'the lifetime: exp is not a moment ahead' }
  const { exp, iat } = claims as { exp: number; iat: unknown }
  const issued = typeof iat === 'number' && iat <= now ? iat : now
  const lifetime = Math.round(exp - issued)
  // A site that counts in whole seconds may round up.
  if (exp > Math.ceil(issued) + settings.recommendedLifetime)
    findings.push(
      wrong(
        'token/lifetime',
        'lives-too-long',
        `at most ${duration(settings.recommendedLifetime)} from issue to exp`,
        duration(lifetime),
        `set exp to now + ${settings.recommendedLifetime} seconds: whoever steals the token can pose as the visitor until then`,
        'SHOULD',
      ),
    )
  return { judged: ['token/expiry', 'token/lifetime'], findings }
}

const expired = (code: string, received: string, cure: string): TokenFinding =>
  wrong('token/expiry', code, 'exp: a number of seconds since 1970, in the future on arrival', received, cure)

function judgeExpiry(exp: unknown, now: number, settings: TokenSettings): TokenFinding | null {
  if (exp === undefined) return expired('exp-missing', 'no exp', 'set exp to now + 60 seconds')
  if (typeof exp !== 'number')
    return expired('exp-not-a-number', `exp is ${shape(exp)}`, 'write exp as a JSON number without quotation marks')
  if (exp >= tooLateForSeconds)
    return expired(
      'exp-in-milliseconds',
      `${exp}, which is milliseconds: as seconds it lies thousands of years ahead`,
      'divide by 1000: Math.floor(Date.now() / 1000) + 60',
    )
  if (exp < tooEarlyForAMoment)
    return expired(
      'exp-is-a-duration',
      `${exp}, which is no moment of our time; a duration, perhaps`,
      'add it to the present time in seconds: now + 60',
    )
  if (exp > now - settings.skew) return null
  const ago = now - exp
  const hours = Math.round(ago / 3600)
  const zone = hours > 0 && hours <= 14 && Math.abs(ago - hours * 3600) < 120
  return expired(
    'expired',
    `exp passed ${duration(Math.ceil(ago))} ago`,
    zone
      ? `this is ${counted(hours, 'hour')} almost to the minute: use UTC, not local time, for exp`
      : 'make a new token for each activation (exp = now + 60 seconds), keep none, and set the clock of the server by NTP',
  )
}

/** iat and nbf are not required; what is there must be true. */
function judgePast(claims: JsonObject, now: number, settings: TokenSettings): TokenFinding[] {
  return (['iat', 'nbf'] as const).flatMap(name => {
    const value = claims[name]
    if (value === undefined) return []
    const found = (code: string, received: string, cure: string): TokenFinding[] => [
      wrong(
        'token/expiry',
        code,
        `${name}, where there is one: a number of seconds since 1970, not in the future`,
        received,
        cure,
      ),
    ]
    if (typeof value !== 'number')
      return found(`${name}-not-a-number`, `${name} is ${shape(value)}`, `write ${name} as a JSON number, or drop it`)
    if (value >= tooLateForSeconds)
      return found(`${name}-in-milliseconds`, `${value}, which is milliseconds`, 'divide by 1000')
    // A site that counts in whole seconds may round up.
    if (value <= Math.ceil(now) + settings.skew) return []
    const ahead = `${duration(Math.ceil(value - now))} ahead`
    return name === 'iat'
      ? found('issued-in-the-future', `iat is ${ahead}`, 'set the clock of the server by NTP, and use UTC')
      : found('not-yet-valid', `nbf is ${ahead}`, 'set nbf to the present time or drop it, and set the clock by NTP')
  })
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
      wrong(
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

/** Seconds, in the unit that a person would use. */
function duration(seconds: number): string {
  if (seconds <= 120) return counted(seconds, 'second')
  if (seconds <= 7200) return counted(Math.round(seconds / 60), 'minute')
  return seconds <= 172_800 ? counted(Math.round(seconds / 3600), 'hour') : counted(Math.round(seconds / 86_400), 'day')
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

export const textFields = (data: JsonObject): [string, string][] =>
  Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
