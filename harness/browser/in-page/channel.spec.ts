/** Pages that try to speak in the harness's name: nothing of what they say is heard, and that they tried is. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '@playwright/test'
import { openProbeChannel } from '../visitor/probe-channel.ts'
import type { Heard } from '../../recording/page-message-schema.ts'
import type { PageEvent } from '../../recording/page-message.ts'

const forged = `{ kind: 'keys-searched', responses: 99, found: [] }`
const observer = 'window.__iadvizeMockObserver'

/** Says all that it can find of what Playwright and the harness have put into a window. */
const finders = `
function traces(window) {
  const controller = window.__playwright__binding__controller__
  const names = Object.getOwnPropertyNames(window).filter(name => typeof window[name] === 'function' && /^_[0-9a-f]{32}$/.test(name))
  return [...names, ...(controller?._bindings?.keys() ?? [])]
}`

const pages: Record<string, string> = {
  '/forges': `<script>
    ${observer}(${forged})
    ${observer}({ kind: 'sample', user: null, jwts: [] })
    ${observer}({ kind: 'page-load', origin: 'https://elsewhere.test', status: 200 })
  </script>`,
  '/malformed': `<script>
    const values = [null, 7, 'text', [], {}, { kind: 'activate' }, { kind: 'activate', call: 'one' }, { kind: 'activate', call: 1e999 },
      { kind: 'navigate', screen: { toString() { throw new Error('no') } } }, { get kind() { throw new Error('no') } },
      JSON.parse('{"__proto__":{"kind":"activate","call":1}}'), new Proxy({}, { ownKeys() { throw new Error('no') } }),
      { kind: 'activate', call: 1, deep: JSON.parse('['.repeat(5000) + ']'.repeat(5000)) }]
    for (const value of values) try { ${observer}(value) } catch {}
    ${observer}({ kind: 'navigate', screen: '\\ud800'.repeat(100_000) })
    ${observer}({ kind: 'activate', call: 1 })
  </script>`,
  '/floods': `<script>
    for (let n = 0; n < 1_000_000; n++) ${observer}({ kind: 'navigate', screen: 'x' })
    ${observer}({ kind: 'activate', call: 1 })
  </script>`,
  '/looks': `<script>${finders}
    const frame = document.createElement('iframe')
    document.documentElement.append(frame)
    const written = document.createElement('iframe')
    written.srcdoc = '<p>written</p>'
    document.documentElement.append(written)
    const popup = window.open('about:blank')
    window.found = [window, frame.contentWindow, written.contentWindow, popup].flatMap(window => (window ? traces(window) : []))
    for (const other of [window, frame.contentWindow, written.contentWindow, popup])
      for (const payload of ['', 'null', '{}', '7', '{"name":7}', '{"name":"nobody","seq":1,"serializedArgs":[]}', undefined, {}])
        try { other.__playwright__binding__(payload) } catch {}
  </script>`,
  '/overrides': `<script>
    window.seen = ''
    const spy = (object, name) => {
      const original = object[name]
      object[name] = function (given) { window.seen += String(given) + String(this); return original.apply(this, arguments) }
    }
    spy(JSON, 'stringify'); spy(JSON, 'parse'); spy(Function.prototype, 'bind'); spy(Promise.prototype, 'then')
    spy(String.prototype, 'slice'); spy(MessagePort.prototype, 'postMessage'); spy(Reflect, 'apply')
    Object.prototype.toJSON = Array.prototype.toJSON = () => ({ kind: 'logout', call: 9 })
    Object.defineProperty(Array.prototype, '0', { set(value) { window.seen += String(value) } })
    Object.defineProperty(Object.prototype, 'event', { set(value) { window.seen += String(value) } })
    Object.freeze(Object.prototype)
    ${observer}({ kind: 'activate', call: 1 })
    document.documentElement.append(document.createElement('iframe'))
  </script>`,
  '/replaces': `<script>
    'use strict'
    window.failures = 0
    for (const name of Object.getOwnPropertyNames(window).filter(name => /^_[0-9a-f]{32}$|^__iadvizeMockObserver$/.test(name))) {
      try { window[name] = () => null } catch { window.failures++ }
      try { Object.defineProperty(window, name, { value: () => null }) } catch { window.failures++ }
      try { delete window[name] } catch { window.failures++ }
    }
    window.idzCustomData = { extID: 'a' }
    Object.defineProperty(window, 'idzCustomData', { get() { return { extId: 'bcd' } } })
  </script>`,
  '/hides-ext-id': `<script>
    String.prototype.toLowerCase = () => 'nothing'
    Object.entries = () => []
    Set.prototype.has = Map.prototype.has = () => true
    window.idzCustomData = { extID: 'a' }
  </script>`,
}

