import { expect, test } from '@playwright/test'
import { activation, load, sample, signIn, signOut, token } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import stable from './user-id-stable.ts'

const visit = (user: string, userId: string, browser = 'first'): Part[] => [
  signIn(browser),
  load('/account'),
  activation({ secured: token(userId) }),
  sample({ user, jwt: userId, padlock: userId }),
]
const leave = [signOut(), load('/'), sample({ user: null })]

test('met when it is the same after signing in again, and in another browser', () => {
  expect(outcomes(stable, ...visit('first', 'first'), ...leave, ...visit('first', 'first'))).toEqual(['met'])
  expect(outcomes(stable, ...visit('first', 'x'), ...visit('first', 'x', 'second'))).toEqual(['met'])
})

test('violated when it changes with the session, or from page to page', () => {
  expect(outcomes(stable, ...visit('first', 'x'), ...visit('first', 'y', 'second'))).toEqual(['user-id-changed'])
  const next = [load('/orders'), activation({ secured: token('y') }), sample({ user: 'first' })]
  expect(outcomes(stable, ...visit('first', 'x'), ...next)).toEqual(['user-id-changed'])
})

test('no finding for one session, for two users, and for somebody else’s userId', () => {
  expect(outcomes(stable, ...visit('first', 'first'))).toEqual([])
  expect(outcomes(stable, ...visit('first', 'first'), ...leave, ...visit('second', 'second'))).toEqual([])
  expect(outcomes(stable, ...visit('first', 'second'), ...visit('first', 'first', 'second'))).toEqual([])
})
