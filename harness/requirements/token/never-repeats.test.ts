import { expect, test } from '@playwright/test'
import { activation, digest, load, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import neverRepeats from './never-repeats.ts'

const made = (contentKey: string, iv: string) =>
  activation({ secured: token('first', { contentKey: digest(contentKey), iv: digest(iv) }) })
const closed = () => activation({ secured: token(null) })

test('met when both are new', () => {
  expect(outcomes(neverRepeats, load('/'), made('key 1', 'iv 1'), made('key 2', 'iv 2'))).toEqual(['met'])
})

test('violated when one of them, or both, come again', () => {
  expect(outcomes(neverRepeats, load('/'), made('key 1', 'iv 1'), made('key 2', 'iv 1'))).toEqual(['iv-repeated'])
  expect(outcomes(neverRepeats, load('/'), made('key 1', 'iv 1'), made('key 1', 'iv 2'))).toEqual([
    'content-key-repeated',
  ])
  expect(outcomes(neverRepeats, load('/'), made('key 1', 'iv 1'), made('key 1', 'iv 1'))).toEqual([
    'content-key-and-iv-repeated',
  ])
})

test('no finding with one token, and with tokens that do not open', () => {
  expect(outcomes(neverRepeats, load('/'), made('key 1', 'iv 1'))).toEqual([])
  expect(outcomes(neverRepeats, load('/'), closed(), closed())).toEqual([])
})
