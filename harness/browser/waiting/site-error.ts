/** Why a site could not be driven, in one sentence that names it and the cure. */
import type { Target } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { coveredWords } from '../../recording/privacy/cover.ts'
import { retryAfterSeconds } from './rate-limit.ts'
import { failureOf } from './unreached.ts'
import { waitWords } from './wait-words.ts'

/** The site could not be driven. */
export class SiteError extends Error {
  override name = 'SiteError'
}

/** In one line. What is not a sentence of ours may hold words of the page: only known ones stay. */
export const reasonOf = (error: unknown): string => {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return error instanceof SiteError || error instanceof LeftOut ? first : coveredWords(first)
}

/** Nothing answers, or nothing that a browser accepts: what one journey meets, all others would meet. */
export class UnreachableSite extends SiteError {
  override name = 'UnreachableSite'
}

/** The site did not let this user in. It is not asked again: accounts lock. */
export class RefusedSignIn extends SiteError {
  override name = 'RefusedSignIn'
}

/** It did not take the user name or the password: those of the configuration are to be fixed, and a second run would ask again. */
export class RefusedCredentials extends RefusedSignIn {
  override name = 'RefusedCredentials'
}

/** The site lets so many in and no more: its way, and no fault. It is asked again when it says that it may be. */
export class RateLimited extends SiteError {
  override name = 'RateLimited'
  readonly retryAfterSeconds: number
  constructor(what: string, retryAfterSeconds: number) {
    super(
      `${what}: the site limits the rate, and asks to wait for ${retryAfterSeconds} s; let it trust this machine, or lower signInsPerMinute`,
    )
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Padlock itself leaves the rest of the journey out. The message says why. */
export class LeftOut extends Error {
  override name = 'LeftOut'
}

/** The way out is there, and led nobody out: whatever a journey does after a sign-out would be done by somebody who is still in. */
export class NobodySignedOut extends LeftOut {
  override name = 'NobodySignedOut'
}

/** By Chromium's name of the network error; the first that begins it. */
const cures: [string, string][] = [
  ['ERR_CONNECTION_REFUSED', 'nothing listens there: start the site, or fix url'],
  ['ERR_NAME_NOT_RESOLVED', 'no such host is known here: fix url, or connect to the network that knows it'],
  ['ERR_CERT', 'its certificate is not trusted here: name the authority’s in tls.ca, or set tls.ignoreErrors'],
  ['ERR_SSL', 'it speaks no TLS there: is it http instead of https, or another port?'],
  ['ERR_PROXY', 'the configured proxy does not answer: fix proxy.server'],
  ['ERR_TUNNEL', 'the configured proxy refuses to pass: fix proxy, or its own rules'],
  ['ERR_EMPTY_RESPONSE', 'it hangs up without an answer: is it https instead of http, or has it crashed?'],
  ['ERR_CONNECTION', 'the connection breaks off: has the site crashed?'],
]
/** By Chromium's name of the network error: it is reached, and its answer is none that a browser takes. */
const answers: [string, string][] = [
  ['ERR_UNSAFE_REDIRECT', 'redirects to an address that no page may be sent to'],
  ['ERR_INVALID_REDIRECT', 'redirects to an address that is invalid'],
  ['ERR_RESPONSE_HEADERS', 'answers with headers that no browser accepts'],
  ['ERR_INVALID', 'gives an answer that is no valid HTTP'],
  ['ERR_CONTENT', 'sends a body that is not what its headers say'],
  ['ERR_INCOMPLETE_CHUNKED', 'breaks its answer off'],
]
const proxyInEnvironment = (): boolean => Boolean(process.env['HTTPS_PROXY'] ?? process.env['https_proxy'])

const wantsBasicAuth = (what: string): SiteError =>
  new SiteError(`${what} answers 401 and asks for basic authentication: give basicAuth, or fix it`)

/** The one sentence for a page that does not come, whichever it is. */
export const unreachable = (target: Target, error: unknown): SiteError => {
  const { origin, access } = target
  if (error instanceof SiteError) return error
  const message = error instanceof Error ? error.message : String(error)
  const at = / at (https?:\/\/\S+)/.exec(message)?.[1]
  const asked = at && URL.canParse(at) ? new URL(at).origin : origin
  const code = failureOf(target, asked) ?? /(?:net::)?\b((?:NS_)?ERR(?:OR)?_\w+)/.exec(message)?.[1]
  const path = at && URL.canParse(at) ? barePath(new URL(at).pathname) : origin
  if (code === 'ERR_TOO_MANY_REDIRECTS' || code?.includes('REDIRECT_LOOP')) {
    return new SiteError(`${path} is part of a redirect loop (${code})`)
  }
  if (code === 'ERR_INVALID_AUTH_CREDENTIALS') return wantsBasicAuth(origin)
  const answer = answers.find(([begin]) => code?.startsWith(begin))?.[1]
  if (code && answer) return new SiteError(`${path} ${answer} (${code})`)
  if (code) {
    const cure = cures.find(([begin]) => code.startsWith(begin))?.[1]
    const proxy =
      access && !access.proxy && proxyInEnvironment() && /NAME_NOT_RESOLVED|CONNECTION/.test(code)
        ? ' (HTTPS_PROXY is set here, and Padlock uses a proxy only when the configuration names it)'
        : ''
    return new UnreachableSite(`${origin} could not be reached (${code})${cure ? `: ${cure}${proxy}` : proxy}`)
  }
  const waitedMs = /Timeout (\d+)ms exceeded/.exec(message)?.[1]
  if (waitedMs !== undefined)
    return new UnreachableSite(
      `${origin} could not be reached (no answer in time): no page ${waitWords(target, Number(waitedMs), 'navigation')}; is it up?`,
    )
  if (/Download is starting/.test(message))
    return new SiteError(`${path} is answered with a download instead of a page`)
  if (/crashed/i.test(message)) return new SiteError('the page made the browser crash')
  return new SiteError(`${origin} could not be reached`)
}

/** What a status says that nobody wants to certify; null: go on. `challenge`, `retryAfter`: values of WWW-Authenticate and Retry-After */
export const unserved = (path: string, status: number, challenge = '', retryAfter?: string): SiteError | null => {
  const what = barePath(path)
  if (status === 429) return new RateLimited(`${what} answers 429, too many requests`, retryAfterSeconds(retryAfter))
  if (status === 407) return new SiteError('the proxy answers 407: give it proxy.username and proxy.password')
  if (status === 401 && /^basic\b/i.test(challenge)) return wantsBasicAuth(what)
  const scheme = /^(?:digest|ntlm|negotiate)\b/i.exec(challenge)?.[0]
  if (status === 401 && scheme !== undefined)
    return new SiteError(
      `${what} answers 401 and asks the browser for ${scheme} authentication, which Padlock does not give: let it in by basicAuth or headers`,
    )
  if (status >= 500) return new SiteError(`${what} answers ${status}: the site itself is in trouble`)
  return null
}
