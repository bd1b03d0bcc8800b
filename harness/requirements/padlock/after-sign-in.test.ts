import { expect, test } from '@playwright/test'
import {
  activation,
  dataRequest,
  fault,
  load,
  recording,
  sample,
  signIn,
  step,
  token,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import afterSignIn from './after-sign-in.ts'

const page = [load('/account'), activation({ secured: token('first') })]

test('met by a padlock at the first look', () => {
  expect(outcomes(afterSignIn, signIn(), ...page, sample({ user: 'first', jwt: true, padlock: true }))).toEqual(['met'])
})

test('violated without one, and the code tells when extID is to blame', () => {
  expect(outcomes(afterSignIn, signIn(), ...page, sample({ user: 'first' }))).toEqual(['no-padlock'])
  const silent = sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' })
  expect(outcomes(afterSignIn, signIn(), ...page, silent)).toEqual(['ext-id-hides-padlock'])
})

test('a page whose token provider refuses it throws, and the cure says what was answered', () => {
  const refused = [
    load('/account'),
    activation('threw'),
    dataRequest({ is: 'refused', status: 401 }, { method: 'POST', requestPath: '/api/chat-token' }),
  ]
  expect(outcomes(afterSignIn, signIn(), ...refused, sample({ user: 'first' }))).toEqual(['provider-threw'])
  const [found] = afterSignIn.judge(recording(signIn(), ...refused, sample({ user: 'first' })))
  expect(found).toMatchObject({
    cure: expect.stringMatching(/^\/account asked POST \/api\/chat-token, which answered 401: /),
  })
})

test('after a fault of ours, the first page without it counts', () => {
  const planted = [fault('ext-id-injected'), signIn(), ...page, sample({ user: 'first', jwt: true })]
  const removed = [fault('ext-id-injected', false), step('open'), ...page]
  expect(outcomes(afterSignIn, ...planted)).toEqual([])
  expect(outcomes(afterSignIn, ...planted, ...removed, sample({ user: 'first', jwt: true, padlock: true }))).toEqual([
    'met',
  ])
  expect(outcomes(afterSignIn, ...planted, ...removed, sample({ user: 'first', jwt: true }))).toEqual(['no-padlock'])
})

test('no finding for guests, and without the tag', () => {
  expect(outcomes(afterSignIn, load('/'), sample({ user: null }))).toEqual([])
  expect(outcomes(afterSignIn, signIn(), load('/account', { tag: false }), sample({ user: 'first' }))).toEqual([])
})
