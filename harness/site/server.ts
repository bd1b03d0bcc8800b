/** A server on loopback, over http or TLS. */
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export type Scheme = 'http' | 'https'

export type OpenServer = {
  origin: string
  /** ends all connections at once */
  close(): Promise<void>
}

/** Signed by nobody but itself, as on many a staging server. */
const certificate = async (): Promise<{ key: string; cert: string }> => {
  const { default: selfsigned } = await import('selfsigned')
  const made = await selfsigned.generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  })
  return { key: made.private, cert: made.cert }
}

/** `port` 0: any that is free. */
export const openServer = async (scheme: Scheme, listener: RequestListener, port = 0): Promise<OpenServer> => {
  const server = scheme === 'https' ? createSecureServer(await certificate(), listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    origin: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
