/** The parts of a request that carry a value: what each is called, without its value, and the request with another one there. */
import { isOfBrowser } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

export type Part = {
  /** `query parameter user`, `member /user/id of the JSON body` */
  what: string
  name: string
  value: string
  /** any request of this form, with this value here */
  put(sent: Sent, value: string): Sent
}

const url = (sent: Sent, change: (url: URL) => void): Sent => {
  const changed = new URL(sent.url)
  change(changed)
  return { ...sent, url: changed.href }
}

const queryParts = (sent: Sent): Part[] =>
  [...new URL(sent.url).searchParams].map(([name, value]) => ({
    what: `query parameter ${name}`,
    name,
    value,
    put: (into, other) => url(into, ({ searchParams }) => searchParams.set(name, other)),
  }))

const plain = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const pathParts = (sent: Sent): Part[] =>
  new URL(sent.url).pathname.split('/').flatMap((segment, index) =>
    segment === ''
      ? []
      : [
          {
            what: `segment ${index} of the path`,
            name: '',
            value: plain(segment),
            put: (into: Sent, other: string) =>
              url(into, changed => {
                const segments = changed.pathname.split('/')
                segments[index] = encodeURIComponent(other)
                changed.pathname = segments.join('/')
              }),
          },
        ],
  )

const headerParts = (sent: Sent): Part[] =>
  Object.entries(sent.headers)
    .filter(([name]) => !isOfBrowser(name))
    .map(([name, value]) => ({
      what: `header ${name}`,
      name,
      value,
      put: (into, other) => ({ ...into, headers: { ...into.headers, [name]: other } }),
    }))

export const isForm = ({ headers }: Sent): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

const formParts = (sent: Sent): Part[] =>
  isForm(sent)
    ? [...new URLSearchParams(sent.body ?? '')].map(([name, value]) => ({
        what: `field ${name} of the form`,
        name,
        value,
        put: (into, other) => {
          const fields = new URLSearchParams(into.body ?? '')
          fields.set(name, other)
          return { ...into, body: fields.toString() }
        },
      }))
    : []

type Json = Record<string, unknown>

export const jsonBody = (sent: Sent): Json | null => {
  try {
    const value = JSON.parse(sent.body ?? 'null') as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}

/** The value with another one at the end of a way through it. */
const replaced = (value: unknown, way: readonly string[], other: unknown): unknown => {
  const [name, ...further] = way
  if (name === undefined) return other
  if (Array.isArray(value))
    return value.map((inner, index) => (String(index) === name ? replaced(inner, further, other) : inner))
  return { ...(value as Json), [name]: replaced((value as Json)[name], further, other) }
}

/** Deeper and more than this is no question for a token. */
const maxDepth = 5
const maxMembers = 40

const jsonParts = (sent: Sent): Part[] => {
  const leaves = (value: unknown, way: readonly string[]): Part[] => {
    if (typeof value === 'object' && value !== null)
      return way.length >= maxDepth
        ? []
        : Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...way, name]))
    if (typeof value !== 'string' && typeof value !== 'number') return []
    const put = (into: Sent, other: string): Sent => {
      const asNumber = typeof value === 'number' && /^\d{1,15}$/.test(other)
      return { ...into, body: JSON.stringify(replaced(jsonBody(into), way, asNumber ? Number(other) : other)) }
    }
    return [{ what: `member /${way.join('/')} of the JSON body`, name: way.at(-1) ?? '', value: String(value), put }]
  }
  return leaves(jsonBody(sent), []).slice(0, maxMembers)
}

const cookieParts = (cookies: Readonly<Record<string, string>>): Part[] =>
  Object.entries(cookies).map(([name, value]) => ({
    what: `cookie ${name}`,
    name,
    value: plain(value),
    put: (into, other) => ({ ...into, cookies: { ...into.cookies, [name]: encodeURIComponent(other) } }),
  }))

/** `cookies`: those that the browser would send along, by name. */
export const partsOf = (sent: Sent, cookies: Readonly<Record<string, string>> = {}): Part[] => [
  ...queryParts(sent),
  ...pathParts(sent),
  ...headerParts(sent),
  ...formParts(sent),
  ...jsonParts(sent),
  ...cookieParts(cookies),
]
