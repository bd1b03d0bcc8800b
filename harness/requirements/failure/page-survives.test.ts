import { expect, test } from '@playwright/test'
import {
  activation,
  fault,
  faultHit,
  load,
  pageError,
  sample,
  signIn,
  token,
  unresponsive,
} from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import pageSurvives from './page-survives.ts'

const failed = activation({ secured: token('first') }, { reason: 'Failed to fetch authentication with a server error' })
const look = sample({ user: 'first' })
const begin = [signIn(), fault('exchange-server-error'), load('/account')]

test('met by a page that goes on without an error, also where the tag does not come', () => {
  expect(outcomes(pageSurvives, ...begin, failed, look)).toEqual(['met'])
  expect(outcomes(pageSurvives, fault('tag-unreachable'), load('/', { tag: false }), sample({ user: null }))).toEqual([
    'met',
  ])
})

test('violated by an uncaught error', () => {
  expect(outcomes(pageSurvives, ...begin, failed, pageError(), look)).toEqual(['uncaught-error'])
})

test('an error that the page has anyway does not count', () => {
  const before = [signIn(), load('/account'), pageError('banner is null'), look]
  const struck = [fault('exchange-server-error'), load('/orders'), failed, pageError('banner is null'), look]
  expect(outcomes(pageSurvives, ...before, ...struck)).toEqual(['met'])
})

test('no finding without a fault of ours, where it does not strike, and for an extID that we plant', () => {
  expect(outcomes(pageSurvives, signIn(), load('/account'), failed, pageError(), look)).toEqual([])
  expect(outcomes(pageSurvives, ...begin, pageError(), look)).toEqual([])
  expect(outcomes(pageSurvives, fault('ext-id-injected'), load('/account'), failed, pageError(), look)).toEqual([])
})

const usual = [signIn(), load('/account'), sample({ user: 'first', controls: 8 })]
const struck = (name: string, ...parts: Part[]): Part[] => [fault(name), load('/account'), faultHit(name), ...parts]
const seen = (controls: number) => sample({ user: 'first', controls })

test('met by a page that a fault of the token provider leaves as it is, but for the chat’s own part', () => {
  expect(outcomes(pageSurvives, ...usual, ...struck('provider-never', seen(7)))).toEqual(['met'])
})

test('violated by a page that can’t be used, or does not answer, while there is no token', () => {
  expect(outcomes(pageSurvives, ...usual, ...struck('provider-never', seen(3)))).toEqual(['page-unusable'])
  expect(outcomes(pageSurvives, ...usual, ...struck('provider-slow', unresponsive()))).toEqual(['unresponsive'])
})

test('the page as it is after the fault serves as well for comparison; without either there is none', () => {
  const first = [signIn(), ...struck('provider-never', seen(0)), fault('provider-never', false)]
  expect(outcomes(pageSurvives, ...first, load('/account'), seen(8))).toEqual(['page-unusable'])
  expect(outcomes(pageSurvives, ...first)).toEqual(['met'])
})

test('violated by a page that goes elsewhere, unless to the login when nobody seems to be signed in', () => {
  const away = [load('/error'), look]
  expect(outcomes(pageSurvives, ...usual, ...struck('provider-server-error', ...away))).toEqual(['page-left'])
  expect(outcomes(pageSurvives, ...usual, ...struck('provider-unauthorised', ...away))).toEqual([])
})
