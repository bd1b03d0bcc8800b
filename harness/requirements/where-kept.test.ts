/** The cure begins with the place that keeps the token, as HTTP and storage have shown it. */
import { expect, test } from '@playwright/test'
import { activation, load, recording, sample, signIn, token, tokenSource } from '../recording/literal.ts'
import type { ObservationOf } from '../recording/recording.ts'
import tokenFresh from './activation/token-fresh.ts'

type Source = ObservationOf<'token-source'>['source']

const cure = (source: Source | null): string | undefined => {
  const kept = token('first')
  const page = [load('/account'), activation({ secured: kept })]
  const again = [...page, ...(source ? [tokenSource(source)] : []), sample({ user: 'first' })]
  const found = tokenFresh
    .judge(recording(signIn(), ...page, sample({ user: 'first' }), ...again))
    .find(({ outcome }) => outcome === 'violated')
  return found?.outcome === 'violated' ? found.cure : undefined
}
const response = (facts: Partial<Extract<Source, { from: 'response' }>>): Source => ({
  from: 'response',
  document: true,
  method: 'GET',
  responsePath: '/account',
  served: 'network',
  cacheControl: null,
  age: null,
  hitBy: null,
  ...facts,
})

test('a page or an answer, and the cache that has it', () => {
  expect(cure(response({}))).toMatch(/^The server keeps the page \/account, with the token in its HTML: a page cache/)
  expect(cure(response({ document: false, responsePath: '/api/token' }))).toMatch(
    /^The server keeps the answer of GET \/api\/token: an application cache/,
  )
  expect(cure(response({ served: 'service-worker' }))).toMatch(/^The service worker of the site keeps the page/)
  expect(cure(response({ served: 'browser-cache', cacheControl: 'private' }))).toMatch(
    /^The browser’s own cache keeps the page .*Cache-Control is private/,
  )
  expect(cure(response({ served: 'browser-cache', hitBy: 'x-cache' }))).toMatch(
    /^A cache in front of the site .*x-cache says that it was a hit/,
  )
  expect(cure(response({ age: 12 }))).toMatch(/^A cache in front of the site .*its Age is 12 seconds/)
})

test('a proxy on the way, and an ETag, are named', () => {
  expect(cure(response({ via: true }))).toMatch(
    /^The server, or the proxy in front of it \(the answer says Via\), keeps/,
  )
  expect(cure(response({ etag: true }))).toContain('in its HTML (it bears an ETag')
})

test('a storage of the page, or a variable of it', () => {
  expect(cure({ from: 'storage', where: 'localStorage' })).toMatch(/^The page keeps the token in local storage/)
  expect(cure({ from: 'storage', where: 'cookie' })).toMatch(/^A cookie keeps the token/)
  expect(cure({ from: 'page' })).toMatch(/^A variable of the page keeps the token/)
})

test('what nobody has seen is left to the general cure', () => {
  expect(cure(null)).toBeUndefined()
  expect(cure({ from: 'unknown' })).toBeUndefined()
})
