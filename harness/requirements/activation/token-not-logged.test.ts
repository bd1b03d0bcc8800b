import { expect, test } from '@playwright/test'
import { activation, load, sample, signIn, token, tokenLeak } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import tokenNotLogged from './token-not-logged.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') })]
const look = sample({ user: 'first' })

test('met where the token was seen nowhere else', () => {
  expect(outcomes(tokenNotLogged, ...page, look)).toEqual(['met'])
})

test('violated wherever it was seen', () => {
  const leaks = [
    tokenLeak('console'),
    tokenLeak('address'),
    tokenLeak('url'),
    tokenLeak('referer'),
    tokenLeak('third-party'),
    tokenLeak('own-server'),
  ]
  expect(outcomes(tokenNotLogged, ...page, ...leaks, look)).toEqual(tokenNotLogged.codes)
})

test('a leak on one page leaves the others as they are', () => {
  const other = [load('/orders'), activation({ secured: token('first') }), look]
  expect(outcomes(tokenNotLogged, ...page, tokenLeak('console'), look, ...other)).toEqual(['token-in-console', 'met'])
})

test('no finding without a token, and before a look', () => {
  expect(outcomes(tokenNotLogged, load('/'), activation('anonymous'), sample({ user: null }))).toEqual([])
  expect(outcomes(tokenNotLogged, ...page)).toEqual([])
})
