import { expect, test } from '@playwright/test'
import { activation, fault, load, renewal, sample, signIn, step, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import providerReusable from './provider-reusable.ts'

const captured = token('first')
const page = [
  signIn(),
  load('/account'),
  activation({ secured: captured }),
  sample({ user: 'first', jwt: true, padlock: true }),
]
const expiry = step('let-session-expire')
const after = sample({ user: 'first', jwt: true, padlock: true })

test('met by a new token', () => {
  expect(outcomes(providerReusable, ...page, expiry, renewal({ secured: token('first') }), after)).toEqual(['met'])
})

test('violated by the same token, by an error, and by an anonymous answer', () => {
  expect(outcomes(providerReusable, ...page, expiry, renewal({ secured: captured }), after)).toEqual(['token-captured'])
  expect(outcomes(providerReusable, ...page, expiry, renewal('threw'), after)).toEqual(['no-token-at-expiry'])
  expect(outcomes(providerReusable, ...page, expiry, renewal('anonymous'), after)).toEqual(['no-token-at-expiry'])
})

test('no finding without an expiry, after the end of the site’s session, and under a fault of ours', () => {
  expect(outcomes(providerReusable, ...page)).toEqual([])
  expect(outcomes(providerReusable, ...page, expiry, renewal('threw'), sample({ user: null }))).toEqual([])
  expect(outcomes(providerReusable, ...page, fault('token-provider-down'), expiry, renewal('threw'), after)).toEqual([])
})
