/** What the pages of one browser profile have received, for as long as the page stands: bodies are read only when asked for. */
import type { BrowserContext, Page, Request, Response } from '@playwright/test'
import type { Brought } from '../../token-sources/token-carrier.ts'

export type Traffic = {
  /** finished requests for documents, scripts and data, oldest first, from the navigation to this page on */
  of(page: Page): readonly Request[]
  /** those that were refused, or came to no answer, oldest first */
  failed(page: Page): readonly Request[]
  /** how many more are under way */
  underWay(page: Page): number
}

/** Kept of one page; a page that polls for hours must not fill the memory. */
const most = 300
/** Bytes; what is longer is no token, and no script that somebody wrote by hand. */
const longestBody = 2_000_000

const kinds = new Set(['document', 'fetch', 'xhr', 'script'])

/** null: a service worker's own request, or a page that is gone. */
export const pageOf = (request: Request): Page | null => {
  try {
    return request.serviceWorker() ? null : request.frame().page()
  } catch {
    return null
  }
}

export const watchTraffic = (context: BrowserContext): Traffic => {
  const finished = new WeakMap<Page, Request[]>()
  const failed = new WeakMap<Page, Request[]>()
  const begun = new WeakMap<Page, Set<Request>>()
  const keep = (lists: WeakMap<Page, Request[]>, page: Page, request: Request): void => {
    if (!kinds.has(request.resourceType())) return
    const list = lists.get(page) ?? []
    list.push(request)
    if (list.length > most) list.shift()
    lists.set(page, list)
  }
  context.on('request', request => {
    const page = pageOf(request)
    if (!page) return
    const isNavigation = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (isNavigation && !request.redirectedFrom()) {
      finished.set(page, [])
      failed.set(page, [])
      begun.set(page, new Set())
    }
    if (kinds.has(request.resourceType())) begun.set(page, (begun.get(page) ?? new Set()).add(request))
  })
  const end = (request: Request): Page | null => {
    const page = pageOf(request)
    if (page) begun.get(page)?.delete(request)
    return page
  }
  // A refusal is the whole answer: of a body that the page does not read, Chromium never reports the end.
  context.on('response', response => {
    const request = response.request()
    if (response.status() < 400 || request.isNavigationRequest()) return
    const page = end(request)
    if (page) keep(failed, page, request)
  })
  context.on('requestfailed', request => {
    const page = end(request)
    if (page && !failed.get(page)?.includes(request)) keep(failed, page, request)
  })
  context.on('requestfinished', request => {
    const page = end(request)
    if (page) keep(finished, page, request)
  })
  return {
    of: page => finished.get(page) ?? [],
    failed: page => failed.get(page) ?? [],
    underWay: page => begun.get(page)?.size ?? 0,
  }
}

const isText = (type: string | undefined): boolean => type === undefined || /json|text|script|xml|html/i.test(type)

/** Raw: memory only. The body is null where it is not text, is too long, or has been let go with its page. */
export const broughtBy = async (response: Response): Promise<Brought> => {
  const headers = await response.headersArray().catch(() => [])
  const { 'content-type': type, 'content-length': length } = response.headers()
  const isRedirect = [301, 302, 303, 307, 308].includes(response.status())
  if (isRedirect || !isText(type) || Number(length ?? 0) > longestBody) return { headers, body: null }
  return { headers, body: await response.text().catch(() => null) }
}
