/** What leaves the machine, and what reaches whom: proven with a real browser, and with its own log of the network. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test as base } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import * as selfsigned from 'selfsigned'
import { openGateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Gateway, IAdvizeRequest } from '../../../mock-iadvize/network/gateway.ts'
import { createMock } from '../../../mock-iadvize/platform/create-mock.ts'
import { defaultTokenSettings } from '../../../mock-iadvize/token/decision.ts'
import type { Access, Target } from '../../config/target.ts'
import { contextOptionsOf, sendHeaders, trustedKeysOf } from './access.ts'
import { useOf } from './browser-choice.ts'
import { nameResolution } from './interception.ts'
import { listenFixture } from '../../../mock-iadvize/samples/listen-fixture.ts'
import type { Listen } from '../../../mock-iadvize/samples/listen-fixture.ts'

type Started = { launch: (target: Target, more?: string[]) => Promise<{ page: Page; browser: Browser }> }
type OfTest = Started & {
  gateway: Gateway
  /** what the gateway has heard: `GET halc.iadvize.com/x stopped` */
  heard: string[]
  listen: Listen
}

const words = ({ via, method, host, path, answer }: IAdvizeRequest): string =>
  `${via === 'http' ? method : via} ${host}${path} ${answer}`

const test = base.extend<OfTest>({
  heard: async ({}, use) => use([]),
  gateway: async ({ heard }, use) => {
    const gateway = await openGateway()
    const tenant = { sid: '1', brandKeys: [], iAdvizeKeys: [], settings: defaultTokenSettings }
    gateway.attach(createMock({ tenant }), request => heard.push(words(request)))
    await use(gateway)
    await gateway.close()
  },
  listen: listenFixture,
  launch: async ({ gateway }, use) => {
    const browsers: Browser[] = []
    await use(async (target, more = []) => {
      const { launchOptions } = await useOf({ name: 'chromium' })
      const {
        launch: { args: browserArguments = [] },
      } = nameResolution(gateway, target.tagHost ? [target.tagHost] : [], await trustedKeysOf(target))
      // Chromium takes the last of two switches with one name.
      const combined = more.map(switched => {
        const [name = '', value = ''] = switched.split(/=(.*)/s)
        const ours = browserArguments.find(argument => argument.startsWith(`${name}=`))
        return ours ? `${ours},${value}` : switched
      })
      const browser = await chromium.launch({ ...launchOptions, args: [...browserArguments, ...combined] })
      browsers.push(browser)
      const context = await browser.newContext(contextOptionsOf(target))
      await sendHeaders(browser, context, target)
      return { browser, page: await context.newPage() }
    })
    await Promise.all(browsers.map(browser => browser.close()))
  },
})

const siteAt = (origin: string, access: Partial<Access> = {}, rest: Partial<Target> = {}): Target => ({
  name: 'a site',
  origin,
  sid: '1',
  platform: 'halc',
  pages: { guest: ['/'], signedIn: ['/account'] },
  users: [],
  signInPage: '/login',
  guests: 'either',
  access: { headers: {}, tls: { ignoreErrors: false }, ...access },
  ...rest,
})
const html = (response: ServerResponse, body: string): void =>
  void response.setHeader('content-type', 'text/html').end(body)

/** Asks iAdvize in every way that a page has; the page says `done` when each has come to an end. */
const asksEverything = `<link rel="dns-prefetch" href="//static.iadvize.com"><link rel="preconnect" href="https://cdn.iadvize.com">
<img src="https://static.iadvize.com/pixel.gif"><iframe src="http://frame.iadvize.com/box"></iframe>
<script>
  const ends = [
    ...['https://halc.iadvize.com/iadvize.js', 'http://halc.iadvize.com/iadvize.js', 'https://iadvize.com/apex', 'https://api.iadvize.com/graphql?token=secret', 'http://api.iadvize.com:8081/port', 'https://api.iadvize.com:8443/port', 'https://dot.iadvize.com./dotted']
      .map(url => fetch(url, { mode: 'no-cors' }).catch(() => undefined)),
    new Promise(resolve => Object.assign(new WebSocket('wss://ws.iadvize.com/live'), { onerror: resolve, onopen: resolve })),
    new Promise(resolve => Object.assign(new EventSource('https://events.iadvize.com/stream'), { onerror: resolve })),
    new Promise(resolve => Object.assign(new Worker(URL.createObjectURL(new Blob(['fetch("https://worker.iadvize.com/x", { mode: "no-cors" }).finally(() => postMessage(1))']))), { onmessage: resolve })),
  ]
  navigator.sendBeacon('https://beacon.iadvize.com/b', 'x')
  Promise.all(ends).then(() => setTimeout(() => { document.title = 'done' }, 200))
</script>`

