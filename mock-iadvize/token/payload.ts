/** The claims in a payload: from its bytes to one JSON object, whatever was done to them on the way. */
import { claimPrefix, userIdClaim, visitorDataClaim } from '../contract.ts'
import type { TokenCheck, TokenFinding } from './decision.ts'
import { isObject, json, maxNesting, nestsTooDeep, repeatedMembers, utf8Text, type JsonObject } from './json-members.ts'
import { isClaimName, isUserIdName } from './misnamed.ts'
import { listed, shape, shown } from './shown.ts'
import { chainCode, chainCure, chainWords, segmentWrapping, undone, type Chain } from './undoings.ts'

/** Null: not readable. */
export type ClaimsReading = { claims: JsonObject | null; findings: TokenFinding[] }

const wrong = (
  code: string,
  received: string,
  cure: string,
  expected = 'claims as one JSON object in UTF-8',
  id: TokenCheck = 'token/nested',
): TokenFinding => ({ id, level: 'MUST', stage: 'claims', code, expected, received, cure })

/**
 * What is wrong with the way that the claims are written; by them alone it is judged whether they are true. `segment`: as it was
 * sent, where that may tell more than the bytes in it.
 */
export function claimsReading(payload: Buffer, segment: string = payload.toString('base64url')): ClaimsReading {
  const text = utf8Text(payload)
  const claims = text === null ? undefined : json(text)
  if (isObject(claims) && text !== null) {
    const repeated = repeatedMembers(text, claims)
    const found =
      repeated.length === 0
        ? []
        : [
            wrong(
              'claim-repeated',
              `${listed(repeated.map(shown))} more than once`,
              'write each claim once: readers disagree on which one counts',
              'each claim once',
            ),
          ]
    const level = raised(claims)
    return { claims: level.claims, findings: [...found, ...level.findings] }
  }
  const unwrapped = undone(segment, objectIn, 3)
  const { wrapping } = segmentWrapping(unwrapped?.chain ?? [])
  if (unwrapped && wrapping.length > 0) return wrappedReading(unwrapped.result, wrapping)
  if (text === null) return latin1Reading(payload)
  return unreadable(text, claims)
}

