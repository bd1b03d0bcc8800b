import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, sample, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import noFallback from './no-anonymous-fallback.ts'

const failed = activation({ secured: token('first') }, { reason: 'Failed to fetch authentication with a server error' })
const look = sample({ user: 'first' })
const begin = [signIn(), fault('exchange-server-error'), load('/account')]

test('met when nothing follows, or another secured activation does', () => {
  expect(outcomes(noFallback, ...begin, failed, look)).toEqual(['met'])
  expect(outcomes(noFallback, ...begin, failed, activation({ secured: token('first') }), look)).toEqual(['met'])
})

test('violated by an anonymous activation, whoever made the secured one fail', () => {
  expect(outcomes(noFallback, ...begin, failed, activation('anonymous'), look)).toEqual(['anonymous-after-failure'])
  expect(outcomes(noFallback, signIn(), load('/account'), failed, activation('anonymous'), look)).toEqual([
    'anonymous-after-failure',
  ])
})

test('whoever has logged out, or signed out, is a guest', () => {
  expect(outcomes(noFallback, ...begin, failed, logout(), activation('anonymous'), look)).toEqual(['met'])
  expect(outcomes(noFallback, ...begin, failed, activation('anonymous'), sample({ user: null }))).toEqual(['met'])
  const cutOff = activation(
    { secured: token('first') },
    { reason: 'Failed to fetch authentication with a server error', meanwhile: logout() },
  )
  expect(outcomes(noFallback, ...begin, cutOff, activation('anonymous'), look)).toEqual(['met'])
})

test('no finding for guests, without a failure, and before a look', () => {
  const guest = activation('anonymous', { reason: 'Failed to fetch authentication with a server error' })
  expect(outcomes(noFallback, load('/'), guest, activation('anonymous'), sample({ user: null }))).toEqual([])
  expect(outcomes(noFallback, signIn(), load('/account'), activation({ secured: token('first') }), look)).toEqual([])
  expect(outcomes(noFallback, ...begin, failed)).toEqual([])
})
