import { expect, test } from '@playwright/test'
import { after, makesSense, newModel, signedOutBySite, standingOn } from './model.ts'
import { readReplay } from './steps.ts'
import type { Scope } from './steps.ts'

const scope: Scope = { users: ['first', 'second'], guestPages: ['/'], signedInPages: ['/account', '/orders'] }

const led = (replay: string) => (replay === '' ? [] : readReplay(replay, scope)).reduce(after, newModel(scope))
const sense = (replay: string, word: string): boolean => makesSense(led(replay), readReplay(word, scope)[0]!)

test('people sign in who are out, and out where a page of theirs stands', () => {
  expect(sense('', 'sign-in=1')).toBe(true)
  expect(sense('sign-in=1', 'sign-in=2')).toBe(false)
  expect(sense('sign-in=1', 'sign-out')).toBe(true)
  expect(sense('sign-in=1,open=/', 'sign-out')).toBe(false)
  expect(sense('sign-in=1,sign-out', 'sign-out')).toBe(false)
  expect(sense('sign-in=1,sign-out', 'open=/account')).toBe(false)
})

test('a tab that was opened before somebody signed in in another has no way out until it is loaded anew', () => {
  const other = 'open=/,new-tab=/,sign-in=1,tab=1'
  expect(sense(other, 'sign-out')).toBe(false)
  expect(sense(`${other},open=/account`, 'sign-out')).toBe(true)
  expect(sense('sign-in=1,new-tab=/account,sign-out,tab=1', 'sign-out')).toBe(false)
})

test('back goes to what was opened before, and not in front of the first page', () => {
  expect(sense('open=/', 'back')).toBe(false)
  expect(sense('open=/,open=/', 'back')).toBe(false)
  expect(sense('sign-in=1,open=/orders', 'back')).toBe(true)
  expect(sense('sign-in=1,open=/orders,back', 'forward')).toBe(true)
  expect(sense('sign-in=1,open=/orders,back,open=/', 'forward')).toBe(false)
})

test('tabs: at most three, and only those that are open', () => {
  expect(sense('open=/', 'tab=2')).toBe(false)
  expect(sense('open=/,new-tab=/', 'tab=1')).toBe(true)
  expect(sense('open=/,new-tab=/,new-tab=/', 'new-tab=/')).toBe(false)
  expect(sense('open=/,new-tab=/,close-tab', 'tab=2')).toBe(false)
  expect(sense('open=/', 'close-tab')).toBe(false)
})

test('iAdvize’s session expires under somebody, or in a tab that was left over; not while somebody is in elsewhere', () => {
  expect(sense('open=/', 'expire')).toBe(false)
  expect(sense('sign-in=1', 'expire')).toBe(true)
  expect(sense('sign-in=1,new-tab=/account,sign-out,tab=1', 'expire')).toBe(true)
  expect(sense('sign-in=1,browser=2,sign-in=2', 'expire')).toBe(false)
})

test('one fault at a time; a fault of the token provider lets nobody in or out', () => {
  expect(sense('sign-in=1,fault=api-unreachable', 'fault=tag-unreachable')).toBe(false)
  expect(sense('sign-in=1,fault=api-unreachable,open=/account', 'sign-out')).toBe(true)
  expect(sense('sign-in=1,fault=provider-garbage,open=/account', 'sign-out')).toBe(false)
  expect(sense('sign-in=1,fault=provider-garbage', 'expire')).toBe(false)
})

test('where a sign-out leads may be loaded anew, unless nobody knows what it is', () => {
  expect(sense('sign-in=1,sign-out', 'reload')).toBe(true)
  expect(makesSense(standingOn(led('sign-in=1,sign-out'), '/'), { verb: 'reload' })).toBe(true)
  expect(makesSense(standingOn(led('sign-in=1,sign-out'), '/goodbye'), { verb: 'reload' })).toBe(false)
})

test('what the site does by itself is taken over', () => {
  expect(makesSense(signedOutBySite(led('sign-in=1')), { verb: 'sign-in', user: 2 })).toBe(true)
  expect(makesSense(standingOn(led('sign-in=1,open=/account'), '/'), { verb: 'sign-out' })).toBe(false)
})
