/** Who may ask the page for what. No run is started here. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { readReport } from '../cli/report-file.ts'
import { trendOf } from '../cli/trend-files.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { newSetup } from '../../mock-iadvize/sandbox/tenants.ts'
import { startWholeSandbox } from '../sandbox/start-sandbox.ts'
import { startUi } from './start-ui.ts'
import { createUi } from './ui.ts'

const token = '0123456789abcdef'
type Asked = { status: number; headers: Record<string, string | string[] | undefined>; body: string }
type Ask = (path: string, how?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<Asked>

const test = base.extend<{ ask: Ask; own: Ask }>({
  /** fetch would not let a test forge the headers that a browser sends */
  ask: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-ui-'))
    const faults: unknown[] = []
    const { address, close } = await startUi({
      port: 0,
      command: [process.execPath, '--version'],
      folder,
      runsFolder: join(folder, 'runs'),
      token,
      env: {},
      readers: { readReport, trendOf },
      onFault: error => faults.push(error),
    })
    await use(
      (path, { method = 'GET', headers = {}, body } = {}) =>
        new Promise((resolve, reject) => {
          const asked = request(new URL(path, address), { method, headers }, response => {
            let text = ''
            response.on('data', (chunk: Buffer) => (text += chunk.toString()))
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
            )
          })
          asked.on('error', reject)
          asked.end(body)
        }),
    )
    await close()
    expect(faults).toEqual([])
    rmSync(folder, { recursive: true })
  },
  own: async ({ ask }, use) => {
    await use((path, how = {}) => ask(path, { ...how, headers: { authorization: `Bearer ${token}`, ...how.headers } }))
  },
})

test('without the token nothing is answered; the link that holds it leaves a cookie, and no token in the address', async ({
  ask,
}) => {
  for (const path of ['/ui', '/ui/state', '/ui/ui.js', '/ui/events', '/ui/runs/x/report', '/ui/kept'])
    expect((await ask(path)).status, path).toBe(401)
  expect(
    (await ask('/ui/run', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"file":null}' }))
      .status,
  ).toBe(401)
  const html = { accept: 'text/html' }
  expect((await ask('/ui', { headers: html })).body).toContain('This page asks for its token')
  const opened = await ask(`/ui?token=${token}`, { headers: html })
  expect(opened).toMatchObject({ status: 302, headers: { location: '/ui' } })
  const [cookie = ''] = opened.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^padlock-ui-[0-9a-f]{8}=.*HttpOnly; SameSite=Strict/)
  const shown = await ask('/ui', { headers: { cookie: cookie.split(';')[0] ?? '' } })
  expect(shown.status).toBe(200)
  expect(shown.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect((await ask('/ui', { headers: { ...html, cookie: cookie.replace(token, 'x'.repeat(16)) } })).body).toContain(
    'is not that of this page',
  )
})

test('no other host, no page of another site, no frame of it', async ({ own }) => {
  expect((await own('/ui/state')).status).toBe(200)
  expect((await own('/ui/state', { headers: { host: 'rebound.example.com' } })).status).toBe(421)
  for (const headers of [
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])
    expect((await own('/ui/state', { headers })).status, JSON.stringify(headers)).toBe(403)
  expect((await own('/ui', { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' } })).status).toBe(
    403,
  )
})

test('whatever a page sends, it gets an answer in a sentence, and nothing happens', async ({ own }) => {
  const post = (path: string, body: string, type = 'application/json') =>
    own(path, { method: 'POST', headers: { 'content-type': type }, body })
  expect((await post('/ui/run', '{"file":null}', 'text/plain')).status).toBe(415)
  for (const [path, body, status] of [
    ['/ui/run', '{', 400],
    ['/ui/run', '[]', 400],
    ['/ui/run', '{"file":"padlock.config.json"}', 422],
    ['/ui/run', '{"file":"--version"}', 422],
    ['/ui/run', '{"file":null,"again":"../.."}', 422],
    ['/ui/run', '{"file":null,"env":{}}', 400],
    ['/ui/doctor', '{"file":"/etc/passwd"}', 422],
    ['/ui/look', '{"url":"--config=x.ts"}', 422],
    ['/ui/secret', '{"name":"NODE_OPTIONS","value":"--require x"}', 400],
    ['/ui/check', '{"file":"padlock.json","config":[]}', 400],
    ['/ui/cancel', '{}', 409],
    ['/ui/__proto__', '{}', 404],
    ['/ui/constructor', '{}', 404],
  ] as const) {
    const { status: answered, body: said } = await post(path, body)
    expect(answered, `${path} ${body}`).toBe(status)
    expect(JSON.parse(said)).toMatchObject({ error: expect.any(String), cure: expect.any(String) })
  }
  expect(
    (
      await post(
        '/ui/save',
        JSON.stringify({ file: 'padlock.json', config: { x: 'x'.repeat(300_000) }, replaces: false }),
      )
    ).status,
  ).toBe(413)
  for (const path of [
    '/ui/runs/..%2f..%2fetc/report',
    '/ui/runs/x/recordings/..%2f..%2fsecret.json',
    '/ui/runs/.git/report',
    '/ui/compare',
    '/ui/trend',
  ])
    expect((await own(path)).status, path).toBe(422)
  for (const path of ['/ui/constructor', '/ui/%', '/ui/state/x', '/ui/runs/x', '/elsewhere'])
    expect((await own(path)).status, path).toBe(404)
})

test('a secret that was sent is in no answer', async ({ own }) => {
  const value = 'correct-horse-battery'
  const sent = await own('/ui/secret', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'PADLOCK_PASSWORD_1', value }),
  })
  expect(JSON.parse(sent.body)).toEqual({ held: ['PADLOCK_PASSWORD_1'] })
  const config = { url: 'shop', users: [{ username: 'ada', password: { env: 'PADLOCK_PASSWORD_1' } }] }
  const save = (replaces: boolean) =>
    own('/ui/save', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ file: 'padlock.config.json', config, replaces }),
    })
  const saved = await save(false)
  expect(saved.status).toBe(200)
  expect((await save(false)).status, 'one that is there is kept').toBe(409)
  expect((await save(true)).status).toBe(200)
  const answers = [
    sent,
    saved,
    ...(await Promise.all(['/ui/state', '/ui/config?file=padlock.config.json', '/ui/kept'].map(path => own(path)))),
  ]
  for (const { body } of answers) expect(body).not.toContain(value)
})

