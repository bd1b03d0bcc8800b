import { expect, test } from '@playwright/test'
import { load, probe, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import providerRefuses from './provider-refuses.ts'

const begin = [signIn(), load('/account'), probe('as-page', { user: 'first', token: token('first') })]

test('met by a refusal', () => {
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { status: 401 }))).toEqual(['met'])
})

test('violated by a token', () => {
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { token: token('first') }))).toEqual([
    'token-after-sign-out',
  ])
})

test('no finding where the page’s own request can’t be sent again, without an answer, and without asking', () => {
  const refused = [signIn(), load('/account'), probe('as-page', { user: 'first', status: 403 })]
  expect(outcomes(providerRefuses, ...refused, probe('after-sign-out', { status: 403 }))).toEqual([])
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { status: 'no-answer' }))).toEqual([])
  expect(outcomes(providerRefuses, ...begin)).toEqual([])
})
