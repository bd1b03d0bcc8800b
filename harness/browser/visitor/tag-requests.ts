/** The requests for the tag, by the browser's own account: who makes them, and why one came to nothing. */
import type { BrowserContext, CDPSession, Page, Request } from '@playwright/test'
import { tagPath } from '../../../mock-iadvize/contract.ts'
import type { TagRequest } from '../../recording/tag-discovery.ts'

type Stack = { callFrames: readonly { url: string }[]; parent?: Stack }
const scriptsOf = (stack: Stack | undefined): string[] =>
  stack ? [...stack.callFrames.map(({ url }) => url), ...scriptsOf(stack.parent)] : []

/** Calls `tell` for each request of the tag by a page that is opened from now on. Chromium only: other browsers do not say who asks. */
export const watchTagRequests = (context: BrowserContext, tell: (request: TagRequest) => void): void => {
  context.on('page', async page => {
    // No such account: another browser, or a page that has gone already.
    const session: CDPSession | null = await context.newCDPSession(page).catch(() => null)
    session?.on('Network.requestWillBeSent', ({ request, initiator }) => {
      const { host, pathname } = new URL(request.url)
      if (pathname.endsWith(tagPath)) tell({ host, scripts: [...new Set(scriptsOf(initiator.stack))].filter(Boolean) })
    })
    await session?.send('Network.enable').catch(() => undefined)
  })
}

/** What a browser may write of it: its own names, `net::ERR_NAME_NOT_RESOLVED`, `NS_ERROR_UNKNOWN_HOST`, `csp`. */
const isName = /^(?:[a-z-]{3,30}|(?:net::|NS_)[A-Za-z0-9_.]{3,80})$/

/** `error`: the browser's own name of what went wrong, or `HTTP 404`. */
export const watchTagFailures = (page: Page, tell: (failure: { host: string; error: string }) => void): void => {
  const answered = new WeakSet<Request>()
  const failed = (request: Request, error: string): void => {
    const { host, pathname } = new URL(request.url())
    if (pathname.endsWith(tagPath)) tell({ host, error })
  }
  page.on('response', response => {
    const request = response.request()
    if (response.status() < 400) return
    answered.add(request)
    failed(request, `HTTP ${response.status()}`)
  })
  page.on('requestfailed', request => {
    const error = request.failure()?.errorText ?? ''
    // A script that is answered with an error status is given up as well.
    if (!answered.has(request)) failed(request, isName.test(error) ? error : 'net::ERR_FAILED')
  })
}
