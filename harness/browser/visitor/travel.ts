/**
 * Back and forward in a browser that keeps pages alive. Playwright's `goBack` waits for a load that never comes where a page is brought
 * back to life, so the browser is asked by its own protocol.
 */
import type { Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { errorPage } from '../sign-in/error-page.ts'
import { timeoutsOf } from '../waiting/slowness.ts'
import { timedOut } from '../waiting/timed-out.ts'

type Journey = {
  target: Target
  direction: 'back' | 'forward'
  path: string
  /** how often a page has come back to life in this tab */
  restored: () => number
}

const pathOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).pathname : null)

/**
 * Answers when the page stands there. null: the browser has brought it back to life, or it is a screen of the same document; otherwise the
 * browser's own names of the reasons why it had to be loaded.
 */
export const travel = async (page: Page, { target, direction, path, restored }: Journey): Promise<string[] | null> => {
  const session = await page.context().newCDPSession(page)
  const timeoutMs = timeoutsOf(target).navigation
  try {
    const { entries, currentIndex } = await session.send('Page.getNavigationHistory')
    const passed = direction === 'back' ? entries.slice(0, currentIndex).toReversed() : entries.slice(currentIndex + 1)
    const named = passed.findIndex(({ url }) => pathOf(url) === path.split(/[?#]/)[0])
    const because = new Set<string>()
    let before = restored()
    let way: 'restored' | 'loaded' | 'same-document' | 'not-shown' | undefined
    session.on('Page.backForwardCacheNotUsed', ({ notRestoredExplanations }) => {
      for (const { reason } of notRestoredExplanations) because.add(reason)
    })
    session.on('Page.navigatedWithinDocument', () => (way ??= 'same-document'))
    session.on('Page.frameNavigated', ({ frame, type }) => {
      if (frame.parentId !== undefined) return
      if (frame.unreachableUrl !== undefined) way ??= 'not-shown'
      else way ??= type === 'BackForwardCacheRestore' ? 'restored' : 'loaded'
    })
    await session.send('Page.enable')
    const stands = (): boolean => {
      // Its own word comes with `pageshow`: from then on it is the page's turn.
      if (way === 'restored') return restored() > before
      return way !== undefined
    }
    const began = performance.now()
    for (const { id } of passed.slice(Math.max(0, named))) {
      way = undefined
      before = restored()
      await session.send('Page.navigateToHistoryEntry', { entryId: id })
      while (!stands()) {
        if (performance.now() - began > timeoutMs)
          throw timedOut(target, 'the page before was not there', timeoutMs, 'navigation')
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      if (way === 'restored' || way === 'same-document') return null
      await page.waitForLoadState('load', { timeout: timeoutMs })
      // A page that came of a form is not asked for again: Chromium shows one of its own, and a visitor goes on to the next.
      if (!errorPage(page)?.includes('ERR_CACHE_MISS')) break
    }
    return [...because]
  } finally {
    await session.detach().catch(() => undefined)
  }
}

/** Where one step back would lead; null: before the first page, or this browser does not say. */
export const addressBefore = async (page: Page): Promise<string | null> => {
  const session = await page
    .context()
    .newCDPSession(page)
    .catch(() => null)
  if (!session) return null
  try {
    const { entries, currentIndex } = await session.send('Page.getNavigationHistory')
    return entries[currentIndex - 1]?.url ?? null
  } finally {
    await session.detach().catch(() => undefined)
  }
}
