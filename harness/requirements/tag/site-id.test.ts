import { expect, test } from '@playwright/test'
import { fault, interfaceOverwritten, load, recording, tagAgain } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import siteId from './site-id.ts'

test('met on each page where the tag finds it', () => {
  expect(outcomes(siteId, load('/'), tagAgain(), load('/account'))).toEqual(['met', 'met'])
})

test('violated without one, and by another', () => {
  expect(outcomes(siteId, load('/', { sid: null }), load('/account', { sid: '2' }))).toEqual([
    'sid-missing',
    'sid-of-another-site',
  ])
})

test('a sid that was set, and thrown away with the interface, follows from that', () => {
  const [finding] = siteId.judge(recording(load('/', { sid: null }), interfaceOverwritten('tag')))
  expect(finding).toMatchObject({ code: 'sid-missing', follows: ['tag/interface-kept'] })
})

test('no finding where the tag does not run, and where we hold back the script that may set it', () => {
  expect(outcomes(siteId, fault('scripts-held'), load('/', { sid: null }))).toEqual([])
  expect(outcomes(siteId, load('/', { tag: false }))).toEqual([])
})
