/** The page's own request as a guest can make it: without what the site knows somebody by, or with what a guest's page offers. */
import type { Origin } from './guest-offers.ts'
import { originOf } from './guest-offers.ts'
import type { FoundProvider } from './provider-watch.ts'
import { partsOf } from './request-parts.ts'
import type { Part } from './request-parts.ts'
import { asPage, cookiesOf, isCredential, isGuard, withHeaders, withQuery } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

export const asGuest = (found: FoundProvider): Sent => {
  const { searchParams } = new URL(found.request.url)
  const credentials = [...new Set(searchParams.keys())].filter(isCredential)
  const bare = withHeaders(asPage(found), name => !isCredential(name))
  return credentials.length === 0 ? bare : withQuery(bare, query => credentials.forEach(name => query.delete(name)))
}

/** A part of the request that the page had from somewhere, and that a guest's page may offer as well; `origin` null: not seen where. */
export type Offered = { part: Part; origin: Origin | null }

export const offeredParts = (found: FoundProvider): Offered[] =>
  partsOf(asPage(found)).flatMap(part => {
    const origin = originOf(part.value, found.received, cookiesOf(found))
    return origin || isGuard(part.name) ? [{ part, origin }] : []
  })

/** The request with what the guest's page has offered. */
export const withOffers = (found: FoundProvider, offers: readonly { part: Part; value: string }[]): Sent => {
  const theirs = offers.reduce((sent, { part, value }) => part.put(sent, value), asPage(found))
  const offered = new Set(offers.map(({ part }) => part.what))
  return withHeaders(theirs, name => !isCredential(name) || offered.has(`header ${name}`))
}
