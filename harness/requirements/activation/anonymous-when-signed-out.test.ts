import { expect, test } from '@playwright/test'
import {
  activation,
  attempt,
  load,
  logout,
  recording,
  renewal,
  sample,
  signIn,
  signOut,
  step,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import anonymousWhenSignedOut from './anonymous-when-signed-out.ts'

const guest = sample({ user: null })
const first = token('first')
const inAndOut = [
  signIn(),
  load('/account'),
  activation({ secured: first }),
  sample({ user: 'first', jwt: true, padlock: true }),
  signOut(),
  logout(),
  load('/'),
  activation('anonymous'),
  guest,
]

test('met on pages that activate guests anonymously, or not at all', () => {
  expect(outcomes(anonymousWhenSignedOut, load('/'), activation('anonymous'), guest, load('/shop'), guest)).toEqual([
    'met',
    'met',
  ])
})

test('violated by a token for a guest', () => {
  const page = [load('/'), activation({ secured: token('guest-1') }), guest]
  expect(outcomes(anonymousWhenSignedOut, ...page)).toEqual(['secured-though-signed-out'])
  expect(outcomes(anonymousWhenSignedOut, ...inAndOut, step('reload'), ...page)).toEqual([
    'secured-though-signed-out',
    'met',
  ])
})

test('the return of whoever signed out is left to logout/stays-out', () => {
  const back = [step('go-back'), load('/account'), activation({ secured: token('first') }), guest]
  expect(outcomes(anonymousWhenSignedOut, ...inAndOut, ...back)).toEqual(['met'])
})

test('no finding while somebody is signed in, or the page has no tag', () => {
  expect(outcomes(anonymousWhenSignedOut, signIn(), load('/account'), sample({ user: 'first' }))).toEqual([])
  expect(outcomes(anonymousWhenSignedOut, load('/', { tag: false }), guest)).toEqual([])
})

test('no finding for a renewal in a tab that is looked at only after a sign-out in another', () => {
  const inTwoTabs = [
    signIn(),
    load('/account'),
    activation({ secured: first }),
    sample({ user: 'first', jwt: true, padlock: true }),
    step('let-session-expire'),
    renewal({ secured: token('first') }),
    signOut(),
    sample({ user: null }),
  ]
  expect(outcomes(anonymousWhenSignedOut, ...inTwoTabs)).toEqual([])
})

test('a page that shows whom the sign-out had not signed out follows from that', () => {
  const page = [load('/account'), activation({ secured: token('somebody') }), guest]
  const still = attempt('sign-out', 'somebody is still signed in', { stillSignedIn: true })
  const follows = (...parts: Parameters<typeof recording>): unknown =>
    anonymousWhenSignedOut.judge(recording(...parts)).find(({ outcome }) => outcome === 'violated')
  expect(follows(...page, still)).toMatchObject({ follows: ['logout/works'] })
  expect(follows(...page)).not.toHaveProperty('follows')
})
