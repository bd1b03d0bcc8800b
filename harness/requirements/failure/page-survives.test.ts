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

const usual = [signIn(), load('/account'), sample({ user: 'first', use: {} })]
const struck = (name: string, ...parts: Part[]): Part[] => [
  ...usual,
  fault(name),
  load('/account'),
  faultHit(name),
  ...parts,
]
const seen = (use: Parameters<typeof sample>[0]['use']) => sample({ user: 'first', ...(use && { use }) })

test('met by a page that a fault of the token provider leaves as it is, but for the chat’s own part', () => {
  expect(outcomes(pageSurvives, ...struck('provider-never', seen({ controls: 7, text: 350 })))).toEqual(['met'])
  expect(outcomes(pageSurvives, ...struck('provider-never', seen({ controls: 0 }), seen({})))).toEqual(['met'])
})

test('violated by a page that can’t be used any more', () => {
  for (const use of [{ controls: 3 }, { signOut: false }, { text: 100 }, { loaded: false }])
    expect(outcomes(pageSurvives, ...struck('provider-never', seen(use)))).toEqual(['not-usable'])
  expect(outcomes(pageSurvives, ...struck('provider-slow', unresponsive()))).toEqual(['unresponsive'])
})

test('violated by a page that goes elsewhere, unless to the login when nobody seems to be signed in', () => {
  const away = [load('/error'), look]
  expect(outcomes(pageSurvives, ...struck('provider-server-error', ...away))).toEqual(['page-left'])
  expect(outcomes(pageSurvives, ...struck('provider-unauthorised', ...away))).toEqual([])
})

test('where the page was never seen without a fault there is nothing to compare it with', () => {
  const first = [signIn(), fault('provider-never'), load('/account'), faultHit('provider-never')]
  expect(outcomes(pageSurvives, ...first, seen({ controls: 0 }))).toEqual(['met'])
})
