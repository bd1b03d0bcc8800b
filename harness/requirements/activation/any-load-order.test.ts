import { expect, test } from '@playwright/test'
import { activation, fault, load, sample, signIn, tagRun, token } from '../../recording/literal.ts'
import type { Part } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import anyOrder from './any-load-order.ts'

const look = sample({ user: 'first' })
const secured = () => activation({ secured: token('first') })
const page = load('/account', { tag: false })
const late = (...then: Part[]) => [signIn(), fault('tag-held'), page, look, fault('tag-held', false), ...then]
const early = (run: Part, ...then: Part[]) => [
  signIn(),
  fault('scripts-held'),
  page,
  run,
  fault('scripts-held', false),
  ...then,
]

test('met by an activation though the tag comes after everything, or before the page’s scripts', () => {
  expect(outcomes(anyOrder, ...late(tagRun({ queued: 1 }), secured(), look))).toEqual(['met'])
  expect(outcomes(anyOrder, ...early(tagRun({ queued: 0 }), secured(), look))).toEqual(['met'])
})

test('violated without one', () => {
  expect(outcomes(anyOrder, ...late(tagRun({ queued: 0 }), look))).toEqual(['tag-comes-late'])
  expect(outcomes(anyOrder, ...early(tagRun({ queued: 0 }), look))).toEqual(['tag-comes-early'])
  expect(outcomes(anyOrder, ...early(tagRun({ queued: 0, sid: null }), look))).toEqual(['tag-comes-early'])
})

test('no finding where the page itself decides the order', () => {
  expect(outcomes(anyOrder, ...early(tagRun({ queued: 1 }), look))).toEqual([])
  const brought = [signIn(), fault('scripts-held'), page, fault('scripts-held', false), tagRun({ queued: 0 }), look]
  expect(outcomes(anyOrder, ...brought)).toEqual([])
})

test('no finding without a fault, for guests, where the tag never comes, and before a look', () => {
  expect(outcomes(anyOrder, signIn(), load('/account'), look)).toEqual([])
  const guest = [fault('tag-held'), page, fault('tag-held', false), tagRun({ queued: 0 }), sample({ user: null })]
  expect(outcomes(anyOrder, ...guest)).toEqual([])
  expect(outcomes(anyOrder, ...late(look))).toEqual([])
  expect(outcomes(anyOrder, ...late(tagRun({ queued: 0 })))).toEqual([])
})
