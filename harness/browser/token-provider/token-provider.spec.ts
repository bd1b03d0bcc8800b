/** The token provider of sites that we have never seen: found, made to fail, and asked, on whatever way its token comes. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '@playwright/test'
import type { BrowserContext, Page } from '@playwright/test'
import type { Decision } from '../../../mock-iadvize/token/decision.ts'
import type { User } from '../../config/target.ts'
import { createRecorder } from '../../recording/recorder.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { ObservationOf, Recording } from '../../recording/recording.ts'
import { createProviderFaults } from './provider-faults.ts'
import { createProbes } from './provider-probes.ts'
import { watchProvider } from './provider-watch.ts'
import type { Place, ProviderWatch } from './provider-watch.ts'
import { watchLeaks } from './token-leaks.ts'
import { watchTraffic } from './traffic.ts'

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void
type Server = { origin: string; close: () => void }

const served = async (answer: Answer): Promise<Server> => {
  const server = createServer((incoming, response) => {
    let body = ''
    incoming.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    incoming.on('end', () => answer(Object.assign(incoming, { body }), response))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

let made = 0
/** No real token: what is in it does not matter here, but whose it is. */
const newToken = (userId: string): string =>
  `eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.${Buffer.from(`${userId} `.repeat(9)).toString('base64url')}.aXY.dGV4dA.${++made}`
const userOf = (token: string): string =>
  Buffer.from(token.split('.')[1] ?? '', 'base64url')
    .toString()
    .split(' ')[0] ?? ''

const decisionOn = (token: string): Promise<Decision> =>
  Promise.resolve({
    verdict: 'accepted',
    basis: null,
    findings: [],
    judged: [],
    unseen: [],
    facts: {
      length: token.length,
      segments: 5,
      outerHeader: null,
      innerHeader: null,
      decrypted: true,
      verified: true,
      claimNames: null,
      issuer: null,
      expiresAt: null,
      issuedAt: null,
      lifetime: null,
      userId: null,
      visitorData: null,
      keys: { iAdvize: [], brand: [] },
    },
    secrets: { userId: userOf(token), visitorData: {}, contentKey: null, iv: null },
  })

const ada: User = { label: 'first', username: 'ada@example.com', password: 'ada-secret', userId: 'ada-4417' }
const bob: User = { label: 'second', username: 'bob@example.com', password: 'bob-secret', userId: 'bob-8032' }

/** A browser with everything that watches the token provider, and none of the rest. */
type Watched = {
  context: BrowserContext
  provider: ProviderWatch
  recorder: Recorder
  recording: () => Promise<Recording>
  /** opens the page and waits until it has handed over a token */
  visit: (url: string) => Promise<{ page: Page; token: string }>
}

const test = base.extend<{ watched: Watched; site: (answer: Answer) => Promise<Server> }>({
  site: async ({}, use) => {
    const open: Server[] = []
    await use(async answer => {
      const server = await served(answer)
      open.push(server)
      return server
    })
    for (const server of open) server.close()
  },
  watched: async ({ context }, use) => {
    const recorder = createRecorder({
      journey: { id: 'spec', title: 'a spec' },
      target: { name: 'spec', origin: 'http://spec', sid: '1', guests: 'either', defects: [] },
      run: { journeys: [], versions: { padlock: '0', node: '0', playwright: '0' } },
      users: [ada, bob],
      salt: 'salt',
      startedAt: new Date(0),
      clock: () => performance.now(),
      judge: decisionOn,
    })
    const provider = watchProvider(context, watchTraffic(context), recorder, { origin: 'http://spec' })
    const place: Place = { browser: 'first', tab: 'tab 1', load: 'load 1', path: '/' }
    const leaks = watchLeaks({
      context,
      own: () => ['http://127.0.0.1'],
      leaked: (_page, raw, leak) =>
        recorder.see({ kind: 'token-leak', ...place, token: recorder.tokenRef(raw), ...leak }),
      consoleLeft: () => undefined,
    })
    let hear: (token: string) => void = () => undefined
    await context.exposeBinding('activate', ({ page }, raw: string) => {
      leaks.tokenShown(page, raw)
      provider.tokenShown({ raw, cause: 'activate', place, page })
      hear(raw)
    })
    await use({
      context,
      provider,
      recorder,
      recording: async () => {
        await leaks.settled()
        return recorder.recording({ name: 'chromium', version: '1', interception: 'name-resolution' })
      },
      visit: async url => {
        const heard = new Promise<string>(resolve => {
          hear = resolve
        })
        const page = context.pages()[0] ?? (await context.newPage())
        await page.goto(url)
        const token = await heard
        await provider.settled()
        return { page, token }
      },
    })
  },
})

