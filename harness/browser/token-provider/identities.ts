/** The page's request with another user's name wherever a backend may look for one. */
import type { User } from '../../config/target.ts'
import { forgeries } from './forged-tokens.ts'
import { handlePairs, swapped } from './handles.ts'
import type { HandlePair } from './handles.ts'
import type { FoundProvider } from './provider-watch.ts'
import { isForm, jsonBody, partsOf } from './request-parts.ts'
import type { Part } from './request-parts.ts'
import { asPage, cookiesOf, isCredential, isGuard, withHeaders, withQuery } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

/** Somebody else who is signed in elsewhere, with what their page asked. */
export type Another = { user: User; found: FoundProvider | null }

// Where a backend may look for the user it is asked for, when it does not go by the session alone.
const words = (text: string): string[] => text.trim().split(/\s+/)
const idNames = words(`
  userId user_id userid user uid id customerId customer_id customer accountId account_id account clientId externalId
  external_id sub username user_name login email mail name`)
const idHeaders = words(`
  x-user-id x-userid x-user x-customer-id x-account-id x-client-id x-sub x-username x-login x-email x-remote-user
  remote-user x-forwarded-user x-authenticated-user x-forwarded-email x-auth-request-user x-auth-request-email`)

export type Variation = { what: string; sent: Sent }
/** All of a kind at once, and each by itself, to name the one that works. */
export type Variations = { all: Variation; each: () => Variation[] }

const alone = (what: string, sent: Sent): Variations => ({ all: { what, sent }, each: () => [] })

type Places = [singular: string, plural: string]
const inUsualNames = (
  names: readonly string[],
  [one, many]: Places,
  pairs: readonly HandlePair[],
  put: (names: readonly string[], value: string) => Sent,
): Variations[] =>
  pairs.map(({ what, other }) => ({
    all: { what: `${many} that may name a user, with the ${what}`, sent: put(names, other) },
    each: () => names.map(name => ({ what: `${one} ${name}, with the ${what}`, sent: put([name], other) })),
  }))

const usualNames = (base: Sent, pairs: readonly HandlePair[]): Variations[] => {
  const valued = (names: readonly string[], value: string) => names.map(name => [name, value] as const)
  const body = jsonBody(base)
  return [
    ...inUsualNames(idNames, ['query parameter', 'query parameters'], pairs, (names, value) =>
      withQuery(base, query => names.forEach(name => query.set(name, value))),
    ),
    ...inUsualNames(idHeaders, ['header', 'headers'], pairs, (names, value) =>
      withHeaders(base, () => true, Object.fromEntries(valued(names, value))),
    ),
    ...(body
      ? inUsualNames(idNames, ['member of the JSON body', 'members of the JSON body'], pairs, (names, value) => ({
          ...base,
          body: JSON.stringify({ ...body, ...Object.fromEntries(valued(names, value)) }),
        }))
      : []),
    ...(isForm(base)
      ? inUsualNames(idNames, ['field of the form', 'fields of the form'], pairs, (names, value) => {
          const fields = new URLSearchParams(base.body ?? '')
          for (const name of names) fields.set(name, value)
          return { ...base, body: fields.toString() }
        })
      : []),
  ]
}

/** Of each handle that a site may have of somebody; more than these would be the same again. */
const mostHandles = 4
const mostOwnNames = 6

/** What the page's request names the user by, and what it carries besides, part by part. */
const ownParts = (base: Sent, parts: readonly Part[], pairs: readonly HandlePair[]): Variations[] => {
  const named = parts.flatMap(part => {
    const other = isCredential(part.name) && !part.what.startsWith('cookie') ? null : swapped(part.value, pairs)
    return other === null ? [] : [{ part, other }]
  })
  const renamed = named.reduce((sent, { part, other }) => part.put(sent, other), base)
  const others = parts.filter(
    ({ what, name }) => name !== '' && !what.startsWith('cookie') && !isCredential(name) && !isGuard(name),
  )
  return [
    ...(named.length > 0
      ? [
          {
            all: { what: 'the user’s own id, wherever the page sends it', sent: renamed },
            each: () => named.map(({ part, other }) => ({ what: part.what, sent: part.put(base, other) })),
          },
        ]
      : []),
    ...others
      .slice(0, mostOwnNames)
      .flatMap(part => pairs.map(({ what, other }) => alone(`${part.what}, with the ${what}`, part.put(base, other)))),
  ]
}

const theirRequest = (base: Sent, parts: readonly Part[], theirs: Sent): Variations => {
  const there = partsOf(theirs)
  const differing = parts.flatMap(part => {
    const value = there.find(({ what }) => what === part.what)?.value
    return value === undefined || value === part.value || isCredential(part.name) || isGuard(part.name)
      ? []
      : [{ part, value }]
  })
  return {
    all: {
      what: 'all that the other user’s page sends',
      sent: {
        ...theirs,
        // Their question with one's own credentials, and one's own guard against forged requests.
        headers: {
          ...theirs.headers,
          ...Object.fromEntries(Object.entries(base.headers).filter(([name]) => isCredential(name) || isGuard(name))),
        },
      },
    },
    each: () =>
      differing.map(({ part, value }) => ({
        what: `${part.what}, as the other user’s page sends it`,
        sent: part.put(base, value),
      })),
  }
}

/** What the recording calls a token that we have forged. */
export const forgedLead = 'a forged '

const forged = (
  base: Sent,
  parts: readonly Part[],
  theirs: readonly Part[],
  pairs: readonly HandlePair[],
): Variations[] =>
  parts.flatMap(part =>
    forgeries(part.value, theirs.find(({ what }) => what === part.what)?.value ?? null, pairs).map(({ how, value }) =>
      alone(`${forgedLead}${part.what} (${how})`, part.put(base, value)),
    ),
  )

/** In the order in which it is tried: what the page itself sends first, then the usual names. */
export const identities = (found: FoundProvider, own: User, another: Another): Variations[] => {
  const base = asPage(found)
  const pairs = handlePairs(own, another.user).slice(0, mostHandles)
  const parts = partsOf(base, cookiesOf(found))
  const theirs = another.found && asPage(another.found)
  return [
    ...(theirs ? [theirRequest(base, parts, theirs)] : []),
    ...forged(base, parts, another.found && theirs ? partsOf(theirs, cookiesOf(another.found)) : [], pairs),
    ...ownParts(base, parts, pairs),
    ...usualNames(base, pairs),
  ]
}
