/** A request to the token provider that no page makes: the page's own, again, with something changed. Raw: memory only. */
import type { FoundProvider, TokenRequest } from './provider-watch.ts'

export type Sent = Pick<TokenRequest, 'method' | 'url' | 'headers' | 'body'>

/** Belongs to the connection, or is put there by whoever sends. */
const isOfTransport = (name: string): boolean =>
  /^(?::|cookie$|host$|content-length$|connection$|accept-encoding$|if-)/i.test(name)
/** What a site may know somebody by, besides its cookies; a guard against forged requests is no such thing. */
export const isCredential = (name: string): boolean =>
  /auth|session|token|jwt|bearer/i.test(name) && !/csrf|xsrf|forgery/i.test(name)

export const withHeaders = (
  request: Sent,
  keep: (name: string) => boolean,
  more: Record<string, string> = {},
): Sent => ({
  ...request,
  headers: {
    ...Object.fromEntries(Object.entries(request.headers).filter(([name]) => keep(name.toLowerCase()))),
    ...more,
  },
})
export const withQuery = (request: Sent, change: (query: URLSearchParams) => void): Sent => {
  const url = new URL(request.url)
  change(url.searchParams)
  return { ...request, url: url.href }
}

export const asPage = ({ request }: FoundProvider): Sent => withHeaders(request, name => !isOfTransport(name))
