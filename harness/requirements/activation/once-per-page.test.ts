import { expect, test } from '@playwright/test'
import { activation, leave, load, logout, sample, signIn, token, unanswered } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import oncePerPage from './once-per-page.ts'

const secured = () => activation({ secured: token('first') })
const again = () => activation({ secured: token('first') }, { reason: "Can't activate twice, please logout first" })

test('met with one call on each page', () => {
  expect(outcomes(oncePerPage, signIn(), load('/account'), secured(), load('/orders'), secured())).toEqual([
    'met',
    'met',
  ])
})

test('violated by a second call', () => {
  expect(outcomes(oncePerPage, signIn(), load('/account'), secured(), again(), sample({ user: 'first' }))).toEqual([
    'activated-again',
  ])
  expect(outcomes(oncePerPage, load('/'), activation('anonymous'), activation('anonymous'))).toEqual([
    'activated-again',
  ])
})

test('an upgrade at sign-in, a call after logout, and a retry are no second call', () => {
  expect(outcomes(oncePerPage, load('/'), activation('anonymous'), signIn(), secured())).toEqual(['met'])
  expect(outcomes(oncePerPage, load('/'), secured(), logout(), activation('anonymous'))).toEqual(['met'])
  expect(outcomes(oncePerPage, load('/'), activation({ invalid: '{}' }), secured())).toEqual(['met'])
})

test('an upgrade whose provider fails is none either', () => {
  expect(outcomes(oncePerPage, load('/'), activation('anonymous'), signIn(), activation('threw'))).toEqual(['met'])
})

test('what a page asks for while it leaves after a sign-in has no answer, and is no second call', () => {
  const leaving = [
    load('/login'),
    activation('anonymous'),
    signIn(),
    leave(),
    unanswered(),
    load('/account'),
    secured(),
  ]
  expect(outcomes(oncePerPage, ...leaving)).toEqual(['met', 'met'])
  expect(outcomes(oncePerPage, load('/account'), secured(), leave(), unanswered())).toEqual(['activated-again'])
})

test('no finding without a call', () => {
  expect(outcomes(oncePerPage, load('/'), sample({ user: null }))).toEqual([])
})

test('a guest after somebody who was signed in needs a logout between, and the cure says so', () => {
  const ended = [load('/account'), secured(), activation('anonymous')]
  expect(outcomes(oncePerPage, ...ended)).toEqual(['guest-without-logout'])
  expect(outcomes(oncePerPage, load('/account'), secured(), logout(), activation('anonymous'))).toEqual(['met'])
})