const kinds = <K extends Recording['observations'][number]['kind']>(recording: Recording, kind: K) =>
  recording.observations.filter((seen): seen is ObservationOf<K> => seen.kind === kind)

const page = (script: string): string => `<!doctype html><title>Account</title><script type="module">${script}</script>`
const html = (response: ServerResponse, text: string): void =>
  void response.setHeader('content-type', 'text/html').end(text)

const ways: [what: string, script: string, answer: Answer, carrier: object][] = [
  [
    'JSON at any depth',
    `activate((await (await fetch('/token?now=1')).json()).data.chat.jwe)`,
    (_request, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ data: { chat: { jwe: newToken('ada-4417') } } })),
    { kind: 'json', pointer: '/data/chat/jwe' },
  ],
  [
    'plain text, by XMLHttpRequest',
    `const request = new XMLHttpRequest(); request.open('GET', '/token'); request.onload = () => activate(request.responseText.trim()); request.send()`,
    (_request, response) => response.setHeader('content-type', 'text/plain').end(`${newToken('ada-4417')}\n`),
    { kind: 'text' },
  ],
  [
    'a header',
    `activate((await fetch('/token', { method: 'POST' })).headers.get('x-chat-token'))`,
    (_request, response) => response.setHeader('X-Chat-Token', newToken('ada-4417')).writeHead(204).end(),
    { kind: 'header', name: 'x-chat-token' },
  ],
  [
    'a cookie',
    `await fetch('/token'); activate(document.cookie.split('chat=')[1])`,
    (_request, response) => response.setHeader('Set-Cookie', `chat=${newToken('ada-4417')}; Path=/`).end('{}'),
    { kind: 'cookie', name: 'chat' },
  ],
]
for (const [what, script, answer, carrier] of ways)
  test(`found by itself: a token that comes in ${what}`, async ({ watched, site }) => {
    const { origin } = await site((request, response) =>
      request.url?.startsWith('/token') ? answer(request, response) : html(response, page(script)),
    )
    await watched.visit(origin)
    expect(watched.provider.found()?.carrier).toEqual(carrier)
    expect(kinds(await watched.recording(), 'provider-found')).toMatchObject([
      { path: '/token', origin, carrier, local: true, token: 't1' },
    ])
  })

test('a token in the page’s own HTML is no provider, and one that the page makes is nowhere', async ({
  watched,
  site,
}) => {
  const { origin } = await site((request, response) =>
    html(
      response,
      request.url === '/inline'
        ? page(`activate('${newToken('ada-4417').replaceAll('.', '\\u002e')}')`)
        : page(`activate('eyJ' + Array.from({ length: 5 }, (_, index) => String(index).repeat(30)).join('.'))`),
    ),
  )
  await watched.visit(`${origin}/made`)
  expect([watched.provider.found(), watched.provider.inPage(), watched.provider.anyToken()]).toEqual([
    null,
    false,
    true,
  ])
  await watched.visit(`${origin}/inline`)
  expect([watched.provider.found(), watched.provider.inPage()]).toEqual([null, true])
  expect(kinds(await watched.recording(), 'provider-found')).toMatchObject([{ carrier: { kind: 'html' } }])
})

