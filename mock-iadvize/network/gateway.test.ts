import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { expect, test as base } from '@playwright/test'
import { exchangePath, logoutPath, reasons, tagPath } from '../contract.ts'
import { createMock } from '../platform/create-mock.ts'
import { defaultTokenSettings } from '../token/decision.ts'
import { openGateway, type Gateway } from './gateway.ts'
import type { Mock, MockEvent } from '../platform/mock.ts'
import { guestRequest, sid, visitor } from '../samples/sample-brand.ts'

type Call = { path: string; method?: string; headers?: Record<string, string>; body?: string }
type Reply = { status: number; headers: Record<string, unknown>; body: string }

/** Guests only: no keys are needed. */
const test = base.extend<{ gateway: Gateway; mock: Mock; events: MockEvent[] }, { opened: Gateway }>({
  opened: [
    async ({}, use) => {
      const gateway = await openGateway()
      await use(gateway)
      await gateway.close()
    },
    { scope: 'worker' },
  ],
  events: async ({}, use) => use([]),
  mock: async ({ events }, use) => {
    const tenant = { sid, brandKeys: [], iAdvizeKeys: [], settings: defaultTokenSettings }
    await use(createMock({ tenant, onEvent: event => events.push(event) }))
  },
  gateway: async ({ mock, opened }, use) => {
    opened.attach(mock)
    await use(opened)
    opened.attach(null)
  },
})

/** By node's own client: it may name any host, as a browser does whose name resolution is led here. */
const call = (origin: string, { path, method = 'GET', headers = {}, body }: Call) =>
  new Promise<Reply>((resolve, reject) => {
    const request = origin.startsWith('https') ? secureRequest : plainRequest
    const sent = request(origin + path, { method, headers, rejectUnauthorized: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
const exchange: Call = { path: exchangePath, method: 'POST', body: JSON.stringify(guestRequest) }
const json = (path: string, body: unknown): Call => ({
  path,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

test('serves the tag over http and TLS, under any host', async ({ gateway, events }) => {
  for (const origin of [gateway.origin, gateway.secureOrigin]) {
    const { status, headers, body } = await call(origin, { path: tagPath, headers: { host: 'halc.iadvize.com' } })
    expect(status).toBe(200)
    expect(headers['content-type']).toContain('text/javascript')
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toContain('iAdvizeInterface')
    expect(body).not.toMatch(/^\s*(?:import|export) /m)
  }
  expect(events).toEqual([{ kind: 'tag-served' }, { kind: 'tag-served' }])
})

test('answers the exchange to any origin, and preflights', async ({ gateway, mock }) => {
  const accepted = await call(gateway.secureOrigin, { ...exchange, headers: { origin: 'https://shop.example' } })
  expect(accepted.status).toBe(200)
  expect(accepted.headers['access-control-allow-origin']).toBe('*')
  expect(JSON.parse(accepted.body)).toMatchObject({ vuid: visitor.vuid })
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ reason: 'anonymous', page: '/account' })

  const preflight = await call(gateway.origin, { path: exchangePath, method: 'OPTIONS' })
  expect(preflight.status).toBe(204)
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
  })

  const bye = await call(gateway.origin, { ...json(logoutPath, { sid, vuid: visitor.vuid }) })
  expect(bye.status).toBe(200)
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ reason: 'signed out' })
})

test('refuses malformed and oversized bodies, and lives on', async ({ gateway }) => {
  const opaque = { reason: reasons.serverError }
  const statusOf = async (body: string, headers = {}) => {
    const reply = await call(gateway.origin, { ...exchange, body, headers })
    expect(JSON.parse(reply.body)).toEqual(opaque)
    return reply.status
  }
  expect(await statusOf('')).toBe(400)
  expect(await statusOf('{"sid":')).toBe(400)
  expect(await statusOf('x'.repeat(300_000))).toBe(413)
  expect(await statusOf('{}', { 'content-encoding': 'br' })).toBe(400)
  expect(await statusOf('{}', { 'content-type': 'text/plain; charset=klingon' })).toBe(415)
  expect((await call(gateway.origin, exchange)).status).toBe(200)
})

test('shows the desk and takes a reply', async ({ gateway, mock }) => {
  await call(gateway.origin, exchange)
  const page = await call(gateway.origin, { path: '/desk' })
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect(page.body).toContain('Agent desk')
  const [shown] = JSON.parse((await call(gateway.origin, { path: '/desk/state' })).body)
  expect(shown).toMatchObject({ padlock: false, reason: 'anonymous' })

  const { conversation } = shown
  expect((await call(gateway.origin, json('/desk/messages', { conversation, text: ' Hello ' }))).status).toBe(204)
  expect(mock.desk()[0]?.messages).toMatchObject([{ from: 'agent', text: 'Hello' }])
  expect((await call(gateway.origin, json('/desk/messages', { conversation: 'none', text: 'Hello' }))).status).toBe(404)
  expect((await call(gateway.origin, json('/desk/messages', { conversation, text: ' ' }))).status).toBe(400)
})

