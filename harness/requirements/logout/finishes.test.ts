import { expect, test } from '@playwright/test'
import {
  activation,
  attempt,
  fault,
  leave,
  load,
  logout,
  logoutReceived,
  recording,
  sample,
  signIn,
  signOut,
  token,
} from '../../recording/literal.ts'
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

test('violated by a page that waits for a while, and not by one that has waited long enough', () => {
  const late = (ms: number) => [...page, signOut(), logout({ ends: 'never' }), leave(ms), ...out]
  expect(outcomes(finishes, ...late(700))).toEqual(['left-before-the-end'])
  expect(outcomes(finishes, ...late(3000))).toEqual([])
})

test('violated by a call on the way out, however fast the answer is; a page that was only about to leave has stayed', () => {
  expect(outcomes(finishes, ...page, signOut(), leave(), logout(), ...out)).toEqual(['called-while-leaving'])
  expect(outcomes(finishes, ...page, signOut(), logoutReceived(), ...out)).toEqual(['called-while-leaving'])
  const stays = [...page, leave(), sample({ user: 'first' }), signOut(), logout(), sample({ user: null })]
  expect(outcomes(finishes, ...stays)).toEqual(['met'])
})

test('no finding without a call, under a fault of ours, and for a call that hangs on a page that stays', () => {
  expect(outcomes(finishes, ...page, signOut(), ...out)).toEqual([])
  expect(outcomes(finishes, ...page, fault('logout-slow'), signOut(), logout({ ends: 'late' }), ...out)).toEqual([])
  expect(outcomes(finishes, ...page, signOut(), logout({ ends: 'never' }), sample({ user: null }))).toEqual([])
})

test('on a second call, made to be sure, nothing hangs; on one after another sign-in it does', () => {
  const gone = [...page, signOut(), logout(), ...out]
  expect(outcomes(finishes, ...gone, leave(), logout(), ...out)).toEqual(['met', 'met'])
  expect(outcomes(finishes, ...gone, logout({ ends: 'never' }), ...out)).toEqual(['met'])
  expect(outcomes(finishes, ...gone, ...page, signOut(), logout({ ends: 'never' }), ...out)).toEqual([
    'met',
    'left-before-the-end',
  ])
})

test('the cure knows what sends the sign-out', () => {
  const cure = (sender: 'data-method' | 'turbo' | 'htmx'): string | undefined => {
    const parts = [...page, signOut(), logout({ ends: 'never' }), attempt('sign-out', null, { sender }), ...out]
    const [finding] = finishes.judge(recording(...parts))
    return finding?.outcome === 'violated' ? finding.cure : undefined
  }
  expect(cure('data-method')).toContain('stopImmediatePropagation')
  expect(cure('turbo')).toMatch(/^Turbo sends the sign-out/)
  expect(cure('htmx')).toContain('htmx:confirm')
})
