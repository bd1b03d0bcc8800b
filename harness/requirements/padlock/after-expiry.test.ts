import { expect, test } from '@playwright/test'
import { activation, fault, load, renewal, sample, signIn, step, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import afterExpiry from './after-expiry.ts'

const verified = sample({ user: 'first', jwt: true, padlock: true })
const gone = sample({ user: 'first', reason: 'session expired' })
const page = [signIn(), load('/account'), activation({ secured: token('first') })]
const expiry = [step('let-session-expire'), renewal({ secured: token('first') })]

test('met when it is back', () => {
  expect(outcomes(afterExpiry, ...page, verified, ...expiry, verified)).toEqual(['met'])
})

test('violated when it is not', () => {
  expect(outcomes(afterExpiry, ...page, verified, ...expiry, gone)).toEqual(['padlock-gone-after-expiry'])
})

test('no finding without an expiry, without a padlock before, after the site’s session, and under a fault of ours', () => {
  expect(outcomes(afterExpiry, ...page, verified)).toEqual([])
  expect(outcomes(afterExpiry, ...page, gone, ...expiry, gone)).toEqual([])
  expect(outcomes(afterExpiry, ...page, verified, ...expiry, sample({ user: null }))).toEqual([])
  expect(outcomes(afterExpiry, ...page, verified, fault('exchange-server-error'), ...expiry, gone)).toEqual([])
})
