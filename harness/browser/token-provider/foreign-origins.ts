/** The request as a page of somebody else's would make it, and whether that page could read the answer. */
import type { FoundProvider } from './provider-watch.ts'
import { asPage, isCredential, withHeaders } from './sent-request.ts'
import type { Sent } from './sent-request.ts'

/** A foreign page has the browser's cookies, and nothing else of the site's. */
export const fromOrigin = (found: FoundProvider, origin: string): Sent =>
  withHeaders(asPage(found), name => !isCredential(name) && !/^(?:origin|referer|sec-fetch-)/.test(name), {
    origin,
    ...(origin !== 'null' && { referer: `${origin}/` }),
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  })

export const stranger = 'padlock-probe.example'
/** An unrelated one, one that only begins like the site's, and that of sandboxed frames and local files. */
export const foreignOrigins = (url: string): [name: string, origin: string][] => [
  ['Origin of another site', `https://${stranger}`],
  ['Origin that begins with the site’s host', `https://${new URL(url).hostname}.${stranger}`],
  ['Origin: null', 'null'],
]

export const readableBy = (origin: string, header: (name: string) => string | undefined) => {
  const allowed = header('access-control-allow-origin')
  if (allowed === origin)
    return header('access-control-allow-credentials') === 'true' ? 'with-credentials' : 'without-credentials'
  return allowed === '*' ? 'without-credentials' : 'no'
}
