/** The page's own request without whatever a site may know somebody by. */
import type { FoundProvider } from './provider-watch.ts'
import { asPage, isCredential, withHeaders, withQuery } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

export const asGuest = (found: FoundProvider): Sent => {
  const { searchParams } = new URL(found.request.url)
  const credentials = [...new Set(searchParams.keys())].filter(isCredential)
  const bare = withHeaders(asPage(found), name => !isCredential(name))
  return credentials.length === 0 ? bare : withQuery(bare, query => credentials.forEach(name => query.delete(name)))
}
