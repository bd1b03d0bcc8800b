import { expect, test } from '@playwright/test'
import { activation, load, logout, sample, signIn, signOut, token } from '../../recording/literal.ts'
import type { Part, TokenLiteral } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import tokenFresh from './token-fresh.ts'

const page = (path: string, shown: TokenLiteral, user: string | null = 'first'): Part[] => [
  load(path),
  activation({ secured: shown }),
  sample({ user, jwt: true, padlock: true }),
]

test('met by a new token on each page', () => {
  expect(
    outcomes(tokenFresh, signIn(), ...page('/account', token('first')), ...page('/orders', token('first'))),
  ).toEqual(['met', 'met'])
})

test('violated by a token that was shown before', () => {
  const kept = token('first')
  expect(outcomes(tokenFresh, signIn(), ...page('/account', kept), ...page('/orders', kept))).toEqual([
    'met',
    'token-shown-before',
  ])
})

test("no finding for another person's token, for guests, and without a token", () => {
  const kept = token('first')
  const first = [signIn(), ...page('/account', kept), signOut(), logout(), load('/'), sample({ user: null })]
  expect(outcomes(tokenFresh, ...first, signIn(), ...page('/account', kept, 'second'))).toEqual(['met'])
  expect(outcomes(tokenFresh, ...first, ...page('/account', kept, null))).toEqual(['met'])
  expect(outcomes(tokenFresh, load('/'), activation('anonymous'), sample({ user: null }))).toEqual([])
})
