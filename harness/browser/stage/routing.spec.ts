/** Interception by routing: the mock answers as it does by name resolution, also in a browser that is not ours to start. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, expect, test as base } from '@playwright/test'
import type { Page } from '@playwright/test'
import { apiHost, exchangePath, tagPath } from '../../../mock-iadvize/contract.ts'
import type { Target } from '../../config/target.ts'
import { createMock } from '../../../mock-iadvize/platform/create-mock.ts'
import { defaultTokenSettings } from '../../../mock-iadvize/token/decision.ts'
import { openGateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import { guestRequest, sid } from '../../../mock-iadvize/samples/sample-brand.ts'
import { runJourneys } from '../../run/run-journeys.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { resultOf } from '../../verdict/result-of.ts'
import { findBrowser } from '../launch/find-browser.ts'
import { routing } from '../launch/routing.ts'

const exchange = `http://${apiHost}${exchangePath}`
const brandHost = 'chat.shop.test'

const test = base.extend<
  { mock: Mock; routed: Page },
  { gateway: Gateway; outside: { port: number; reached: string[] } }
>({
  gateway: [
    async ({}, use) => {
      const gateway = await openGateway()
      await use(gateway)
      await gateway.close()
    },
    { scope: 'worker' },
  ],
  // Stands for the network: serves the shop, and notes host and path of whatever else has escaped the routes.
  outside: [
    async ({}, use) => {
      const reached: string[] = []
      const server = createServer(({ headers, url }, response) => {
        if (headers.host !== 'shop.test') reached.push(`${headers.host}${url}`)
        const to = new URLSearchParams(url?.split('?')[1]).get('to')
        if (to !== null) response.writeHead(307, { location: to, 'access-control-allow-origin': '*' }).end()
        else response.setHeader('content-type', 'text/html').end('<p>Shop')
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      await use({ port: (server.address() as AddressInfo).port, reached })
      server.closeAllConnections()
      server.close()
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ launchOptions, outside }, use) =>
      use({ ...launchOptions, args: [`--host-resolver-rules=MAP * 127.0.0.1:${outside.port}`] }),
    { scope: 'worker' },
  ],
  mock: async ({ gateway }, use) => {
    const tenant = { sid, brandKeys: [], iAdvizeKeys: [], settings: defaultTokenSettings }
    const mock = createMock({ tenant })
    gateway.attach(mock)
    await use(mock)
    gateway.attach(null)
  },
  routed: async ({ browser, gateway, mock: _attached }, use) => {
    const interception = routing(gateway)
    const context = await browser.newContext({ serviceWorkers: 'block' })
    await interception.prepare(context, { tagHost: brandHost } as Target)
    const page = await context.newPage()
    await page.goto('http://shop.test/')
    await use(page)
    await context.close()
  },
})

/** What the page gets: the status, or `failed` as it can tell no more. */
const posted = (page: Page, to: string, within = 10_000): Promise<number | string> =>
  page.evaluate(
    async ({ url, body, within }) => {
      try {
        return (await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(within) })).status
      } catch (error) {
        return error instanceof DOMException && error.name === 'TimeoutError' ? 'no answer' : 'failed'
      }
    },
    { url: to, body: JSON.stringify(guestRequest), within },
  )

test("iAdvize's hosts and the brand's own name of the tag's host are the mock", async ({ routed, mock }) => {
  const tags = [`https://halc.iadvize.com${tagPath}`, `http://iadvize.com${tagPath}`, `https://${brandHost}${tagPath}`]
  for (const url of tags) expect(await routed.evaluate(async from => (await fetch(from)).text(), url)).toBe(mock.tag())
  expect(await posted(routed, exchange)).toBe(200)
  expect(mock.desk()).toHaveLength(1)
})

test('what the mock does not serve is stopped here, and told', async ({ routed, gateway, mock }) => {
  const stopped: string[] = []
  gateway.attach(mock, ({ answer, via, host, path }) => {
    if (answer === 'stopped') stopped.push(`${via} ${host}${path}`)
  })
  expect(await posted(routed, 'https://static.iadvize.com/analytics')).toBe(404)
  const closed = await routed.evaluate(
    () =>
      new Promise(resolve => {
        new WebSocket('wss://push.iadvize.com/').addEventListener('close', ({ code }) => resolve(code))
      }),
  )
  expect(closed).toBe(1001)
  await expect.poll(() => stopped).toEqual(['http static.iadvize.com/analytics', 'websocket push.iadvize.com/'])
})

