import { expect, test } from '@playwright/test'
import { fault, load, sample, signIn, tagInFrame } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import present from './present.ts'

const look = sample({ user: 'first' })

test('met on each page where the tag runs, also in a frame', () => {
  expect(outcomes(present, signIn(), load('/account'), look, load('/orders'), look)).toEqual(['met', 'met'])
  expect(outcomes(present, signIn(), load('/account', { tag: false }), tagInFrame(), look)).toEqual(['met'])
})

test('violated on a page without it; a frame of the next page does not count', () => {
  expect(outcomes(present, signIn(), load('/account'), look, load('/orders', { tag: false }), look)).toEqual([
    'met',
    'tag-missing',
  ])
  const framed = [load('/orders', { tag: false }), tagInFrame(), look]
  expect(outcomes(present, signIn(), load('/account', { tag: false }), look, ...framed)).toEqual(['tag-missing', 'met'])
})

test('no finding for guests, for pages that nobody looked at, and under a fault of ours', () => {
  expect(outcomes(present, load('/', { tag: false }), sample({ user: null }))).toEqual([])
  expect(outcomes(present, signIn(), load('/account', { tag: false }))).toEqual([])
  expect(outcomes(present, signIn(), fault('tag-unreachable'), load('/account', { tag: false }), look)).toEqual([])
})
