/** Who asks for the tag, by the browser's own account of each request. Chromium only: other browsers tell nothing. */
import type { BrowserContext, CDPSession } from '@playwright/test'
import { tagPath } from '../../../mock-iadvize/contract.ts'
import type { TagRequest } from '../../recording/tag-discovery.ts'

type Stack = { callFrames: readonly { url: string }[]; parent?: Stack }
const scriptsOf = (stack: Stack | undefined): string[] =>
  stack ? [...stack.callFrames.map(({ url }) => url), ...scriptsOf(stack.parent)] : []

/** Calls `tell` for each request of the tag by a page that is opened from now on. */
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
