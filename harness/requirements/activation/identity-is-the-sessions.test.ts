import { expect, test } from '@playwright/test'
import { about, activation, load, logout, recording, sample, signIn, signOut, token } from '../../recording/literal.ts'
import type { Part, TokenLiteral } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import unique from '../token/user-id-unique.ts'
import identity from './identity-is-the-sessions.ts'

const visit = (user: string, shown: TokenLiteral, browser = 'first'): Part[] => [
  signIn(browser),
  load('/account'),
  activation({ secured: shown }),
  sample({ user, jwt: true, padlock: true }),
]
const leave = [signOut(), logout(), load('/'), sample({ user: null })]

test("met by the user's own userId", () => {
  expect(outcomes(identity, ...visit('first', token('first')))).toEqual(['met'])
})

test("violated by another user's userId", () => {
  expect(outcomes(identity, ...visit('second', token('first')))).toEqual(['identity-of-another'])
})

test("violated by another user's token, also when userIds are unknown", () => {
  const cached = token('stranger')
  expect(outcomes(identity, ...visit('first', cached), ...leave, ...visit('second', cached))).toEqual([
    'identity-of-another',
  ])
})

test('a new token with the identity of the one before on this device is left to logout/next-user-is-new', () => {
  const inherited = [...visit('first', token('first')), ...leave, ...visit('second', token('first'))]
  expect(outcomes(identity, ...inherited)).toEqual(['met'])
})

test('a userId that nobody knows is judged only where it is settled', () => {
  expect(outcomes(identity, ...visit('first', token('x')))).toEqual([])
  const settled = [...visit('first', token('x')), ...visit('first', token('x'), 'second')]
  expect(outcomes(identity, ...settled)).toEqual(['identity-unknown', 'identity-unknown'])
  const two = [...visit('first', token('x')), ...leave, ...visit('second', token('y'))]
  expect(outcomes(identity, ...two)).toEqual(['identity-unknown', 'identity-unknown'])
  const changing = [...visit('first', token('x')), ...visit('first', token('y'), 'second')]
  expect(outcomes(identity, ...changing)).toEqual([])
  const constant = [...visit('first', token('x')), ...leave, ...visit('second', token('x'))]
  expect(outcomes(identity, ...constant)).toEqual([])
})

test('which of site and configuration is wrong stays open, and what explains it otherwise comes first', () => {
  const [finding] = identity.judge(recording(...visit('first', token('x')), ...leave, ...visit('second', token('y'))))
  expect(finding).toMatchObject({ follows: ['token/user-id-unique', 'token/user-id-stable'] })
  expect(finding?.outcome === 'violated' && identity.remedy(finding)).toContain('one of the two is wrong')
})

test('no finding without a readable userId, or with nobody signed in', () => {
  expect(outcomes(identity, ...visit('first', token(null)))).toEqual([])
  expect(outcomes(identity, load('/'), activation('anonymous'), sample({ user: null }))).toEqual([])
})

test('without configured userIds it does not concern the site; one userId for two users is told elsewhere, once', () => {
  const unknown = about({ users: ['first', 'second'].map(label => ({ label, userId: null })) })
  const shared = [unknown, ...visit('first', token('x')), ...leave, ...visit('second', token('x'))]
  expect(outcomes(identity, ...shared)).toEqual([])
  expect(outcomes(unique, ...shared)).toContain('user-id-shared')
  expect(identity.notApplicable?.([recording(...shared)])).toMatch(/token\/user-id-unique/)
  const oneKnown = about({
    users: [
      { label: 'first', userId: null },
      { label: 'second', userId: 'a'.repeat(16) },
    ],
  })
  expect(identity.notApplicable?.([recording(oneKnown)])).toBeNull()
})
