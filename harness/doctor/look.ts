/**
 * A look at a site, outside any test: a browser of our own that is led to a mock, one visitor in it, and a recording of what
 * was seen. `doctor` judges by it whether a run would have any sense, and `init` writes a configuration from it.
 */
import type { BrowserContext, Page } from '@playwright/test'
import { openGateway } from '../../mock-iadvize/network/gateway.ts'
import { openLedBrowser } from '../browser/launch/led-browser.ts'
import { play } from '../browser/stage/play.ts'
import { pageOf } from '../browser/token-provider/traffic.ts'
import { isNavigation } from '../browser/waiting/documents.ts'
import { watchTagRequests } from '../browser/visitor/tag-requests.ts'
import type { TagRequest } from '../recording/tag-discovery.ts'
import type { Site } from '../browser/stage/site-under-test.ts'
import type { Visitor } from '../browser/visitor/visitor.ts'
import type { BrowserChoice } from '../config/target.ts'
import { temporaryFolder } from '../foundation/ending.ts'
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

export type Look = { recording: Recording; answers: readonly PageAnswer[]; tagRequests: readonly TagRequest[] }

/** A site as it is looked at. */
export type Seen = Omit<Site, 'defects' | 'close'>

export type Looker = {
  browser: string
  /** a new browser profile; whatever stops the look is in the recording's outcome */
  look(
    site: Seen,
    id: string,
    title: string,
    does: (visitor: Visitor, page: () => Page) => Promise<void>,
  ): Promise<Look>
  close(): Promise<void>
}

/** Calls `tell` for each page that the site answers to in a browser profile. */
const listen = (context: BrowserContext, tell: (answer: PageAnswer) => void): void => {
  context.on('response', response => {
    const request = response.request()
    // A window that a page has just opened has no page yet: it is none that was asked for.
    const page = pageOf(request)
    if (!page || !isNavigation(page, request)) return
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

/**
 * Opens a browser. `tagHosts`: names that the brand gave the tag's host. `trustedKeys`: of certificates, as access.ts finds
 * them. Throws NoBrowserError where there is none.
 */
export const openLooker = async (
  choice: BrowserChoice,
  tagHosts: readonly string[] = [],
  trustedKeys: readonly string[] = [],
): Promise<Looker> => {
  const gateway = await openGateway()
  // To end a trace that nobody has begun makes a folder for it, and leaves it there.
  const led = await openLedBrowser(choice, gateway, {
    tagHosts,
    trustedKeys,
    launch: { tracesDir: temporaryFolder('look') },
  })
  const { browser, interception } = led
  return {
    browser: `${browser.browserType().name()} ${browser.version()}`,
    look: async (site, id, title, does) => {
      const answers: PageAnswer[] = []
      const tagRequests: TagRequest[] = []
      const recording = await play(
        { id, title, users: 0, body: ({ visitor }) => does(visitor, () => visitor.page()) },
        { ...site, defects: [], close: () => Promise.resolve() },
        {
          browser,
          gateway,
          interception: {
            ...interception,
            prepare: async (context, target) => {
              await interception.prepare(context, target)
              listen(context, answer => answers.push(answer))
              watchTagRequests(context, request => tagRequests.push(request))
            },
          },
          step: (_name, act) => act(),
        },
      )
      return { recording, answers, tagRequests }
    },
    close: async () => {
      await led.close()
      await gateway.close()
    },
  }
}
