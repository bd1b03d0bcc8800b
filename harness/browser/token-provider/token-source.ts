/** Which place has kept a token that a page hands over: what brought it, by way of which cache, or where it lay. */
import type { BrowserContext, Page, Request } from '@playwright/test'
import type { ObservationOf } from '../../recording/recording.ts'
import type { Target } from '../../config/target.ts'
import { unanswered, within } from '../waiting/within.ts'
import type { Brought } from '../../token-sources/token-carrier.ts'

export type TokenSource = ObservationOf<'token-source'>['source']
type Response = Extract<TokenSource, { from: 'response' }>

/** Headers by which caches in front of a site say what they have done. */
const cacheHeaders =
  /^(?:cache-status|cf-cache-status|x-cache|x-cache-status|x-proxy-cache|x-varnish-cache|x-drupal-cache|x-litespeed-cache|x-vercel-cache|x-nextjs-cache|x-rack-cache|x-wp-super-cache|x-fastcgi-cache|x-nginx-cache|x-akamai-cache-status|akamai-cache-status|x-magento-cache-debug|x-kinsta-cache|x-served-from-cache)$/i
const saysHit = /\b(?:hit|hits|stale|updating|revalidated|fresh)\b/i

/** In the page: whether the browser itself had the answer. Not under a clock of ours, which leaves no such entries. */
const keptByBrowser = ({ url, isDocument }: { url: string; isDocument: boolean }): boolean => {
  const entries = isDocument ? performance.getEntriesByType('navigation') : performance.getEntriesByName(url)
  const entry = entries.at(-1) as (PerformanceResourceTiming & { deliveryType?: string }) | undefined
  if (!entry) return false
  return entry.deliveryType === 'cache' || (entry.transferSize === 0 && entry.encodedBodySize > 0)
}

type At = Pick<Target, 'origin'>

const served = async (target: At, page: Page, request: Request, isDocument: boolean): Promise<Response['served']> => {
  const response = await request.response().catch(() => null)
  if (response?.fromServiceWorker()) return 'service-worker'
  const kept = await within(
    target,
    page.evaluate(keptByBrowser, { url: request.url(), isDocument }).catch(() => false),
  )
  return kept === true ? 'browser-cache' : 'network'
}

export const responseSource = async (
  target: At,
  page: Page,
  { request, brought }: { request: Request; brought: Brought },
): Promise<Response> => {
  const header = (wanted: string): string | null =>
    brought.headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? null
  const age = Number(header('age') ?? Number.NaN)
  const document = request.resourceType() === 'document'
  return {
    from: 'response',
    document,
    method: request.method(),
    responsePath: new URL(request.url()).pathname,
    served: await served(target, page, request, document),
    cacheControl: header('cache-control'),
    age: Number.isFinite(age) ? age : null,
    hitBy:
      brought.headers.find(({ name, value }) => cacheHeaders.test(name) && saysHit.test(value))?.name.toLowerCase() ??
      null,
    ...(header('via') !== null && { via: true }),
    ...(header('etag') !== null && { etag: true }),
  }
}

/** In the page: where among what it keeps the token lies. It is the page's own token, which it has just handed over. */
const keptByPage = async (token: string): Promise<'localStorage' | 'sessionStorage' | 'cache-storage' | null> => {
  if (window.origin === 'null') return null
  for (const where of ['localStorage', 'sessionStorage'] as const)
    for (let index = 0; index < window[where].length; index++)
      if ((window[where].getItem(window[where].key(index) ?? '') ?? '').includes(token)) return where
  const names = 'caches' in window ? await caches.keys() : []
  for (const name of names.slice(0, 10)) {
    const cache = await caches.open(name)
    for (const request of (await cache.keys()).slice(0, 50)) {
      const text = await (await cache.match(request))?.text()
      if (text?.includes(token)) return 'cache-storage'
    }
  }
  return null
}

/** Where no response of this page has brought it. `sameDocument`: it had handed it over before. */
export const keptSource = async (
  target: At,
  context: BrowserContext,
  page: Page,
  token: string,
  sameDocument: boolean,
): Promise<TokenSource> => {
  if (sameDocument) return { from: 'page' }
  const where = await within(
    target,
    page.evaluate(keptByPage, token.trim()).catch(() => null),
  )
  if (where !== null && where !== unanswered) return { from: 'storage', where }
  const inCookie = (await context.cookies()).some(
    ({ value }) => value.includes(token) || value.includes(encodeURIComponent(token)),
  )
  return inCookie ? { from: 'storage', where: 'cookie' } : { from: 'unknown' }
}
