/**
 * Keeps our visitors out of what a test runner keeps. A trace of Playwright holds everything that a page shows and sends: what was
 * typed, cookies, tokens, names; so do its screenshots and page snapshots, and titles of steps repeat what was filled in. A recording
 * says what there is to say, without any of it.
 */
import type { Browser, BrowserContext } from '@playwright/test'

/** Playwright's own way of doing something that no report, trace or log shows; it is not public, and may go. */
type Internal = { _wrapApiCall?: (does: () => Promise<unknown>, options: { internal: true }) => Promise<unknown> }

/** Calls of Playwright in it are no steps of any report. */
export const withoutSteps = async <T>(browser: Browser, does: () => Promise<T>): Promise<T> => {
  const { _wrapApiCall: wrap } = browser as Internal
  return wrap ? ((await wrap.call(browser, does, { internal: true })) as T) : does()
}

type Tracing = BrowserContext['tracing']
/** Of the context, and of the requests that are made in its name, where that has one of its own. */
const tracingsOf = (context: BrowserContext): Tracing[] => {
  const { tracing } = context.request as Partial<BrowserContext>
  return tracing ? [context.tracing, tracing] : [context.tracing]
}

/**
 * Ends the trace that the runner has begun of a new context, and drops what is in it. The answer closes the context: pages first, so
 * that there is nothing to picture; and an empty trace is begun, because the runner wants to end one.
 */
export const offTheRecord = async (context: BrowserContext): Promise<() => Promise<void>> => {
  const ended = await Promise.all(
    tracingsOf(context).map(async tracing => {
      try {
        await tracing.stop()
        return [tracing]
      } catch {
        // Nobody has begun one.
        return []
      }
    }),
  )
  return async () => {
    await Promise.all(context.pages().map(page => page.close().catch(() => undefined)))
    // A browser that is gone has no trace either.
    for (const tracing of ended.flat()) await tracing.start({}).catch(() => undefined)
    await context.close()
  }
}
