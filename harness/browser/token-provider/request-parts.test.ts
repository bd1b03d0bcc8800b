import { expect, test } from '@playwright/test'
import { partsOf } from './request-parts.ts'
import type { Sent } from './sent-request.ts'

const request: Sent = {
  method: 'POST',
  url: 'https://shop.test/api/users/u-1/token?n=4',
  headers: { 'content-type': 'application/json', 'user-agent': 'x', 'x-tenant': 'blue' },
  body: '{"user":{"id":17},"tags":["a"]}',
}

test('every part that carries a value, by a name without it', () => {
  expect(partsOf(request, { who: 'ada%40example.com' }).map(({ what, value }) => [what, value])).toEqual([
    ['query parameter n', '4'],
    ['segment 1 of the path', 'api'],
    ['segment 2 of the path', 'users'],
    ['segment 3 of the path', 'u-1'],
    ['segment 4 of the path', 'token'],
    ['header x-tenant', 'blue'],
    ['member /user/id of the JSON body', '17'],
    ['member /tags/0 of the JSON body', 'a'],
    ['cookie who', 'ada@example.com'],
  ])
})

test('each can take another value, and the rest stays', () => {
  const put = (what: string, value: string): Sent | undefined =>
    partsOf(request, { who: 'ada' })
      .find(part => part.what === what)
      ?.put(request, value)
  expect(put('query parameter n', '7')?.url).toBe('https://shop.test/api/users/u-1/token?n=7')
  expect(put('segment 3 of the path', 'u/2')?.url).toBe('https://shop.test/api/users/u%2F2/token?n=4')
  expect(put('header x-tenant', 'red')?.headers).toMatchObject({
    'x-tenant': 'red',
    'content-type': 'application/json',
  })
  expect(put('member /user/id of the JSON body', '18')?.body).toBe('{"user":{"id":18},"tags":["a"]}')
  expect(put('cookie who', 'b b')?.cookies).toEqual({ who: 'b%20b' })
  const form = { ...request, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&b=2' }
  expect(
    partsOf(form)
      .find(({ name }) => name === 'b')
      ?.put(form, 'x y').body,
  ).toBe('a=1&b=x+y')
})
