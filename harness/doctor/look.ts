/**
 * A look at a site, outside any test: a browser of our own that is led to a mock, one visitor in it, and a recording of what
 * was seen. `doctor` judges by it whether a run would have any sense, and `init` writes a configuration from it.
 */
import { randomBytes } from 'node:crypto'
import { chromium } from 'playwright'
import type { Browser, Page } from 'playwright'
import { authenticate } from '../../mock-iadvize/authenticate.ts'
import { createMock } from '../../mock-iadvize/create-mock.ts'
import type { Tenant } from '../../mock-iadvize/decision.ts'
import { openGateway } from '../../mock-iadvize/gateway.ts'
import type { Gateway } from '../../mock-iadvize/gateway.ts'
import { findBrowser } from '../browser/find-browser.ts'
import { SiteError } from '../browser/site-driver.ts'
import { createVisitor } from '../browser/visitor.ts'
import type { Visitor } from '../browser/visitor.ts'
import type { Target } from '../config/target.ts'
import { createRecorder } from '../recording/recorder.ts'
import type { Recording } from '../recording/recording.ts'

export type Site = { target: Target; tenant: Tenant; sessionMinutes: number }

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

export type Looker = {
  browser: string
  /** a new browser profile; whatever stops the look is in the recording's outcome */
  look(site: Site, name: string, does: (visitor: Visitor, page: () => Page) => Promise<void>): Promise<Look>
  close(): Promise<void>
}

/** Opens a browser. Throws NoBrowserError where there is none. */
export const openLooker = async (): Promise<Looker> => {
  const { executablePath, env, from } = await findBrowser()
  const gateway: Gateway = await openGateway()
  const browser: Browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    ...(env && { env: { ...process.env, ...env } }),
    args: gateway.browserArguments(),
  })
  const salt = randomBytes(16).toString('hex')

  return {
    browser: `${browser.browserType().name()} ${browser.version()}, ${from}`,
    look: async ({ target, tenant, sessionMinutes }, name, does) => {
      const mock = createMock({ tenant, sessionMinutes })
      gateway.attach(mock)
      const recorder = createRecorder({
        journey: { id: name, title: name },
        target: { name: target.name, origin: target.origin, sid: target.sid, guests: target.guests, defects: [] },
        users: target.users,
        salt,
        startedAt: new Date(),
        clock: () => performance.now(),
        judge: token => authenticate(token, mock.tenant, new Date(mock.clock.now())),
      })
      const context = await browser.newContext()
      const answers: PageAnswer[] = []
      context.on('response', response => {
        const request = response.request()
        if (!request.isNavigationRequest() || request.frame().parentFrame() !== null) return
        if (response.status() >= 300 && response.status() < 400) return
        let first = request
        for (let from = first.redirectedFrom(); from; from = from.redirectedFrom()) first = from
        const headers = response.headers()
        const sent = Date.parse(headers['date'] ?? '')
        answers.push({
          asked: new URL(first.url()).pathname,
          status: response.status(),
          url: response.url(),
          // Date names the second that has begun: half of one is added. What a cache has kept tells its age, not the clock.
          clockAhead: Number.isNaN(sent) || Number(headers['age'] ?? 0) > 0 ? null : sent + 500 - Date.now(),
        })
      })
      try {
        const visitor = await createVisitor({
          browser: 'first',
          context,
          target,
          mock,
          recorder,
          sessionMinutes,
          movesTime: false,
          step: (_name, act) => act(),
        })
        await does(visitor, () => visitor.page())
      } catch (error) {
        const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
        const blame = error instanceof SiteError || /net::ERR_|Timeout \d+ms/.test(message) ? 'site' : 'harness'
        recorder.stop({ state: 'stopped', step: recorder.step(), because: message, blame })
      }
      const recording = await recorder.recording({
        name: browser.browserType().name(),
        version: browser.version(),
        interception: 'name-resolution',
      })
      await context.close()
      gateway.attach(null)
      return { recording, answers }
    },
    close: async () => {
      await browser.close()
      await gateway.close()
    },
  }
}
