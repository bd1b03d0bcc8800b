/** A page of a sample brand in a real browser, led to a mock of its own: fixtures for the tests of tag and desk. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, test as base, type Page } from '@playwright/test'
import { type ActivationResult, observerGlobal, type TagEvent, visitorKey, type VisitorRecord } from '../contract.ts'
import { createMock } from '../platform/create-mock.ts'
import type { Gateway } from '../network/gateway.ts'
import { gatewayFixture } from './gateway-fixture.ts'
import type { Mock } from '../platform/mock.ts'
import { sampleBrand, sid } from './sample-brand.ts'

/** As strict as a bank's: nothing but the tag's host and the API, and nothing inline. */
const policy =
  "default-src 'none'; script-src 'self' *.iadvize.com; connect-src https://api.iadvize.com; frame-src 'self'"
const setUp = `window.iAdvizeInterface = window.iAdvizeInterface || []; iAdvizeInterface.config = { sid: '${sid}' }`
const tagElement = '<script async src="//halc.iadvize.com/iadvize.js"></script>'
const pages: Record<string, string> = {
  '/': `<!doctype html><title>Shop</title><script src="/set-up.js"></script>${tagElement}`,
  '/twice': `<!doctype html><title>Shop</title><script src="/set-up.js"></script>${tagElement}${tagElement}`,
  '/unconfigured': `<!doctype html><title>Shop</title>${tagElement}`,
  '/without-tag': '<!doctype html><title>Shop</title><script src="/set-up.js"></script>',
  '/framed': '<!doctype html><title>Shop</title><iframe src="/"></iframe>',
}

type Site = {
  origin: string
  /** what the tag has told since the page was opened, its frames included */
  events(): Promise<TagEvent[]>
  record(): Promise<VisitorRecord | null>
  /** pushes a function that activates with this answer of a provider, and waits for the result */
  activate(answer: unknown): Promise<ActivationResult['authentication']>
  signIn(userId: string): Promise<ActivationResult['authentication']>
  logout(): Promise<void>
}

export const test = base.extend<
  { mock: Mock; site: Site },
  { gateway: Gateway; origin: string; brand: typeof sampleBrand }
>({
  gateway: gatewayFixture,
  brand: [async ({}, use) => use(sampleBrand), { scope: 'worker' }],
  origin: [
    async ({}, use) => {
      const server = createServer((request, response) => {
        const html = pages[request.url ?? '']
        response.setHeader('content-type', html ? 'text/html' : 'text/javascript')
        response.setHeader('content-security-policy', policy)
        response.end(html ?? setUp)
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      server.closeAllConnections()
      server.close()
    },
    { scope: 'worker' },
  ],
  browser: [
    async ({ gateway, launchOptions }, use) => {
      const browser = await chromium.launch({ ...launchOptions, args: gateway.browserArguments() })
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  mock: async ({ brand, gateway }, use) => {
    const mock = createMock({ tenant: brand.tenant })
    gateway.attach(mock)
    await use(mock)
    gateway.attach(null)
  },
  site: async ({ page, origin, brand, mock: _attached }, use) => {
    await page.addInitScript(watchInPage, observerGlobal)
    const activate = (answer: unknown) => page.evaluate(activateInPage, answer)
    await use({
      origin,
      events: () => page.evaluate(() => window.seen ?? []),
      record: () => recordIn(page),
      activate,
      signIn: async userId => {
        const token = await brand.token(userId, { firstName: 'Alice' })
        return activate({ authenticationOption: { type: 'SECURED_AUTHENTICATION', token } })
      },
      logout: () =>
        page.evaluate(
          () =>
            new Promise<void>(done =>
              iAdvizeInterface.push(async i => {
                await i.logout()
                done()
              }),
            ),
        ),
    })
  },
})
export { expect } from '@playwright/test'

type Sdk = {
  activate(provider?: unknown): Promise<ActivationResult>
  logout(): Promise<void>
  get(name: string): unknown
  set(name: string, value: unknown): void
  on(name: string, listener: (value: unknown) => void): void
  off(name: string, listener: (value: unknown) => void): void
  navigate(screen: string): void
}
declare global {
  /** What the tag told its watcher. */
  var seen: TagEvent[] | undefined
  /** The interface as pages name it. */
  var iAdvizeInterface: { push(...run: ((iAdvize: Sdk) => unknown)[]): unknown; config?: unknown }
}

/** Runs in each frame of the page. */
function watchInPage(observer: string): void {
  const { top } = window as unknown as { top: { seen?: TagEvent[] } }
  const seen = (top.seen ??= [])
  Object.assign(window, { [observer]: (event: TagEvent) => seen.push(event) })
}

/** Runs in the page. */
const activateInPage = (answer: unknown) =>
  new Promise<ActivationResult['authentication']>(resolve =>
    window.iAdvizeInterface.push(async iAdvize => resolve((await iAdvize.activate(() => answer)).authentication)),
  )

const recordIn = (page: Page): Promise<VisitorRecord | null> =>
  page.evaluate(key => JSON.parse(localStorage.getItem(key) ?? 'null'), visitorKey(sid))
