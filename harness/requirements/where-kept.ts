/** Which place keeps a token that was handed over before, in a sentence that begins a cure. */
import type { Activation } from '../recording/activations.ts'
import { tokenSourceOf } from '../recording/provider.ts'
import type { Recording } from '../recording/recording.ts'

const stores = {
  localStorage: 'The page keeps the token in local storage, and hands over what it finds there',
  sessionStorage: 'The page keeps the token in session storage, and hands over what it finds there',
  cookie: 'A cookie keeps the token, and the page hands over what it finds there',
  'cache-storage': 'The page, or its service worker, keeps the token in Cache Storage',
} as const

/** null: nothing of it was seen. */
export const whereKept = (recording: Recording, activation: Pick<Activation, 'call' | 'token'>): string | null => {
  const source = tokenSourceOf(recording, activation)
  if (!source || source.from === 'unknown') return null
  if (source.from === 'storage') return `${stores[source.where]}: remove that.`
  if (source.from === 'page')
    return 'A variable of the page keeps the token: the same document had handed it over before. Remove that, and fetch a new one each time.'
  const { document, method, responsePath, served, cacheControl, age, hitBy, via, etag } = source
  const what = document
    ? `the page ${responsePath}, with the token in its HTML`
    : `the answer of ${method} ${responsePath}`
  const said = cacheControl === null ? 'it has no Cache-Control' : `its Cache-Control is ${cacheControl}`
  if (served === 'service-worker')
    return `The service worker of the site keeps ${what}: let it pass pages of the authenticated area, and answers with a token, to the network alone.`
  // The browser's copy bears the headers with which it had come.
  if (hitBy !== null || (age !== null && age > 0))
    return `A cache in front of the site (CDN or proxy) keeps ${what} (${hitBy === null ? `its Age is ${age} seconds` : `${hitBy} says that it was a hit`}; ${said}): take what belongs to a signed-in visitor out of it, by Cache-Control: no-store and by a rule that lets requests with a session cookie through.`
  if (served === 'browser-cache')
    return `The browser’s own cache keeps ${what} (${said}): send it with Cache-Control: no-store.`
  const who = via ? 'The server, or the proxy in front of it (the answer says Via),' : 'The server'
  const named = etag ? ' (it bears an ETag, so that a copy of it is found to be good again and again)' : ''
  return document
    ? `${who} keeps ${what}${named}: a page cache (a plug-in, a cached view or fragment, a static page that is made anew from time to time) has it. Take the pages of signed-in visitors out of that cache, or let the page fetch its token by a request of its own.`
    : `${who} keeps ${what}${named}: an application cache, the session, or a variable of the process has the token. Make a new one for each request.`
}
