/** The sandbox over HTTP, in this process. What the harness adds (the page watcher, the requirements) is tested there. */
import { request as plainRequest } from 'node:http'
import { networkInterfaces } from 'node:os'
import { expect, test as base } from '@playwright/test'
import { chatPath, exchangePath, logoutPath, reasons, reportPath, type ExchangeAccepted } from '../contract.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { publicPem } from '../token/keys.ts'
import { connectSandbox, SandboxError, type SandboxClient } from './client.ts'
import { controlRoot, operations } from './operations.ts'
import { openSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
import type { Problem } from './schemas.ts'
import { newSetup } from './tenants.ts'

const options: SandboxOptions = {
  port: 0,
  host: null,
  token: null,
  version: '0',
  sites: [{ setup: newSetup(sid, [brand.publicKey], [iAdvize.privateKey]), byConfiguration: false }],
  iAdvizeKey: iAdvize.privateKey,
  grace: 0,
}

const test = base.extend<{ sandbox: Sandbox; client: SandboxClient }>({
  sandbox: async ({}, use) => {
    const sandbox = await openSandbox(options)
    await use(sandbox)
    await sandbox.close()
  },
  client: async ({ sandbox }, use) => use(await connectSandbox(sandbox.origin)),
})

const post = (sandbox: Sandbox, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(sandbox.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })
const signIn = async (sandbox: Sandbox, userId: string, more: object = {}) => {
  const response = await post(sandbox, exchangePath, { ...signInRequest(await sampleBrand.token(userId)), ...more })
  return { status: response.status, body: (await response.json()) as Partial<ExchangeAccepted> }
}
/** By node's own client: it may name any host and send any header. */
const statusOf = (origin: string, path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const sent = plainRequest(origin + path, { method, headers, agent: false }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })

test('a token leads to a padlock; whoever waits for it gets it at once, and is told why not', async ({
  sandbox,
  client,
}) => {
  await expect(client.awaitPadlock({ timeout: 0.05 })).rejects.toThrow('no page has activated')
  const waiting = client.awaitPadlock({ userId: 'u-1', timeout: 20 })
  expect((await signIn(sandbox, 'u-1')).status).toBe(200)
  expect(await waiting).toMatchObject({ padlock: true, userId: 'u-1', vuids: [visitor.vuid] })
  const unsound = await post(sandbox, exchangePath, signInRequest('a.b.c.d.e'))
  expect(await unsound.json()).toEqual({ reason: reasons.serverError })
  const refusal = await client.awaitPadlock({ userId: 'u-2', timeout: 0 }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(SandboxError)
  expect((refusal as SandboxError).status).toBe(408)
  expect((refusal as SandboxError).message).toContain('the last token was refused (token/')
})

test('activations tell what was decided, and no answer holds a token or a private key', async ({ sandbox, client }) => {
  const token = await sampleBrand.token('u-1')
  const { session } = (await (
    await post(sandbox, exchangePath, { ...signInRequest(token), extId: 'old' })
  ).json()) as ExchangeAccepted
  await post(sandbox, exchangePath, { ...signInRequest(token), sid: 'unknown' })
  const [unknown, first] = await client.activations()
  expect(unknown?.exchange).toMatchObject({ accepted: false, because: 'unknown-site' })
  expect(unknown?.realPlatform?.basis).toBe('assumed')
  expect(first).toMatchObject({
    outcome: 'authentication-success',
    padlock: false,
    deskReason: 'extID is set',
    warnings: [
      expect.stringMatching(
        /^extID is set: this conversation gets no padlock; remove extID from window\.idzCustomData/,
      ),
    ],
    realPlatform: { basis: 'doc' },
  })
  expect(first?.token?.steps.every(({ state }) => state === 'passed')).toBe(true)
  const paths = Object.values(operations).flatMap(({ method, path }) => (method === 'get' ? [path] : []))
  for (const path of [...paths, '/control/openapi.json', '/desk/state']) {
    const url = sandbox.origin + path.replace('{sid}', sid).replace('{id}', '1').replace('padlock', 'padlock?timeout=0')
    const text = await (await fetch(url)).text()
    expect(text).not.toContain(token.slice(0, 40))
    expect(text).not.toContain(session?.token)
    expect(text).not.toContain('PRIVATE')
  }
})

test('sites have keys, settings and visitors of their own; mistakes are told all at once', async ({
  sandbox,
  client,
}) => {
  const other = await client.createTenant({ sid: '5678', brandKeys: [publicPem(brand.publicKey)], sessionMinutes: 7 })
  const { body } = await signIn(sandbox, 'u-1', { sid: '5678' })
  expect(body.session?.expiresIn).toBe(420)
  expect([(await other.conversations()).length, (await client.conversations()).length]).toEqual([1, 0])
  await other.change({ keysSetUp: false })
  expect((await signIn(sandbox, 'u-1', { sid: '5678' })).status).toBe(401)
  await other.change({ keysSetUp: true, authenticatedMode: false })
  expect((await signIn(sandbox, 'u-1', { sid: '5678' })).status).toBe(401)
  expect((await other.activations())[0]).toMatchObject({
    exchange: { because: 'authenticated-mode-off' },
    token: { verdict: 'accepted' },
  })
  await other.change({ authenticatedMode: true, trust: true })
  await post(sandbox, exchangePath, { ...signInRequest('a.b.c.d.e'), sid: '5678' })
  expect((await other.tenant()).iAdvizeKey).toBeNull()

  const privatePem = String(brand.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const wrong = client.change({ brandKeys: [privatePem, 'nonsense'] })
  await expect(wrong).rejects.toThrow(/brandKeys\[0\].*private key[^]*brandKeys\[1\]/)
  await expect(wrong).rejects.not.toThrow(privatePem.slice(40, 80))
  const mistakes = { sid: 'a b', sessionMinutes: -1, brandKeys: ['nonsense'], sesionMinutes: 7 }
  const told = await client.createTenant(mistakes).catch((error: unknown) => (error as SandboxError).answer)
  expect((told as Problem).problems).toEqual([
    { where: 'sid', expected: '1 to 100 letters, digits, dots, hyphens or underscores; received «a b»' },
    {
      where: 'brandKeys[0]',
      expected: expect.stringMatching(/^a public key; received what holds text that is no key: /),
    },
    {
      where: 'sessionMinutes',
      expected: expect.stringMatching(/^at least 0\.05 \(minutes until .+\); received -1$/),
    },
    { where: 'sesionMinutes', expected: 'unknown key; did you mean «sessionMinutes»?' },
  ])
  await expect(client.jump(0)).rejects.toThrow('minutes: more than 0 (how far to move')
  const query = await fetch(`${sandbox.origin}${controlRoot}/tenants/${sid}/padlock?timeout=soon`)
  expect(await query.json()).toMatchObject({
    problems: [{ where: 'timeout', expected: 'a number (seconds); received «soon»' }],
  })
  await expect(client.createTenant({ sid: '5678' })).rejects.toThrow('there is a site 5678 already')
  await expect(client.removeTenant(sid)).rejects.toThrow('default site')
  await client.removeTenant('5678')
  await expect(other.tenant()).rejects.toThrow('there is no site 5678')
  expect(await client.tenants()).toHaveLength(1)
})

test('a fault hits one request or all, sessions end by the clock, and a reset forgets it all', async ({
  sandbox,
  client,
}) => {
  await client.setFault('exchange-server-error', { once: true })
  expect((await client.tenant()).fault).toEqual({ name: 'exchange-server-error', once: true, over: false })
  const first = await Promise.all([0, 1, 2].map(() => post(sandbox, exchangePath, guestRequest)))
  expect(first.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 200, 503])
  expect((await client.tenant()).fault).toMatchObject({ over: true })
  await client.setFault('exchange-refused')
  for (const expected of [401, 401]) expect((await post(sandbox, exchangePath, guestRequest)).status).toBe(expected)
  await client.setFault(null)

  await signIn(sandbox, 'u-1')
  await client.jump(61)
  expect((await client.conversations())[0]).toMatchObject({ padlock: false, reason: 'session expired' })
  await client.reset()
  expect(await client.conversations()).toEqual([])
  expect(await client.activations()).toEqual([])
  expect(await client.tenant()).toMatchObject({ jumpedMinutes: 0, fault: null })
})

/** The stream of a page’s chat window. `until`: what has come since, up to these words */
const chatStream = async (sandbox: Sandbox, vuid = visitor.vuid) => {
  const stream = await fetch(`${sandbox.origin}${chatPath}?${new URLSearchParams({ sid, vuid, page: 'p1' })}`)
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
  const until = async (words: string) => {
    let text = ''
    while (!text.includes(words)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`the stream ended without «${words}»`)
      text += value
    }
    return text
  }
  return { reader, until }
}

test('a browser is online while its page has a stream, and offline soon after; without one nobody knows', async ({
  sandbox,
  client,
}) => {
  await signIn(sandbox, 'u-1')
  const presence = async () => {
    const [{ online, presence } = {}] = await client.conversations()
    return [online, presence]
  }
  expect(await presence()).toEqual([false, 'unknown'])
  const { reader } = await chatStream(sandbox)
  expect(await presence()).toEqual([true, 'online'])
  expect((await post(sandbox, chatPath, { sid, vuid: visitor.vuid, page: 'p1', state: 'background' })).status).toBe(204)
  await reader.cancel()
  await expect.poll(presence).toEqual([false, 'background'])
  const again = await chatStream(sandbox)
  expect(await presence()).toEqual([true, 'online'])
  await again.reader.cancel()
  await expect.poll(presence).toEqual([false, 'offline'])
})

test('who moves time ahead ends sessions: open pages hear of it at once, and a message is refused with the reason', async ({
  sandbox,
  client,
}) => {
  await signIn(sandbox, 'u-1')
  const { reader, until } = await chatStream(sandbox)
  const endsIn = (text: string) => Number(/"endsIn":(-?\d+)(?!.*"endsIn")/s.exec(text)?.[1]) / 60_000
  expect(endsIn(await until('"endsIn"'))).toBeCloseTo(60, 0)
  await client.jump(20)
  expect(endsIn(await until('"endsIn"'))).toBeCloseTo(40, 0)
  await client.jump(41)
  expect(endsIn(await until('"closed":"session-ended"'))).toBeCloseTo(-1, 0)
  const refused = await post(sandbox, chatPath, { sid, vuid: visitor.vuid, text: 'hello?' })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ error: 'your session has ended; reload the page' })
  await signIn(sandbox, 'u-1')
  expect(await until('"closed":null')).toContain('"endsIn":3')
  await reader.cancel()
})

