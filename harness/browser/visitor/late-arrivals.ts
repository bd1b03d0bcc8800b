/** Waits, once a page has come to rest, for what it brings late: its tag, and the activation of a signed-in visitor. */
import type { Page } from '@playwright/test'
import type { Tab } from './tabs.ts'
import type { Stopwatch } from '../waiting/time-shares.ts'

/**
 * Milliseconds of the page's own time that it is given, once at rest, for its tag and for the activation of a signed-in
 * visitor: tag managers bring both when all else is done, or at the first sign of life.
 */
const lateMs = 2_000

/** Ends when whatever the page had put off for so long has had its turn; on a slow machine that is later. */
const putOff = (page: Page, time: number): Promise<void> =>
  page.evaluate(
    time =>
      new Promise<void>(resolve => {
        const idle = (window as Partial<Window>).requestIdleCallback
        setTimeout(() => (idle ? idle(() => resolve(), { timeout: time }) : resolve()), time)
      }),
    time,
  )

export type LateArrivals = {
  /** `signedIn`: an activation is expected too; `faulty`: what stays away now may come another time */
  wait(
    tab: Tab,
    now: { signedIn: boolean; keptAway: boolean; faulty: () => boolean },
    untilIdle: () => Promise<void>,
  ): Promise<void>
}

/** `tagless`: paths on which a late tag was waited for without result, kept for as long as the site stays the same: once is enough. */
export const lateArrivals = (origin: string, tagless: Set<string>, stopwatch: Stopwatch): LateArrivals => {
  const waitedInVain = new Set<string>()
  return {
    wait: async (tab, { signedIn, keptAway, faulty }, untilIdle) => {
      const { page } = tab
      const url = new URL(page.url())
      const isComplete = (): boolean => {
        if (tab.tagRuns.size === 0) return tab.tagFailed || tagless.has(url.pathname)
        return !signedIn || tab.activated || tab.struck || waitedInVain.has(url.pathname)
      }
      if (url.origin !== origin || keptAway || isComplete()) return
      await page.mouse.move(1, 1)
      const late = new AbortController()
      // A page that goes away meanwhile keeps nobody waiting.
      void putOff(page, lateMs).then(
        () => late.abort(),
        () => late.abort(),
      )
      const began = performance.now()
      while (!isComplete() && !late.signal.aborted) await new Promise(resolve => setTimeout(resolve, 10))
      // What came was worth the wait, and late by the site's own choice.
      if (isComplete()) stopwatch.sitesSince(began)
      else stopwatch.oursSince(began)
      await untilIdle()
      if (!isComplete() && !faulty() && tab.busy === null)
        (tab.tagRuns.size === 0 ? tagless : waitedInVain).add(url.pathname)
    },
  }
}
