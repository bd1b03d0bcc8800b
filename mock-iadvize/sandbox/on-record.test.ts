/** What is on record when something goes wrong, with its cause and its cure: over HTTP, as pages and test suites meet it. */
import { expect, test as base } from '@playwright/test'
import { exchangePath, logoutPath, reasons, reportPath, tagPath } from '../contract.ts'
import { publicPem } from '../token/keys.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { connectSandbox, type SandboxClient } from './client.ts'
import { openSandbox } from './sandbox.ts'
import { newSetup } from './tenants.ts'

const test = base.extend<{ client: SandboxClient }>({
  client: async ({}, use) => {
    const setup = newSetup(sid, [brand.publicKey], [iAdvize.privateKey])
    const sites = [{ setup, byConfiguration: false }] as const
    const sandbox = await openSandbox({
      port: 0,
      host: null,
      token: null,
      version: '0',
      sites,
      iAdvizeKey: iAdvize.privateKey,
    })
    await use(await connectSandbox(sandbox.origin))
    await sandbox.close()
  },
})
const post = (client: SandboxClient, path: string, body: unknown) =>
  fetch(client.origin + path, { method: 'POST', body: JSON.stringify(body) })

test('a fault in iAdvize’s place is named, with its cure and the X-ray of the token, and signs nobody in', async ({
  client,
}) => {
  await client.setFault('exchange-refused')
  const token = await sampleBrand.token('u-1')
  await post(client, exchangePath, { ...signInRequest(token), run: 'r1', call: 1 })
  await expect.poll(async () => (await client.activations())[0]?.outcome).toBe('authentication-failure')
  const [activation] = await client.activations()
  expect(activation).toMatchObject({
    fault: 'exchange-refused',
    exchange: null,
    page: '/account',
    vuid: visitor.vuid,
    attempts: [401],
    reason: reasons.serverError,
    token: { verdict: 'accepted' },
    warnings: ['the fault exchange-refused answered in iAdvize’s place'],
    cure: `end the fault: «Remove it» in the inspector, or DELETE /control/v1/tenants/${sid}/fault`,
  })
  expect(activation?.token?.steps.every(({ state }) => state === 'passed')).toBe(true)
  expect(JSON.stringify(activation)).not.toContain(token.slice(0, 40))
  expect(await client.conversations()).toEqual([])
  await client.setFault(null)
  await client.change({ platform: { replay: 'refused' } })
  expect((await post(client, exchangePath, signInRequest(token))).status).toBe(200)
})

test('a token that is unsound keeps its own cure; a fault for one request says that it is over', async ({ client }) => {
  await client.setFault('exchange-unreachable', { once: true })
  await expect(post(client, exchangePath, signInRequest('a.b.c.d.e'))).rejects.toThrow('fetch failed')
  await expect.poll(async () => (await client.activations())[0]?.attempts).toEqual(['network-error'])
  const [unsound] = await client.activations()
  expect(unsound?.cure).toBe(unsound?.token?.findings[0]?.cure)
  await client.setFault('exchange-garbled', { once: true })
  await post(client, exchangePath, guestRequest)
  await expect
    .poll(async () => (await client.activations())[0]?.cure)
    .toMatch(/^activate again: the fault was there for one/)
})

test('a fault that hits the tag, or logout, is sighted', async ({ client }) => {
  await post(client, exchangePath, guestRequest)
  await client.setFault('tag-unreachable')
  await expect(fetch(client.origin + tagPath)).rejects.toThrow('fetch failed')
  await client.setFault('logout-server-error')
  expect((await post(client, logoutPath, { sid, vuid: visitor.vuid })).status).toBe(503)
  const sightings = (await client.sightings()).map(({ kind, page, text }) => ({ kind, page, text }))
  expect(sightings).toEqual([
    { kind: 'fault', page: '/account', text: 'the fault logout-server-error hit logout()' },
    { kind: 'fault', page: '', text: 'the fault tag-unreachable hit the request for the tag' },
  ])
})

test('a page of a site that nobody set up is told of where the default site is, with what to write', async ({
  client,
}) => {
  const at = (event: object) => ({ load: 'l1', path: '/account', frame: false, event })
  const report = { sid: '4243', run: 'r1', messages: [at({ kind: 'activate', call: 1 })] }
  expect((await post(client, reportPath, report)).status).toBe(204)
  await post(client, exchangePath, { ...guestRequest, sid: '4243', run: 'r1', call: 1 })
  expect(await client.activations()).toMatchObject([
    {
      cause: 'activate',
      exchange: { sid: '4243', because: 'unknown-site' },
      warnings: ['the page names the site 4243, and the sandbox knows none of that id'],
      cure: `use ${sid} as iAdvizeInterface.config.sid, or set 4243 up in the inspector, under «Faults and settings»`,
    },
  ])
})

test('what the sandbox itself switched off is reported as that', async ({ client }) => {
  await client.change({ keysSetUp: false })
  await post(client, exchangePath, signInRequest(await sampleBrand.token('u-1')))
  const [activation] = await client.activations()
  expect(activation?.warnings).toEqual(['the brand’s key is switched off in this sandbox'])
  expect(activation?.cure).toMatch(
    /^switch «The brand’s key is set up» on again .* On the real platform: send the brand's public key/,
  )
  await client.change({ keysSetUp: true, brandKeys: [publicPem(iAdvize.publicKey)] })
  await post(client, exchangePath, signInRequest(await sampleBrand.token('u-1')))
  expect((await client.activations())[0]?.warnings).toEqual([])
})

test('inspector and desk of a site that is not there say so, and lead to those that are', async ({ client }) => {
  for (const page of ['inspector', 'desk']) {
    const missing = await fetch(`${client.origin}/${page}?sid=999`)
    expect(missing.status).toBe(404)
    const text = await missing.text()
    expect(text).toContain('There is no site 999')
    expect(text).toContain(`<a href="${page}?sid=${sid}">`)
    const strange = await (await fetch(`${client.origin}/${page}?sid=%3Cscript%3E`)).text()
    expect(strange).toContain('There is no such site')
    expect(strange).not.toContain('<script>')
    expect((await fetch(`${client.origin}/${page}?sid=${sid}`)).status).toBe(200)
  }
})

test('the list of faults has none that another one makes for one request', async ({ client }) => {
  const listed = (await (await fetch(`${client.origin}/control/v1/faults`)).json()) as { name: string }[]
  expect(listed.map(({ name }) => name)).toContain('exchange-server-error')
  expect(listed.map(({ name }) => name)).not.toContain('exchange-server-error-once')
})
