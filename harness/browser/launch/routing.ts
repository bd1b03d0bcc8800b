/**
 * The door where no proxy can be set: Playwright routes what a browser elsewhere sends to iAdvize. It answers preflights itself, so CORS
 * faults don't show (harness/verdict/notes.ts tells).
 */
import { request as httpRequest } from 'node:http'
import type { Request, Route, WebSocketRoute } from '@playwright/test'
import { browserScript } from '../../../mock-iadvize/bundling/browser-script.ts'
import { isIAdvizeHost } from '../../../mock-iadvize/contract.ts'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import { contextOptionsOf } from './access.ts'
import { brandHostsOf } from './interception.ts'
import type { Interception } from './interception.ts'

/** For any browser that Playwright drives, wherever it runs: requests are answered from this process. */
export const routing = (gateway: Gateway): Interception => ({
  mode: 'routing',
  launch: {},
  // What a service worker sends is not routed in every browser.
  contextOptions: target => ({ ...contextOptionsOf(target), serviceWorkers: 'block' }),
  prepare: async (context, target) => {
    const brandHosts = brandHostsOf(target)
    const isTheirs = (url: URL): boolean => {
      // A name may be written with the root's dot behind it.
      const host = url.hostname.replace(/\.$/, '')
      return isIAdvizeHost(host) || brandHosts.includes(host)
    }
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
  const response = await fromGateway(route.request(), gateway, gone).catch(() => null)
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

type Answer = { status: number; headers: Record<string, string>; body: Buffer }

/** Over loopback from this process, under the name that the page asked for, as the browser would ask the gateway. */
const fromGateway = (request: Request, gateway: string, gone: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { host, pathname, search } = new URL(request.url())
    const headers = { ...kept(Object.entries(request.headers())), host }
    const sent = httpRequest(gateway + pathname + search, { method: request.method(), headers, signal: gone })
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
    sent.end(request.postDataBuffer())
  })
