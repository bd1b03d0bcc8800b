/** What became of the requests for data that a page made while it had no token for iAdvize. Values stay in memory. */
import type { Page, Request } from '@playwright/test'
import type { ObservationOf } from '../../recording/recording.ts'
import type { Place } from './provider-watch.ts'
import { tokensIn } from '../../token-sources/message.ts'
import { isHtml } from '../../token-sources/token-carrier.ts'
import { broughtBy } from './traffic.ts'
import type { Traffic } from './traffic.ts'

type DataRequest = Omit<ObservationOf<'data-request'>, 'at' | 'kind' | keyof Place>
type Outcome = DataRequest['outcome']

/** Of one page: the latest. */
const most = 8

const isData = (request: Request): boolean => ['fetch', 'xhr'].includes(request.resourceType())

/** The request that the page itself made: those that a redirect led to are the browser's. */
const firstOf = (request: Request): Request => {
  const before = request.redirectedFrom()
  return before ? firstOf(before) : request
}

/** The browser's own words, where they are words of the browser: `net::ERR_FAILED`, `csp`, `NS_ERROR_FAILURE`. */
const browserWords = (text: string): string =>
  /^(?:net::)?[A-Z][A-Z0-9_]{1,60}$|^[a-z-]{1,30}$/.test(text) ? text : 'failed'

const answered = async (request: Request): Promise<Outcome | null> => {
  const response = await request.response().catch(() => null)
  if (!response) return null
  if (response.status() >= 400) return { is: 'refused', status: response.status() }
  // A redirect has an answer of its own, and what it leads to is listed by itself.
  if (response.status() >= 300) return null
  const brought = await broughtBy(response)
  if (isHtml(brought)) {
    const first = firstOf(request)
    return { is: 'page', redirectedTo: first === request ? null : new URL(request.url()).pathname }
  }
  const token = tokensIn(brought).find(({ meantForIAdvize }) => meantForIAdvize)
  if (!token) return null
  return { is: 'token', pointer: token.carrier.kind === 'json' ? token.carrier.pointer : null }
}

/** Chromium calls a request aborted also where the page saw the status and never read the body. */
const unfinished = async (request: Request): Promise<Outcome> =>
  (await answered(request)) ?? { is: 'failed', error: browserWords(request.failure()?.errorText ?? '') }

const described = async (request: Request, outcome: Outcome): Promise<DataRequest> => {
  const first = firstOf(request)
  const { origin, pathname } = new URL(first.url())
  const headers: Record<string, string> = await first.allHeaders().catch(() => first.headers())
  return {
    method: first.method(),
    origin,
    requestPath: pathname,
    crossOrigin: origin !== new URL(first.frame().url()).origin,
    withSession: 'cookie' in headers || 'authorization' in headers,
    outcome,
  }
}

/** Those that brought no data, or a token that the page did not hand over. */
export const dataRequests = async (traffic: Traffic, page: Page): Promise<DataRequest[]> => {
  const failed = traffic.failed(page).filter(isData).slice(-most)
  const finished = traffic
    .of(page)
    .filter(request => isData(request) && !failed.includes(request))
    .slice(-most)
  const told = await Promise.all([
    ...failed.map(async request => described(request, await unfinished(request))),
    ...finished.map(async request => {
      const outcome = await answered(request)
      return outcome && described(request, outcome)
    }),
  ])
  return told.filter(it => it !== null).slice(-most)
}
