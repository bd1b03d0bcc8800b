import { expect, test } from '@playwright/test'
import { interfaceOverwritten, load, sample } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import interfaceKept from './interface-kept.ts'

const look = sample({ user: null })

test('met on each page that was looked at', () => {
  expect(outcomes(interfaceKept, load('/'), look, load('/account'), look)).toEqual(['met', 'met'])
})

test('violated where it is overwritten', () => {
  expect(outcomes(interfaceKept, load('/'), interfaceOverwritten(), look, load('/account'), look)).toEqual([
    'interface-overwritten',
    'met',
  ])
})

test('violated where the set-up is thrown away before the tag comes', () => {
  expect(outcomes(interfaceKept, load('/', { sid: null }), interfaceOverwritten('tag'), look)).toEqual([
    'set-up-overwritten',
  ])
})

test('no finding where the tag does not run or does not start, and before a look', () => {
  expect(outcomes(interfaceKept, load('/', { tag: false }), look)).toEqual([])
  expect(outcomes(interfaceKept, load('/', { sid: null }), look)).toEqual([])
  expect(outcomes(interfaceKept, load('/'))).toEqual([])
})
