/** The tokens in one HTTP message, question or answer, and where in it they lie. Pure; raw tokens pass through. */
import { cookieOf, decoded, isHtml, jsonIn, unescaped } from './token-carrier.ts'
import type { Brought } from './token-carrier.ts'
import type { Carrier } from '../recording/recording.ts'
import { coveredPointer } from '../recording/privacy/addresses.ts'
import { coveredWords } from '../recording/privacy/cover.ts'
import { tokensWithin } from './recognition.ts'
import type { Recognised } from './recognition.ts'

export type Carried = Recognised & { carrier: Carrier }

/** Strings at any depth, each with its JSON pointer (RFC 6901). */
function* stringsIn(value: unknown, pointer = ''): Generator<{ text: string; pointer: string }> {
  if (typeof value === 'string') yield { text: value, pointer }
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      yield* stringsIn(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

/** What is nothing but a token is taken as it stands, with the white space that a page would hand over with it. */
const asItStands = (text: string): Recognised[] => {
  const found = tokensWithin(unescaped(text))
  const [only] = found
  return only && found.length === 1 && only.token === text.replaceAll(/\s/g, '') ? [{ ...only, token: text }] : found
}

const inBody = (message: Brought): Carried[] => {
  const { body } = message
  if (body === null || body === '') return []
  if (isHtml(message)) return tokensWithin(unescaped(body)).map(found => ({ ...found, carrier: { kind: 'html' } }))
  const value = jsonIn(body)
  if (value !== undefined)
    return [...stringsIn(value)].flatMap(({ text, pointer }) =>
      asItStands(text).map((found): Carried => ({ ...found, carrier: { kind: 'json', pointer } })),
    )
  // A form's fields are escaped as addresses are.
  const text = /^[\w.~%+-]+=/.test(body) ? decoded(body) : body
  return asItStands(text).map(found => ({ ...found, carrier: { kind: 'text' } }))
}

const inHeader = ({ name, value }: { name: string; value: string }): Carried[] => {
  const header = name.toLowerCase()
  const pairs = header === 'cookie' ? value.split('; ') : [value]
  return pairs.flatMap(pair =>
    tokensWithin(decoded(pair)).map(found => ({
      ...found,
      carrier: /^(?:set-)?cookie$/.test(header)
        ? { kind: 'cookie', name: cookieOf(pair).name }
        : { kind: 'header', name: header },
    })),
  )
}

export const tokensIn = (message: Brought): Carried[] => [...inBody(message), ...message.headers.flatMap(inHeader)]

/** Names of members and cookies are the site's, and might be somebody's. */
export const placeOf = (carrier: Carrier): string => {
  switch (carrier.kind) {
    case 'json':
      return `JSON ${coveredPointer(carrier.pointer) || '(the whole)'}`
    case 'header':
    case 'cookie':
      return `${carrier.kind} ${coveredWords(carrier.name)}`
    case 'html':
      return 'in its HTML'
    case 'text':
      return 'text'
  }
}
