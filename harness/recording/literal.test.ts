import { expect, test } from '@playwright/test'
import { activations, renewals } from './activations.ts'
import {
  about,
  activation,
  backTo,
  extId,
  fault,
  load,
  logout,
  recording,
  renewal,
  sample,
  signIn,
  signOut,
  step,
  token,
} from './literal.ts'
import { observed } from './observed.ts'
import { pageViews } from './page-views.ts'
import { recordingSchema } from './recording.ts'
import { sessionExpiries, signOuts, siteSessions } from './site-sessions.ts'

const journey = recording(
  step('open'),
  load('/'),
  activation('anonymous'),
  sample({ user: null }),
  signIn(),
  load('/login'),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true, copy: {} }),
  step('let-session-expire'),
  renewal({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: true }),
  fault('exchange-server-error'),
  step('reload'),
  load('/account'),
  extId(),
  sample({ user: 'first' }),
  fault('exchange-server-error', false),
  signOut(),
  logout(),
  load('/'),
  sample({ user: null }),
  step('go-back'),
  load('/account'),
  activation({ secured: token('first') }),
  load('/login', { tag: false }),
)

test('a literal is a recording', () => {
  const complete = recording(
    about({ journey: { id: 'x', title: 'x' } }),
    load('/'),
    backTo('load 1'),
    activation('threw'),
  )
  for (const literal of [journey, complete]) expect(recordingSchema.parse(literal)).toEqual(literal)
})

test('a page view knows who was signed in while it stood; one that nobody looked at does not', () => {
  expect(pageViews(journey).map(({ path, user, faults }) => ({ path, user, faults: faults.length }))).toEqual([
    { path: '/', user: null, faults: 0 },
    { path: '/login', user: undefined, faults: 0 },
    { path: '/account', user: 'first', faults: 0 },
    { path: '/account', user: 'first', faults: 1 },
    { path: '/', user: null, faults: 0 },
    { path: '/account', user: undefined, faults: 0 },
    { path: '/login', user: undefined, faults: 0 },
  ])
})

test('activations and renewals have their answers, their results and their user', () => {
  expect(
    activations(journey).map(({ user, answer, token, result }) => [user, answer?.answer, token?.ref, result?.option]),
  ).toEqual([
    [null, 'anonymous', undefined, 'anonymous'],
    ['first', 'secured', 't1', 'secured'],
    // After a sign-out everybody is a guest until the next sign-in, looked at or not.
    [null, 'secured', 't3', 'secured'],
  ])
  expect(renewals(journey).map(({ user, token }) => [user, token?.ref])).toEqual([['first', 't2']])
})

test('site sessions, sign-outs and expiries', () => {
  expect(siteSessions(journey).map(({ user, samples }) => [user, samples.length])).toEqual([['first', 3]])
  expect(signOuts(journey).map(({ user, closing, end }) => [user, closing.path, end])).toEqual([
    ['first', '/', Infinity],
  ])
  expect(sessionExpiries(journey).map(({ user }) => user)).toEqual(['first'])
})

test('a fault marks what is seen while it is on, and the rest of that page’s life', () => {
  const literal = recording(fault('f'), load('/a'), fault('f', false), sample({ user: null }), load('/b'))
  expect(observed(literal).map(({ kind, context }) => [kind, context.faults])).toEqual([
    ['fault', ['f']],
    ['page-load', ['f']],
    ['tag-run', ['f']],
    ['fault', []],
    ['sample', ['f']],
    ['page-load', []],
    ['tag-run', []],
  ])
})
