/**
 * Puts mocks on the network, on loopback: http and TLS listeners that a browser takes for `*.iadvize.com`. Opened once in a
 * worker; tests attach their mock one after the other.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import * as selfsigned from 'selfsigned'
import { iadvizeDomain } from './contract.ts'
import type { Mock } from './mock.ts'

export type Gateway = {
  /** `http://127.0.0.1:<port>`: desk and control are reached here */
  origin: string
  /** `https://127.0.0.1:<port>` */
  secureOrigin: string
  /** base64 SHA-256 of the certificate's public key (SPKI): the one key that the browser is told to trust */
  spki: string
  /** which mock answers from now on; null: none, every request gets 503 */
  attach(mock: Mock | null): void
  /** leads `*.iadvize.com`, and the host names a brand gave the tag, to this gateway. For Chromium */
  browserArguments(brandHosts?: readonly string[]): string[]
  /** ends at once, whatever is under way */
  close(): Promise<void>
}

const day = 24 * 60 * 60 * 1000

export async function openGateway(): Promise<Gateway> {
  let attached: Mock | null = null
  const sockets = new Set<Socket>()
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    serve(attached, request, response).catch((error: unknown) => {
      console.error('the gateway of the mock iAdvize has a fault of its own:', error)
      request.socket.destroy()
    })
  }

  const { key, cert } = await certificate()
  const http = createServer(listener)
  const https = createSecureServer({ key, cert }, listener)
  for (const server of [http, https]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
  }
  const [port, securePort] = await Promise.all([listening(http), listening(https)])
  const spkiDer = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(spkiDer).digest('base64')

  return {
    origin: `http://127.0.0.1:${port}`,
    secureOrigin: `https://127.0.0.1:${securePort}`,
    spki,
    attach(mock) {
      attached = mock
    },
    browserArguments(brandHosts = []) {
      const wrong = brandHosts.find(host => !/^[a-z0-9*](?:[a-z0-9.-]*[a-z0-9])?$/i.test(host))
      if (wrong !== undefined) throw new RangeError(`«${wrong}» is not a host name`)
      const rules = [`*.${iadvizeDomain}`, ...brandHosts].flatMap(host => [
        `MAP ${host}:443 127.0.0.1:${securePort}`,
        // `//halc.iadvize.com` on an http page goes to port 80
        `MAP ${host}:80 127.0.0.1:${port}`,
      ])
      return [`--host-resolver-rules=${rules.join(',')}`, `--ignore-certificate-errors-spki-list=${spki}`]
    },
    async close() {
      attached = null
      const closed = [http, https].map(server => new Promise(resolve => server.close(resolve)))
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
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

async function serve(mock: Mock | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!mock) {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('no mock iAdvize is attached to this gateway\n')
    return
  }
  if (mock.faultHandlers().length > 0) {
    const asFetch = fetchRequest(request)
    if (!asFetch) {
      response.writeHead(400).end()
      return
    }
    const gone = new Promise<'gone'>(resolve => response.once('close', () => resolve('gone')))
    const fault = await Promise.race([mock.faultResponse(asFetch), gone])
    if (fault === 'gone') return
    if (fault) return send(fault, request, response)
  }
  mock.app(request, response)
}

/** Without its body, which express still has to read: a fault judges by method, address and headers. null: malformed. */
function fetchRequest(request: IncomingMessage): Request | null {
  const scheme = 'encrypted' in request.socket ? 'https' : 'http'
  const headers = new Headers()
  try {
    for (const [name, values] of Object.entries(request.headersDistinct))
      for (const value of values ?? []) headers.append(name, value)
    return new Request(`${scheme}://${request.headers.host}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
    })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

async function send(answer: Response, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (answer.type === 'error') {
    request.socket.destroy()
    return
  }
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}