/** A brand whose token provider is on an origin of its own: POST, a guard against forged requests, one endpoint for all operations. */
const brand = async (site: (answer: Answer) => Promise<Server>, trusting = false) => {
  const sessions = new Map([
    ['session=ada', 'ada-4417'],
    ['session=bob', 'bob-8032'],
  ])
  const api: Server = await site((request, response) => {
    if (request.headers.origin === shop.origin) {
      response.setHeader('Access-Control-Allow-Origin', shop.origin)
      response.setHeader('Access-Control-Allow-Credentials', 'true')
      response.setHeader('Access-Control-Allow-Headers', 'content-type, x-csrf-token')
    }
    if (request.method === 'OPTIONS') return response.writeHead(204).end()
    if (request.url === '/closed') {
      response.removeHeader('Access-Control-Allow-Origin')
      return response.end('{}')
    }
    const user = sessions.get(request.headers.cookie?.split('; ').find(pair => pair.startsWith('session=')) ?? '')
    if (request.headers['x-csrf-token'] !== 'guard') return response.writeHead(403).end('{}')
    if (!user) return response.writeHead(401).end('{}')
    const { operationName, userId } = JSON.parse(request.body) as { operationName: string; userId?: string }
    const data = operationName === 'ChatToken' ? { token: newToken((trusting && userId) || user) } : { orders: 3 }
    response.setHeader('content-type', 'application/json').setHeader('Cache-Control', 'no-store')
    return response.end(JSON.stringify({ data }))
  })
  const shop: Server = await site((_request, response) =>
    html(
      response,
      page(`
        const call = operationName => fetch('${api.origin}/graphql', {
          method: 'POST', credentials: 'include', body: JSON.stringify({ operationName }),
          headers: { 'content-type': 'application/json', 'x-csrf-token': 'guard' },
        })
        window.forbidden = () => fetch('${api.origin}/closed').then(() => 'read', () => 'kept from me')
        window.orders = async () => (await (await call('Orders')).json()).data.orders
        window.token = async () => {
          const answer = await call('ChatToken').catch(() => null)
          const body = await answer?.text()
          return [answer?.status ?? 'none', body?.slice(0, 9), body]
        }
        activate(JSON.parse((await window.token())[2]).data.token)`),
    ),
  )
  return { api, shop }
}
const signIn = (context: BrowserContext, who: string, { origin }: Server): Promise<void> =>
  context.addCookies([{ name: 'session', value: who, url: origin }])

test('faults strike the provider alone, on another origin too, and leave CORS as it is', async ({ watched, site }) => {
  const { api, shop } = await brand(site)
  const { context, provider } = watched
  await signIn(context, 'ada', api)
  const { page, token } = await watched.visit(shop.origin)
  expect(provider.found()?.request).toMatchObject({ method: 'POST', url: `${api.origin}/graphql`, byTopPage: true })

  const hits: string[] = []
  const faults = createProviderFaults({
    context,
    found: () => provider.found(),
    struck: (_page, name) => hits.push(name),
  })
  const ask = (): Promise<unknown[]> => page.evaluate('window.token()')
  const answers: [Parameters<typeof faults.set>[0], unknown[]][] = [
    ['provider-server-error', [500, 'Internal ']],
    ['provider-unauthorised', [401, '{"error":']],
    ['provider-login-page', [200, '<!doctype']],
    ['provider-garbage', [200, '{"data":{']],
    ['provider-expired-token', [200, '{"data":{']],
  ]
  for (const [name, expected] of answers) {
    await faults.set(name)
    const [status, begin, body] = await ask()
    expect.soft([status, begin], String(name)).toEqual(expected)
    if (name === 'provider-expired-token') expect(body).toContain(token)
    expect.soft(await page.evaluate('window.orders()'), String(name)).toBe(3)
    expect.soft(await page.evaluate('window.forbidden()'), String(name)).toBe('kept from me')
  }
  await faults.set('provider-slow')
  const late = ask()
  await expect.poll(() => hits.at(-1)).toBe('provider-slow')
  expect(faults.holding()).toBe(true)
  await faults.letThrough()
  expect((await late)[0]).toBe(200)

  await faults.set('provider-never')
  const never = ask()
  await expect.poll(() => hits.at(-1)).toBe('provider-never')
  await faults.set(null)
  expect((await never)[0]).toBe('none')
  expect((await ask())[0]).toBe(200)
  expect(hits).toEqual([...answers.map(([name]) => name), 'provider-slow', 'provider-never'])
})

