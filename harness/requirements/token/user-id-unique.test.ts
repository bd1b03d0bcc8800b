import { expect, test } from '@playwright/test'
import { activation, load, sample, signIn, token } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import unique from './user-id-unique.ts'

const visit = (user: string, userId: string): Part[] => [
  signIn(user),
  load('/account'),
  activation({ secured: token(userId) }),
  sample({ user, jwt: userId, padlock: userId }),
]

test('met when each user has one of their own', () => {
  expect(outcomes(unique, ...visit('first', 'first'), ...visit('second', 'second'))).toEqual(['met'])
})

test('violated when two users share one that is nobody’s own', () => {
  expect(outcomes(unique, ...visit('first', 'everybody'), ...visit('second', 'everybody'))).toEqual(['user-id-shared'])
})

test('no finding with one user, and when one user has the other’s own', () => {
  expect(outcomes(unique, ...visit('first', 'first'), ...visit('first', 'first'))).toEqual([])
  expect(outcomes(unique, ...visit('first', 'first'), ...visit('second', 'first'))).toEqual([])
})
