import { expect, test } from '@playwright/test'
import { load, sample, tagElement } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import async from './async.ts'

test('met by an element in the HTML that does not block, by one that a script adds, and by any in a frame', () => {
  const added = tagElement({ inclusion: 'script', insertedBy: 'https://tags.test/gtm.js' })
  expect(outcomes(async, load('/'), tagElement(), load('/account'), added)).toEqual(['met', 'met'])
  expect(outcomes(async, load('/'), tagElement({ blocking: true, frame: true }))).toEqual(['met'])
})

test('violated by one that blocks, also when it fails', () => {
  expect(outcomes(async, load('/'), tagElement({ blocking: true }))).toEqual(['tag-blocks-rendering'])
  expect(outcomes(async, load('/'), tagElement({ blocking: true, outcome: 'failed' }))).toEqual([
    'tag-blocks-rendering',
  ])
})

test('no finding without an element, and for one that no browser runs', () => {
  expect(outcomes(async, load('/'), sample({ user: null }))).toEqual([])
  expect(outcomes(async, load('/'), tagElement({ blocking: true, outcome: 'inert' }))).toEqual([])
})
