import { expect, test } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { claimsAt, forged, jws } from '../../mock-iadvize/token/forgery.ts'
import { tokensInHar } from './har.ts'

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

test('each token once, as of the moment when it went to iAdvize, and told by where it was first seen', () => {
  const found = tokensInHar(
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
  })
})

test('in headers, cookies, addresses, web sockets and bodies in base64', () => {
  const found = tokensInHar(
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

test('other people’s tokens are counted once and not judged', () => {
  const headers = { Authorization: `Bearer ${session}` }
  const found = tokensInHar(
    har(
      entry('GET', 'https://shop.test/a', 0, { headers }, {}),
      entry('GET', 'https://shop.test/b', 0, { headers }, {}),
    ),
  )
  expect(found).toMatchObject({ tokens: [], others: 1 })
})

test('what one tool leaves out hides nothing else; what is no HAR is none', () => {
  const bare = { request: { method: 'GET', url: 'https://shop.test/t' }, response: { content: { text: one } } }
  const found = tokensInHar(
    `\ufeff${har(null, {}, { request: { method: 'GET', url: 'nonsense' }, response: {} }, bare)}`,
  )
  expect(found).toEqual({
    tokens: [{ token: one, from: 'answer of GET https://shop.test/t: text', at: null }],
    others: 0,
    entries: 4,
  })
  for (const text of ['', 'no JSON', '[]', '{"log":{}}', '{"log":{"entries":7}}']) expect(tokensInHar(text)).toBeNull()
})
