/**
 * The clicks of a journey by Playwright alone, as somebody would write them who tests the sample shop by hand: no probes, no looks
 * at storage, no recorder; after each click it waits for the page's load and for the element that shows the chat's state.
 */
import type { BrowserContext, Page } from '@playwright/test'
import { createMock } from '../../../mock-iadvize/platform/create-mock.ts'
import { customDataGlobal, visitorKey } from '../../../mock-iadvize/contract.ts'
import { latencyOf } from '../../browser/stage/latency.ts'
import type { Journey, Stage, Theatre } from '../../browser/stage/play.ts'
import type { Site } from '../../browser/stage/site-under-test.ts'
import type { Visitor } from '../../browser/visitor/visitor.ts'

/** What the plain journeys ask of a visitor; the others hold something back, which nobody does by hand. */
type Clicks = Pick<
  Visitor,
  | 'page'
  | 'open'
  | 'follow'
  | 'signIn'
  | 'signOut'
  | 'reload'
  | 'goBack'
  | 'goForward'
  | 'openInNewTab'
  | 'switchToTab'
  | 'closeTab'
  | 'waitUntilIdle'
  | 'letSessionExpire'
  | 'letTimePass'
  | 'plantExtId'
>

const bareVisitor = async (context: BrowserContext, { target, sessionMinutes }: Site): Promise<Clicks> => {
  const pages: Page[] = [await context.newPage()]
  let page = pages[0] as Page
  /** The shop says there whether its chat has opened. Asked for every few milliseconds: a locator waits for frames. */
  const chat = (): Promise<unknown> =>
    page.waitForFunction(() => document.querySelector('#help[data-open]') !== null, undefined, { polling: 5 })
  const open = async (path: string): Promise<void> => {
    await page.goto(target.origin + path)
    await chat()
  }
  const jwt = (): Promise<string> =>
    page.evaluate(
      key => (JSON.parse(localStorage.getItem(key) ?? '{}') as { jwtIdentity?: string }).jwtIdentity ?? '',
      visitorKey(target.sid),
    )
  return {
    page: () => page,
    open,
    signIn: async (user = target.users[0]) => {
      if (!user) throw new Error('the shop has no users')
      await page.goto(`${target.origin}/login`)
      await page.getByLabel('E-mail address').fill(user.username)
      await page.getByLabel('Password').fill(user.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL('**/account')
      await chat()
    },
    signOut: async () => {
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.waitForURL(`${target.origin}/`)
      await chat()
    },
    follow: async path => {
      const link = page.locator(`a[href="${path}"]`).first()
      if (page.url() === target.origin + path || !(await link.isVisible())) return false
      await link.click()
      await page.waitForURL(target.origin + path)
      await chat()
      return true
    },
    reload: async () => {
      await page.reload()
      await chat()
    },
    goBack: async () => {
      await page.goBack()
      await chat()
    },
    goForward: async () => {
      await page.goForward()
      await chat()
    },
    closeTab: async () => {
      await page.close()
      page = pages.findLast(other => !other.isClosed()) as Page
      await page.bringToFront()
    },
    // Each click has waited for itself.
    waitUntilIdle: () => Promise.resolve(),
    openInNewTab: async path => {
      page = await context.newPage()
      pages.push(page)
      await open(path)
    },
    switchToTab: async number => {
      page = pages[number - 1] ?? page
      await page.bringToFront()
    },
    letSessionExpire: async () => {
      const before = await jwt()
      await page.clock.fastForward((sessionMinutes + 1) * 60_000)
      while ((await jwt()) === before) await page.waitForTimeout(5)
    },
    letTimePass: seconds => page.clock.runFor(seconds * 1000),
    plantExtId: async () => {
      const plant = await context.addInitScript(name => {
        ;(window as unknown as Record<string, unknown>)[name] = { extID: 'planted-by-padlock' }
      }, customDataGlobal)
      return () => plant.dispose()
    },
  }
}

/** Milliseconds that it took, the contexts' beginning and end included. The mock, which Padlock brings, is there before. */
export const barePlay = async (journey: Journey, site: Site, { browser, gateway }: Theatre): Promise<number> => {
  // The same network: what answers late, answers late for both.
  const mock = createMock({
    tenant: site.tenant,
    sessionMinutes: site.sessionMinutes,
    ...(journey.latency && { latencyMs: latencyOf(journey.id) }),
  })
  gateway.attach(mock)
  const began = performance.now()
  const contexts: BrowserContext[] = []
  const visitor = async (): Promise<Visitor> => {
    const context = await browser.newContext()
    contexts.push(context)
    if (journey.movesTime) await context.clock.install()
    return (await bareVisitor(context, site)) as Visitor
  }
  const stage: Stage = {
    visitor: await visitor(),
    target: site.target,
    signedInPages: site.target.pages.signedIn,
    mock,
    visitorInAnotherBrowser: visitor,
    whileFaulty: async (fault, during) => {
      mock.setFault(fault)
      await during()
      mock.setFault(null)
    },
    putFault: async fault => {
      mock.setFault(fault)
      return async () => mock.setFault(null)
    },
  }
  await journey.body(stage)
  await Promise.all(contexts.map(context => context.close()))
  const took = performance.now() - began
  gateway.attach(null)
  return took
}
