import { expect, test } from '@playwright/test'
import { dataRequest, load, providerFound, recording } from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import { whyNoToken } from './why-no-token.ts'

const why = (...parts: Part[]): string | null => whyNoToken(recording(load('/account'), ...parts), 'load 1')

test('a request that the page made says what to change', () => {
  expect(why(dataRequest({ is: 'refused', status: 401 }, { withSession: false }))).toMatch(
    /^\/account asked GET \/api\/token, which answered 401: neither a cookie nor/,
  )
  expect(why(dataRequest({ is: 'refused', status: 403 }))).toContain(
    'accept the session by which the page itself is shown',
  )
  expect(why(dataRequest({ is: 'refused', status: 500 }))).toContain('its log says why')
  expect(why(dataRequest({ is: 'page', redirectedTo: '/login' }))).toContain('redirected to the page /login')
  expect(why(dataRequest({ is: 'page', redirectedTo: null }))).toContain('with a web page and not with a token')
  expect(why(dataRequest({ is: 'token', pointer: '/data/token' }))).toContain('got a token (JSON member /data/token)')
  const other = { origin: 'https://api.shop.test', crossOrigin: true }
  expect(why(dataRequest({ is: 'failed', error: 'net::ERR_FAILED' }, other))).toContain('Access-Control-Allow-Origin')
  expect(why(dataRequest({ is: 'failed', error: 'mixed-content' }, other))).toContain('use https')
  expect(why(dataRequest({ is: 'failed', error: 'net::ERR_CONNECTION_REFUSED' }))).toContain('nobody answers there')
})

test('what is known as the token provider, or is called like one, comes before what else failed', () => {
  const news = dataRequest({ is: 'refused', status: 404 }, { requestPath: '/api/news' })
  expect(why(dataRequest({ is: 'refused', status: 401 }), news)).toContain('/api/token')
  const plain = dataRequest({ is: 'refused', status: 401 }, { requestPath: '/api/me' })
  expect(why(plain, news)).toContain('/api/news')
  expect(why(providerFound({ path: '/api/me' }), plain, news)).toContain('/api/me')
})

test('nothing is said without a request, or of another page', () => {
  expect(why()).toBeNull()
  expect(why(load('/other'), dataRequest({ is: 'refused', status: 401 }))).toBeNull()
})
