import { expect, test } from '@playwright/test'
import {
  activation,
  credentials,
  fault,
  load,
  logout,
  recording,
  sample,
  signIn,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import securedWhenSignedIn from './secured-when-signed-in.ts'
import upgrades from './upgrades-in-place.ts'

const form = [signIn(), load('/login'), activation('anonymous'), credentials()]
const secured = () => activation({ secured: token('first') })
const look = sample({ user: 'first' })

test('met by a secured activation in the same document', () => {
  expect(outcomes(upgrades, ...form, secured(), look)).toEqual(['met'])
})

test('violated without one, and by a logout between', () => {
  expect(outcomes(upgrades, ...form, look)).toEqual(['never-upgraded'])
  expect(outcomes(upgrades, ...form, logout(), secured(), look)).toEqual(['logout-before-upgrade'])
})

test('the anonymous call belongs to the time before the form was filled', () => {
  expect(outcomes(securedWhenSignedIn, ...form, look)).toEqual([])
})

test('no finding where another page loads, where guests are not activated, and under a fault of ours', () => {
  expect(outcomes(upgrades, ...form, load('/account'), secured(), look)).toEqual([])
  expect(outcomes(upgrades, signIn(), load('/login'), credentials(), secured(), look)).toEqual([])
  expect(outcomes(upgrades, fault('api-held'), ...form, look)).toEqual([])
})

test('it does not concern a site where each sign-in loads a page, or guests are never activated', () => {
  const classic = recording(...form, load('/account'), secured(), look)
  expect(upgrades.notApplicable?.([classic])).toContain('loads another page')
  expect(upgrades.notApplicable?.([classic, recording(signIn(), load('/login'), credentials(), look)])).toContain(
    'guests are not activated',
  )
  expect(upgrades.notApplicable?.([recording(load('/'))])).toBeNull()
})
