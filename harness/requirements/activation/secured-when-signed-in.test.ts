import { expect, test } from '@playwright/test'
import { activation, fault, load, sample, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import securedWhenSignedIn from './secured-when-signed-in.ts'

test('met by a secured activation', () => {
  const secured = activation({ secured: token('first') })
  expect(outcomes(securedWhenSignedIn, signIn(), load('/account'), secured, sample({ user: 'first' }))).toEqual(['met'])
})

test('violated by an anonymous one', () => {
  const page = [load('/account'), activation('anonymous'), sample({ user: 'first' })]
  expect(outcomes(securedWhenSignedIn, signIn(), ...page)).toEqual(['anonymous-though-signed-in'])
})

test('the login page that was left at once says nothing', () => {
  const login = [load('/login'), activation('anonymous'), load('/account', { tag: false })]
  expect(outcomes(securedWhenSignedIn, signIn(), ...login, sample({ user: 'first' }))).toEqual([])
})

test('signing in without a page load: the anonymous call belongs to the time before', () => {
  const upgrade = [activation('anonymous'), activation({ secured: token('first') }), sample({ user: 'first' })]
  expect(outcomes(securedWhenSignedIn, signIn(), load('/'), ...upgrade)).toEqual(['met'])
})

test('no finding for guests, invalid answers, and under a fault of ours', () => {
  expect(outcomes(securedWhenSignedIn, load('/'), activation('anonymous'), sample({ user: null }))).toEqual([])
  const invalid = [load('/account'), activation({ invalid: '{}' }), sample({ user: 'first' })]
  expect(outcomes(securedWhenSignedIn, signIn(), ...invalid)).toEqual([])
  const fallback = [load('/account'), activation('anonymous'), sample({ user: 'first' })]
  expect(outcomes(securedWhenSignedIn, fault('token-provider-down'), signIn(), ...fallback)).toEqual([])
})
