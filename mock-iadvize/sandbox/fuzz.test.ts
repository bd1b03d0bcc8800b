/** Malformed requests of every kind: the sandbox neither breaks nor keeps others waiting. Bounded by their number; a seed sends the same again. */
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import * as fc from 'fast-check'
import { chatPath, exchangePath, logoutPath, reportPath, tagPath } from '../contract.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { connectSandbox } from './client.ts'
import { operations } from './operations.ts'
import { openSandbox } from './sandbox.ts'
import { newSetup } from './tenants.ts'

/** So many at once, so often. */
const atOnce = 16
const rounds = 25
/** How much longer than before others may wait, usually: so many times, and milliseconds on top. What a busy machine adds is in both. */
const longer = { times: 10, milliseconds: 500 }

const paths = [
  exchangePath,
  logoutPath,
  chatPath,
  reportPath,
  tagPath,
  '/desk',
  '/desk/messages',
  '/desk/events',
  '/',
  '/control/v1/tenants/%00',
  '/control/v1/tenants/%E0%A4',
  '//evil.example',
  '/../../etc/passwd',
  '/%',
  '*',
  'http://x/',
  ...Object.values(operations).map(({ path }) => path.replace('{sid}', sid).replace('{id}', '1')),
]
const methods = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'CONNECT',
  'BREW',
  'get',
  '\u0000',
]

const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
const bodies = (token: string): (string | Buffer)[] => [
  '',
  'null',
  '{',
  '"text"',
  deep,
  `{"a":${deep}}`,
  '{"__proto__":{"polluted":true},"sid":"1234"}',
  JSON.stringify({ ...guestRequest, vuid: { toString: 1 } }),
  JSON.stringify({ ...guestRequest, page: '\u0000'.repeat(5000) }),
  JSON.stringify(signInRequest(token.slice(0, -9))),
  JSON.stringify(signInRequest(token.replaceAll(/[A-M]/g, 'x'))),
  JSON.stringify(signInRequest(`${'e'.repeat(60_000)}.a.b.c.d`)),
  JSON.stringify({ sid, messages: Array.from({ length: 900 }, () => ({ load: 1 })) }),
  JSON.stringify({ sid, vuid: visitor.vuid, text: 'x'.repeat(5000) }),
  JSON.stringify({ name: 'constructor', once: 'yes', minutes: Number.MAX_VALUE, brandKeys: [1, 'x'.repeat(20_000)] }),
  Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80]),
  gzipSync(Buffer.alloc(1_000_000)),
  Buffer.alloc(300_000, 'a'),
]

/** Now and then: one time in `of`. */
const sometimes = <T>(of: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: of - 1 })
const oneOf = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values)

/** Shrinks to a plain GET. */
const requests = (token: string): fc.Arbitrary<Buffer> =>
  fc
    .record({
      method: oneOf(...methods),
      path: oneOf(...paths),
      query: sometimes(3, oneOf('?sid=1234&vuid=%', '?limit=-1&timeout=x', '?timeout=0', '?token=a', '?%')),
      version: sometimes(20, oneOf('HTTP/9.9', 'HTTP/1.0', '')),
      body: fc.oneof(fc.constantFrom(...bodies(token)), fc.json()),
      host: sometimes(3, oneOf('127.0.0.1', 'localhost', 'evil.example', '', '[::1', 'a'.repeat(9000))),
      length: sometimes(5, fc.nat(400_000)),
      headers: fc.array(
        fc.oneof(
          oneOf('application/json', 'text/plain', 'a/b; charset=x', ';').map(type => `Content-Type: ${type}`),
          oneOf('gzip', 'br', 'nonsense', 'identity').map(name => `Content-Encoding: ${name}`),
          oneOf('null', 'http://localhost', 'http://[', '\u00e9', 'a'.repeat(500)).map(from => `Origin: ${from}`),
          fc.nat(999).map(code => `Cookie: padlock-sandbox=%${code}`),
          fc.nat(20_000).map(length => `X-${'y'.repeat(length)}: z`),
          oneOf(
            'Transfer-Encoding: chunked',
            'no header at all',
            'Expect: 100-continue',
            'Upgrade: websocket',
            'Connection: upgrade',
          ),
          fc.string({ maxLength: 40 }),
        ),
        { maxLength: 4 },
      ),
      cut: sometimes(10, fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ method, path, query, version, body, host, length, headers, cut }) => {
      const content = Buffer.from(body)
      const lines = [
        `${method} ${path}${query ?? ''} ${version ?? 'HTTP/1.1'}`,
        `Host: ${host ?? '127.0.0.1'}`,
        `Content-Length: ${length ?? content.length}`,
        ...headers,
      ]
      const whole = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content])
      return cut === null ? whole : whole.subarray(0, Math.floor(cut * whole.length))
    })

/** Whatever the answer is, or if there is none. Streams and half requests are left after a moment. */
const send = (port: number, request: Buffer): Promise<void> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve())
    socket.on('data', () => socket.end())
    socket.setTimeout(150, () => socket.destroy())
    socket.write(request)
  })

const median = (values: number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0

test('malformed requests of every kind neither break the sandbox nor keep others waiting', async () => {
  const seed = Number(process.env['PADLOCK_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
  const told = `PADLOCK_FUZZ_SEED=${seed} sends the same again`
  const faults: unknown[] = []
  const sandbox = await openSandbox({
    port: 0,
    host: null,
    token: null,
    version: '0',
    sites: [{ setup: newSetup(sid, [brand.publicKey], [iAdvize.privateKey]), byConfiguration: false }],
    iAdvizeKey: iAdvize.privateKey,
    onFault: error => faults.push(error),
  })
  const port = Number(new URL(sandbox.origin).port)
  const post = (body: object) => fetch(sandbox.origin + exchangePath, { method: 'POST', body: JSON.stringify(body) })
  /** Milliseconds that an honest guest waits. */
  const wait = async (): Promise<number> => {
    const began = performance.now()
    const response = await post(guestRequest)
    expect([200, 401, 503], told).toContain(response.status)
    return performance.now() - began
  }
  const before: number[] = []
  while (before.length < 15) before.push(await wait())
  const during: number[] = []
  const some = fc.array(requests(await sampleBrand.token('u-1')), { minLength: atOnce, maxLength: atOnce })
  await fc.assert(
    fc.asyncProperty(some, async sent => {
      const [waited] = await Promise.all([wait(), ...sent.map(request => send(port, request))])
      during.push(waited)
      expect(faults).toEqual([])
    }),
    { seed, numRuns: rounds },
  )
  expect(median(during), told).toBeLessThan(longer.times * median(before) + longer.milliseconds)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  const client = await connectSandbox(sandbox.origin)
  await client.reset()
  expect((await post(signInRequest(await sampleBrand.token('u-2')))).status).toBe(200)
  expect(await client.awaitPadlock({ userId: 'u-2', timeout: 5 })).toMatchObject({ padlock: true })
  await sandbox.close()
})
