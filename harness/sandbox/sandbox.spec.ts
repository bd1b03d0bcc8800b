/** The sandbox as an integrator meets it: a page of theirs on another port, the desk in a browser, the control API. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/sample-keys.ts'
import { sampleBrand } from '../../mock-iadvize/sample-brand.ts'
import { startSandbox, type StartedSandbox } from '../sandbox.ts'

/** A shop of one page; `head` stands before the tag. */
const test = base.extend<{ sandbox: StartedSandbox; site: { origin: string; head: string } }>({
  sandbox: async ({}, use) => {
    const started = await startSandbox({ sid: '1234', brandKeys: [brand.publicKey], iAdvizeKey: iAdvize.privateKey })
    await use(started)
    await started.close()
  },
  site: async ({ sandbox }, use) => {
    const { snippet } = await sandbox.tenant()
    const site = { origin: '', head: '' }
    const server = createServer(async (request, response) => {
      if (request.url === '/token') return response.end(await sampleBrand.token('u-1', { firstName: 'Ada' }))
      response.setHeader('content-type', 'text/html')
      const getToken = `<script>const getToken = async () => (await fetch('/token')).text()</script>`
      return response.end(`<!doctype html><title>Shop</title>${site.head}${getToken}${snippet}<h1>Shop</h1>`)
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
  for (const id of ['token/signature', 'activation/once-per-page', 'tag/loaded-once', 'tag/site-id'])
    expect([id, await statusOf(id)]).toEqual([id, 'met'])
  expect(await statusOf('logout/called')).toBe('not-live')

  site.head = '<script>window.idzCustomData = { extID: "old" }</script>'
  await page.reload()
  await expect.poll(() => statusOf('padlock/agrees-with-jwt')).toBe('violated')
  expect((await sandbox.activations())[0]?.warnings).toEqual(['extID is set: this conversation gets no padlock'])
  expect((await sandbox.sightings()).map(({ kind }) => kind)).toContain('ext-id')

  site.head = ''
  await page.reload()
  await expect.poll(() => statusOf('padlock/agrees-with-jwt')).toBe('met')
})
