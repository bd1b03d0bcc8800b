/** What the probe tells of pages as others write them: how they include the tag, what policies stop, which screens they show. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '@playwright/test'
import type { TagRequest } from '../../recording/tag-discovery.ts'
import type { PageEvent } from '../../recording/page-message.ts'
import { openProbeChannel } from '../visitor/probe-channel.ts'
import { holdScripts } from '../visitor/script-hold.ts'
import { watchTagFailures, watchTagRequests } from '../visitor/tag-requests.ts'

const adding = (also = '') =>
  `const tag = document.createElement('script'); ${also} tag.src = '/iadvize.js?v=1'; document.head.append(tag)`
const scripts: Record<string, string> = {
  '/iadvize.js': 'window.tagHasRun = true',
  '/tags.js': adding(),
  '/late-tags.js': `addEventListener('load', () => setTimeout(() => requestIdleCallback(() => { ${adding()} }), 50))`,
  '/page.js': 'window.pageSawTag = window.tagHasRun === true',
  '/other.js': '',
}
const pages: Record<string, string> = {
  '/async': '<script async src="/iadvize.js"></script><script src="/other.js"></script>',
  '/plain': '<script src="/iadvize.js"></script>',
  '/at-the-end': '</head><body><p>Shop</p><script src="/iadvize.js"></script>',
  '/deferred': '<script defer src="/iadvize.js"></script>',
  '/inline': `<script>${adding('tag.async = true;')}</script>`,
  '/ordered': `<script>${adding('tag.async = false;')}</script>`,
  '/written': '<script>document.write("<script src=/iadvize.js></" + "script>")</script>',
  '/managed': '<script async src="/tags.js"></script>',
  '/managed-late': '<script async src="/late-tags.js"></script>',
  '/awaiting-consent': '<script type="text/plain" src="/iadvize.js"></script>',
  '/broken': '<script async src="/gone/iadvize.js"></script>',
  '/spelled-wrong': '<script async src="http://halc.iadvize.invalid/iadvize.js"></script>',
  '/guarded': '<script async src="/iadvize.js" integrity="sha384-AAAA"></script>',
  '/framed': '</head><body><iframe srcdoc="<script async src=/iadvize.js></script>"></iframe>',
  '/without': '<script src="/other.js"></script>',
  '/login': '<input id="name"><input id="password" type="password">',
  '/early': '<script async src="/iadvize.js"></script><script type="module" src="/page.js"></script>',
}
const policies: Record<string, [string, string]> = {
  '/forbidden': ['content-security-policy', "script-src 'nonce-x'"],
  '/reported': ['content-security-policy-report-only', "script-src 'nonce-x'"],
}

type Told = { events: PageEvent[]; requests: TagRequest[]; origin: string }

const test = base.extend<{ told: Told }>({
  told: async ({ context }, use) => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const script = scripts[pathname]
      if (script !== undefined) return response.setHeader('content-type', 'text/javascript').end(script)
      const body = pages[pathname] ?? (policies[pathname] && pages['/async'])
      if (pathname in policies) response.setHeader(...(policies[pathname] as [string, string]))
      return response
        .writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html' })
        .end(`<!doctype html><head><title>Shop</title>${body ?? ''}`)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const told: Told = {
      events: [],
      requests: [],
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    }
    await openProbeChannel(context, (_page, _frame, { messages }) => {
      for (const { event } of messages) told.events.push(event)
    })
    watchTagRequests(context, request => told.requests.push(request))
    await use(told)
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  },
})

const html = { inclusion: 'html', insertedBy: null, blocking: false, outcome: 'loaded' }
const added = { ...html, inclusion: 'script' }

for (const [path, expected] of Object.entries({
  '/async': html,
  '/deferred': html,
  '/plain': { ...html, blocking: true },
  '/at-the-end': { ...html, blocking: true },
  '/inline': { ...added, insertedBy: 'inline' },
  '/ordered': { ...added, insertedBy: 'inline' },
  '/written': { ...added, insertedBy: 'inline', blocking: true },
  '/managed': { ...added, insertedBy: '<origin>/tags.js' },
  '/managed-late': added,
  '/awaiting-consent': { ...html, outcome: 'inert' },
  '/broken': { ...html, outcome: 'failed' },
  '/framed': html,
  '/forbidden': { ...html, outcome: 'blocked-by-policy' },
  '/reported': html,
}))
  test(`${path}: how the page includes the tag`, async ({ told, page }) => {
    await page.goto(told.origin + path)
    const elements = () => told.events.filter(event => event.kind === 'tag-element')
    await expect.poll(() => elements().length).toBe(1)
    const { host } = new URL(told.origin)
    const insertedBy = expected.insertedBy?.replace('<origin>', told.origin) ?? null
    expect(elements()[0]).toEqual({ kind: 'tag-element', host, ...expected, insertedBy })
  })

test('why the tag did not come, by the browser’s own words', async ({ told, page }) => {
  const failures: string[] = []
  watchTagFailures(page, ({ error }) => failures.push(error))
  const elements = () => told.events.flatMap(event => (event.kind === 'tag-element' ? [event] : []))
  for (const path of ['/broken', '/spelled-wrong', '/guarded']) await page.goto(told.origin + path)
  await expect.poll(() => elements().length).toBe(3)
  // The file had come; that it is another than the attribute says is between the page and the browser.
  await expect.poll(() => failures).toEqual(['HTTP 404', 'net::ERR_NAME_NOT_RESOLVED'])
  expect(elements().map(({ outcome, integrity }) => [outcome, integrity])).toEqual([
    ['failed', undefined],
    ['failed', undefined],
    ['failed', true],
  ])
})

test('a policy that only reports is told apart from one that blocks', async ({ told, page }) => {
  for (const path of Object.keys(policies)) await page.goto(told.origin + path)
  const violations = () => told.events.flatMap(event => (event.kind === 'policy-violation' ? [event.enforced] : []))
  await expect.poll(() => violations().includes(false)).toBe(true)
  expect(violations()).toContain(true)
})

test('the browser knows which script asks, also when the page can’t tell', async ({ told, page }) => {
  await page.goto(`${told.origin}/managed-late`)
  await expect.poll(() => told.requests).toMatchObject([{ scripts: [`${told.origin}/late-tags.js`] }])
  await page.goto(`${told.origin}/async`)
  await expect.poll(() => told.requests[1]?.scripts).toEqual([])
})

test('a page without the tag tells nothing of it; one that is not there says so', async ({ told, page }) => {
  await page.goto(`${told.origin}/without`)
  await page.goto(`${told.origin}/nowhere`)
  const { origin } = told
  expect(told.events.filter(({ kind }) => kind === 'page-load' || kind === 'tag-element')).toEqual([
    { kind: 'page-load', origin, status: 200 },
    { kind: 'page-load', origin, status: 404 },
  ])
})

test('screens are told by whatever changes them, and a query is no other screen', async ({ told, page }) => {
  await page.goto(`${told.origin}/without`)
  await page.evaluate(() => history.pushState(null, '', '/without?page=2'))
  await page.evaluate(() => history.pushState(null, '', '/orders'))
  await page.evaluate(() => history.replaceState(null, '', '/orders/7'))
  await page.goBack()
  await page.evaluate(() => (location.hash = '#help'))
  await page.evaluate(() => (location.hash = '#/basket'))
  const screens = () => told.events.flatMap(event => (event.kind === 'screen-change' ? [event.from] : []))
  await expect.poll(screens).toEqual(['/without', '/orders', '/orders/7', '/without'])
})

test('where people sign in is told once a field, and nothing of what they type', async ({ told, page }) => {
  await page.goto(`${told.origin}/login`)
  await page.locator('#name').fill('ada')
  await page.locator('#password').pressSequentially('secret')
  const entered = () => told.events.filter(({ kind }) => kind === 'credentials-entered')
  await expect.poll(entered).toEqual([{ kind: 'credentials-entered' }])
  expect(JSON.stringify(told.events)).not.toContain('secret')
})

test('scripts that are held back come after the tag; the tag itself is never held', async ({ told, page }) => {
  await page.goto(`${told.origin}/early`)
  const hold = await holdScripts(page)
  if (!hold) throw new Error('this test needs Chromium')
  await page.goto(`${told.origin}/early`, { waitUntil: 'commit' })
  await expect.poll(() => hold.count()).toBe(1)
  await expect.poll(() => page.evaluate('window.tagHasRun')).toBe(true)
  expect(await page.evaluate('window.pageSawTag')).toBeUndefined()
  await hold.release()
  await page.waitForLoadState('load')
  expect(await page.evaluate('window.pageSawTag')).toBe(true)
})
