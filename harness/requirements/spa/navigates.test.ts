import { expect, test } from '@playwright/test'
import {
  activation,
  credentials,
  fault,
  load,
  logout,
  navigate,
  recording,
  sample,
  screenChange,
  signIn,
  signOut,
  step,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import navigates from './navigates.ts'

const look = sample({ user: 'first' })
const secured = () => activation({ secured: token('first') })
const open = [load('/account'), secured(), look]
const follow = step('follow')

test('met by a call before or after the change, once for all changes of a step', () => {
  expect(outcomes(navigates, ...open, follow, screenChange('/orders'), navigate(), look)).toEqual(['met'])
  expect(outcomes(navigates, ...open, follow, navigate(), screenChange('/orders'), look)).toEqual(['met'])
  const redirected = [screenChange('/old'), screenChange('/new'), navigate(), look]
  expect(outcomes(navigates, ...open, follow, ...redirected)).toEqual(['met'])
})

test('violated without one, and by another activation instead', () => {
  expect(outcomes(navigates, ...open, follow, screenChange('/orders'), look)).toEqual(['never-navigates'])
  expect(outcomes(navigates, ...open, follow, screenChange('/orders'), secured(), look)).toEqual(['activates-instead'])
  const early = [navigate(), look, follow, screenChange('/orders'), look]
  expect(outcomes(navigates, ...open, follow, ...early)).toEqual(['never-navigates'])
})

test('signing in is what a second activation is for', () => {
  const form = [load('/login'), activation('anonymous'), signIn(), credentials(), screenChange('/account')]
  expect(outcomes(navigates, ...form, secured(), look)).toEqual(['never-navigates'])
  expect(outcomes(navigates, ...form, navigate(), secured(), look)).toEqual(['met'])
})

test('no finding before an activation, after a logout, at sign-out, before a look, and under a fault of ours', () => {
  expect(outcomes(navigates, load('/account'), follow, screenChange('/orders'), look)).toEqual([])
  expect(outcomes(navigates, ...open, logout(), follow, screenChange('/orders'), look)).toEqual([])
  expect(outcomes(navigates, ...open, signOut(), screenChange('/'), sample({ user: null }))).toEqual([])
  expect(outcomes(navigates, ...open, follow, screenChange('/orders'))).toEqual([])
  expect(outcomes(navigates, ...open, fault('api-held'), follow, screenChange('/orders'), look)).toEqual([])
})

test('it does not concern a site whose links load pages; where none was followed, nobody knows', () => {
  expect(navigates.notApplicable?.([recording(...open, follow, ...open)])).toContain('without a load')
  expect(navigates.notApplicable?.([recording(...open)])).toBeNull()
  expect(navigates.notApplicable?.([recording(...open, follow, screenChange('/orders'))])).toBeNull()
})
