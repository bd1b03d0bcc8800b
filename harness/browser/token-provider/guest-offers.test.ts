import { expect, test } from '@playwright/test'
import { offerIn, offerNamed, originOf, valueAt } from './guest-offers.ts'
import type { Received } from './guest-offers.ts'

const page = (nonce: string, user = ''): Received => ({
  documents: [
    `<html><head><meta name="viewport" content="width=device-width">${nonce}</head><body>${user}</body></html>`,
  ],
  answers: [],
})
/** What the guest's page offers for a value that stands in the page of somebody who is signed in. */
const offer = (own: string, guests: string, value: string): string | null => {
  const origin = originOf(value, page(own, '<nav>Ada</nav>'), {})
  return origin?.kind === 'document' ? offerIn(page(guests).documents[0] ?? '', origin) : null
}

test('a nonce is found by what stands around it: in meta, field, JSON, script and data attribute', () => {
  for (const around of [
    (it: string) => `<meta name="csrf-token" content="${it}">`,
    (it: string) => `<meta content="${it}" name="csrf-token">`,
    (it: string) => `<input type="hidden" name="_token" value="${it}">`,
    (it: string) => `<script>var chat = {"ajax":"\\/wp-admin","nonce":"${it}"}</script>`,
    (it: string) => `<script>window.csrfToken = '${it}';</script>`,
    (it: string) => `<body data-chat="secured" data-nonce="${it}">`,
  ])
    expect(offer(around('0a1b2c3d4e'), around('9f8e7d6c5b'), '0a1b2c3d4e'), around('…')).toBe('9f8e7d6c5b')
})

test('nothing is offered where the guest’s page has none', () => {
  expect(offer('<meta name="csrf-token" content="0a1b2c3d4e">', '', '0a1b2c3d4e')).toBeNull()
})

test('it may lie in a cookie, encoded or not, or in an answer that the page had got before', () => {
  const received = {
    documents: [],
    answers: [{ url: 'https://shop.test/me', body: '{"csrf":{"token":"0a1b2c3d4e"}}' }],
  }
  expect(originOf('0a1b=2c3d', received, { XSRF: '0a1b%3D2c3d' })).toEqual({ kind: 'cookie', name: 'XSRF' })
  const origin = originOf('0a1b2c3d4e', received, {})
  expect(origin).toEqual({ kind: 'answer', url: 'https://shop.test/me', pointer: '/csrf/token' })
  expect(valueAt('{"csrf":{"token":"9f8e7d6c5b"}}', '/csrf/token')).toBe('9f8e7d6c5b')
  expect(originOf('short', received, { one: 'short' })).toBeNull()
})

test('where nobody saw where it came from, the guard of the guest’s page by its name', () => {
  const guests = '<meta name="csrf-token" content="9f8e7d6c5b">'
  expect(offerNamed(guests, 'x-csrf-token')).toBe('9f8e7d6c5b')
  expect(offerNamed(guests, 'colour')).toBeNull()
})
