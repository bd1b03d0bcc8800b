/**
 * Puts mocks on the network, on loopback: one listener, for http and TLS alike, that a browser takes for `*.iadvize.com` on
 * every port. So a request for iAdvize is answered here or stopped here, and never leaves. Opened once in a worker; tests
 * attach their mock one after the other.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createListener, type AddressInfo, type Server, type Socket } from 'node:net'
import * as selfsigned from 'selfsigned'
import { iadvizeDomain } from '../contract.ts'
import { createApp } from './app.ts'
import { faultAnswer } from './fault-answer.ts'
import type { Mock } from '../platform/mock.ts'

/** A request that would have gone to iAdvize. `path`: without query. `stopped`: nothing that the mock imitates */
export type IAdvizeRequest = {
  host: string
  method: string
  path: string
  via: 'http' | 'websocket'
  answer: 'mock' | 'stopped'
}

/** Answers a request in any case. */
export type RequestServer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export type Gateway = {
  /** `http://127.0.0.1:<port>`: desk and control are reached here */
  origin: string
  /** `https://127.0.0.1:<port>`, the same port */
  secureOrigin: string
  /** base64 SHA-256 of the certificate's public key (SPKI): the one key that the browser is told to trust */
  spki: string
  /**
   * Which mock answers from now on, or which server of its own kind; null: none, every request gets 503. `watch` hears of each
   * request for iAdvize
   */
  attach(served: Mock | RequestServer | null, watch?: (request: IAdvizeRequest) => void): void
  /**
   * Leads `*.iadvize.com`, and the host names a brand gave the tag, to this gateway, on every port. For Chromium.
   * `trustedKeys`: base64 SHA-256 of more public keys to trust than the gateway's, for Chromium takes one list only.
   */
  browserArguments(brandHosts?: readonly string[], trustedKeys?: readonly string[]): string[]
  /** ends at once, whatever is under way */
  close(): Promise<void>
}

const day = 24 * 60 * 60 * 1000

export async function openGateway(): Promise<Gateway> {
  let attached: RequestServer | null = null
  let watching: ((request: IAdvizeRequest) => void) | undefined
  const sockets = new Set<Socket>()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const watch = watching
    const asked = seen(request, 'http')
    response.once('close', () => {
      // Refused, unknown, or nobody there: the mock stands for nothing that was asked for.
      const stopped = [403, 404, 503].includes(response.statusCode) && !faulty.has(response)
      watch?.({ ...asked, answer: stopped ? 'stopped' : 'mock' })
    })
    serve(attached, request, response).catch((error: unknown) => {
      console.error('the gateway of the mock iAdvize has a fault of its own:', error)
      request.socket.destroy()
    })
  }

  const { key, cert } = await certificate()
  const http = createServer(listener)
  const https = createSecureServer({ key, cert }, listener)
  for (const server of [http, https])
    server.on('upgrade', (request, socket) => {
      watching?.({ ...seen(request, 'websocket'), answer: 'stopped' })
      socket.destroy()
    })
  const front = createListener(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // The first byte tells: a TLS record of type handshake (RFC 8446 §5.1), or the letter of a method.
    socket.once('data', first => {
      socket.pause()
      socket.unshift(first)
      ;(first[0] === 0x16 ? https : http).emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
  })
  const port = await listening(front)
  const spkiDer = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(spkiDer).digest('base64')

  return {
    origin: `http://127.0.0.1:${port}`,
    secureOrigin: `https://127.0.0.1:${port}`,
    spki,
    attach(served, watch) {
      attached = typeof served === 'function' || served === null ? served : serverOf(served)
      watching = watch
    },
    browserArguments(brandHosts = [], trustedKeys = []) {
      const wrong = brandHosts.find(host => !/^[a-z0-9*](?:[a-z0-9.-]*[a-z0-9])?$/i.test(host))
      if (wrong !== undefined) throw new RangeError(`«${wrong}» is not a host name`)
      // A name may be written with the root's dot behind it: the same host to DNS, another one to a rule.
      const hosts = [`*.${iadvizeDomain}`, iadvizeDomain, ...brandHosts].flatMap(host => [host, `${host}.`])
      return [
        `--host-resolver-rules=${hosts.map(host => `MAP ${host} 127.0.0.1:${port}`).join(',')}`,
        `--ignore-certificate-errors-spki-list=${[spki, ...trustedKeys].join(',')}`,
        // To a page from the internet the mock is a host of the internet, as iAdvize is: Chromium asks leave for loopback.
        `--ip-address-space-overrides=127.0.0.1:${port}=public`,
        // A proxy resolves names by itself; one that is wanted is given to the browser's context, without these hosts.
        '--no-proxy-server',
      ]
    },
    async close() {
      attached = null
      watching = undefined
      const closed = new Promise(resolve => front.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function certificate(): Promise<{ key: string; cert: string }> {
  const dnsNames = [`*.${iadvizeDomain}`, iadvizeDomain, 'localhost']
  const made = await selfsigned.generate([{ name: 'commonName', value: 'Padlock mock iAdvize' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // a machine whose clock is a little off must still trust it
    notBeforeDate: new Date(Date.now() - day),
    notAfterDate: new Date(Date.now() + 7 * day),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [...dnsNames.map(value => ({ type: 2, value }) as const), { type: 7, ip: '127.0.0.1' }],
      },
    ],
  })
  return { key: made.private, cert: made.cert }
}

const listening = (server: Server) =>
  new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

/** Answers of a fault that is set: whatever their status, it is the mock that gave them. */
const faulty = new WeakSet<ServerResponse>()

/** As it was asked for: express changes the address on its way. */
const seen = ({ headers, method = 'GET', url = '/' }: IncomingMessage, via: IAdvizeRequest['via']) => ({
  host: (headers.host ?? '').replace(/\.?(?::\d+)?$/, ''),
  method,
  path: url.split(/[?#]/)[0] ?? '/',
  via,
})

async function serve(server: RequestServer | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (server) return server(request, response)
  response.writeHead(503, { 'content-type': 'text/plain' }).end('no mock iAdvize is attached to this gateway\n')
}

/** One mock on the network: the fault that is set first, then its app. */
function serverOf(mock: Mock): RequestServer {
  const app = createApp(mock)
  return async (request, response) => {
    const fault = await faultAnswer(mock, request, response)
    if (fault === 'answered') faulty.add(response)
    if (fault === 'malformed') response.writeHead(400).end()
    if (fault === 'none') app(request, response)
  }
}