test('visitor and agent write to each other, live; who has signed out reads nothing more', async ({
  sandbox,
  client,
}) => {
  const { body } = await signIn(sandbox, 'u-1')
  const { reader, until } = await chatStream(sandbox)
  const say = (text: string) => post(sandbox, chatPath, { sid, vuid: visitor.vuid, text })
  expect((await say('hello')).status).toBe(201)
  await until('hello')
  await client.answer(body.conversation!, 'good morning')
  await until('good morning')
  await post(sandbox, logoutPath, { sid, vuid: visitor.vuid })
  await until('"conversation":null')
  expect((await say('still there?')).status).toBe(403)
  await reader.cancel()
  expect((await client.conversations())[0]?.messages.map(({ text }) => text)).toEqual(['hello', 'good morning'])
})

test('what the tag reports of its page completes the activation, also one that never reached iAdvize', async ({
  sandbox,
  client,
}) => {
  const at = (event: object) => ({ load: 'l1', path: '/account', frame: false, event })
  const run = { kind: 'tag-run', sid, again: false, queued: 0, src: null, explicitConsent: false, run: 'r1' }
  const answer = {
    kind: 'provider-answer',
    call: 1,
    cause: 'activate',
    answer: 'invalid',
    shape: "{ type: 'SECURED' }",
  }
  const result = { kind: 'activate-result', call: 1, option: 'invalid', status: 'authentication-failure' }
  const messages = [run, { kind: 'activate', call: 1 }, answer, { ...result, reason: reasons.invalidOption }].map(at)
  const body = { id: 'i1', sid, run: 'r1', messages: [...messages, at({ kind: 'nonsense' }), 1] }
  expect((await post(sandbox, reportPath, body)).status).toBe(204)
  // Sent again by a page that heard no answer.
  expect((await post(sandbox, reportPath, body)).status).toBe(204)
  expect(await client.sightings()).toHaveLength(1)
  expect(await client.activations()).toMatchObject([
    {
      cause: 'activate',
      page: '/account',
      exchange: null,
      provider: { answer: 'invalid', shape: "{ type: 'SECURED' }" },
      outcome: 'authentication-failure',
      reason: reasons.invalidOption,
      realPlatform: { basis: 'doc' },
      cure: expect.stringContaining("the provider returned { type: 'SECURED' }: let it return"),
    },
  ])
  await post(sandbox, exchangePath, { ...guestRequest, run: 'r1', call: 2 })
  await post(sandbox, reportPath, { sid, run: 'r1', messages: [at({ kind: 'activate', call: 2 })] })
  expect(await client.activations()).toMatchObject([{ call: 2, cause: 'activate', exchange: { accepted: true } }, {}])
})

