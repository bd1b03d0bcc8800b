import { expect, test } from '@playwright/test'
import {
  activation,
  attempt,
  fault,
  faultHit,
  load,
  pageError,
  recording,
  sample,
  signIn,
  signOut,
  step,
  token,
  unanswered,
  unresponsive,
} from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import pageSurvives from './page-survives.ts'

const failed = activation({ secured: token('first') }, { reason: 'Failed to fetch authentication with a server error' })
const look = sample({ user: 'first' })
const begin = [signIn(), fault('exchange-server-error'), load('/account')]

test('met by a page that goes on without an error, also while iAdvize keeps silent', () => {
  expect(outcomes(pageSurvives, ...begin, failed, look)).toEqual(['met'])
  expect(outcomes(pageSurvives, signIn(), fault('api-held'), load('/account'), unanswered(), look)).toEqual(['met'])
})

test('violated by a page of which less than half can be used, compared with itself', () => {
  const usually = (controls: number) => [signIn(), load('/account'), sample({ user: 'first', controls })]
  const struck = (controls: number) => [
    fault('api-held'),
    load('/account'),
    unanswered(),
    sample({ user: 'first', controls }),
  ]
  expect(outcomes(pageSurvives, ...usually(8), ...struck(3))).toEqual(['page-unusable'])
  expect(outcomes(pageSurvives, ...usually(8), ...struck(4))).toEqual(['met'])
  expect(outcomes(pageSurvives, ...usually(0), ...struck(0))).toEqual(['met'])
})

test('people sign in and out while iAdvize fails; without the tag, tag/absence-survived tells', () => {
  const out = [signOut(), load('/', { tag: false })]
  expect(outcomes(pageSurvives, fault('api-held'), ...out, attempt('sign-out'))).toEqual(['met'])
  expect(outcomes(pageSurvives, fault('api-held'), ...out, attempt('sign-out', 'it is still there'))).toEqual([
    'sign-out-fails',
  ])
  expect(outcomes(pageSurvives, fault('api-held'), signIn(), load('/'), attempt('sign-in', 'no form'))).toEqual([
    'sign-in-fails',
  ])
  expect(outcomes(pageSurvives, fault('tag-unreachable'), ...out, attempt('sign-out', 'no way'))).toEqual([])
})

test('violated by a page that loads itself anew without end, unless it takes the fault for the end of its session', () => {
  const loop = (name: string) => Array.from({ length: 15 }, () => [load('/account'), faultHit(name)]).flat()
  const struck = (name: string) => [signIn(), fault(name), step('open'), ...loop(name), fault(name, false)]
  expect(outcomes(pageSurvives, ...struck('provider-server-error'))).toEqual(['page-reloads'])
  expect(outcomes(pageSurvives, ...struck('provider-unauthorised'))).toEqual([])
})

test('violated by an uncaught error', () => {
  expect(outcomes(pageSurvives, ...begin, failed, pageError(), look)).toEqual(['uncaught-error'])
})

test('the cure of a rejection names the page and what was rejected, and begins with the catch', () => {
  const [finding] = pageSurvives.judge(
    recording(...begin, failed, pageError('unhandled rejection: answered 500'), look),
  )
  if (finding?.outcome !== 'violated') throw new Error('it should be violated')
  expect(pageSurvives.remedy(finding)).toMatch(
    /^give the promise that was rejected on \/account with «answered 500» a catch/,
  )
})

test('an error that the page has anyway does not count', () => {
  const before = [signIn(), load('/account'), pageError('banner is null'), look]
  const struck = [fault('exchange-server-error'), load('/orders'), failed, pageError('banner is null'), look]
  expect(outcomes(pageSurvives, ...before, ...struck)).toEqual(['met'])
})

test('no finding without a fault of ours, where it does not strike, and for what we plant or only delay', () => {
  const late = [signIn(), fault('tag-held'), load('/account'), failed, pageError(), look]
  expect(outcomes(pageSurvives, ...late)).toEqual([])
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
  const opened = [...usual, step('open')]
  expect(outcomes(pageSurvives, ...opened, ...struck('provider-server-error', ...away))).toEqual(['page-left'])
  expect(outcomes(pageSurvives, ...opened, ...struck('provider-unauthorised', ...away))).toEqual([])
  // A login page sends on whoever is signed in.
  expect(outcomes(pageSurvives, ...usual, signIn(), ...struck('provider-server-error', ...away))).toEqual([])
})

test('whom no sign-out gets out, none gets out during an outage: that follows from the sign-out', () => {
  const still = attempt('sign-in', 'somebody is still signed in', { stillSignedIn: true })
  const parts = [fault('api-held'), signIn(), load('/account'), still]
  expect(pageSurvives.judge(recording(...parts))).toMatchObject([{ code: 'sign-in-fails', follows: ['logout/works'] }])
})
