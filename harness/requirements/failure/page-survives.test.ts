import { expect, test } from '@playwright/test'
import { activation, fault, load, pageError, sample, signIn, token } from '../../recording/literal.ts'
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
