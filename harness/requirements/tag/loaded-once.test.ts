import { expect, test } from '@playwright/test'
import { load, sample, tagAgain } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import loadedOnce from './loaded-once.ts'

const look = sample({ user: null })

test('met on each page with one run', () => {
  expect(outcomes(loadedOnce, load('/'), look, load('/catalogue'), look)).toEqual(['met', 'met'])
})

test('violated once a page, however often it runs', () => {
  expect(outcomes(loadedOnce, load('/'), tagAgain(), tagAgain(), look, load('/catalogue'), look)).toEqual([
    'tag-loaded-again',
    'met',
  ])
})

test('no finding without the tag, and none in favour before a look', () => {
  expect(outcomes(loadedOnce, load('/', { tag: false }), look)).toEqual([])
  expect(outcomes(loadedOnce, load('/'))).toEqual([])
})
