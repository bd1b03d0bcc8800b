import { expect, test } from '@playwright/test'
import { keysSearched, load, recording } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import keyNotExposed from './key-not-exposed.ts'

test('met where something was searched and nothing found', () => {
  expect(outcomes(keyNotExposed, load('/'), keysSearched())).toEqual(['met'])
})

test('violated once for each key, and it is said whose', () => {
  const found = keysSearched(
    { path: '/shop.js', form: 'PEM', of: 'brand' },
    { path: '/config', form: 'JWK', of: 'other' },
  )
  expect(outcomes(keyNotExposed, load('/'), found)).toEqual(['private-key-in-response', 'private-key-in-response'])
  expect(keyNotExposed.judge(recording(load('/'), found))).toMatchObject([
    { received: 'the brand’s own private key (PEM) in /shop.js' },
    { received: 'a private key (JWK) in /config' },
  ])
})

test('no finding where nothing was searched', () => {
  expect(outcomes(keyNotExposed, load('/'))).toEqual([])
})
