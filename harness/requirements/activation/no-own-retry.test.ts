import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, sample, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import noOwnRetry from './no-own-retry.ts'

const reason = 'Failed to fetch authentication with a server error'
const failed = () => activation({ secured: token('first') }, { reason })
const look = sample({ user: 'first' })
const begin = [signIn(), fault('exchange-server-error'), load('/account')]

test('met when the page leaves it at that, and when the next page activates', () => {
  expect(outcomes(noOwnRetry, ...begin, failed(), look, load('/orders'), failed(), look)).toEqual(['met', 'met'])
})

test('violated by each further call, also when the provider has nothing to give', () => {
  expect(outcomes(noOwnRetry, ...begin, failed(), failed(), activation('threw'), look)).toEqual([
    'activated-after-failure',
    'activated-after-failure',
  ])
  const guest = [load('/'), activation('anonymous', { reason }), activation('anonymous'), sample({ user: null })]
  expect(outcomes(noOwnRetry, ...guest)).toEqual(['activated-after-failure'])
})

test('a fallback, a sign-in, and a call after logout are no retry', () => {
  expect(outcomes(noOwnRetry, ...begin, failed(), activation('anonymous'), look)).toEqual(['met'])
  const upgrade = [load('/'), activation('anonymous', { reason }), activation({ secured: token('first') }), look]
  expect(outcomes(noOwnRetry, ...upgrade)).toEqual(['met'])
  expect(outcomes(noOwnRetry, ...begin, failed(), logout(), activation({ secured: token('first') }), look)).toEqual([
    'met',
  ])
})

test('no finding without a failure, before a look, and when the call itself was wrong', () => {
  expect(outcomes(noOwnRetry, signIn(), load('/account'), activation({ secured: token('first') }), look)).toEqual([])
  expect(outcomes(noOwnRetry, ...begin, failed())).toEqual([])
  const twice = activation({ secured: token('first') }, { reason: "Can't activate twice, please logout first" })
  expect(outcomes(noOwnRetry, signIn(), load('/account'), twice, activation({ invalid: '{}' }), look)).toEqual([])
})