for (const trusting of [false, true])
  test(`asked as the page asks it, by POST and with its guard, by others too (${trusting ? 'unsound' : 'sound'})`, async ({
    browser,
    watched,
    site,
  }) => {
    const { api, shop } = await brand(site, trusting)
    const { context, provider, recorder } = watched
    await signIn(context, 'ada', api)
    await watched.visit(shop.origin)
    const found = provider.found()!
    const probes = createProbes({
      browser: 'first',
      context,
      newContext: () => browser.newContext(),
      recorder,
      target: { origin: shop.origin },
      guestPage: shop.origin,
    })
    for (const kind of ['as-page', 'as-guest', 'from-foreign-origin', 'in-parallel'] as const)
      await probes.ask(kind, found, ada)
    await probes.ask('as-another-user', found, ada, { user: bob, found: null })
    await context.clearCookies()
    await probes.ask('after-sign-out', found, null)

    const recording = await watched.recording()
    const owner = new Map(
      recording.tokens.map(({ ref, userId }) => [ref, userId === recorder.hash('ada-4417') ? 'ada' : 'bob']),
    )
    const said = kinds(recording, 'provider-probe').map(({ probe, variation, status, token, readable }) =>
      [probe, variation, status, token && owner.get(token), readable === 'no' ? '' : readable]
        .filter(Boolean)
        .join(' · '),
    )
    const isAsAnother = (line: string): boolean => line.startsWith('as-another-user')
    expect(said.filter(line => !line.startsWith('in-parallel') && !isAsAnother(line))).toEqual([
      'as-page · 200 · ada · with-credentials',
      'as-guest · 401 · with-credentials',
      'as-guest-with-offer · segment 1 of the path, member /operationName of the JSON body · 401 · with-credentials',
      'from-foreign-origin · Origin of another site · 200 · ada',
      'from-foreign-origin · Origin that begins with the site’s host · 200 · ada',
      'from-foreign-origin · Origin: null · 200 · ada',
      'preflight-from-foreign-origin · 204',
      // A provider that keeps no session of its own still knows the cookie: the site never ended it.
      'after-sign-out · 200 · ada · with-credentials',
    ])
    // Its cookie holds the bare user name: whoever writes another into it is that one.
    const asBob = said.filter(line => isAsAnother(line) && line.includes(' · bob · '))
    expect(new Set(asBob.map(line => line.split(' · ')[1]?.split(', ')[0]))).toEqual(
      new Set(['cookie session', ...(trusting ? ['member of the JSON body userId'] : [])]),
    )
    const parallel = kinds(recording, 'provider-probe').filter(({ probe }) => probe === 'in-parallel')
    expect(new Set(parallel.map(({ token }) => token)).size).toBe(20)
    expect(JSON.stringify(recording)).not.toMatch(/ada-4417|bob-8032|example\.com|eyJ|session=/)
  })

test('a token is seen in the console, in addresses, in what is sent back and with third parties, also before it is handed over', async ({
  watched,
  site,
}) => {
  const stranger = await site((_request, response) => response.setHeader('Access-Control-Allow-Origin', '*').end())
  const elsewhere = stranger.origin.replace('127.0.0.1', 'tracker.localhost')
  const { origin } = await site((request, response) => {
    const token = `'${newToken('ada-4417')}'`
    const scripts: Record<string, string> = {
      '/text': `console.log(${token}); activate(${token})`,
      '/object': `activate(${token}); const deep = { result: { authentication: { option: { token: ${token} } } } }; deep.self = deep; console.warn('chat', deep)`,
      '/address': `activate(${token}); history.replaceState(null, '', '?t=' + ${token}); await fetch('/nothing')`,
      '/body': `activate(${token}); await fetch('${elsewhere}/collect', { method: 'POST', body: JSON.stringify({ it: ${token} }) })`,
      '/own-body': `activate(${token}); await fetch('/collect', { method: 'POST', body: ${token} }); console.log('chat', { status: 'success' })`,
    }
    html(response, page(scripts[request.url ?? ''] ?? ''))
  })
  const leaks = async () => kinds(await watched.recording(), 'token-leak').map(({ where, to }) => `${where} ${to}`)
  await watched.visit(`${origin}/own-body`)
  await expect.poll(leaks).toEqual([`own-server ${origin}/collect`])
  await watched.visit(`${origin}/text`)
  await watched.visit(`${origin}/object`)
  await expect.poll(leaks).toEqual([`own-server ${origin}/collect`, 'console console.log', 'console console.warning'])
  await watched.visit(`${origin}/body`)
  await expect.poll(leaks).toContain(`third-party ${elsewhere}/collect`)
  await watched.visit(`${origin}/address`)
  await expect.poll(leaks).toContain(`referer ${origin}/nothing`)
})
