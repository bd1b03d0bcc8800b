import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, sample, signIn, signOut, step, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import padlockRemoved from './padlock-removed.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') })]
const verified = sample({ user: 'first', jwt: true, padlock: true })
const leave = [signOut(), logout(), load('/')]

test('met when it is gone, or a guest’s', () => {
  expect(outcomes(padlockRemoved, ...page, verified, ...leave, sample({ user: null }))).toEqual(['met'])
  expect(outcomes(padlockRemoved, ...page, verified, ...leave, sample({ user: null, padlock: 'guest' }))).toEqual([
    'met',
  ])
})

test('violated when it stays', () => {
  const stays = sample({ user: null, jwt: 'first', padlock: 'first' })
  expect(outcomes(padlockRemoved, ...page, verified, ...leave, stays)).toEqual(['padlock-left'])
})

test('no finding without a padlock before, and without a sign-out', () => {
  expect(
    outcomes(padlockRemoved, ...page, sample({ user: 'first', jwt: true }), ...leave, sample({ user: null })),
  ).toEqual([])
  expect(outcomes(padlockRemoved, ...page, verified)).toEqual([])
})

test('no finding after a sign-out under a fault of ours: iAdvize could not be told', () => {
  const later = [signOut(), load('/'), sample({ user: null }), fault('api-unreachable', false), step('open'), load('/')]
  const left = sample({ user: null, padlock: 'first' })
  expect(outcomes(padlockRemoved, ...page, verified, fault('api-unreachable'), ...later, left)).toEqual([])
})
