import { expect, test } from '@playwright/test'
import { about, activation, fault, load, logout, sample, signIn, signOut, token } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import nextUserIsNew from './next-user-is-new.ts'

const visit = (user: string, userId: string): Part[] => [
  signIn(),
  load('/account'),
  activation({ secured: token(userId) }),
  sample({ user, jwt: userId, padlock: userId }),
]
const leave = [signOut(), logout(), load('/'), sample({ user: null })]

test('met when the next one has an identity of their own', () => {
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave, ...visit('second', 'second'))).toEqual(['met'])
})

test('violated when they have that of the one before, by a token or by a session that was left', () => {
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave, ...visit('second', 'first'))).toEqual([
    'identity-inherited',
  ])
  const left = [signIn(), load('/account'), sample({ user: 'second', jwt: 'first', padlock: 'first' })]
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave, ...left)).toEqual(['identity-inherited'])
})

test('no finding for the same user again, without a next one, and where iAdvize knows nobody', () => {
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave, ...visit('first', 'first'))).toEqual([])
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave)).toEqual([])
  const stranger = [signIn(), load('/account'), activation('anonymous'), sample({ user: 'second' })]
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leave, ...stranger)).toEqual([])
})

test('no finding on trust, where identities are stand-ins', () => {
  const target = {
    name: 'x',
    origin: 'https://shop.test',
    sid: '1',
    guests: 'anonymous',
    defects: [],
    trust: true,
  } as const
  const onTrust = about({ target: { ...target, defects: [] } })
  expect(outcomes(nextUserIsNew, onTrust, ...visit('first', 'a'), ...leave, ...visit('second', 'b'))).toEqual([])
})

test('no finding after a sign-out under a fault of ours: iAdvize could not be told', () => {
  const leaves = [fault('api-unreachable'), ...leave]
  const left = [signIn(), load('/account'), sample({ user: 'second', jwt: 'first', padlock: 'first' })]
  expect(outcomes(nextUserIsNew, ...visit('first', 'first'), ...leaves, ...left)).toEqual([])
})
