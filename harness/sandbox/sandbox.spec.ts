/** The sandbox as an integrator meets it: a page of theirs on another port, the desk in a browser, the control API. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { sampleBrand } from '../../mock-iadvize/samples/sample-brand.ts'
import { startSandbox, type StartedSandbox } from '../api/sandbox.ts'

/** A shop of one page; `head` stands before the tag, `getToken` is what the printed lines call. `signedIn`: its backend makes tokens */
type Shop = { origin: string; head: string; getToken: string; signedIn: boolean }
const fetched = `async () => { const answer = await fetch('/token'); if (!answer.ok) throw new Error('signed out'); return answer.text() }`
const test = base.extend<{ sandbox: StartedSandbox; site: Shop }>({
  sandbox: async ({}, use) => {
    const started = await startSandbox({ sid: '1234', brandKeys: [brand.publicKey], iAdvizeKey: iAdvize.privateKey })
    await use(started)
    await started.close()
  },
  site: async ({ sandbox }, use) => {
    const { snippet } = await sandbox.tenant()
    const site = { origin: '', head: '', getToken: fetched, signedIn: true }
    const server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html')
      const script = `<script>const getToken = ${site.getToken}</script>`
      if (request.url !== '/token')
        response.end(`<!doctype html><title>Shop</title>${site.head}${script}${snippet}<h1>Shop</h1>`)
      else if (!site.signedIn) response.writeHead(401).end()
      else void sampleBrand.token('u-1', { firstName: 'Ada' }).then(token => response.end(token))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await use(site)
    server.closeAllConnections()
    server.close()
  },
})

test('two lines in a page lead to a padlock, and extID takes it away: desk, activations and requirements say so', async ({
  page,
  context,
  sandbox,
  site,
}) => {
  await page.goto(site.origin)
  const conversation = await sandbox.awaitPadlock({ userId: 'u-1', timeout: 10 })
  expect(conversation).toMatchObject({ padlock: true, name: 'Ada', reason: 'identity verified' })

  const desk = await context.newPage()
  await desk.goto(`${sandbox.origin}/desk`)
  await expect(desk.getByRole('img', { name: 'Identity verified' }).first()).toBeVisible()
  await sandbox.answer(conversation.conversation, 'How can I help?')
  await expect(desk.getByRole('log')).toContainText('How can I help?')

  await expect.poll(async () => (await sandbox.activations())[0]?.outcome).toBe('authentication-success')
  const [activation] = await sandbox.activations()
  expect(activation).toMatchObject({ cause: 'activate', call: 1, attempts: [200], padlock: true, warnings: [] })
  expect(activation?.provider?.shape).toMatch(/SECURED_AUTHENTICATION', token: string\(\d+\)/)
  expect(activation?.token?.steps.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'passed'))
  const statusOf = async (id: string) => (await sandbox.requirements()).find(row => row.id === id)?.status
  await expect.poll(() => statusOf('padlock/agrees-with-jwt'), { timeout: 15_000 }).toBe('met')
  for (const id of ['token/signature', 'activation/once-per-page', 'tag/loaded-once', 'tag/site-id', 'ext-id/absent'])
    expect([id, await statusOf(id)]).toEqual([id, 'met'])
  expect(await statusOf('logout/called')).toBe('not-live')

  site.head = '<script>window.idzCustomData = { extID: "old" }</script>'
  await page.reload()
  await expect.poll(() => statusOf('padlock/agrees-with-jwt')).toBe('violated')
  expect(await statusOf('ext-id/absent')).toBe('violated')
  expect((await sandbox.activations())[0]?.warnings.join()).toMatch(
    /^extID is set: this conversation gets no padlock; remove extID from window/,
  )
  expect((await sandbox.sightings()).map(({ kind }) => kind)).toContain('ext-id')

  site.head = ''
  await page.reload()
  await expect.poll(() => statusOf('padlock/agrees-with-jwt')).toBe('met')
})

