import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, recording, sample, signIn, signOut, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import called from './called.ts'

const verified = [
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true }),
]
const stranger = [load('/account'), activation('anonymous'), sample({ user: 'first' })]
const out = [load('/'), sample({ user: null })]

test('met by a call, whoever the visitor was to iAdvize', () => {
  expect(outcomes(called, signIn(), ...verified, signOut(), logout(), ...out)).toEqual(['met'])
  expect(outcomes(called, signIn(), ...stranger, signOut(), logout(), ...out)).toEqual(['met'])
})

test('violated when an authenticated visitor signs out without it', () => {
  expect(outcomes(called, signIn(), ...verified, signOut(), ...out)).toEqual(['logout-not-called'])
})

test('told where the visitor signed out, also when another tab was looked at last', () => {
  const secondTab = [load('/orders', { tab: 'tab 2' }), sample({ user: 'first', jwt: true, padlock: true })]
  const [found] = called.judge(
    recording(signIn(), ...verified, ...secondTab, signOut(), load('/', { tab: 'tab 1' }), sample({ user: null })),
  )
  expect(found).toMatchObject({
    where: { tab: 'tab 1', path: '/account', step: 'sign-out' },
    received: 'none until / showed that nobody was signed in any more',
  })
})

test('no finding without a sign-out, when there is nothing to log out of, and under a fault of ours', () => {
  expect(outcomes(called, signIn(), ...verified)).toEqual([])
  expect(outcomes(called, signIn(), ...stranger, signOut(), ...out)).toEqual([])
  expect(outcomes(called, signIn(), ...verified, fault('tag-unreachable'), signOut(), ...out)).toEqual([])
})