test('pages of others reach neither control nor desk; public pages reach nothing', async ({ sandbox: { origin } }) => {
  const status = `${controlRoot}/status`
  const { host } = new URL(origin)
  const exchange = (headers: Record<string, string>) => statusOf(origin, exchangePath, headers, 'POST')
  // Names that DNS may lead here.
  for (const path of [status, '/desk', '/iadvize.js'])
    expect(await statusOf(origin, path, { host: 'evil.example' })).toBe(421)
  for (const own of [host, 'localhost:1', 'shop.localhost'])
    expect(await statusOf(origin, '/desk', { host: own })).toBe(200)
  for (const foreign of ['http://localhost:3000', 'null', 'https://evil.example'])
    for (const path of [status, '/desk/events', '/desk/state'])
      expect([foreign, path, await statusOf(origin, path, { host, origin: foreign })]).toEqual([foreign, path, 403])
  expect(await statusOf(origin, status, { host, 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await statusOf(origin, status, { host, 'sec-fetch-site': 'same-site' })).toBe(403)
  const link = { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }
  expect(await statusOf(origin, '/desk', link)).toBe(200)
  expect(await statusOf(origin, '/desk', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403)
  expect(await statusOf(origin, status, link)).toBe(403)
  expect(await statusOf(origin, status, { host, origin })).toBe(200)
  const form = { host, 'content-type': 'text/plain', 'content-length': '0' }
  expect(await statusOf(origin, `${controlRoot}/tenants`, form, 'POST')).toBe(415)

  for (const page of ['http://localhost:3000', 'https://shop.test', 'http://192.168.1.7'])
    expect([page, await exchange({ host, origin: page })]).toEqual([page, 400])
  for (const page of ['https://shop.example.com', 'null'])
    expect([page, await exchange({ host, origin: page })]).toEqual([page, 403])
  const asked = { host, origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  expect(await statusOf(origin, exchangePath, asked, 'OPTIONS')).toBe(403)
  const response = await fetch(origin + exchangePath, { method: 'POST', headers: { origin: 'http://localhost:1' } })
  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:1')
})

test('for other machines control and desk ask for the token, the site’s pages do not', async () => {
  const token = 'sixteen characters'
  const sandbox = await openSandbox({ ...options, host: '127.0.0.1', token })
  const status = (path: string, headers: Record<string, string> = {}) => statusOf(sandbox.origin, path, headers)
  try {
    for (const path of ['/desk', '/desk/state', `${controlRoot}/status`, '/control/openapi.json'])
      expect([path, await status(path)]).toEqual([path, 401])
    expect(await status('/desk', { authorization: 'Bearer wrong' })).toBe(401)
    expect(await status('/desk', { authorization: `Bearer ${token}` })).toBe(200)
    expect(await status('/iadvize.js')).toBe(200)
    const html = { accept: 'text/html,*/*' }
    const asked = await fetch(`${sandbox.origin}/desk`, { headers: html })
    expect([asked.status, asked.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8'])
    expect(await asked.text()).toMatch(/<form method="get">[^]*name="token" type="password"/)
    const wrong = await fetch(`${sandbox.origin}/`, { headers: { ...html, cookie: 'padlock-sandbox=other' } })
    expect(await wrong.text()).toContain('is not that of this sandbox')
    const data = await fetch(`${sandbox.origin}/desk/state`, { headers: html })
    expect(data.headers.get('content-type')).toMatch(/^application\/json/)
    const opened = await fetch(`${sandbox.origin}/desk?token=${token}&sid=${sid}`, { redirect: 'manual' })
    expect(opened.headers.get('location')).toBe(`/desk?sid=${sid}`)
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(await status('/desk/state', { cookie: cookie.split(';')[0] ?? '' })).toBe(200)
    expect((await (await connectSandbox(sandbox.origin, { token })).status()).defaultSid).toBe(sid)
  } finally {
    await sandbox.close()
  }
})

test('on all addresses it says by which others reach it; on loopback there are none', async () => {
  const sandbox = await openSandbox({ ...options, host: '0.0.0.0', token: 'sixteen characters' })
  try {
    const port = new URL(sandbox.origin).port
    const outward = Object.values(networkInterfaces())
      .flatMap(list => list ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
    expect(sandbox.origins).toEqual(outward.map(({ address }) => `http://${address}:${port}`))
    for (const origin of sandbox.origins) expect((await fetch(`${origin}/iadvize.js`)).status).toBe(200)
  } finally {
    await sandbox.close()
  }
  const alone = await openSandbox(options)
  expect(alone.origins).toEqual([])
  await alone.close()
})

test('the OpenAPI document tells every operation, and all that it refers to is in it', async ({ sandbox }) => {
  const document = (await (await fetch(`${sandbox.origin}/control/openapi.json`)).json()) as {
    openapi: string
    paths: Record<string, Record<string, unknown>>
    components: { schemas: Record<string, unknown> }
  }
  expect(document.openapi).toBe('3.1.0')
  for (const { method, path } of Object.values(operations)) expect(document.paths[path]).toHaveProperty(method)
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
  expect(references.length).toBeGreaterThan(10)
  for (const [, name = ''] of references) expect(document.components.schemas).toHaveProperty(name)
  expect(JSON.stringify(document)).not.toContain('$defs')
})
