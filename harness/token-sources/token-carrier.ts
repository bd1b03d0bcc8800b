/** Where in a response a token lies, and what lies at that place in another response. Pure; raw tokens pass through. */
import { tooDeepAt } from '../../mock-iadvize/input/nesting.ts'
import type { Carrier } from '../recording/recording.ts'

export type Brought = {
  headers: readonly { name: string; value: string }[]
  /** null: none, or not text */
  body: string | null
}

/** Some servers put this before JSON, so that no script element can read it. */
const jsonGuard = /^\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);)\s*/

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
/** undefined: no JSON, or nested deeper than anybody means: it is then searched as text. */
export const jsonIn = (text: string): unknown => {
  const json = text.replace(jsonGuard, '')
  return tooDeepAt(json) >= 0 ? undefined : parsed(json)
}

/** Templates write a token's characters as escapes: `\u002D`, `\x2D`, `&#45;`, `&#x2d;`. */
export const unescaped = (text: string): string => (hasEscapes.test(text) ? withoutEscapes(text) : text)
const hasEscapes = /\\[ux]|&#/i
const withoutEscapes = (text: string): string =>
  text
    .replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,4});/gi, (_all, ...codes: (string | undefined)[]) =>
      String.fromCharCode(Number.parseInt(codes.slice(0, 3).find(Boolean) ?? '0', 16)),
    )
    .replace(/&#(\d{1,5});/g, (_all, code: string) => String.fromCharCode(Number(code)))

export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const holds = (text: string, token: string): boolean => text.includes(token) || unescaped(text).includes(token)

/** JSON pointer (RFC 6901) of the first string that holds the token, at any depth; undefined: none does. */
const pointerTo = (value: unknown, token: string, at = ''): string | undefined => {
  if (typeof value === 'string') return holds(value, token) ? at : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, inner] of Object.entries(value)) {
    const found = pointerTo(inner, token, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    if (found !== undefined) return found
  }
  return undefined
}

const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
          ? (inner as Record<string, unknown>)[name]
          : undefined,
      value,
    )

export const cookieOf = (header: string): { name: string; value: string } => {
  const [pair = ''] = header.split(';')
  const [name = '', ...value] = pair.split('=')
  return { name: name.trim(), value: value.join('=') }
}

export const isHtml = ({ headers, body }: Brought): boolean =>
  headers.some(({ name, value }) => name.toLowerCase() === 'content-type' && /\bhtml\b/i.test(value)) ||
  /^\s*<(?:!doctype|html)\b/i.test(body ?? '')

/** A web page in the place of a token: what brought it is no token provider. */
export const isPage = (raw: string): boolean => /^\s*<(?:!doctype|html|head|body|\?xml)\b/i.test(raw)

/** Where the token lies; null: it is not in this response. */
export const carrierOf = (raw: string, brought: Brought): Carrier | null => {
  const token = raw.trim()
  const { headers, body } = brought
  if (body !== null && !isHtml(brought)) {
    const pointer = pointerTo(jsonIn(body), token)
    if (pointer !== undefined) return { kind: 'json', pointer }
    if (holds(body, token)) return { kind: 'text' }
  }
  if (body !== null && isHtml(brought) && holds(body, token)) return { kind: 'html' }
  for (const { name, value } of headers) {
    if (!value.includes(token) && !decoded(value).includes(token)) continue
    return name.toLowerCase() === 'set-cookie'
      ? { kind: 'cookie', name: cookieOf(value).name }
      : { kind: 'header', name: name.toLowerCase() }
  }
  return null
}

/** Three segments and more, long enough to hold a signature. */
const tokenLike = /[\w+/=-]{8,}(?:\.[\w+/=-]*){2,}/
const token = (text: unknown): string | null => {
  const found = typeof text === 'string' ? tokenLike.exec(text)?.[0] : undefined
  return found !== undefined && found.length >= 60 ? found : null
}

/** The token that another response brings at that place; null: none. */
export const tokenAt = (carrier: Carrier, { headers, body }: Brought): string | null => {
  switch (carrier.kind) {
    case 'json':
      return token(valueAt(jsonIn(body ?? ''), carrier.pointer))
    case 'text':
      return isHtml({ headers, body }) ? null : token(body)
    case 'header':
      return token(headers.find(({ name }) => name.toLowerCase() === carrier.name)?.value)
    case 'cookie':
      return token(
        headers
          .filter(({ name }) => name.toLowerCase() === 'set-cookie')
          .map(({ value }) => cookieOf(value))
          .find(({ name }) => name === carrier.name)?.value,
      )
    case 'html':
      return null
  }
}
