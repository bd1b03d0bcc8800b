import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, sample, signIn, signOut, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import finishes from './finishes.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') }), sample({ user: 'first' })]
const out = [load('/'), sample({ user: null })]

test('met when it ends while the page stands, left afterwards or not', () => {
  expect(outcomes(finishes, ...page, signOut(), logout(), ...out)).toEqual(['met'])
  expect(outcomes(finishes, ...page, signOut(), logout(), sample({ user: null }))).toEqual(['met'])
})

test('violated when the page is left before, even if the answer still comes', () => {
  expect(outcomes(finishes, ...page, signOut(), logout({ ends: 'late' }), ...out)).toEqual(['left-before-the-end'])
  expect(outcomes(finishes, ...page, signOut(), logout({ ends: 'never' }), ...out)).toEqual(['left-before-the-end'])
})

test('no finding without a call, under a fault of ours, and for a call that hangs on a page that stays', () => {
  expect(outcomes(finishes, ...page, signOut(), ...out)).toEqual([])
  expect(outcomes(finishes, ...page, fault('logout-slow'), signOut(), logout({ ends: 'late' }), ...out)).toEqual([])
  expect(outcomes(finishes, ...page, signOut(), logout({ ends: 'never' }), sample({ user: null }))).toEqual([])
})
