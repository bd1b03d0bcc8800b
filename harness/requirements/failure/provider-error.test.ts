import { expect, test } from '@playwright/test'
import {
  about,
  activation,
  fault,
  faultHit,
  load,
  recording,
  sample,
  signIn,
  skipped,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import providerError from './provider-error.ts'

const look = sample({ user: 'first' })
const under = (name: string) => [signIn(), fault(name), load('/account'), faultHit(name)]
const begin = under('provider-server-error')

test('met without an activation, and by a provider function that throws', () => {
  expect(outcomes(providerError, ...begin, look)).toEqual(['met'])
  expect(outcomes(providerError, ...begin, activation('threw'), look)).toEqual(['met'])
})

test('violated by an error page in place of a token, and by no token at all', () => {
  expect(outcomes(providerError, ...begin, activation({ secured: token(null) }), look)).toEqual([
    'activated-without-token',
  ])
  expect(outcomes(providerError, ...begin, activation({ invalid: '{ token: undefined }' }), look)).toEqual([
    'activated-without-token',
  ])
})

test('an anonymous activation is one only where it is a declared choice', () => {
  const { target } = recording()
  const declared = about({ target: { ...target, anonymousFallback: true } })
  expect(outcomes(providerError, ...begin, activation('anonymous'), look)).toEqual(['anonymous-without-token'])
  expect(outcomes(providerError, declared, ...begin, activation('anonymous'), look)).toEqual(['met'])
})

test('no finding for a token that is late or stale, for guests, before a look, and where no fault struck', () => {
  for (const name of ['provider-slow', 'provider-expired-token'])
    expect(outcomes(providerError, ...under(name), activation({ secured: token('first') }), look)).toEqual([])
  expect(outcomes(providerError, ...begin, sample({ user: null }))).toEqual([])
  expect(outcomes(providerError, ...begin)).toEqual([])
  expect(outcomes(providerError, signIn(), fault('provider-server-error'), load('/account'), look)).toEqual([])
})

test('not applicable where pages bring their token themselves', () => {
  const inPage = skipped('the fault', 'it stands in the HTML', 'token-in-page')
  expect(providerError.notApplicable?.([recording(inPage)])).toContain('HTML')
  expect(providerError.notApplicable?.([recording(skipped('the fault', 'no token'))])).toBeNull()
})