test('beside the sandbox it is a tab with a token of its own, and is not there for other machines', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-ui-'))
  const beside = createUi({
    command: [process.execPath, '--version'],
    folder,
    runsFolder: join(folder, 'runs'),
    token,
    env: {},
    readers: { readReport, trendOf },
    isBesideSandbox: true,
    onFault: error => {
      throw error
    },
  })
  const site = { setup: newSetup('4242', [brand.publicKey], [iAdvize.privateKey]), byConfiguration: false }
  const start = { port: 0, sites: [site], iAdvizeKey: iAdvize.privateKey, beside } as const
  const own = await startWholeSandbox({ ...start, sites: [site], host: null, token: null })
  const text = async (origin: string, path: string, authorization?: string): Promise<string> =>
    (await fetch(origin + path, { headers: authorization === undefined ? {} : { authorization } })).text()
  expect(await text(own.origin, '/inspector')).toContain('<meta name="padlock-sandbox" content="ui Certify" />')
  expect((await fetch(`${own.origin}/ui/state`)).status).toBe(401)
  expect(await text(own.origin, '/ui', `Bearer ${token}`)).toContain('content="ui Certify"')
  await own.close()
  const open = await startWholeSandbox({ ...start, sites: [site], host: '127.0.0.1', token: 'x'.repeat(16) })
  expect(await text(open.origin, '/inspector', `Bearer ${'x'.repeat(16)}`)).toContain('<meta name="padlock-sandbox" />')
  expect((await fetch(`${open.origin}/ui`, { headers: { authorization: `Bearer ${'x'.repeat(16)}` } })).status).toBe(
    404,
  )
  await open.close()
  await beside.close()
  rmSync(folder, { recursive: true })
})
