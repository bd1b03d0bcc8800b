/**
 * An HTTP proxy on loopback, for browsers whose name resolution is not ours: it ends iAdvize's hosts at the gateway and tunnels all
 * others untouched. So preflights, bodies, beacons and caches are the browser's own.
 */
import { createServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http'
import { connect, isIP } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectSecurely, rootCertificates } from 'node:tls'
import { isIAdvizeHost } from '../contract.ts'
import type { Gateway } from './gateway.ts'

/** Another proxy, behind which the sites stand. `authorization`: value of Proxy-Authorization */
export type Upstream = { host: string; port: number; authorization?: string; bypasses: (host: string) => boolean }

/** Whom the proxy serves from now on. */
export type Led = {
  /** names that the brand gave the tag's host */
  brandHosts: readonly string[]
  /** whether any certificate will do: the browser is told to take all, so the proxy looks at them */
  anyCertificate: boolean
  /** PEM of authorities that are trusted on top of Mozilla's */
  ca?: string
  upstream?: Upstream
}

export type Proxy = {
  /** `http://127.0.0.1:<port>` */
  origin: string
  port: number
  /**
   * The same once more changes nothing. `failures`: why an origin (`https://host:port`) could not be reached, by Chromium's name of the
   * network error
   */
  lead(led: Led): { failures: ReadonlyMap<string, string> }
  close(): Promise<void>
}

type Destination = { host: string; port: number }

/** Milliseconds that a site may take to show its certificate; one that takes longer is left to the browser. */
const patience = 5_000

/** The names under which cures are known (harness/browser/waiting/site-error.ts). */
const errorName = (code: string | undefined): string => {
  if (code === 'ECONNREFUSED') return 'ERR_CONNECTION_REFUSED'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'ERR_NAME_NOT_RESOLVED'
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'ERR_CONNECTION_TIMED_OUT'
  return 'ERR_CONNECTION_CLOSED'
}

/** What node calls the faults of a certificate; any other failure of the handshake is left to the browser. */
const certificateFault = (code: string | undefined): string | null => {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'ERR_CERT_COMMON_NAME_INVALID'
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'ERR_CERT_DATE_INVALID'
  return code !== undefined && /CERT|ISSUER|SELF_SIGNED/.test(code) ? 'ERR_CERT_AUTHORITY_INVALID' : null
}

/** Of one connection only (RFC 9110 §7.6.1), or meant for us. */
const ownOfConnection =
  /^(?:connection|keep-alive|proxy-connection|proxy-authorization|proxy-authenticate|te|trailer|transfer-encoding|upgrade)$/i

