import { expect, test } from '@playwright/test'
import { load, providerFound, sample, signIn } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import notCacheable from './not-cacheable.ts'

const page = [signIn(), load('/account')]
const found = (cacheControl: string | null, method = 'GET') => providerFound({ method, headers: { cacheControl } })

test('met by no-store, alone or among others', () => {
  for (const header of ['no-store', 'private, No-Store', 'no-cache, no-store, must-revalidate'])
    expect(outcomes(notCacheable, ...page, found(header))).toEqual(['met'])
})

test('violated by everything less, also in the page’s own HTML', () => {
  for (const header of [null, 'private', 'no-cache', 'max-age=0', 'public, max-age=60'])
    expect(outcomes(notCacheable, ...page, found(header))).toEqual(['may-be-kept'])
  const inPage = providerFound({ carrier: { kind: 'html' }, headers: { cacheControl: 'private' } })
  expect(outcomes(notCacheable, ...page, inPage)).toEqual(['may-be-kept'])
})

test('what answers a POST is kept only when it asks for it', () => {
  expect(outcomes(notCacheable, ...page, found(null, 'POST'), found('private', 'POST'))).toEqual(['met', 'met'])
  expect(outcomes(notCacheable, ...page, found('max-age=30', 'POST'))).toEqual(['may-be-kept'])
})

test('no finding without a token provider', () => {
  expect(outcomes(notCacheable, ...page, sample({ user: 'first' }))).toEqual([])
})
