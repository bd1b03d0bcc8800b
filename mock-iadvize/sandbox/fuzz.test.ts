/** Malformed requests of every kind, for some seconds: the sandbox neither breaks nor keeps others waiting. */
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { chatPath, exchangePath, logoutPath, reportPath, tagPath } from '../contract.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'
import { brand, iAdvize } from '../samples/sample-keys.ts'
import { connectSandbox } from './client.ts'
import { operations } from './operations.ts'
import { openSandbox } from './sandbox.ts'
import { newSetup } from './tenants.ts'

/** Milliseconds. */
const duration = 2500
/** How much longer than before others may wait, usually: so many times, and milliseconds on top. What a busy machine adds is in both. */
const longer = { times: 10, milliseconds: 500 }

/** Mulberry32: a seed gives the same requests again. */
function randomOf(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number): number => Math.floor(next() * most)
  return { below, one: <T>(of: readonly T[]): T => of[below(of.length)]!, chance: (share: number) => next() < share }
}
type Random = ReturnType<typeof randomOf>

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

function requestOf(random: Random, token: string): Buffer {
  const body = Buffer.from(random.one(bodies(token)))
  const host = random.one(['127.0.0.1', 'localhost', 'evil.example', '', '[::1', 'a'.repeat(9000)])
  const headers = [
    ...(random.chance(0.9) ? [`Host: ${random.chance(0.7) ? '127.0.0.1' : host}`] : []),
    ...(random.chance(0.8) ? [`Content-Length: ${random.chance(0.8) ? body.length : random.below(400_000)}`] : []),
    ...(random.chance(0.5)
      ? [`Content-Type: ${random.one(['application/json', 'text/plain', 'a/b; charset=x', ';'])}`]
      : []),
    ...(random.chance(0.2) ? [`Content-Encoding: ${random.one(['gzip', 'br', 'nonsense', 'identity'])}`] : []),
    ...(random.chance(0.1) ? ['Transfer-Encoding: chunked'] : []),
    ...(random.chance(0.2)
      ? [`Origin: ${random.one(['null', 'http://localhost', 'http://[', '\u00e9', 'a'.repeat(500)])}`]
      : []),
    ...(random.chance(0.1) ? [`Cookie: padlock-sandbox=%${random.below(999)}`] : []),
    ...(random.chance(0.1) ? [`X-${'y'.repeat(random.below(20_000))}: z`] : []),
    ...(random.chance(0.1)
      ? ['no header at all', 'Expect: 100-continue', 'Upgrade: websocket', 'Connection: upgrade']
      : []),
  ]
  const version = random.chance(0.95) ? 'HTTP/1.1' : random.one(['HTTP/9.9', 'HTTP/1.0', ''])
  const query = random.chance(0.3)
    ? random.one(['?sid=1234&vuid=%', '?limit=-1&timeout=x', '?timeout=0', '?token=a', '?%'])
    : ''
  const head = `${random.one(methods)} ${random.one(paths)}${query} ${version}\r\n${headers.join('\r\n')}\r\n\r\n`
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), body])
  return random.chance(0.1) ? whole.subarray(0, random.below(whole.length)) : whole
}

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

test('malformed requests of every kind neither break the sandbox nor keep others waiting', async () => {
  const seed = Number(process.env['PADLOCK_FUZZ_SEED'] ?? Date.now() % 1_000_000)
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
  const token = await sampleBrand.token('u-1')
  const random = randomOf(seed)
  let sent = 0
  const fuzz = async () => {
    for (; performance.now() < until; sent += 1) await send(port, requestOf(random, token))
  }
  const post = (body: object) => fetch(sandbox.origin + exchangePath, { method: 'POST', body: JSON.stringify(body) })
  /** Milliseconds that an honest guest waits. */
  const wait = async (): Promise<number> => {
    const began = performance.now()
    const response = await post(guestRequest)
    expect([200, 401, 503], told).toContain(response.status)
    return performance.now() - began
  }
  const median = (values: number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
  const before: number[] = []
  while (before.length < 15) before.push(await wait())
  const during: number[] = []
  const others = async () => {
    while (performance.now() < until) during.push(await wait())
  }
  const until = performance.now() + duration
  await Promise.all([...Array.from({ length: 16 }, fuzz), others()])
  expect(faults, told).toEqual([])
  expect(sent, told).toBeGreaterThan(30)
  expect(median(during), told).toBeLessThan(longer.times * median(before) + longer.milliseconds)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  const client = await connectSandbox(sandbox.origin)
  await client.reset()
  expect((await post(signInRequest(await sampleBrand.token('u-2')))).status).toBe(200)
  expect(await client.awaitPadlock({ userId: 'u-2', timeout: 5 })).toMatchObject({ padlock: true })
  await sandbox.close()
})