test('what a redirect leads to iAdvize is answered by the mock, and reaches nobody else', async ({
  routed,
  mock,
  outside,
}) => {
  const by = (url: string): string => `/?to=${encodeURIComponent(url)}`
  expect(await posted(routed, by(exchange.replace('https:', 'http:')))).toBe(200)
  expect(mock.desk()).toHaveLength(1)
  const ran = await routed.evaluate(
    async sources => {
      const loaded = sources.map(source => {
        const script = Object.assign(document.createElement('script'), { src: source })
        document.head.append(script)
        return new Promise<string>(resolve => {
          script.addEventListener('load', () => resolve('loaded'))
          script.addEventListener('error', () => resolve('failed'))
        })
      })
      const frame = Object.assign(document.createElement('iframe'), { src: sources[2] })
      document.body.append(frame)
      await new Promise(resolve => frame.addEventListener('load', resolve))
      return Promise.all(loaded)
    },
    [
      by(`http://halc.iadvize.com${tagPath}`),
      by(by(`http://halc.iadvize.com.${tagPath}`)),
      by('http://ha.iadvize.com/unknown'),
    ],
  )
  expect(ran).toEqual(['loaded', 'loaded', 'failed'])
  expect((await routed.goto(`http://shop.test${by(`http://${brandHost}${tagPath}`)}`))?.status()).toBe(200)
  await routed.goto('http://shop.test/?q=iadvize.com')
  expect(outside.reached.filter(url => /iadvize|chat\.shop/.test(url))).toEqual([])
})

test('a fault answers, breaks the connection, or leaves it open, as by name resolution', async ({ routed, mock }) => {
  mock.setFault('exchange-server-error')
  expect(await posted(routed, exchange)).toBe(503)
  mock.setFault('exchange-unreachable')
  expect(await posted(routed, exchange)).toBe('failed')
  mock.setFault('exchange-never-answers')
  expect(await posted(routed, exchange, 300)).toBe('no answer')
  mock.setFault(null)
  expect(await posted(routed, exchange)).toBe(200)
})

test('what a page sends while it is being left is stopped in the page', async ({ routed, mock, outside }) => {
  await routed.evaluate(url => {
    addEventListener('pagehide', () => {
      navigator.sendBeacon(url, 'x')
      void fetch(url, { method: 'POST', keepalive: true })
      navigator.sendBeacon('http://elsewhere.test/beacon', 'x')
    })
  }, exchange)
  await routed.goto('http://shop.test/next')
  // The last one shows that such requests do escape: only iAdvize's are stopped.
  await expect.poll(() => outside.reached).toEqual(['elsewhere.test/beacon'])
  expect(mock.desk()).toEqual([])
})

test('a browser elsewhere: journeys and a fault come to the same verdict, and the result says what was hidden', async () => {
  test.setTimeout(120_000)
  const { executablePath, env } = await findBrowser()
  const server = await chromium.launchServer({
    // A worker of Playwright gives its own to every browser that is started without.
    args: [],
    ...(executablePath ? { executablePath } : {}),
    ...(env ? { env: { ...process.env, ...env } } : {}),
  })
  const journeys = ['guest-visit', 'sign-in', 'iadvize-server-error']
  const run = await runJourneys({
    targets: [
      { kind: 'shop', name: 'sound', flavour: 'classic', defects: [], journeys },
      { kind: 'shop', name: 'set', flavour: 'classic', defects: ['ext-id-left-on'], journeys: ['sign-in'] },
    ],
    browser: { name: 'chromium', connect: server.wsEndpoint() },
    progress: 'none',
  })
  await server.close()
  const catalogue = await loadCatalogue()
  const judged = (name: string) =>
    resultOf(run.recordings.get(name) ?? [], catalogue, {
      startedAt: new Date(),
      duration: 0,
      versions: { padlock: '', node: '', playwright: '' },
    })
  const violated = (name: string) =>
    judged(name).requirements.flatMap(({ id, status }) => (status === 'violated' ? id : []))
  expect(run.recordings.get('sound')?.map(({ outcome }) => outcome)).toEqual(
    journeys.map(() => ({ state: 'completed' })),
  )
  expect(violated('sound')).toEqual([])
  expect(judged('sound').requirements.find(({ id }) => id === 'failure/recovers')?.status).toBe('met')
  expect(violated('set')).toContain('ext-id/absent')
  expect(judged('sound').notes.join()).toContain('A proxy of Padlock’s')
})