test('is driven through its control surface', async ({ gateway, mock }) => {
  await call(gateway.origin, exchange)
  expect((await call(gateway.origin, json('/control/clock', { minutes: 61 }))).status).toBe(204)
  expect((await call(gateway.origin, json('/control/fault', { name: 'tag-slow' }))).status).toBe(204)
  const state = JSON.parse((await call(gateway.origin, { path: '/control/state' })).body)
  expect(state).toMatchObject({ sid, fault: 'tag-slow', jumpedMinutes: 61, desk: [{ reason: 'anonymous' }] })
  expect((await call(gateway.origin, json('/control/fault', { name: 'nonsense' }))).status).toBe(400)
  expect((await call(gateway.origin, json('/control/clock', { minutes: -1 }))).status).toBe(400)
  expect((await call(gateway.origin, json('/control/reset', {}))).status).toBe(204)
  expect(mock.fault()).toBeNull()
  expect(mock.desk()).toEqual([])
})

test('keeps desk and control from pages of other sites', async ({ gateway }) => {
  for (const path of ['/desk', '/desk/state', '/control/state']) {
    expect((await call(gateway.origin, { path, headers: { host: 'halc.iadvize.com' } })).status).toBe(403)
    expect((await call(gateway.origin, { path, headers: { host: 'localhost.evil.example' } })).status).toBe(403)
  }
  const form = { ...json('/control/reset', {}), headers: { 'content-type': 'text/plain' } }
  expect((await call(gateway.origin, form)).status).toBe(415)
})

test('puts the fault that is set in front of the mock', async ({ gateway, mock, events }) => {
  mock.setFault('exchange-server-error')
  const refused = await call(gateway.secureOrigin, exchange)
  expect(refused.status).toBe(503)
  expect(refused.headers['access-control-allow-origin']).toBe('*')
  expect((await call(gateway.origin, { path: tagPath })).status).toBe(200)

  mock.setFault('exchange-unreachable')
  await expect(call(gateway.origin, exchange)).rejects.toThrow(/hang up|ECONNRESET/)
  mock.setFault('exchange-server-error-once')
  expect((await call(gateway.origin, exchange)).status).toBe(503)
  expect((await call(gateway.origin, exchange)).status).toBe(200)
  mock.setFault(null)
  expect((await call(gateway.origin, exchange)).status).toBe(200)
  const hits = events.filter(event => event.kind === 'fault-hit')
  expect(hits.map(hit => hit.fault)).toEqual([
    'exchange-server-error',
    'exchange-unreachable',
    'exchange-server-error-once',
  ])
  expect(hits[0]?.path).toBe(exchangePath)
})

test('close ends at once what is under way: a stream, and an answer that never comes', async ({ mock }) => {
  const gateway = await openGateway()
  gateway.attach(mock)
  mock.setFault('exchange-never-answers')
  const never = call(gateway.origin, exchange).catch((error: Error) => error.message)
  const stream = call(gateway.secureOrigin, { path: '/desk/events' }).catch((error: Error) => error.message)
  await call(gateway.origin, { path: '/desk/state' })
  await gateway.close()
  expect(await never).toMatch(/hang up|ECONNRESET/)
  expect(await stream).toMatch(/hang up|ECONNRESET|aborted/)
})

test('without a mock it says so', async ({ gateway }) => {
  gateway.attach(null)
  const { status, body } = await call(gateway.origin, { path: tagPath })
  expect(status).toBe(503)
  expect(body).toContain('no mock iAdvize is attached')
})

test('tells Chromium which names lead here and which one key to trust', async ({ gateway }) => {
  const port = new URL(gateway.origin).port
  const hosts = ['*.iadvize.com', 'iadvize.com', 'chat.shop.example']
  expect(gateway.browserArguments(['chat.shop.example'], ['another'])).toEqual([
    `--host-resolver-rules=${hosts.map(host => `MAP ${host} 127.0.0.1:${port},MAP ${host}. 127.0.0.1:${port}`).join(',')}`,
    `--ignore-certificate-errors-spki-list=${gateway.spki},another`,
    `--ip-address-space-overrides=127.0.0.1:${port}=public`,
    '--no-proxy-server',
  ])
  expect(gateway.spki).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  expect(() => gateway.browserArguments(['a,MAP * evil'])).toThrow('is not a host name')
})

test('tells of each request for iAdvize whether the mock answered it or it was stopped', async ({ gateway, mock }) => {
  const seen: string[] = []
  gateway.attach(mock, ({ host, method, path, via, answer }) => seen.push(`${via} ${method} ${host}${path} ${answer}`))
  const headers = { host: 'halc.iadvize.com' }
  await call(gateway.secureOrigin, { path: `${tagPath}?v=1`, headers })
  await call(gateway.origin, { path: '/graphql', headers: { host: 'api.iadvize.com.:8080' } })
  await call(gateway.origin, { path: '/desk', headers })
  mock.setFault('exchange-server-error')
  await call(gateway.origin, { ...exchange, headers: { host: 'api.iadvize.com' } })
  mock.setFault('exchange-unreachable')
  await call(gateway.origin, { ...exchange, headers: { host: 'api.iadvize.com' } }).catch(() => undefined)
  const upgrade = { ...headers, connection: 'Upgrade', upgrade: 'websocket' }
  await call(gateway.secureOrigin, { path: '/socket', headers: upgrade }).catch(() => undefined)
  expect(seen).toEqual([
    'http GET halc.iadvize.com/iadvize.js mock',
    'http GET api.iadvize.com/graphql stopped',
    'http GET halc.iadvize.com/desk stopped',
    'http POST api.iadvize.com/padlock-mock/exchange mock',
    'http POST api.iadvize.com/padlock-mock/exchange mock',
    'websocket GET halc.iadvize.com/socket stopped',
  ])
})