test('whatever is asked of iAdvize is answered here or stopped here: no name is looked up, no socket leaves', async ({
  launch,
  listen,
  heard,
  gateway,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-netlog-'))
  const log = join(folder, 'net.json')
  const { port } = await listen((_request, response) => html(response, asksEverything))
  const { page, browser } = await launch(siteAt(`http://127.0.0.1:${port}`), [`--log-net-log=${log}`])
  await page.goto(`http://127.0.0.1:${port}/`)
  await expect(page).toHaveTitle('done')
  await browser.close()

  expect([...new Set(heard)].sort()).toEqual([
    'GET api.iadvize.com/graphql stopped',
    'GET api.iadvize.com/port stopped',
    'GET dot.iadvize.com/dotted stopped',
    'GET events.iadvize.com/stream stopped',
    'GET frame.iadvize.com/box stopped',
    'GET halc.iadvize.com/iadvize.js mock',
    'GET iadvize.com/apex stopped',
    'GET static.iadvize.com/pixel.gif stopped',
    'GET worker.iadvize.com/x stopped',
    'POST beacon.iadvize.com/b stopped',
    'websocket ws.iadvize.com/live stopped',
  ])
  const { looked, connected } = networkLog(readFileSync(log, 'utf8'))
  rmSync(folder, { recursive: true })
  const own = [port, Number(new URL(gateway.origin).port)].map(own => `127.0.0.1:${own}`)
  expect(connected).toEqual(own.toSorted())
  // Rules turn each name into an address before the resolver is asked for anything.
  expect(looked).toEqual(own.toSorted())
})

type NetworkLog = {
  constants: { logEventTypes: Record<string, number> }
  events: { type: number; params?: { host?: string; remote_address?: string; address_list?: string[] } }[]
}

/** Of Chromium's own log: what its resolver was asked for, and where its TCP connections went. */
const networkLog = (text: string): { looked: string[]; connected: string[] } => {
  const { constants, events } = JSON.parse(text) as NetworkLog
  const of = (name: string): NetworkLog['events'] => events.filter(({ type }) => type === constants.logEventTypes[name])
  const sorted = (all: (string | undefined)[]): string[] =>
    [...new Set(all.filter(one => one !== undefined))].toSorted()
  return {
    looked: sorted(of('HOST_RESOLVER_MANAGER_REQUEST').map(({ params }) => params?.host?.replace(/^https?:\/\//, ''))),
    connected: sorted(
      of('TCP_CONNECT').flatMap(({ params }) => [params?.remote_address, ...(params?.address_list ?? [])]),
    ),
  }
}

test('a proxy never sees iAdvize: neither the configured one, nor one that the environment names', async ({
  launch,
  listen,
  heard,
}) => {
  const asked: string[] = []
  const { port, server } = await listen((request, response) => {
    asked.push(request.url ?? '')
    html(response, asksEverything)
  })
  server.on('connect', (request: IncomingMessage, socket) => {
    asked.push(`CONNECT ${request.url}`)
    socket.destroy()
  })
  const names = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTPS_PROXY']
  for (const name of names) process.env[name] = `http://127.0.0.1:${port}`
  try {
    const configured = await launch(siteAt('http://staging.test', { proxy: { server: `http://127.0.0.1:${port}` } }))
    await configured.page.goto('http://staging.test/')
    await expect(configured.page).toHaveTitle('done')
    expect([...new Set(asked)]).toEqual(['http://staging.test/'])
    expect(heard).toContain('GET halc.iadvize.com/iadvize.js mock')
    asked.length = heard.length = 0
    const direct = await launch(siteAt(`http://127.0.0.1:${port}`))
    await direct.page.goto(`http://127.0.0.1:${port}/direct`)
    await expect(direct.page).toHaveTitle('done')
    expect([...new Set(asked)]).toEqual(['/direct'])
    expect(heard).toContain('GET halc.iadvize.com/iadvize.js mock')
  } finally {
    for (const name of names) delete process.env[name]
  }
})

test('a page from the internet reaches the mock, in spite of Chromium’s rules for local networks', async ({
  launch,
  listen,
  heard,
}) => {
  const loads = (scheme: string): string =>
    `<script src="${scheme}//halc.iadvize.com/iadvize.js" onload="document.title = 'loaded'" onerror="document.title = 'failed'"></script>`
  const { port } = await listen((_request, response) => html(response, loads('https:')))
  // A public address, with a page that is no secure context: no permission could be granted to it.
  const { page } = await launch(siteAt('http://public.test'), [
    `--host-resolver-rules=MAP public.test 127.0.0.1:${port}`,
    `--ip-address-space-overrides=127.0.0.1:${port}=public`,
  ])
  await page.goto('http://public.test/')
  await expect(page).toHaveTitle('loaded')
  expect(heard).toEqual(['GET halc.iadvize.com/iadvize.js mock'])
})

test('the brand’s own name of the tag’s host leads to the mock, over TLS as well', async ({
  launch,
  listen,
  heard,
}) => {
  const { port } = await listen((_request, response) =>
    html(response, '<script src="https://chat.brand.test/iadvize.js" onload="document.title = \'loaded\'"></script>'),
  )
  const { page } = await launch(siteAt(`http://127.0.0.1:${port}`, {}, { tagHost: 'chat.brand.test' }))
  await page.goto(`http://127.0.0.1:${port}/`)
  await expect(page).toHaveTitle('loaded')
  expect(heard).toEqual(['GET chat.brand.test/iadvize.js mock'])
})

test('headers and basic authentication reach the site from everywhere, and nobody else', async ({ launch, listen }) => {
  const got: string[] = []
  const note = (who: string) => (request: IncomingMessage, response: ServerResponse) => {
    got.push(
      `${who} ${request.method} ${request.url} ${String(request.headers['x-bypass'] ?? '-')} ${request.headers.authorization ?? '-'}`,
    )
    response.setHeader('access-control-allow-origin', '*')
    html(
      response,
      request.url === '/'
        ? `<script>
        const done = [fetch('/own'), fetch('/bearer', { headers: { authorization: 'Bearer x' } }), fetch('http://127.0.0.1:${other.port}/other'),
          new Promise(resolve => Object.assign(new Worker(URL.createObjectURL(new Blob(['fetch("' + location.origin + '/worker").finally(() => postMessage(1))']))), { onmessage: resolve }))]
        open('/popup')
        Promise.all(done).then(() => { document.title = 'done' })</script>`
        : '',
    )
  }
  const other = await listen(note('other'))
  const { port } = await listen(note('site'))
  const target = siteAt(`http://127.0.0.1:${port}`, {
    headers: { 'x-bypass': 'secret' },
    basicAuth: { username: 'ada', password: 'open' },
  })
  const { page } = await launch(target)
  await page.goto(`${target.origin}/`)
  await expect(page).toHaveTitle('done')
  await expect.poll(() => got.some(line => line.includes('/popup'))).toBe(true)
  const basic = `Basic ${Buffer.from('ada:open').toString('base64')}`
  expect(got.filter(line => !line.includes('favicon')).sort()).toEqual([
    // No preflight either: the header is not the page's.
    'other GET /other - -',
    `site GET / secret ${basic}`,
    'site GET /bearer secret Bearer x',
    `site GET /own secret ${basic}`,
    `site GET /popup secret ${basic}`,
    `site GET /worker secret ${basic}`,
  ])
})

test('a certificate that nobody knows: refused, taken with ignoreErrors, trusted by its authority', async ({
  launch,
  listen,
}) => {
  const attributes = [{ name: 'commonName', value: 'staging' }]
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7, ip: '127.0.0.1' } as const] }]
  const made = await selfsigned.generate(attributes, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', extensions })
  const another = await selfsigned.generate(attributes, {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions,
  })
  const { port } = await listen((_request, response) => html(response, '<title>in</title>'), {
    key: made.private,
    cert: made.cert,
  })
  const origin = `https://127.0.0.1:${port}`
  const load = async (access: Partial<Access>): Promise<string> => {
    const { page } = await launch(siteAt(origin, access))
    return page.goto(origin).then(
      () => page.title(),
      (error: Error) => /ERR_\w+/.exec(error.message)?.[0] ?? error.message,
    )
  }
  expect(await load({})).toBe('ERR_CERT_AUTHORITY_INVALID')
  expect(await load({ tls: { ignoreErrors: false, ca: another.cert } })).toBe('ERR_CERT_AUTHORITY_INVALID')
  expect(await load({ tls: { ignoreErrors: false, ca: made.cert } })).toBe('in')
  expect(await load({ tls: { ignoreErrors: true } })).toBe('in')
})
