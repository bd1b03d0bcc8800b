/**
 * Finds the token provider of a site by itself: the request whose response carried the token that reached `activate`. It
 * looks when a token is shown, at what that page has received; nothing is read before.
 */
import type { BrowserContext, Page, Request } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import type { Carrier, ObservationOf } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { stretchedMs } from '../waiting/slowness.ts'
import type { Received } from './guest-offers.ts'
import { carrierOf, isPage } from '../../token-sources/token-carrier.ts'
import type { Brought } from '../../token-sources/token-carrier.ts'
import { cookiesIn } from './sent-request.ts'
import { sessionKindOf } from './session-kind.ts'
import { keptSource, responseSource } from './token-source.ts'
import type { TokenSource } from './token-source.ts'
import { broughtBy } from './traffic.ts'
import type { Traffic } from './traffic.ts'

/** The page's own request and what came back. Raw: memory only. */
export type TokenRequest = {
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
  /** whether the top page itself made it, and not a frame in it */
  byTopPage: boolean
}
export type FoundProvider = {
  request: TokenRequest
  status: number
  brought: Brought
  carrier: Exclude<Carrier, { kind: 'html' }>
  token: string
  /** what the page had received before it asked */
  received: Received
  /** a service worker of the site stands between page and provider */
  byServiceWorker: boolean
}

export type Place = Pick<ObservationOf<'page-load'>, 'browser' | 'tab' | 'load' | 'path'>
type Shown = { raw: string; cause: ObservationOf<'provider-found'>['cause']; place: Place; page: Page }

export type ProviderWatch = {
  tokenShown(shown: Shown): void
  /** waits for searches that are under way */
  settled(): Promise<void>
  /** the one that was seen last; null: none yet */
  found(): FoundProvider | null
  /** whether a page brought its token in its own HTML */
  inPage(): boolean
  /** whether iAdvize has asked a page for a second token, and got one */
  askedAgain(): boolean
  /** whether a token was shown at all */
  anyToken(): boolean
}

/** Milliseconds. The page may have the answer a moment before its end is reported here; while others are under way, longer. */
const reportedMs = 300
const underWayMs = 3_000
/** Of what a page has received before it asked for its token, the latest. */
const mostAnswers = 8
/** Where tokens come from nowhere that can be seen, looking for them again and again finds no more. */
const mostMisses = 3
/** Tokens that are shown again and again are traced so many times. */
const mostTraces = 12

const rank = (request: Request): number => ['document', 'script'].indexOf(request.resourceType())
/** Data before documents before scripts, and the latest first. */
const byLikelihood = (requests: readonly Request[]): Request[] =>
  requests.toReversed().sort((one, other) => rank(one) - rank(other))

const isLocal = ({ hostname }: URL): boolean => /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)

type Hit = { request: Request; status: number; brought: Brought; carrier: Carrier; byServiceWorker: boolean }

const hitIn = async (request: Request, token: string): Promise<Hit | null> => {
  const response = await request.response().catch(() => null)
  if (!response) return null
  const brought = await broughtBy(response)
  const carrier = carrierOf(token, brought)
  const byServiceWorker = response.fromServiceWorker()
  return carrier && { request, status: response.status(), brought, carrier, byServiceWorker }
}

