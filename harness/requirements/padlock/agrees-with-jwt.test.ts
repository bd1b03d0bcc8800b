import { expect, test } from '@playwright/test'
import {
  activation,
  fault,
  load,
  recording,
  sample,
  signIn,
  signOut,
  step,
  tagRun,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import agrees from './agrees-with-jwt.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') })]
const verified = sample({ user: 'first', jwt: true, padlock: true })
const gone = [signOut(), load('/'), sample({ user: null })]

test('met with both, and with neither after there were both', () => {
  expect(outcomes(agrees, ...page, verified, ...gone)).toEqual(['met', 'met'])
})

test('violated by a JWT without a padlock; the diagnosis names the desk’s reason', () => {
  const silent = sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' })
  const [finding] = agrees.judge(recording(...page, silent))
  expect(finding).toMatchObject({ outcome: 'violated', code: 'ext-id-hides-padlock' })
  expect(finding).toHaveProperty('received', expect.stringContaining('extID is set'))
})

test('violated by a padlock without a JWT, and by two users', () => {
  expect(outcomes(agrees, ...page, sample({ user: 'first', padlock: true }))).toEqual(['padlock-without-jwt'])
  expect(outcomes(agrees, ...page, sample({ user: 'second', jwt: 'first', padlock: 'second' }))).toEqual([
    'different-users',
  ])
})

test('violated by a copy of the JWT that outlives the session', () => {
  const copied = sample({ user: 'first', jwt: true, padlock: true, copy: {} })
  const left = sample({ user: null, copy: { state: 'ended' } })
  expect(outcomes(agrees, ...page, copied, signOut(), load('/'), left)).toEqual(['met', 'jwt-without-padlock'])
})

test('an expired JWT that waits for its renewal speaks for nobody', () => {
  const expired = sample({ user: 'first', jwt: true, state: 'expired', reason: 'session expired' })
  expect(outcomes(agrees, ...page, verified, step('let-session-expire'), expired)).toEqual(['met', 'met'])
})

test('a tag that waits for consent keeps the JWT in memory: none in storage is as it should be', () => {
  const explicit = [signIn(), load('/account', { tag: false }), tagRun({ consent: 'explicit' })]
  const open = activation({ secured: token('first') })
  const inMemory = sample({ user: 'first', padlock: true })
  expect(outcomes(agrees, ...explicit, open, inMemory)).toEqual([])
  expect(outcomes(agrees, ...explicit, open, sample({ user: 'first', padlock: true, consented: true }))).toEqual([
    'padlock-without-jwt',
  ])
  expect(outcomes(agrees, ...explicit, open, inMemory, load('/orders'), inMemory)).toEqual(['padlock-without-jwt'])
})

test('no finding on a site that never authenticates, and under a fault of ours', () => {
  expect(
    outcomes(agrees, load('/'), sample({ user: null }), signIn(), load('/account'), sample({ user: 'first' })),
  ).toEqual([])
  const planted = sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' })
  expect(outcomes(agrees, fault('ext-id-injected'), ...page, planted)).toEqual([])
})

test('no finding after a sign-out under a fault of ours: iAdvize could not be told', () => {
  const untold = [fault('api-unreachable'), ...gone, fault('api-unreachable', false), step('open'), load('/')]
  const shown = sample({ user: null, padlock: 'first' })
  expect(outcomes(agrees, ...page, verified, ...untold, shown)).toEqual(['met'])
})
