/**
 * The claim visitorData: optional, and when present an object of documented fields, each a text (BE-INFO). The documentation
 * gives the names (partial: an incomplete copy), and says nowhere what becomes of others: those are a warning.
 */
import { claimPrefix, userIdClaim, visitorDataClaim, visitorDataFields } from '../contract.ts'
import type { TokenFinding } from './decision.ts'
import { isObject, json, type JsonObject } from './json-members.ts'
import { wrongClaim, type Judgement } from './judgement.ts'
import { misnamed, misnamedCode, prefixOf } from './misnamed.ts'
import { listed, shape, shown } from './shown.ts'

export function judgeVisitorData(claims: JsonObject): Judgement {
  const id = 'token/visitor-data'
  const found = (
    code: string,
    expected: string,
    received: string,
    cure: string,
    level?: TokenFinding['level'],
  ): TokenFinding => wrongClaim(id, code, expected, received, cure, level)
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
  const notText = Object.keys(data).filter(field => isDocumented(field) && typeof data[field] !== 'string')
  if (notText.length > 0)
    findings.push(
      found(
        'visitor-data-field-not-a-string',
        'every field is a string',
        listed(notText.map(field => `${field} is ${shape(data[field])}`)),
        `write ${listed(notText)} as ${notText.length > 1 ? 'strings' : 'a string'}, or leave out what is not known`,
      ),
    )
  const unknown = Object.keys(data).filter(field => !isDocumented(field))
  if (unknown.length > 0)
    findings.push(
      found(
        'visitor-data-unknown-field',
        `fields that iAdvize documents: ${listed(visitorDataFields)}`,
        listed(unknown.slice(0, 5).map(shown)) + (unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''),
        `${unknown
          .slice(0, 5)
          .map(field => (meant(field) ? `write ${meant(field)} for ${shown(field)}` : `leave out ${shown(field)}`))
          .join('; ')}: nobody can tell what becomes of fields that are not documented, they may be dropped`,
        'SHOULD',
      ),
    )
  return { judged: [id], findings }
}

const isDocumented = (field: string): boolean => (visitorDataFields as readonly string[]).includes(field)

/** The documented field of another spelling: `first_name`, `zipcode`, `phone`. */
function meant(field: string): string | undefined {
  const bare = field.toLowerCase().replaceAll(/[^a-z]/g, '')
  return visitorDataFields.find(
    known => known.toLowerCase() === bare || (bare.length > 2 && known.toLowerCase().startsWith(bare)),
  )
}

export const textFields = (data: JsonObject): [string, string][] =>
  Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
