import { get, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { expect, test as base } from '@playwright/test'
import * as selfsigned from 'selfsigned'
import { apiHost, exchangePath, tagPath } from '../contract.ts'
import { createMock } from '../platform/create-mock.ts'
import { defaultTokenSettings } from '../token/decision.ts'
import { guestRequest, sid } from '../samples/sample-brand.ts'
import { openGateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { openProxy } from './proxy.ts'
import type { Led, Proxy } from './proxy.ts'
import { listenFixture } from '../samples/listen-fixture.ts'
import type { Listen } from '../samples/listen-fixture.ts'

const test = base.extend<{ gateway: Gateway; ours: Proxy; listen: Listen }>({
  gateway: async ({}, use) => {
    const gateway = await openGateway()
    const tenant = { sid, brandKeys: [], iAdvizeKeys: [], settings: defaultTokenSettings }
    gateway.attach(createMock({ tenant }))
    await use(gateway)
    await gateway.close()
  },
  ours: async ({ gateway }, use) => {
    const proxy = await openProxy(gateway)
    await use(proxy)
    await proxy.close()
  },
  listen: listenFixture,
})

const anybody: Led = { brandHosts: [], anyCertificate: false }
const textOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

/** As a browser asks a proxy for a page over plain http. */
const plain = (
  { port }: Proxy,
  url: string,
): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> =>
  new Promise((resolve, reject) => {
    get(
      { host: '127.0.0.1', port, path: url, headers: { host: new URL(url).host, 'proxy-connection': 'keep-alive' } },
      response => {
        void textOf(response).then(body =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    ).on('error', reject)
  })

/** As a browser asks it for a way to a host: the status of the answer, and over TLS what stands at `path`. */
const tunnelled = ({ port }: Proxy, to: string, { path = '/', method = 'GET', body = '' } = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method: 'CONNECT', path: to, agent: false })
    asked.on('error', reject)
    asked.on('connect', ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy()
        return resolve(String(statusCode))
      }
      const secure = connectSecurely({ socket, rejectUnauthorized: false })
      const sent = request({ createConnection: () => secure, path, method, headers: { host: to } }, response => {
        response.on('close', () => secure.destroy())
        resolve(textOf(response).then(text => `200 ${response.statusCode} ${text}`))
      })
      sent.on('error', reject).end(body)
    })
    asked.end()
  })

const certificate = () => {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7, ip: '127.0.0.1' } as const] }]
  return selfsigned.generate([{ name: 'commonName', value: 'staging' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions,
  })
}