test('a jump of the clock ends the session of open tabs, which ask the provider again; the chat goes on, or says why not', async ({
  page,
  context,
  sandbox,
  site,
}) => {
  await page.goto(site.origin)
  const { conversation } = await sandbox.awaitPadlock({ userId: 'u-1', timeout: 10 })
  const second = await context.newPage()
  await second.goto(site.origin)
  const chats = [page, second]
  await sandbox.answer(conversation, 'Good morning.')
  for (const tab of chats) await expect(tab.getByRole('button', { name: 'Chat, 1 new' })).toBeVisible()
  await second.getByRole('button', { name: 'Chat, 1 new' }).click()
  // Read in one tab is read in the other one, and on the next page.
  await expect(page.getByRole('button', { name: 'Chat', exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Chat', exact: true })).toBeVisible()
  const say = async (text: string) => {
    await second.getByLabel('Your message').fill(text)
    await second.getByRole('button', { name: 'Send' }).click()
  }

  await sandbox.jump(61)
  const expiry = async () => (await sandbox.activations()).filter(({ cause }) => cause === 'session-expiry')
  await expect.poll(async () => (await expiry())[0]?.padlock).toBe(true)
  expect((await sandbox.conversations())[0]).toMatchObject({ conversation, padlock: true, presence: 'online' })
  const sighted = async () => (await sandbox.sightings()).map(({ text }) => text)
  await expect.poll(sighted).toContain('the session was renewed')
  expect(await sighted()).toContain('the session has ended: the provider is asked for a fresh token')
  await say('Still here.')
  await expect(second.getByRole('log')).toContainText('Still here.')
  const statusOf = async (id: string) => (await sandbox.requirements()).find(row => row.id === id)?.status
  await expect.poll(() => statusOf('activation/provider-reusable')).toMatch(/^met/)

  site.signedIn = false
  await sandbox.jump(61)
  await expect(second.getByText('your session has ended; reload the page')).toBeVisible()
  await say('And now?')
  await expect(second.getByRole('alert')).toHaveText('Not sent: your session has ended; reload the page.')
  expect((await sandbox.conversations())[0]).toMatchObject({ padlock: false, reason: 'session expired' })
  await expect.poll(sighted).toContain('the session ended and was not renewed: the tag removed its JWT')

  site.signedIn = true
  for (const tab of chats) await tab.reload()
  await sandbox.awaitPadlock({ userId: 'u-1', timeout: 10 })
  await page.close()
  await second.close()
  await expect.poll(async () => (await sandbox.conversations())[0]?.presence).toBe('offline')
})

test('a page that fails says in its console where to look; one that leaves at once is on record with its end', async ({
  page,
  sandbox,
  site,
}) => {
  const warned: string[] = []
  page.on('console', message => message.type() === 'warning' && warned.push(message.text()))
  site.getToken = 'async () => undefined'
  await page.goto(site.origin)
  await expect
    .poll(async () => (await sandbox.activations())[0]?.cure)
    .toMatch(/^the token is undefined: let the provider/)
  await expect
    .poll(() => warned)
    .toEqual([
      `Padlock sandbox: activation failed (A valid authentication option must be provided); what is wrong and how to fix it: ${sandbox.origin}/inspector?sid=1234`,
    ])

  // A browser keeps no more than 64 KiB alive beyond the page: what is larger is told all the same.
  site.getToken = `async () => 'x'.repeat(70_000)`
  await page.goto(site.origin)
  await expect.poll(async () => (await sandbox.activations())[0]?.provider?.shape).toContain('string(70000)')

  site.getToken = fetched
  await sandbox.setFault('exchange-garbled', { once: true })
  await page.goto(site.origin, { waitUntil: 'commit' })
  await expect.poll(async () => (await sandbox.activations())[0]?.fault).toBe('exchange-garbled')
  await page.goto('about:blank')
  await expect.poll(async () => (await sandbox.activations())[0]?.outcome).toBe('authentication-failure')

  site.getToken = '() => new Promise(() => undefined)'
  await page.goto(site.origin)
  await expect.poll(async () => (await sandbox.activations())[0]?.outcome).toBe('pending')
  await page.goto('about:blank')
  await expect.poll(async () => (await sandbox.activations())[0]?.outcome).toBe('page-left')
})

test('on a public page the tag says what it is, and does not start', async ({ sandbox, site, launchOptions }) => {
  // A public name that leads to this machine: nothing but the sandbox itself stands in its way.
  const args = [...(launchOptions.args ?? []), '--host-resolver-rules=MAP shop.example.com 127.0.0.1']
  const browser = await chromium.launch({ ...launchOptions, args })
  const page = await browser.newPage()
  const told: string[] = []
  page.on('console', message => told.push(message.text()))
  await page.goto(site.origin.replace('127.0.0.1', 'shop.example.com'))
  await expect.poll(() => told.join()).toContain('does not run on public pages such as shop.example.com')
  const exchange = page.evaluate(
    origin => fetch(`${origin}/padlock-mock/exchange`, { method: 'POST', body: '{}' }).then(() => 'answered'),
    sandbox.origin,
  )
  await expect(exchange).rejects.toThrow('Failed to fetch')
  expect([await sandbox.activations(), await sandbox.sightings()]).toEqual([[], []])
  await browser.close()
})