/** With their letter case and order, as they came. */
const passedOn = (raw: readonly string[]): OutgoingHttpHeaders => {
  const headers: Record<string, string[]> = {}
  for (let at = 0; at < raw.length; at += 2) {
    const [name = '', value = ''] = raw.slice(at, at + 2)
    if (!ownOfConnection.test(name)) (headers[name] ??= []).push(value)
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

const authority = ({ host, port }: Destination): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`

const destinationOf = (url: string): Destination | null => {
  if (!URL.canParse(url)) return null
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === '' ? null : { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) }
}

const join = (one: Duplex, other: Duplex): void => {
  one.on('error', () => other.destroy()).on('close', () => other.destroy())
  other.on('error', () => one.destroy()).on('close', () => one.destroy())
  one.pipe(other).pipe(one)
}

const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined

/** A connection to where the browser wants to go, by way of the other proxy where one is needed. */
const tunnel = (to: Destination, upstream: Upstream | undefined): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    if (!upstream || upstream.bypasses(to.host)) {
      const socket = connect({ ...to, noDelay: true }, () => resolve(socket.off('error', reject)))
      socket.on('error', reject)
      return
    }
    const asked = httpRequest({
      host: upstream.host,
      port: upstream.port,
      method: 'CONNECT',
      path: authority(to),
      headers: { host: authority(to), ...proxyAuthorization(upstream) },
      agent: false,
    })
    asked.on('error', () => reject(Object.assign(new Error('no proxy'), { name: 'ERR_PROXY_CONNECTION_FAILED' })))
    asked.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(Object.assign(new Error('refused'), { name: 'ERR_TUNNEL_CONNECTION_FAILED' }))
    })
    asked.on('response', response => {
      response.destroy()
      reject(Object.assign(new Error('refused'), { name: 'ERR_TUNNEL_CONNECTION_FAILED' }))
    })
    asked.end()
  })

const proxyAuthorization = ({ authorization }: Upstream): OutgoingHttpHeaders =>
  authorization === undefined ? {} : { 'proxy-authorization': authorization }

const failureName = (error: unknown): string =>
  error instanceof Error && error.name.startsWith('ERR_') ? error.name : errorName(errorCode(error))

/** What is wrong with the certificate that a host shows; null: nothing, or no TLS is spoken there. */
const certificateProblem = async (to: Destination, { ca, upstream }: Led): Promise<string | null> => {
  const socket = await tunnel(to, upstream)
  return new Promise(resolve => {
    const name = isIP(to.host) === 0 ? { servername: to.host.replace(/\.$/, '') } : {}
    const secure = connectSecurely({
      socket,
      host: to.host.replace(/\.$/, ''),
      ...name,
      ca: [...rootCertificates, ...(ca === undefined ? [] : [ca])],
    })
    const done = (problem: string | null): void => {
      clearTimeout(timer)
      secure.destroy()
      socket.destroy()
      resolve(problem)
    }
    const timer = setTimeout(() => done(null), patience)
    secure.on('secureConnect', () => done(null))
    secure.on('error', error => done(certificateFault(errorCode(error))))
    secure.on('close', () => done(null))
  })
}

export const openProxy = async (gateway: Gateway): Promise<Proxy> => {
  const door: Destination = { host: '127.0.0.1', port: Number(new URL(gateway.origin).port) }
  let led: Led = { brandHosts: [], anyCertificate: false }
  let failures = new Map<string, string>()
  /** by authority: certificates are looked at once for each site that is certified */
  let certificates = new Map<string, Promise<string | null>>()
  const sockets = new Set<Duplex>()
  const keep = <S extends Duplex>(socket: S): S => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    return socket
  }

  const isTheirs = (host: string): boolean =>
    isIAdvizeHost(host) || led.brandHosts.includes(host.toLowerCase().replace(/\.$/, ''))

  const certificateOf = (to: Destination): Promise<string | null> => {
    const known = certificates.get(authority(to))
    if (known) return known
    const looked = certificateProblem(to, led)
    certificates.set(authority(to), looked)
    // Whoever could not be reached may be reached later.
    looked.catch(() => certificates.delete(authority(to)))
    return looked
  }

  const passThrough = async (request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> => {
    const to = destinationOf(`https://${request.url ?? ''}`)
    if (!to) return void client.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n')
    const origin = new URL(`https://${authority(to)}`).origin
    const theirs = isTheirs(to.host)
    const noted = failures
    try {
      const problem = theirs || led.anyCertificate ? null : await certificateOf(to)
      if (problem !== null) throw Object.assign(new Error(problem), { name: problem })
      const server = keep(await tunnel(theirs ? door : to, theirs ? undefined : led.upstream))
      noted.delete(origin)
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) server.write(head)
      join(client, server)
    } catch (error) {
      noted.set(origin, failureName(error))
      client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n')
    }
  }

  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url ?? ''
    const to = destinationOf(url)
    if (!to || !url.startsWith('http://')) return void response.writeHead(400).end()
    const { pathname, search, origin } = new URL(url)
    const theirs = isTheirs(to.host)
    const upstream = theirs || led.upstream?.bypasses(to.host) ? undefined : led.upstream
    const noted = failures
    const sent = httpRequest({
      ...(theirs ? door : (upstream ?? to)),
      method: request.method ?? 'GET',
      path: upstream ? url : pathname + search,
      headers: { ...passedOn(request.rawHeaders), ...(upstream && proxyAuthorization(upstream)) },
      setHost: false,
      agent: false,
    })
    sent.on('error', error => {
      if (!response.headersSent) noted.set(origin, upstream ? 'ERR_PROXY_CONNECTION_FAILED' : failureName(error))
      // Any status would be the site's word.
      request.socket.destroy()
    })
    sent.on('response', answer => {
      noted.delete(origin)
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedOn(answer.rawHeaders))
      response.flushHeaders()
      answer.on('error', () => request.socket.destroy()).pipe(response)
    })
    response.on('close', () => sent.destroy())
    request.pipe(sent)
  }

  const server: Server = createServer(forward)
  server.on('connection', keep)
  server.on('connect', (request, client, head) => {
    void passThrough(request, keep(client), head)
  })
  // What speaks no HTTP has nothing to ask of a proxy.
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    lead(next) {
      if (next === led) return { failures }
      led = next
      failures = new Map()
      certificates = new Map()
      return { failures }
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