test("iAdvize's hosts and the brand's own end at the mock, whatever the port, over http and TLS, with their bodies", async ({
  ours,
}) => {
  ours.lead({ ...anybody, brandHosts: ['chat.shop.test'] })
  for (const host of ['halc.iadvize.com', 'HALC.iadvize.com.', 'chat.shop.test']) {
    expect((await plain(ours, `http://${host}${tagPath}`)).body).toContain('iAdvizeInterface')
    expect(await tunnelled(ours, `${host}:8443`, { path: tagPath })).toContain('iAdvizeInterface')
  }
  const posted = await tunnelled(ours, `${apiHost}:443`, {
    path: exchangePath,
    method: 'POST',
    body: JSON.stringify(guestRequest),
  })
  expect(posted).toMatch(/^200 200 \{.*"vuid"/)
})

test('all other hosts are passed through with what they say, and nothing of the proxy', async ({ ours, listen }) => {
  const { port } = await listen(({ url, headers }, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.writeHead(418, 'Short and stout').end(`${url} ${headers.host} ${String(headers['proxy-connection'])}`)
  })
  ours.lead(anybody)
  const { status, headers, body } = await plain(ours, `http://127.0.0.1:${port}/a?b=c`)
  expect({ status, body }).toEqual({ status: 418, body: `/a?b=c 127.0.0.1:${port} undefined` })
  expect(headers['set-cookie']).toEqual(['a=1', 'b=2'])
  expect(headers).not.toHaveProperty('via')
})

test('a certificate that nobody vouches for is refused; taken with anyCertificate, or by its authority', async ({
  ours,
  listen,
}) => {
  const made = await certificate()
  const { port } = await listen((_request, response) => response.end('in'), { key: made.private, cert: made.cert })
  const to = `127.0.0.1:${port}`
  const { failures } = ours.lead({ ...anybody })
  expect(await tunnelled(ours, to)).toBe('502')
  expect([...failures]).toEqual([[`https://${to}`, 'ERR_CERT_AUTHORITY_INVALID']])
  ours.lead({ ...anybody, ca: (await certificate()).cert })
  expect(await tunnelled(ours, to)).toBe('502')
  const trusted = ours.lead({ ...anybody, ca: made.cert })
  expect(await tunnelled(ours, to)).toBe('200 200 in')
  expect([...trusted.failures]).toEqual([])
  ours.lead({ ...anybody, anyCertificate: true })
  expect(await tunnelled(ours, to)).toBe('200 200 in')
})

test('it says why a host could not be reached, until it is', async ({ ours, listen }) => {
  const { port, server } = await listen((_request, response) => response.end('up'))
  await new Promise(resolve => server.close(resolve))
  const { failures } = ours.lead(anybody)
  const origin = `http://127.0.0.1:${port}`
  await expect(plain(ours, `${origin}/`)).rejects.toThrow(/hang up|ECONNRESET/)
  expect(await tunnelled(ours, 'door.padlock.invalid:443')).toBe('502')
  expect(Object.fromEntries(failures)).toEqual({
    [origin]: 'ERR_CONNECTION_REFUSED',
    'https://door.padlock.invalid': 'ERR_NAME_NOT_RESOLVED',
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  expect((await plain(ours, `${origin}/`)).body).toBe('up')
  expect(failures.has(origin)).toBe(false)
})

test('another proxy stands between it and the sites, and never hears of iAdvize', async ({ ours, listen }) => {
  const made = await certificate()
  const site = await listen((_request, response) => response.end('site'), { key: made.private, cert: made.cert })
  const heard: string[] = []
  const other = await listen((asked, response) => {
    heard.push(`${asked.url} ${asked.headers['proxy-authorization']}`)
    response.end('by the other')
  })
  other.server.on('connect', ({ url, headers }: IncomingMessage, client) => {
    heard.push(`${url} ${headers['proxy-authorization']}`)
    const socket = connect(site.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(client).pipe(socket)
    })
    socket.on('error', () => client.destroy())
    client.on('error', () => socket.destroy())
  })
  const upstream = {
    host: '127.0.0.1',
    port: other.port,
    authorization: 'Basic eA==',
    bypasses: (host: string) => host === '127.0.0.1',
  }
  ours.lead({ ...anybody, anyCertificate: true, upstream })
  expect((await plain(ours, 'http://staging.test/x')).body).toBe('by the other')
  expect(await tunnelled(ours, 'staging.test:443')).toBe('200 200 site')
  expect(await tunnelled(ours, `127.0.0.1:${site.port}`)).toBe('200 200 site')
  expect((await plain(ours, `http://halc.iadvize.com${tagPath}`)).body).toContain('iAdvizeInterface')
  expect(heard).toEqual(['http://staging.test/x Basic eA==', 'staging.test:443 Basic eA=='])
})

test('close ends at once what is under way', async ({ gateway, listen }) => {
  const ours = await openProxy(gateway)
  ours.lead(anybody)
  const { port } = await listen((_request, response) => void response.writeHead(200).write('begun'))
  const begun = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port: ours.port, path: `http://127.0.0.1:${port}/` }, resolve).on('error', reject)
  })
  await ours.close()
  await expect(textOf(begun)).rejects.toThrow('aborted')
})
