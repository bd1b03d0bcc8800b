import { expect, test } from '@playwright/test'
import { activation, fault, load, logout, sample, signIn, signOut, token } from '../../recording/literal.ts'
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

test('no finding without a sign-out, when there is nothing to log out of, and under a fault of ours', () => {
  expect(outcomes(called, signIn(), ...verified)).toEqual([])
  expect(outcomes(called, signIn(), ...stranger, signOut(), ...out)).toEqual([])
  expect(outcomes(called, signIn(), ...verified, fault('tag-unreachable'), signOut(), ...out)).toEqual([])
})
