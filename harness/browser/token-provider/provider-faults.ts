/**
 * Faults of the token provider, in the browser's view only: the site's backend answers as always, and the answer is changed
 * on its way to the page. In Chromium the debugging protocol pauses this one request, so that all others, and its own
 * preflight, go as in production; elsewhere Playwright's routing has to do, which hides CORS while it is on.
 */
import type { BrowserContext, CDPSession, Page, Request, Route } from '@playwright/test'
import type { ProviderFaultName } from '../../recording/faults.ts'
import type { FoundProvider, TokenRequest } from './provider-watch.ts'
import { pageOf } from './traffic.ts'

type Answer = { status: number; type: string; body: string; headers?: readonly { name: string; value: string }[] }

const header = ({ brought }: FoundProvider, wanted: string): string | undefined =>
  brought.headers.find(({ name }) => name.toLowerCase() === wanted)?.value

const loginPage = `<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in</h1>
<form method="post"><label>Name <input name="username"></label><label>Password <input type="password" name="password"></label><button>Sign in</button></form></html>`

/** About half of a JSON answer, as a connection that breaks leaves it; then what no parser takes. */
const garbage = (body: string): string => `${body.slice(0, 12)}\u0000\ufffd<<<`

/** What the page gets in place of the real answer; null: it waits. */
const answers: Record<ProviderFaultName, ((found: FoundProvider) => Answer) | null> = {
  'provider-server-error': () => ({ status: 500, type: 'text/plain; charset=utf-8', body: 'Internal Server Error' }),
  'provider-unauthorised': () => ({ status: 401, type: 'application/json', body: '{"error":"unauthorized"}' }),
  'provider-login-page': () => ({ status: 200, type: 'text/html; charset=utf-8', body: loginPage }),
  'provider-garbage': found => ({
    status: 200,
    type: header(found, 'content-type') ?? 'application/json',
    body: garbage(found.brought.body ?? ''),
  }),
  'provider-expired-token': found => ({
    status: found.status,
    type: header(found, 'content-type') ?? 'application/json',
    body: found.brought.body ?? '',
    headers: found.brought.headers.filter(({ name }) => !/^content-|^transfer-|^date$/i.test(name)),
  }),
  'provider-slow': null,
  'provider-never': null,
}

/** A word that tells one operation from another, `?action=token`, and no number or id that changes from call to call. */
const isWord = (value: string): boolean => /^[a-z][a-z_.-]*$/i.test(value)

/** What tells apart the calls of an endpoint that does many things: its words in the query, GraphQL's operation. */
const operationOf = ({ url, body }: Pick<TokenRequest, 'url' | 'body'>): string => {
  const words = [...new URL(url).searchParams].filter(([, value]) => isWord(value)).map(pair => pair.join('='))
  let operation: unknown = null
  try {
    const { operationName, query } = JSON.parse(body ?? 'null') as Record<string, unknown>
    operation = operationName ?? query ?? null
  } catch {
    // a form, or nothing: its address alone tells what it is
  }
  return JSON.stringify([words.sort(), operation])
}

/** Whether this is the same request again, whatever changes from call to call. */
export const isSameRequest = (
  one: Pick<TokenRequest, 'method' | 'url' | 'body'>,
  other: Pick<TokenRequest, 'method' | 'url' | 'body'>,
): boolean => {
  const [here, there] = [new URL(one.url), new URL(other.url)]
  return (
    one.method === other.method &&
    here.origin === there.origin &&
    here.pathname === there.pathname &&
    operationOf(one) === operationOf(other)
  )
}

const asRequest = (request: Request): Pick<TokenRequest, 'method' | 'url' | 'body'> => ({
  method: request.method(),
  url: request.url(),
  body: request.postData(),
})

export type ProviderFaults = {
  /** puts a fault in force; null: none. What a fault held back is broken off */
  set(name: ProviderFaultName | null): Promise<void>
  current(): ProviderFaultName | null
  /** lets go on what «provider-slow» has held back, and holds back no more */
  letThrough(): Promise<void>
  /** whether an answer is held back, so that nobody should wait for it */
  holding(): boolean
  isHeld(request: Request): boolean
}

export type ProviderFaultsOptions = {
  context: BrowserContext
  found: () => FoundProvider | null
  /** a fault has struck a request of this page */
  struck: (page: Page, name: ProviderFaultName) => void
}

/** Of the real answer: what the browser needs to let the page read it. */
const isCorsHeader = ({ name }: { name: string }): boolean => /^access-control-|^vary$/i.test(name)

/** The page, and with it the request, may have gone meanwhile: then there is nothing left to answer. */
const unlessGone = async (answering: Promise<unknown>): Promise<void> => {
  await answering.catch((error: unknown) => {
    if (!/Invalid InterceptionId|has been closed|Session closed|Route is already handled/i.test(String(error)))
      throw error
  })
}