type Told = { events: PageEvent[]; refused: Heard['refused']; origin: string; probe: string }

const test = base.extend<{ told: Told }>({
  told: async ({ context }, use) => {
    const server = createServer((request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<!doctype html><title>Shop</title>${pages[request.url ?? ''] ?? ''}`),
    )
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const told: Told = {
      events: [],
      refused: [],
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      probe: '',
    }
    const { probe } = await openProbeChannel(context, (_page, _frame, { messages, refused }) => {
      told.events.push(...messages.map(({ event }) => event))
      told.refused.push(...refused)
    })
    await use({ ...told, probe })
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  },
})

const heardOf = (told: Told, kind: PageEvent['kind']) => told.events.filter(event => event.kind === kind)

test('what only the harness may say is refused, and so is what only the probe may', async ({ told, page }) => {
  await page.goto(`${told.origin}/forges`)
  await expect.poll(() => told.refused.map(({ because }) => because)).toEqual(Array(3).fill('not-for-a-page'))
  expect(told.events.map(({ kind }) => kind)).toEqual(['page-load'])
  expect(heardOf(told, 'page-load')).toMatchObject([{ origin: told.origin }])
})

test('what is no event is dropped, one by one, and hinders no other', async ({ told, page }) => {
  await page.goto(`${told.origin}/malformed`)
  await expect
    .poll(() => heardOf(told, 'activate'))
    .toEqual([
      { kind: 'activate', call: 1 },
      { kind: 'activate', call: 1 },
    ])
  expect(new Set(told.refused.map(({ because }) => because))).toEqual(new Set(['malformed']))
  const [navigated] = heardOf(told, 'navigate')
  expect(navigated?.kind === 'navigate' && navigated.screen.length).toBe(2000)
})

test('a flood is bounded and counted, and hides nothing else', async ({ told, page }) => {
  await page.goto(`${told.origin}/floods`)
  await expect.poll(() => heardOf(told, 'activate').length).toBe(1)
  expect(heardOf(told, 'navigate')).toHaveLength(500)
  expect(told.refused.length).toBeLessThan(25)
  expect(Math.max(...told.refused.map(({ count }) => count))).toBeGreaterThan(500_000)
})

test('no page finds the way to the recorder, in none of its windows, and what it sends along it ends nothing', async ({
  told,
  page,
}) => {
  await page.goto(`${told.origin}/looks`)
  expect(await page.evaluate('window.found')).toEqual([])
  await page.goto(`${told.origin}/forges`)
  await expect.poll(() => heardOf(told, 'page-load').length).toBeGreaterThan(1)
})

test('what a page puts in the place of what the browser brings neither sees nor changes a message', async ({
  told,
  page,
}) => {
  await page.goto(`${told.origin}/overrides`)
  await expect.poll(() => heardOf(told, 'activate').length).toBe(1)
  expect(heardOf(told, 'logout')).toEqual([])
  expect(await page.evaluate('window.seen')).not.toMatch(/"load":|[0-9a-f]{32}/)
  expect(told.refused).toEqual([])
})

test('nobody puts another in the place of what the probe has put into a window', async ({ told, page }) => {
  await page.goto(`${told.origin}/replaces`)
  expect(await page.evaluate('window.failures')).toBe(6)
  const probe = await page.evaluate(name => {
    const it = (window as unknown as Record<string, { lookForExtId: () => string | null }>)[name]
    return it?.lookForExtId() ?? null
  }, told.probe)
  expect(probe).toBe('extId')
  await expect
    .poll(() => heardOf(told, 'ext-id').map(event => event.kind === 'ext-id' && event.spelling))
    .toEqual(['extID', 'extId'])
})

test('extID is found by what the browser brought, and not by what the page has put there', async ({ told, page }) => {
  await page.goto(`${told.origin}/hides-ext-id`)
  await expect.poll(() => heardOf(told, 'ext-id').length).toBe(1)
})
