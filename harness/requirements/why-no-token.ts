/** Why a page had no token to hand over, as its own requests show, in sentences that begin a cure. */
import { isKind, observed } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'

type DataRequest = Seen<'data-request'>

/** Words of an address that asks for a token. */
const tokenWords = /token|jwt|jwe|iadvize|chat|messaging|auth/i

/** The site's token provider where another page has shown it, then what is called like one, then what comes last. */
const likeliest = (requests: readonly DataRequest[], recording: Recording): DataRequest | undefined => {
  const known = observed(recording).filter(isKind('provider-found'))
  const rank = ({ origin, requestPath, outcome }: DataRequest): number =>
    outcome.is === 'token' || known.some(found => found.origin === origin && found.path === requestPath)
      ? 2
      : Number(tokenWords.test(requestPath))
  return requests.toReversed().sort((one, other) => rank(other) - rank(one))[0]
}

const refusedCure = (status: number, withSession: boolean): string => {
  if (status === 401 || status === 403)
    return withSession
      ? 'a cookie or an Authorization header went along, so let the token provider accept the session by which the page itself is shown (and its CSRF token, if it asks for one)'
      : 'neither a cookie nor an Authorization header went along: send the session with it (fetch with { credentials: "include" }, or the bearer token of the page)'
  if (status === 404 || status === 410)
    return 'nothing is served there: correct the address, or deploy the token provider'
  if (status === 405) return 'the token provider is not there for this method: ask as it expects, GET or POST'
  if (status === 419 || status === 422)
    return 'the server misses something in it: send the CSRF token of the page along'
  if (status === 429) return 'the site limits how often it may be asked: let each page have one token'
  if (status >= 500)
    return 'the token provider itself failed: its log says why (keys that were not found are the usual reason)'
  return 'ask it as it expects'
}

const failedCure = ({ crossOrigin }: DataRequest, error: string, page: string): string => {
  if (error === 'csp')
    return 'the Content-Security-Policy of the page does not allow it: add the address to connect-src'
  if (error === 'mixed-content' || error.includes('MIXED')) return 'a page on https may not ask over http: use https'
  if (error.includes('ABORTED'))
    return 'the page itself gave it up (a time limit, an AbortController), or was left: let it wait longer'
  if (crossOrigin && error === 'net::ERR_FAILED')
    return `the browser does not give a page the answer of another origin without CORS headers: answer Access-Control-Allow-Origin: ${page} and Access-Control-Allow-Credentials: true, also to the preflight (OPTIONS)`
  return 'nobody answers there: correct the address, or start the token provider'
}

/** null: the page made no request that failed, or held a token that it did not hand over. */
export const whyNoToken = (recording: Recording, load: string): string | null => {
  const requests = observed(recording)
    .filter(isKind('data-request'))
    .filter(seen => seen.load === load)
  const request = likeliest(requests, recording)
  if (!request) return null
  const { method, origin, requestPath, path, withSession, outcome } = request
  const what = `${method} ${origin === recording.target.origin ? '' : origin}${requestPath}`
  switch (outcome.is) {
    case 'refused':
      return `${path} asked ${what}, which answered ${outcome.status}: ${refusedCure(outcome.status, withSession)}.`
    case 'page':
      return outcome.redirectedTo === null
        ? `${path} asked ${what}, which answered with a web page and not with a token: let it answer with JSON, and with 401 for whoever is not signed in; ${withSession ? 'it must accept the session by which the page itself is shown' : 'send the session along'}.`
        : `${path} asked ${what}, which redirected to the page ${outcome.redirectedTo}: ${withSession ? 'let the token provider accept the session by which the page itself is shown' : 'send the session along'}, and answer 401 instead of a redirect to whoever is not signed in.`
    case 'failed':
      return `${path} asked ${what}, which came to nothing (${outcome.error}): ${failedCure(request, outcome.error, recording.target.origin)}.`
    case 'token':
      return `${path} asked ${what} and got a token${outcome.pointer === null ? '' : ` (JSON member ${outcome.pointer})`}, but never handed it over: the script looks for it in another place of the answer, or failed after that.`
  }
}
