import { expect, test } from '@playwright/test'
import {
  activation,
  leave,
  load,
  logout,
  notRestored,
  restored,
  sample,
  signIn,
  signOut,
  step,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import restoredPage from './restored-page.ts'

const guest = sample({ user: null })
const out = [
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true }),
  signOut(),
  logout(),
  load('/'),
  activation('anonymous'),
  guest,
  step('go-back'),
]

test('violated by a page that comes back as it was left', () => {
  expect(outcomes(restoredPage, ...out, restored('load 1'), guest)).toEqual(['chat-restored'])
})

test('met by a page that loads itself anew, or ends the chat', () => {
  expect(outcomes(restoredPage, ...out, restored('load 1'), leave(), load('/login'), guest)).toEqual(['met'])
  expect(outcomes(restoredPage, ...out, restored('load 1'), logout(), guest)).toEqual(['met'])
})

test('ending the chat is not enough where a session or a padlock is left', () => {
  const left = (look: object) =>
    outcomes(restoredPage, ...out, restored('load 1'), logout(), sample({ user: null, ...look }))
  expect(left({ jwt: 'first' })).toEqual(['chat-restored'])
  expect(left({ padlock: 'first' })).toEqual(['chat-restored'])
  expect(left({ jwt: 'first', state: 'ended' })).toEqual(['met'])
})

test('met where the browser did not keep the page for what the site does, and for no other reason', () => {
  const loaded = (...because: string[]) =>
    outcomes(restoredPage, ...out, load('/login'), notRestored(...because), guest)
  expect(loaded('BrowsingInstanceNotSwapped', 'CacheControlNoStoreHTTPOnlyCookieModified')).toEqual(['met'])
  expect(loaded('CacheLimit')).toEqual([])
  expect(loaded()).toEqual([])
  expect(loaded('MainResourceHasCacheControlNoStore', 'BackForwardCacheDisabledForDelegate')).toEqual([])
})

test('no finding without a history, on a page on its way out, for a guest’s page, and before the sign-out', () => {
  expect(outcomes(restoredPage, ...out.slice(0, -1))).toEqual([])
  expect(outcomes(restoredPage, ...out, restored('load 1'), leave(), guest)).toEqual([])
  expect(outcomes(restoredPage, ...out, restored('load 2'), guest)).toEqual([])
  const before = [...out.slice(0, 4), step('go-back'), restored('load 1'), sample({ user: 'first' })]
  expect(outcomes(restoredPage, ...before, signOut(), logout(), load('/'), guest)).toEqual([])
})
