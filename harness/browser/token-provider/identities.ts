/** The page's request with another user's name wherever a backend may look for one. */
import type { User } from '../../config/target.ts'
import type { FoundProvider } from './provider-watch.ts'
import { asPage, isCredential, withHeaders, withQuery } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

/** Somebody else who is signed in elsewhere, with what their page asked. */
export type Another = { user: User; found: FoundProvider | null }

// Where a backend may look for the user it is asked for, when it does not go by the session alone.
const idNames = [
  'userId',
  'user_id',
  'userid',
  'user',
  'uid',
  'id',
  'customerId',
  'customer_id',
  'customer',
  'accountId',
  'account_id',
  'account',
  'clientId',
  'externalId',
  'external_id',
  'sub',
]
const loginNames = ['username', 'login', 'email', 'mail']
const idHeaders = ['x-user-id', 'x-userid', 'x-user', 'x-customer-id', 'x-account-id', 'x-client-id', 'x-sub']
const loginHeaders = [
  'x-username',
  'x-login',
  'x-email',
  'x-remote-user',
  'remote-user',
  'x-forwarded-user',
  'x-authenticated-user',
  'x-forwarded-email',
]

export type Variation = { what: string; sent: Sent }
/** All of a kind at once, and each by itself, to name the one that works. */
type Variations = { all: Variation; each: () => Variation[] }

const variationsOf = (
  pairs: readonly (readonly [name: string, value: string])[],
  [one, many]: readonly [singular: string, plural: string],
  apply: (chosen: readonly (readonly [string, string])[]) => Sent,
): Variations => ({
  all: { what: `${many} that may name a user`, sent: apply(pairs) },
  each: () => pairs.map(pair => ({ what: `${one} ${pair[0]}`, sent: apply([pair]) })),
})

const jsonObject = (text: string | null): Record<string, unknown> | null => {
  try {
    const value = JSON.parse(text ?? 'null') as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
const isForm = ({ headers }: Sent): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

/** The page's request with another user's ids wherever a backend may look for one. */
export const identities = (found: FoundProvider, own: User, { user, found: theirs }: Another): Variations[] => {
  const base = asPage(found)
  const id = user.userId ?? user.username
  const pairs = [...idNames.map(name => [name, id] as const), ...loginNames.map(name => [name, user.username] as const)]
  const headers = [
    ...idHeaders.map(name => [name, id] as const),
    ...loginHeaders.map(name => [name, user.username] as const),
  ]
  const one = (what: string, sent: Sent): Variations => ({ all: { what, sent }, each: () => [] })
  const body = jsonObject(base.body)
  const swapped = (text: string): string =>
    [
      [own.userId, user.userId],
      [own.username, user.username],
    ].reduce(
      (changed, [from, to]) =>
        from && to
          ? changed.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to))
          : changed,
      text,
    )
  const renamed: Sent = {
    ...base,
    url: swapped(base.url),
    body: base.body === null ? null : swapped(base.body),
    headers: Object.fromEntries(
      Object.entries(base.headers).map(([name, value]) => [name, isCredential(name) ? value : swapped(value)]),
    ),
  }
  const isRenamed = JSON.stringify(renamed) !== JSON.stringify(base)
  const cross: Sent | null = theirs && {
    ...asPage(theirs),
    // Their question with one's own credentials, and one's own guard against forged requests.
    headers: {
      ...asPage(theirs).headers,
      ...Object.fromEntries(
        Object.entries(base.headers).filter(([name]) => isCredential(name) || /csrf|xsrf|forgery/i.test(name)),
      ),
    },
  }
  return [
    variationsOf(pairs, ['query parameter', 'query parameters'], chosen =>
      withQuery(base, query => chosen.forEach(([name, value]) => query.set(name, value))),
    ),
    variationsOf(headers, ['header', 'headers'], chosen => withHeaders(base, () => true, Object.fromEntries(chosen))),
    ...(body
      ? [
          variationsOf(pairs, ['member of the JSON body', 'members of the JSON body'], chosen => ({
            ...base,
            body: JSON.stringify({ ...body, ...Object.fromEntries(chosen) }),
          })),
        ]
      : []),
    ...(isForm(base)
      ? [
          variationsOf(pairs, ['field of the form', 'fields of the form'], chosen => {
            const fields = new URLSearchParams(base.body ?? '')
            for (const [name, value] of chosen) fields.set(name, value)
            return { ...base, body: fields.toString() }
          }),
        ]
      : []),
    ...(isRenamed ? [one('the user’s own id, wherever the page sends it', renamed)] : []),
    ...(cross ? [one('all that the other user’s page sends', cross)] : []),
  ]
}
