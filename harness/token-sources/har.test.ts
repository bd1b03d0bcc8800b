import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged, jws } from '../../mock-iadvize/token/forgery.ts'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { HarMistake } from './har-entries.ts'
import { tokensInHar, type AttachedBody } from './har.ts'

const began = '2026-03-01T12:00:00.000Z'
const later = (milliseconds: number): Date => new Date(Date.parse(began) + milliseconds)
const token = (): string => forged({ brand, iAdvize }, claimsAt(new Date(began)))
const [one, two, three, four] = [token(), token(), token(), token()] as [string, string, string, string]
const session = jws({ sid: '1' }, brand.privateKey)

type Message = {
  body?: string
  type?: string
  encoding?: string
  headers?: Record<string, string>
  cookies?: Record<string, string>
}
const pairs = (values: Record<string, string> = {}): object[] =>
  Object.entries(values).map(([name, value]) => ({ name, value }))
/** As browsers write it. `at`: milliseconds after the first. */
const entry = (
  method: string,
  url: string,
  at: number,
  asked: Message,
  answered: Message,
  more: object = {},
): object => ({
  startedDateTime: later(at).toISOString(),
  time: 250,
  request: {
    method,
    url,
    headers: pairs(asked.headers),
    cookies: pairs(asked.cookies),
    ...(asked.body !== undefined && { postData: { mimeType: 'application/json', text: asked.body } }),
  },
  response: {
    status: 200,
    headers: pairs(answered.headers),
    cookies: pairs(answered.cookies),
    content: { mimeType: answered.type ?? 'application/json', text: answered.body, encoding: answered.encoding },
  },
  ...more,
})
const har = (...entries: unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } })

/** As a stream brings it: pieces that end anywhere. */
async function* pieces(text: string, size = 7919): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}
const search = (text: string, attached?: AttachedBody) => tokensInHar(pieces(text), attached)

test('each token once, as of the moment when it went to iAdvize, and told by where it was first seen', async () => {
  const found = await search(
    har(
      entry(
        'GET',
        'https://shop.test/api/token?user=ada@example.com',
        0,
        {},
        { body: JSON.stringify({ data: { token: one } }) },
      ),
      entry(
        'POST',
        'https://api.iadvize.com/exchange',
        1000,
        { body: JSON.stringify({ token: one }) },
        { body: JSON.stringify({ jwt: session }) },
      ),
      entry('POST', 'https://api.iadvize.com/exchange', 90_000, { body: JSON.stringify({ token: one }) }, {}),
    ),
  )
  expect(found).toEqual({
    tokens: [
      { token: one, from: 'answer of GET https://shop.test/api/token: JSON /data/token, 12:00:00Z', at: later(1000) },
    ],
    others: 0,
    entries: 3,
    hints: [],
  })
})

test('in headers, cookies, addresses, web sockets and bodies in base64', async () => {
  const found = await search(
    har(
      entry('GET', 'https://shop.test/', 0, { cookies: { chat: one } }, {}),
      entry('GET', `https://shop.test/start?token=${two}`, 0, {}, {}),
      entry(
        'GET',
        'https://shop.test/t',
        0,
        {},
        { body: Buffer.from(three).toString('base64'), encoding: 'base64', type: 'text/plain' },
      ),
      entry(
        'GET',
        'wss://shop.test/live',
        0,
        {},
        {},
        { _webSocketMessages: [{ type: 'receive', data: `{"t":"${four}"}` }] },
      ),
    ),
  )
  expect(found?.tokens.map(({ token, from, at }) => [token, from, at])).toEqual([
    [one, 'request GET https://shop.test/: cookie chat, 12:00:00Z', later(0)],
    [two, 'address of GET https://shop.test/start, 12:00:00Z', later(0)],
    [three, 'answer of GET https://shop.test/t: text, 12:00:00Z', later(250)],
    [four, 'WebSocket GET wss://shop.test/live: JSON /t, 12:00:00Z', later(0)],
  ])
})

test('other people’s tokens are counted once and not judged', async () => {
  const headers = { Authorization: `Bearer ${session}` }
  const found = await search(
    har(
      entry('GET', 'https://shop.test/a', 0, { headers }, {}),
      entry('GET', 'https://shop.test/b', 0, { headers }, {}),
    ),
  )
  expect(found).toMatchObject({ tokens: [], others: 1 })
})

