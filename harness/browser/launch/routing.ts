/**
 * The door where no proxy can be set: Playwright routes what a browser elsewhere sends to iAdvize. It answers preflights itself, so CORS
 * faults don't show (harness/verdict/notes.ts tells).
 */
import { request as httpRequest } from 'node:http'
import type { Browser, Route, WebSocketRoute } from '@playwright/test'
import { browserScript } from '../../../mock-iadvize/bundling/browser-script.ts'
import { iadvizeDomain } from '../../../mock-iadvize/contract.ts'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import { contextOptionsOf } from './access.ts'
import { brandHostsOf } from './interception.ts'
import type { Interception } from './interception.ts'
import { leadsToIAdvize } from './own-requests.ts'

/** For any browser that Playwright drives, wherever it runs: requests are answered from this process. */
export const routing = (gateway: Gateway): Interception => ({
  mode: 'routing',
  launch: {},
  // What a service worker sends is not routed in every browser.
  contextOptions: target => ({ ...contextOptionsOf(target), serviceWorkers: 'block' }),
  prepare: async (context, target) => {
    const brandHosts = brandHostsOf(target)
    const isTheirs = (url: URL): boolean => leadsToIAdvize(url.href, brandHosts)
    const browser = context.browser()
    if (browser?.browserType().name() === 'chromium') await followRedirects(browser, gateway.origin, brandHosts)
    const gone = new AbortController()
    context.on('close', () => gone.abort())
    await context.addInitScript(browserScript(new URL('../in-page/leaving-page.ts', import.meta.url)))
    await context.route(isTheirs, route => answer(route, gateway.origin, gone.signal))
    await context.routeWebSocket(isTheirs, socket => refuse(socket, gateway.origin))
  },
})

/** Of one connection only, or made anew on the way. */
const ownOfConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host'])
const kept = (headers: [string, string][]): Record<string, string> =>
  Object.fromEntries(headers.filter(([name]) => !ownOfConnection.has(name) && !name.startsWith(':')))

/** A fault that breaks the connection breaks it here as well; one that never answers leaves the route open. */
const answer = async (route: Route, gateway: string, gone: AbortSignal): Promise<void> => {
  const request = route.request()
  const asked = {
    url: request.url(),
    method: request.method(),
    headers: request.headers(),
    body: request.postDataBuffer(),
  }
  const response = await fromGateway(asked, gateway, gone).catch(() => null)
  if (gone.aborted) return
  if (response) await route.fulfill(response)
  else await route.abort('connectionreset')
}

/** The mock has no sockets: the gateway hears of the attempt, and hangs up. */
const refuse = async (socket: WebSocketRoute, gateway: string): Promise<void> => {
  const { host, pathname, search } = new URL(socket.url())
  httpRequest(gateway + pathname + search, { headers: { host, connection: 'upgrade', upgrade: 'websocket' } })
    .on('error', () => undefined)
    .end()
  await socket.close({ code: 1001, reason: 'not served by the mock' })
}

const followed = new WeakMap<Browser, Set<string>>()

/**
 * Playwright routes no request that a redirect leads to: it would leave for the real host. Chromium lets us answer those as well, below
 * Playwright, and for the whole browser: a worker's contexts are of one gateway.
 */
const followRedirects = async (browser: Browser, gateway: string, brandHosts: readonly string[]): Promise<void> => {
  const known = followed.get(browser) ?? new Set()
  followed.set(browser, known)
  const hosts = [iadvizeDomain, ...brandHosts].filter(host => !known.has(host))
  if (hosts.length === 0) return
  for (const host of hosts) known.add(host)
  const open = new AbortController()
  browser.on('disconnected', () => open.abort())
  const session = await browser.newBrowserCDPSession()
  session.on('Fetch.requestPaused', ({ requestId, request: { url, method, headers, postData } }) => {
    const answered = async (): Promise<void> => {
      const asked = { url, method, headers, body: postData === undefined ? null : Buffer.from(postData) }
      const response = await fromGateway(asked, gateway, open.signal).catch(() => null)
      if (response === null) await session.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' })
      else
        await session.send('Fetch.fulfillRequest', {
          requestId,
          responseCode: response.status,
          responseHeaders: Object.entries(response.headers).flatMap(([name, value]) =>
            value.split('\n').map(each => ({ name, value: each })),
          ),
          body: response.body.toString('base64'),
        })
    }
    const isTheirs = leadsToIAdvize(url, hosts)
    // A page that is gone by now needs no answer.
    ;(isTheirs ? answered() : session.send('Fetch.continueRequest', { requestId })).catch(() => undefined)
  })
  await session.send('Fetch.enable', { patterns: hosts.map(host => ({ urlPattern: `*${host}*` })) })
}

type Asked = { url: string; method: string; headers: Record<string, string>; body: Buffer | null }
type Answer = { status: number; headers: Record<string, string>; body: Buffer }

/** Over loopback from this process, under the name that the page asked for, as the browser would ask the gateway. */
const fromGateway = (asked: Asked, gateway: string, gone: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { host, pathname, search } = new URL(asked.url)
    const headers = { ...kept(Object.entries(asked.headers)), host }
    const sent = httpRequest(gateway + pathname + search, { method: asked.method, headers, signal: gone })
    sent.on('error', reject)
    sent.on('response', response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const received = Object.entries(response.headers).map(([name, value]): [string, string] => [
          name,
          [value ?? ''].flat().join('\n'),
        ])
        resolve({ status: response.statusCode ?? 500, headers: kept(received), body: Buffer.concat(chunks) })
      })
    })
    sent.end(asked.body)
  })