export const createProviderFaults = ({ context, found, struck }: ProviderFaultsOptions): ProviderFaults => {
  let current: ProviderFaultName | null = null
  let holding = false
  let held: { letThrough: () => Promise<void>; breakOff: () => Promise<void> }[] = []
  const sessions = new Map<Page, CDPSession>()
  let routed: { matches: (url: URL) => boolean; answers: (route: Route) => Promise<void> } | null = null

  const isProvider = (request: Pick<TokenRequest, 'method' | 'url' | 'body'>): boolean => {
    const provider = found()
    return provider !== null && isSameRequest(provider.request, request)
  }
  const answerOf = (name: ProviderFaultName): Answer | undefined => {
    const provider = found()
    return provider ? answers[name]?.(provider) : undefined
  }

  const pause = async (page: Page): Promise<void> => {
    const provider = found()
    if (!provider || sessions.has(page)) return
    const session = await context.newCDPSession(page)
    sessions.set(page, session)
    session.on('Fetch.requestPaused', ({ requestId, request, responseHeaders = [] }) => {
      const goOn = () => unlessGone(session.send('Fetch.continueRequest', { requestId }))
      const asked = { method: request.method, url: request.url, body: request.postData ?? null }
      const name = current
      if (!name || !isProvider(asked)) return void goOn()
      const answer = answerOf(name)
      if (!answer && !holding) return void goOn()
      struck(page, name)
      if (answer)
        return void unlessGone(
          session.send('Fetch.fulfillRequest', {
            requestId,
            responseCode: answer.status,
            responseHeaders: [
              ...responseHeaders.filter(isCorsHeader),
              ...(answer.headers ?? []).filter(it => !isCorsHeader(it)),
              { name: 'Content-Type', value: answer.type },
            ],
            body: Buffer.from(answer.body).toString('base64'),
          }),
        )
      held.push({
        letThrough: goOn,
        breakOff: () => unlessGone(session.send('Fetch.failRequest', { requestId, errorReason: 'TimedOut' })),
      })
    })
    if (provider.byServiceWorker) {
      // Its own requests belong to no page: while a fault is on, the page asks without it.
      await session.send('Network.enable')
      await session.send('Network.setBypassServiceWorker', { bypass: true })
    }
    const { origin, pathname } = new URL(provider.request.url)
    const urlPattern = `${`${origin}${pathname}`.replaceAll(/[\\*?]/g, '\\$&')}*`
    await session.send('Fetch.enable', { patterns: [{ urlPattern, requestStage: 'Response' }] })
  }

  const route = async (provider: FoundProvider): Promise<void> => {
    const { origin, pathname } = new URL(provider.request.url)
    const matches = (url: URL): boolean => url.origin === origin && url.pathname === pathname
    const answers = async (route: Route): Promise<void> => {
      const request = route.request()
      const name = current
      const answer = name ? answerOf(name) : undefined
      if (!name || !isProvider(asRequest(request)) || (!answer && !holding)) return route.fallback()
      const page = pageOf(request)
      if (page) struck(page, name)
      if (!answer) {
        held.push({
          letThrough: () => unlessGone(route.continue()),
          breakOff: () => unlessGone(route.abort('timedout')),
        })
        return
      }
      // The real answer's headers alone: where it redirects, this process would follow with the machine's own resolver.
      const real = await route.fetch({ maxRedirects: 0 })
      const headers = [
        ...real.headersArray().filter(isCorsHeader),
        ...(answer.headers ?? []).filter(it => !isCorsHeader(it)),
        { name: 'content-type', value: answer.type },
      ]
      await unlessGone(
        route.fulfill({
          status: answer.status,
          body: answer.body,
          headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        }),
      )
    }
    routed = { matches, answers }
    await context.route(matches, answers)
  }

  const release = async (how: 'letThrough' | 'breakOff'): Promise<void> => {
    const waiting = held
    held = []
    holding = false
    await Promise.all(waiting.map(it => it[how]()))
  }

  /** Pages in frames of another site have processes of their own, where the top page's session sees nothing. */
  const byProtocol = ({ request }: FoundProvider): boolean =>
    context.browser()?.browserType().name() === 'chromium' && request.byTopPage
  const attach = (page: Page): void => void unlessGone(pause(page))

  return {
    set: async name => {
      await release('breakOff')
      if (routed) await context.unroute(routed.matches, routed.answers)
      routed = null
      context.off('page', attach)
      const open = [...sessions.values()]
      sessions.clear()
      await Promise.all(open.map(session => unlessGone(session.detach())))
      current = name
      const provider = found()
      if (name === null || !provider) return
      holding = answers[name] === null
      if (!byProtocol(provider)) return route(provider)
      await Promise.all(context.pages().map(pause))
      context.on('page', attach)
    },
    current: () => current,
    letThrough: () => release('letThrough'),
    holding: () => holding,
    isHeld: request => holding && isProvider(asRequest(request)),
  }
}