const objectIn = (binary: string): JsonObject | null => {
  if (!/^\s*(?:\xef\xbb\xbf)?\s*\{/.test(binary)) return null
  const text = utf8Text(Buffer.from(binary, 'latin1'))
  const value = text === null ? undefined : json(text.replace(/^\ufeff/, ''))
  return isObject(value) ? value : null
}

function wrappedReading(inner: JsonObject, chain: Chain): ClaimsReading {
  const twice = chainCode(chain) === 'json-string'
  const { claims, findings } = raised(inner)
  return {
    claims,
    findings: [
      twice
        ? wrong(
            'claims-serialized-twice',
            'a JSON string that holds the JSON of the claims: they were serialized twice',
            'serialize the claims once: hand the object itself to the library, not JSON.stringify, json.dumps or json_encode of it',
          )
        : wrong(
            `payload-in-${chainCode(chain)}`,
            `claims that were wrapped as ${chainWords(chain)}`,
            `the payload segment is the base64url of the claims' JSON, and of nothing else. In other words: ${chainCure(chain)}`,
          ),
      ...findings,
    ],
  }
}

// ── What is no JSON object ──────────────────────────────────────────────────────────────────────────────────────────

/** How languages print a map, which is no JSON. */
const printed: [RegExp, string, string][] = [
  [/^\{\s*'/, 'a Python dict as it is printed', 'json.dumps(claims), not str(claims)'],
  [/^\{\s*(?:"[^"]*"|:\w+)\s*=>/, 'a Ruby hash as it is printed', 'claims.to_json, not claims.to_s'],
  [/^a:\d+:\{/, "PHP's serialize()", 'json_encode($claims, JSON_THROW_ON_ERROR)'],
  [/^Array\s*\(/, "PHP's print_r() of an array", 'json_encode($claims, JSON_THROW_ON_ERROR)'],
  [/^\{[\w:/.]+=/, 'a Java map as it is printed', 'new ObjectMapper().writeValueAsString(claims), not toString()'],
  [/^map\[/, 'a Go map as it is printed', 'json.Marshal(claims)'],
  [/^%\{/, 'an Elixir map as it is inspected', 'Jason.encode!(claims)'],
  [/^\s*</, 'XML or HTML', "the claims' JSON"],
  [/^[\w%.:/-]+=[^&]*(?:&|$)/, 'a query string', "the claims' JSON, not URL parameters"],
  [/^\{\s*[A-Za-z_]\w*\s*:/, 'an object whose names have no quotation marks', 'JSON.stringify(claims)'],
]

const emptied =
  'look at what serializes the claims: it failed and gave nothing (PHP: json_encode() returns false, for instance for text that is not UTF-8: use JSON_THROW_ON_ERROR), or it was handed no claims'

function unreadable(text: string, value: unknown): ClaimsReading {
  const none = (...all: Parameters<typeof wrong>): ClaimsReading => ({ claims: null, findings: [wrong(...all)] })
  const trimmed = text.trim()
  if (text === '') return none('payload-empty', 'an empty payload (0 bytes): the JWS signs no claims', emptied)
  if (/^(?:undefined|null|None|nil|NaN|false|true|\[object \w+\])$/.test(trimmed))
    return none('payload-placeholder', `the text ${shown(trimmed)} in the place of the claims`, emptied)
  if (nestsTooDeep(text))
    return none(
      'claims-nested-too-deep',
      `JSON that nests more than ${maxNesting} levels`,
      'write the claims as a flat object; visitorData alone is an object in it',
    )
  if (text.startsWith('\ufeff')) {
    const inner = json(text.slice(1))
    return {
      claims: isObject(inner) ? inner : null,
      findings: [
        wrong('byte-order-mark', 'a byte order mark before the JSON', 'write UTF-8 without a byte order mark'),
      ],
    }
  }
  if (Array.isArray(value)) {
    const [only] = value as unknown[]
    const finding = wrong(
      'claims-in-an-array',
      `${shape(value)} in the place of the claims`,
      'sign the object itself, without an array around it: { "iss": …, "exp": … }',
    )
    return { claims: isObject(only) && value.length === 1 ? only : null, findings: [finding] }
  }
  if (value !== undefined)
    return none('claims-not-an-object', shape(value), 'serialize the claims once: { "iss": …, "exp": … }')
  const known = printed.find(([form]) => form.test(trimmed.slice(0, 400)))
  if (known)
    return none('claims-not-json', `${known[1]}, which is not JSON`, `sign the JSON of the claims: ${known[2]}`)
  return none(
    'claims-not-json',
    trimmed.startsWith('{') ? `text that begins as JSON but is not: ${whereItBreaks(text)}` : 'text that is not JSON',
    'sign the JSON text of the claims, made by a JSON library and unchanged',
  )
}

function whereItBreaks(text: string): string {
  if (!/\}\s*$/.test(text)) return 'it has no end, so it was cut'
  if (/,\s*[}\]]/.test(text)) return 'it has a comma before a closing bracket'
  if (/[:[,]\s*(?:NaN|-?Infinity|undefined|None|True|False)\b/.test(text))
    return 'it has a value that JSON does not know (NaN, undefined, None, True)'
  return 'a JSON parser refuses it'
}

const inLatin1 = (id: TokenCheck, where: string): TokenFinding =>
  wrong(
    'claims-in-latin1',
    `bytes that are not UTF-8${where}; they read as Latin-1 or Windows-1252`,
    'turn the JSON text into bytes as UTF-8, not in the platform default (Java: getBytes(StandardCharsets.UTF_8))',
    'claims as JSON in UTF-8 (RFC 7519 §3)',
    id,
  )

function latin1Reading(payload: Buffer): ClaimsReading {
  const claims = json(payload.toString('latin1'))
  if (!isObject(claims))
    return {
      claims: null,
      findings: [
        wrong(
          'claims-not-json',
          'bytes that are neither UTF-8 nor JSON',
          'sign the JSON text of the claims in UTF-8, unchanged',
        ),
      ],
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

// ── One level too deep ──────────────────────────────────────────────────────────────────────────────────────────────

/** Objects within each other that are looked into. */
const deepest = 3

/** JSON as text, in base64 or wrapped in another way. Short texts are no claims. */
const objectInText = (text: string): unknown =>
  /^\s*\{/.test(text)
    ? json(text)
    : text.length >= 40
      ? (undone(Buffer.from(text).toString('latin1'), objectIn)?.result ?? null)
      : null

/** The claims under a name, or under several of them; `path`: those names. */
function below(value: unknown, path: readonly string[]): { inner: JsonObject; path: readonly string[] } | null {
  const inner = typeof value === 'string' ? objectInText(value) : value
  if (!isObject(inner)) return null
  const names = Object.keys(inner)
  if (names.some(isClaimName)) return { inner, path }
  if (path.length === deepest || names.length > 20) return null
  for (const name of names) {
    const found = below(inner[name], [...path, name])
    if (found) return found
  }
  return null
}

const prefixAlone = /^https?:\/\/(?:\w+\.)?iadvize\.com\/?$/

/** Claims that lie under another name, or under the prefix as a name of its own: raised to the top, where they belong. */
function raised(claims: JsonObject): ClaimsReading {
  const top = Object.keys(claims)
  if (top.some(isUserIdName)) return { claims, findings: [] }
  for (const name of top.filter(each => !isClaimName(each)).slice(0, 50)) {
    const found = below(claims[name], [name])
    if (!found) continue
    const { inner, path } = found
    const { [name]: _, ...others } = claims
    if (prefixAlone.test(name))
      return {
        claims: {
          ...others,
          ...Object.fromEntries(Object.entries(inner).map(([each, its]) => [`${claimPrefix}${each}`, its])),
        },
        findings: [
          wrong(
            'claims-under-prefix',
            `${listed(Object.keys(inner).slice(0, 5).map(shown))} as members of an object ${shown(name)}`,
            `write each name in full, at the top of the claims: ${shown(userIdClaim)}, ${shown(visitorDataClaim)}`,
            'each claim at the top, under its full name',
          ),
        ],
      }
    const where = path.map(shown).join(' → ')
    const asText =
      typeof claims[name] !== 'string' ? '' : /^\s*\{/.test(claims[name]) ? ' as JSON text' : ' as encoded text'
    return {
      claims: { ...inner, ...others },
      findings: [
        wrong(
          'claims-nested',
          `the claims ${path.length === 1 ? 'one level' : `${path.length} levels`} too deep, under ${where}${asText}`,
          `put the members of ${shown(path.at(-1))} at the top of the claims: hand the library the claims themselves, without ${shown(name)} around them`,
          'each claim at the top of the payload',
        ),
      ],
    }
  }
  return { claims, findings: [] }
}