test('what one tool leaves out hides nothing else', async () => {
  const bare = { request: { method: 'GET', url: 'https://shop.test/t' }, response: { content: { text: one } } }
  const found = await search(
    `\ufeff${har(null, {}, 'text', 7, { request: { method: 'GET', url: 'nonsense' }, response: {} }, bare)}`,
  )
  expect(found).toEqual({
    tokens: [{ token: one, from: 'answer of GET https://shop.test/t: text', at: null }],
    others: 0,
    entries: 6,
    hints: ['3 entries of 6 could not be read (the first at line 1): save the HAR again'],
  })
})

const answer = (content: object, headers: object[] = []): object => ({
  request: { method: 'GET', url: 'https://shop.test/t' },
  response: { headers, content },
})
const asked = (request: object): object => ({ request: { method: 'POST', url: 'https://shop.test/t', ...request } })
const json = JSON.stringify({ token: one })
const base64 = (bytes: Buffer | string): string => Buffer.from(bytes).toString('base64')
const brotli = [{ name: 'Content-Encoding', value: 'br' }]

/** How tools differ: whoever writes it so is named where that is known. */
const travelled: [string, object][] = [
  ['an answer of type application/jwt', answer({ mimeType: 'application/jwt', text: one })],
  ['an answer of no known type (Chromium)', answer({ mimeType: 'x-unknown', text: one })],
  ['binary in base64', answer({ text: base64(Buffer.from(`\u0000\u00ff${one}\u0001`, 'latin1')), encoding: 'base64' })],
  ['gzip in base64', answer({ text: base64(gzipSync(json)), encoding: 'base64' })],
  ['brotli in base64', answer({ text: base64(brotliCompressSync(json)), encoding: 'base64' }, brotli)],
  ['deflate in base64', answer({ text: base64(deflateSync(json)), encoding: 'base64' })],
  ['gzip as characters of one byte each (ProxyPin)', answer({ text: gzipSync(json).toString('latin1') })],
  ['base64 that is not declared (BrowserMob)', answer({ text: base64(json) })],
  ['declared base64 that is plain (Firefox)', answer({ text: json, encoding: 'base64' })],
  ['decoded, with the header left as it was', answer({ text: base64(json), encoding: 'base64' }, brotli)],
  ['a form without its text', asked({ postData: { params: [{ name: 'a' }, { name: 'token', value: one }] } })],
  ['a body of a request in base64 (Reqable)', asked({ postData: { text: base64(json), encoding: 'base64' } })],
  ['a request without a response', asked({ postData: { text: json } })],
  ['a response that is null', { ...asked({ postData: { text: json } }), response: null }],
  [
    'headers of which one has no value',
    asked({
      headers: [
        { name: 'a', value: null },
        { name: 'x', value: one },
      ],
    }),
  ],
  ['headers as an object', asked({ headers: { Authorization: `Bearer ${one}` } })],
  ['a query that the address lacks', asked({ queryString: [{ name: 't', value: one }] })],
  ['a redirect', { ...asked({}), response: { redirectURL: `https://shop.test/#${one}` } }],
  ['an address that is none', asked({ url: `shop/${one}` })],
  ['a message of a web socket', { ...asked({}), _webSocketMessages: [null, { type: 'send', data: json }] }],
  [
    'a binary message of a web socket',
    { ...asked({}), _webSocketMessages: [{ type: 'send', opcode: 2, data: base64(`\u0000${json}`) }] },
  ],
  [
    'a body beside another nested too deep',
    { ...asked({ postData: { text: `${'['.repeat(20_000)}"${one}"` } }), response: { content: { text: '{}' } } },
  ],
]
for (const [what, entry] of travelled)
  test(`found in ${what}`, async () => {
    const { tokens } = await search(har(entry))
    expect(tokens.map(({ token }) => token)).toEqual([one])
  })

test('a body in a file of its own is read from there, and missed where it is not', async () => {
  const attached = har(answer({ mimeType: 'application/json', _file: 'abc.json' }))
  const found = await search(attached, name => Promise.resolve(name === 'abc.json' ? Buffer.from(json) : null))
  expect(found.tokens).toHaveLength(1)
  expect(await search(attached)).toMatchObject({ tokens: [], hints: [expect.stringContaining('“embed”')] })
})

