import { expect, test } from '@playwright/test'
import { extId, fault, load, sample, signIn, step } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import absent from './absent.ts'

const clean = sample({ user: 'first' })

test('met at each look without extID', () => {
  expect(outcomes(absent, signIn(), load('/account'), clean, step('reload'), load('/account'), clean)).toEqual([
    'met',
    'met',
  ])
})

test('violated by what is found, and by what was only there for a moment', () => {
  expect(outcomes(absent, signIn(), load('/account'), sample({ user: 'first', extId: 'extID' }))).toEqual([
    'ext-id-set',
  ])
  expect(outcomes(absent, signIn(), load('/account'), extId('ExtId'), clean)).toEqual(['ext-id-set'])
})

test('a page is reported once', () => {
  const both = [extId(), extId('extID', 'present'), sample({ user: 'first', extId: 'extID' })]
  expect(outcomes(absent, signIn(), load('/account'), ...both)).toEqual(['ext-id-set'])
})

test('violated when it is set late', () => {
  const late = [clean, step('let-time-pass'), extId(), sample({ user: 'first', extId: 'extID' })]
  expect(outcomes(absent, signIn(), load('/account'), ...late)).toEqual(['ext-id-set'])
})

test('no finding for guests, and for the extID that a journey plants itself', () => {
  expect(outcomes(absent, load('/'), extId(), sample({ user: null, extId: 'extID' }))).toEqual([])
  const planted = [
    fault('ext-id-injected'),
    signIn(),
    load('/account'),
    extId(),
    sample({ user: 'first', extId: 'extID' }),
  ]
  expect(outcomes(absent, ...planted)).toEqual([])
  const removed = [fault('ext-id-injected', false), step('open'), load('/account')]
  expect(outcomes(absent, ...planted, ...removed, clean)).toEqual(['met'])
  expect(outcomes(absent, ...planted, ...removed, extId(), clean)).toEqual(['ext-id-set'])
})

test('violated also when it is set after the last look at the page, unless somebody is signing out', () => {
  expect(outcomes(absent, signIn(), load('/account'), clean, extId())).toEqual(['ext-id-set'])
  expect(outcomes(absent, signIn(), load('/account'), clean, step('sign-out'), extId())).toEqual(['met'])
  expect(outcomes(absent, load('/'), sample({ user: null }), extId())).toEqual([])
})
