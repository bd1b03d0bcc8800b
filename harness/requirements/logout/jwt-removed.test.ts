import { expect, test } from '@playwright/test'
import {
  activation,
  digest,
  fault,
  load,
  logout,
  recording,
  sample,
  signIn,
  signOut,
  step,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import jwtRemoved from './jwt-removed.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') })]
const verified = sample({ user: 'first', jwt: true, padlock: true })
const leave = [signOut(), logout(), load('/')]

test('met when it is gone', () => {
  expect(outcomes(jwtRemoved, ...page, verified, ...leave, sample({ user: null }))).toEqual(['met'])
})

test('violated by the tag’s own JWT, and by a copy', () => {
  expect(outcomes(jwtRemoved, ...page, verified, ...leave, sample({ user: null, jwt: 'first' }))).toEqual(['jwt-left'])
  const copied = sample({ user: 'first', jwt: true, padlock: true, copy: {} })
  const copyLeft = sample({ user: null, copy: { userId: digest('first'), state: 'ended' } })
  expect(outcomes(jwtRemoved, ...page, copied, ...leave, copyLeft)).toEqual(['copy-of-jwt-left'])
})

test('a JWT that came back later, or is another’s, is none that was left', () => {
  const back = [
    step('go-back'),
    load('/account'),
    activation({ secured: token('first') }),
    sample({ user: null, jwt: 'first' }),
  ]
  expect(outcomes(jwtRemoved, ...page, verified, ...leave, sample({ user: null }), ...back)).toEqual(['met'])
  expect(outcomes(jwtRemoved, ...page, verified, ...leave, sample({ user: null, jwt: 'guest' }))).toEqual(['met'])
})

test('no finding without a JWT before, and without a sign-out', () => {
  expect(outcomes(jwtRemoved, ...page, sample({ user: 'first' }), ...leave, sample({ user: null }))).toEqual([])
  expect(outcomes(jwtRemoved, ...page, verified)).toEqual([])
})

test('a page that asks “really sign out?” and activates again after iAdvize.logout is a warning', () => {
  const asks = [signOut(), logout(), load('/sign-out'), activation({ secured: token('first') }), load('/')]
  const [finding] = jwtRemoved.judge(recording(...page, verified, ...asks, sample({ user: null, jwt: 'first' })))
  expect(finding).toMatchObject({ outcome: 'violated', level: 'SHOULD', code: 'jwt-left-by-question' })
})

test('no finding after a sign-out under a fault of ours: iAdvize could not be told', () => {
  const struck = [fault('tag-unreachable'), load('/account', { tag: false }), sample({ user: 'first', jwt: true })]
  const later = [signOut(), load('/'), sample({ user: null }), fault('tag-unreachable', false), step('open'), load('/')]
  expect(outcomes(jwtRemoved, ...page, verified, ...struck, ...later, sample({ user: null, jwt: 'first' }))).toEqual([])
})
