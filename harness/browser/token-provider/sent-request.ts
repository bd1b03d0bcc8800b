/** A request to the token provider that no page makes: the page's own, again, with something changed. Raw: memory only. */
import type { FoundProvider, TokenRequest } from './provider-watch.ts'

export type Sent = Pick<TokenRequest, 'method' | 'url' | 'headers' | 'body'> & {
  /** cookies that take the place of the browser's own of that name */
  cookies?: Readonly<Record<string, string>>
}

/** Belongs to the connection, or is put there by whoever sends. */
const isOfTransport = (name: string): boolean =>
  /^(?::|cookie$|host$|content-length$|connection$|accept-encoding$|if-)/i.test(name)
/** Put there by the browser, whoever is signed in. */
export const isOfBrowser = (name: string): boolean =>
  isOfTransport(name) ||
  /^(?:accept|user-agent$|sec-|content-type$|origin$|referer$|pragma$|cache-control$|priority$|dnt$|upgrade-insecure-requests$)/i.test(
    name,
  )
/** A guard against forged requests: it says that the page asks, and not who is signed in. */
export const isGuard = (name: string): boolean => /csrf|xsrf|forgery|nonce/i.test(name)
/** What a site may know somebody by, besides its cookies. */
export const isCredential = (name: string): boolean =>
  /auth|session|token|jwt|bearer/i.test(name) && !isGuard(name) && !/^authenticity/i.test(name)

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

/** By name, from the header of a request. */
export const cookiesIn = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    (headers['cookie'] ?? '').split('; ').flatMap(pair => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : []
    }),
  )
/** That went with it. */
export const cookiesOf = ({ request }: FoundProvider): Record<string, string> => cookiesIn(request.headers)