test('what could not be unpacked is said', async () => {
  const zstd = Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.alloc(40)])
  const found = await search(har(answer({ text: base64(zstd), encoding: 'base64' })))
  expect(found.hints).toEqual([expect.stringContaining('1 body is compressed with zstd')])
  expect((await search(har(answer({})))).hints).toEqual([expect.stringContaining('no body was saved at all')])
})

test('a long body is left out while it passes, and hides nothing beside it', async () => {
  const long = answer({ text: 'x'.repeat(9_000_000) }, [{ name: 'x-token', value: one }])
  const found = await tokensInHar(pieces(har(long, answer({ text: two })), 65_536))
  expect(found.tokens.map(({ token }) => token)).toEqual([one, two])
})

test('one broken entry hides no other, and is named by its line', async () => {
  const text = JSON.stringify({ log: { entries: [answer({ text: one }), answer({}), answer({ text: two })] } }, null, 1)
  const found = await search(text.replace('"content": {}', '"content": {unquoted}'))
  expect(found.tokens.map(({ token }) => token)).toEqual([one, two])
  expect(found.hints[0]).toMatch(/^1 entry of 3 could not be read \(the first at line 1\d\)/)
})

test('what is cut short is named by its line; what is no HAR is none', async () => {
  const text = JSON.stringify({ log: { entries: [answer({ text: one }), answer({ text: two })] } }, null, 1)
  await expect(search(text.slice(0, -90))).rejects.toThrow(
    /^ends at line \d\d in the middle of entry 2: it was cut short/,
  )
  await expect(search('{"log": {"version":')).rejects.toThrow('in the middle of JSON')
  for (const other of ['', 'no JSON', '[]', '{}', '{"log":{}}', '{"log":{"entries":7}}', '{"entries":[]}', '7', '"x"'])
    await expect(search(other)).rejects.toThrow(HarMistake)
})

test('however the pieces of a stream fall, the same is found', async () => {
  const text = har(answer({ text: `"\\"\u00e9${one}` }), { more: [[], {}] }, answer({ text: two }))
  for (const size of [1, 2, 3, 64]) {
    const found = await tokensInHar(pieces(text, size))
    expect(found).toMatchObject({ entries: 3, tokens: [{ token: one }, { token: two }] })
  }
})

const encoded = (text: string): string => Buffer.from(text).toString('base64')
const hidden: Record<string, object> = {
  'a JSON value in base64': entry('GET', 'https://shop.test/', 0, {}, { body: JSON.stringify({ d: encoded(one) }) }),
  'JSON in base64 as parameter': entry('GET', `https://shop.test/?state=${encoded(`{"t":"${one}"}`)}`, 0, {}, {}),
  'JSON in base64 as cookie': entry('GET', 'https://shop.test/', 0, { cookies: { c: encoded(`{"t":"${one}"}`) } }, {}),
  'a data: URL': entry(
    'GET',
    'https://shop.test/',
    0,
    {},
    { type: 'text/html', body: `<iframe src="data:text/html;base64,${encoded(`<p>${one}`)}">` },
  ),
  'a part of MIME': entry(
    'POST',
    'https://shop.test/',
    0,
    {
      body: `--x\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded(one).replaceAll(/(.{76})/g, '$1\r\n')}\r\n--x--`,
    },
    {},
  ),
  'UTF-16': entry(
    'GET',
    'https://shop.test/',
    0,
    {},
    { body: Buffer.from(`{"t":"${one}"}`, 'utf16le').toString('base64'), encoding: 'base64' },
  ),
}
for (const [where, hiding] of Object.entries(hidden))
  test(`a token is found in ${where}`, async () => {
    expect((await search(har(hiding))).tokens.map(({ token }) => token)).toEqual([one])
  })

test('a token in lines is found as it stands', async () => {
  const broken = one.replaceAll(/(.{76})/g, '$1\n')
  const found = await search(har(entry('GET', 'https://shop.test/', 0, {}, { body: JSON.stringify({ t: broken }) })))
  expect(found.tokens.map(({ token }) => token)).toEqual([broken])
})
