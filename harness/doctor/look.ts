/**
 * A look at a site, outside any test: a browser of our own that is led to a mock, one visitor in it, and a recording of what
 * was seen. `doctor` judges by it whether a run would have any sense, and `init` writes a configuration from it.
 */
import { chromium } from 'playwright'
import type { BrowserContext, Page } from 'playwright'
import { openGateway } from '../../mock-iadvize/gateway.ts'
import { findBrowser } from '../browser/find-browser.ts'
import { nameResolution } from '../browser/interception.ts'
import { play } from '../browser/play.ts'
import type { Site } from '../browser/site-under-test.ts'
import type { Visitor } from '../browser/visitor.ts'
import type { Recording } from '../recording/recording.ts'

/** A page that was asked for, and how the site answered in the end. */
export type PageAnswer = {
  /** the path that was asked for */
  asked: string
  status: number
  /** where redirects ended */
  url: string
  /** milliseconds: the site's clock less ours, by its Date header (whole seconds); null: it sent none */
  clockAhead: number | null
}

export type Look = { recording: Recording; answers: readonly PageAnswer[] }

/** A site as it is looked at. */
export type Seen = Omit<Site, 'defects' | 'close'>

export type Looker = {
  browser: string
  /** a new browser profile; whatever stops the look is in the recording's outcome */
  look(site: Seen, name: string, does: (visitor: Visitor, page: () => Page) => Promise<void>): Promise<Look>
  close(): Promise<void>
}

/** Calls `tell` for each page that the site answers to in a browser profile. */
const listen = (context: BrowserContext, tell: (answer: PageAnswer) => void): void => {
  context.on('response', response => {
    const request = response.request()
    if (!request.isNavigationRequest() || request.frame().parentFrame() !== null) return
    if (response.status() >= 300 && response.status() < 400) return
    let first = request
    for (let from = first.redirectedFrom(); from; from = from.redirectedFrom()) first = from
    const headers = response.headers()
    const sent = Date.parse(headers['date'] ?? '')
    tell({
      asked: new URL(first.url()).pathname,
      status: response.status(),
      url: response.url(),
      // Date names the second that has begun: half of one is added. What a cache has kept tells its age, not the clock.
      clockAhead: Number.isNaN(sent) || Number(headers['age'] ?? 0) > 0 ? null : sent + 500 - Date.now(),
    })
  })
}

/** Opens a browser. Throws NoBrowserError where there is none. */
export const openLooker = async (): Promise<Looker> => {
  const { executablePath, env, from } = await findBrowser()
  const gateway = await openGateway()
  const interception = nameResolution(gateway)
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    ...(env && { env: { ...process.env, ...env } }),
    args: interception.browserArguments,
  })
  return {
    browser: `${browser.browserType().name()} ${browser.version()}, ${from}`,
    look: async (site, title, does) => {
      const answers: PageAnswer[] = []
      const recording = await play(
        { id: 'look', title, users: 0, body: ({ visitor }) => does(visitor, () => visitor.page()) },
        { ...site, defects: [], close: () => Promise.resolve() },
        {
          browser,
          gateway,
          interception: {
            ...interception,
            prepare: async context => {
              await interception.prepare(context)
              listen(context, answer => answers.push(answer))
            },
          },
          step: (_name, act) => act(),
        },
      )
      return { recording, answers }
    },
    close: async () => {
      await browser.close()
      await gateway.close()
    },
  }
}