/** `tokenProvider`: its path, where the configuration names it because it can't be found. */
export const watchProvider = (
  context: BrowserContext,
  traffic: Traffic,
  recorder: Recorder,
  target: Pick<Target, 'origin' | 'tokenProvider'>,
): ProviderWatch => {
  const { tokenProvider: named } = target
  const searches = new Set<Promise<void>>()
  const known = new Set<string>()
  const shown = new Set<string>()
  let found: FoundProvider | null = null
  let inPage = false
  let misses = 0
  let traces = 0
  let askedAgain = false
  /** which response brought a token, and to which document */
  const bearers = new Map<string, { load: string; request: Request }>()

  const search = async (page: Page, token: string): Promise<Hit | null> => {
    const looked = new Set<Request>()
    const began = performance.now()
    for (;;) {
      const unseen = byLikelihood(traffic.of(page).filter(one => !looked.has(one)))
      for (const request of unseen) {
        looked.add(request)
        const hit = await hitIn(request, token)
        if (hit) return hit
      }
      // On a slow machine more has come while those were looked at.
      if (unseen.length > 0) continue
      const usualMs = traffic.underWay(page) > 0 ? underWayMs : reportedMs
      if (performance.now() - began > stretchedMs(target, usualMs)) return namedHit(page)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /** What the configuration says is the token provider, though the token can't be seen in its answer. */
  const namedHit = async (page: Page): Promise<Hit | null> => {
    const request = named && traffic.of(page).findLast(one => new URL(one.url()).pathname === named)
    const response = request ? await request.response().catch(() => null) : null
    if (!request || !response) return null
    return {
      request,
      status: response.status(),
      brought: await broughtBy(response),
      carrier: { kind: 'text' },
      byServiceWorker: response.fromServiceWorker(),
    }
  }

  const record = async ({ request, status, brought, carrier }: Hit, { raw, cause, place }: Shown): Promise<void> => {
    const url = new URL(request.url())
    const kind = JSON.stringify([request.method(), url.origin, url.pathname, carrier])
    if (known.has(kind)) return
    known.add(kind)
    const sent: Record<string, string> = await request.allHeaders().catch(() => request.headers())
    const header = (wanted: string): string | null => {
      const values = brought.headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value)
      return values.length === 0 ? null : values.join(', ')
    }
    recorder.see({
      kind: 'provider-found',
      ...place,
      cause,
      token: recorder.tokenRef(raw),
      method: request.method(),
      origin: url.origin,
      path: url.pathname,
      parameters: [...new Set(url.searchParams.keys())],
      carrier,
      status,
      headers: {
        cacheControl: header('cache-control'),
        vary: header('vary'),
        allowOrigin: header('access-control-allow-origin'),
        allowCredentials: header('access-control-allow-credentials'),
      },
      local: isLocal(url),
      session: sessionKindOf(sent, cookiesIn(sent)),
    })
  }

  /** Where the page may have had the parts of its request from. */
  const receivedBefore = async (request: Request, page: Page): Promise<Received> => {
    const all = traffic.of(page)
    const before = all.slice(0, Math.max(0, all.indexOf(request)))
    const texts = async (requests: readonly Request[]) =>
      Promise.all(
        requests.map(async one => {
          const response = await one.response().catch(() => null)
          return { url: one.url(), body: (response && (await broughtBy(response)).body) ?? '' }
        }),
      )
    const isData = (one: Request): boolean => one.method() === 'GET' && rank(one) < 0
    const [documents, answers] = await Promise.all([
      texts(before.filter(one => one.resourceType() === 'document').slice(-2)),
      texts(before.filter(isData).slice(-mostAnswers)),
    ])
    return { documents: documents.map(({ body }) => body), answers }
  }

  const lookFor = async (it: Shown): Promise<void> => {
    const hit = await search(it.page, it.raw)
    if (!hit) {
      misses += 1
      recordSource(it, await keptSource(target, context, it.page, it.raw, false))
      return
    }
    await record(hit, it)
    bearers.set(it.raw, { load: it.place.load, request: hit.request })
    recordSource(it, await responseSource(target, it.page, hit))
    const { request, status, brought, carrier, byServiceWorker } = hit
    if (carrier.kind === 'html') {
      inPage = true
      return
    }
    const received = await receivedBefore(request, it.page)
    found = {
      received,
      byServiceWorker,
      request: {
        method: request.method(),
        url: request.url(),
        headers: await request.allHeaders().catch(() => request.headers()),
        body: request.postData(),
        byTopPage: request.frame() === it.page.mainFrame(),
      },
      status,
      brought,
      carrier,
      token: it.raw,
    }
  }

  const recordSource = ({ raw, place }: Shown, source: TokenSource): void =>
    recorder.see({ kind: 'token-source', ...place, token: recorder.tokenRef(raw), source })

  /** Where a token comes from that was shown before: the same response of the same document is no new source. */
  const trace = async (it: Shown): Promise<void> => {
    const before = bearers.get(it.raw)
    const sameDocument = before?.load === it.place.load
    const hit = await search(it.page, it.raw)
    if (hit && !(sameDocument && hit.request === before?.request)) {
      bearers.set(it.raw, { load: it.place.load, request: hit.request })
      recordSource(it, await responseSource(target, it.page, hit))
    } else recordSource(it, await keptSource(target, context, it.page, it.raw, sameDocument))
  }

  return {
    tokenShown: it => {
      if (isPage(it.raw)) return
      const isKnown = shown.has(it.raw)
      if (it.cause === 'session-expiry') askedAgain = true
      if (isKnown ? (traces += 1) > mostTraces : misses >= mostMisses) return
      shown.add(it.raw)
      const search = (isKnown ? trace(it) : lookFor(it)).finally(() => searches.delete(search))
      searches.add(search)
      // Whoever waits for it hears of it; a page that is closed meanwhile has nobody who waits.
      search.catch(() => undefined)
    },
    settled: async () => {
      await Promise.all(searches)
    },
    found: () => found,
    inPage: () => inPage,
    askedAgain: () => askedAgain,
    anyToken: () => shown.size > 0,
  }
}
