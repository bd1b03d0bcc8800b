import { expect, test } from '@playwright/test'
import { attempt, fault, load, pageError, sample, signIn, signOut } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import survived from './absence-survived.ts'

const usual = [signIn(), load('/account'), sample({ user: 'first', controls: 7, ready: 'complete' })]
const without = [fault('tag-unreachable'), load('/account', { tag: false })]
const look = sample({ user: 'first', controls: 7, ready: 'complete' })

test('met by a page that is as ever, and by visitors who sign out and in', () => {
  const round = [signOut(), load('/', { tag: false }), attempt('sign-out'), signIn(), attempt('sign-in')]
  expect(outcomes(survived, ...usual, ...without, look, ...round)).toEqual(['met', 'met', 'met'])
})

test('violated by an error that the page has only then', () => {
  expect(outcomes(survived, ...usual, ...without, pageError(), look)).toEqual(['uncaught-error'])
  const always = [signIn(), load('/account'), pageError(), look]
  expect(outcomes(survived, ...always, ...without, pageError(), look)).toEqual(['met'])
})

test('violated by a page that cannot be used, or never comes to its end', () => {
  const covered = sample({ user: 'first', controls: 0, ready: 'complete' })
  expect(outcomes(survived, ...usual, ...without, covered)).toEqual(['page-unusable'])
  const waiting = sample({ user: 'first', controls: 7, ready: 'interactive' })
  expect(outcomes(survived, ...usual, ...without, waiting)).toEqual(['page-never-complete'])
})

test('violated where nobody gets out, or in', () => {
  expect(outcomes(survived, ...without, signOut(), attempt('sign-out', 'it is still there'))).toEqual([
    'sign-out-fails',
  ])
  expect(outcomes(survived, ...without, signIn(), attempt('sign-in', 'no form'))).toEqual(['sign-in-fails'])
})

test('no finding without a fault, for a tag that is only held back, and where it came all the same', () => {
  expect(outcomes(survived, ...usual, load('/account', { tag: false }), pageError(), look)).toEqual([])
  expect(outcomes(survived, fault('tag-held'), load('/account', { tag: false }), pageError(), look)).toEqual([])
  expect(outcomes(survived, fault('tag-unreachable'), load('/account'), pageError(), look)).toEqual([])
})
