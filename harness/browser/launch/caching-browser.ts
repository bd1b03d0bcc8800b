/** A browser that keeps pages alive for the back button, as visitors' browsers do: Playwright's switches that off, and a headless shell has none. */
import playwright from '@playwright/test'
import type { Browser, LaunchOptions } from '@playwright/test'
import type { Interception } from './interception.ts'
import { findFullBrowser } from './find-browser.ts'

/** `lacks`: why there is none, in one sentence. */
export type CachingBrowser = { browser: Browser; close(): Promise<void> } | { lacks: string; close: null }

/** `own`: what the browser of the run is started with, by the doors to the mock that it has. */
export const cachingBrowser = async (
  mode: Interception['mode'],
  { browserName, launchOptions }: { browserName: string; launchOptions: LaunchOptions },
): Promise<CachingBrowser> => {
  if (browserName !== 'chromium' || mode !== 'name-resolution')
    return {
      lacks:
        'the back/forward cache is looked at in a Chromium that Padlock starts itself: run certify without --browser and --connect',
      close: null,
    }
  const { channel, executablePath, ...options } = launchOptions
  const full = channel === undefined ? findFullBrowser(executablePath) : undefined
  if (channel === undefined && full === undefined)
    return {
      lacks:
        'the browser of this run has no back/forward cache, and neither Chrome, Chromium nor Edge was found beside it: install one (npx playwright install chromium; Debian: apt-get install chromium)',
      close: null,
    }
  try {
    const browser = await playwright.chromium.launch({
      ...options,
      ...(channel !== undefined && { channel }),
      ...(full !== undefined && { executablePath: full }),
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    })
    return { browser, close: () => browser.close() }
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    return { lacks: `the browser with a back/forward cache could not be started: ${first}`, close: null }
  }
}
