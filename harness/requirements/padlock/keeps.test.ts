import { expect, test } from '@playwright/test'
import { activation, fault, load, sample, signIn, step, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import keeps from './keeps.ts'

const page = (tab = 'tab 1') => [load('/account', { tab }), activation({ secured: token('first') })]
const verified = sample({ user: 'first', jwt: true, padlock: true })
const lost = sample({ user: 'first', jwt: true })
const begin = [signIn(), ...page(), verified]

test('met on each further page, and in a new tab', () => {
  expect(
    outcomes(keeps, ...begin, step('open'), ...page(), verified, step('new-tab'), ...page('tab 2'), verified),
  ).toEqual(['met', 'met'])
})

test('violated where it is lost, and where the page is left idle', () => {
  expect(outcomes(keeps, ...begin, step('open'), ...page(), lost)).toEqual(['padlock-lost'])
  expect(outcomes(keeps, ...begin, step('open'), load('/orders'), verified)).toEqual(['page-left-idle'])
})

test('no finding without a padlock before, without another page, after an expiry, and under a fault of ours', () => {
  expect(outcomes(keeps, signIn(), ...page(), lost, step('open'), ...page(), lost)).toEqual([])
  expect(outcomes(keeps, ...begin)).toEqual([])
  expect(outcomes(keeps, ...begin, step('let-session-expire'), lost, step('open'), ...page(), lost)).toEqual([])
  expect(outcomes(keeps, ...begin, fault('exchange-server-error'), step('open'), ...page(), lost)).toEqual([])
})
