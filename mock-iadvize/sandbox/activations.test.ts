/** What is on record of an activation when page and sandbox tell of it in any order, or one of them not at all. */
import { expect, test } from '@playwright/test'
import { reasons } from '../contract.ts'
import type { MockEvent } from '../platform/mock.ts'
import { createActivations } from './activations.ts'
import type { PageReport } from './page-report-schema.ts'

test.describe.configure({ mode: 'default' })

const opened = () => {
  const activations = createActivations({
    sid: '4242',
    most: { activations: 50, sightings: 50 },
    now: () => 1,
    keysSetUp: () => true,
    changed: () => undefined,
  })
  const hear = (event: PageReport['event'], run: string | null = 'r1') =>
    activations.heard({ load: 'l1', path: '/account', frame: false, event }, run)
  const last = () => activations.list(1)[0]
  return { activations, hear, last }
}
const asked = { vuid: 'v1', page: '/account', run: 'r1', call: 1 }
const exchanged = (more: Partial<Extract<MockEvent, { kind: 'exchange' }>> = {}) =>
  ({
    ...asked,
    kind: 'exchange',
    sid: '4242',
    option: 'ANONYMOUS',
    extId: false,
    accepted: true,
    ...more,
  }) as const
const anonymous = { padlock: false, reason: 'anonymous' }
const answer = { kind: 'provider-answer', call: 1, cause: 'activate', answer: 'anonymous', shape: '{}' } as const
const failure = {
  kind: 'activate-result',
  call: 1,
  option: 'anonymous',
  status: 'authentication-failure',
  reason: reasons.serverError,
} as const

test('what the sandbox answered for a fault is final without a word of the page, after as many tries as the tag makes', () => {
  for (const [answers, outcome] of [
    [[200], 'authentication-failure'],
    [[401], 'authentication-failure'],
    [[503, 503, 'network-error'], 'pending'],
    [[503, 503, 503, 'network-error'], 'authentication-failure'],
  ] as const) {
    const { activations, hear, last } = opened()
    hear({ kind: 'activate', call: 1 })
    for (const status of answers) activations.struck(asked, { name: 'exchange-garbled', once: false }).ended(status)
    expect(activations.count).toBe(1)
    expect(last()).toMatchObject({ outcome, fault: 'exchange-garbled', attempts: answers, cause: 'activate' })
  }
})

test('a fault that comes first and lets iAdvize answer is one activation, with a run and without', () => {
  for (const request of [asked, { vuid: 'v1', page: '/account' }]) {
    const { activations, last } = opened()
    activations.struck(request, { name: 'exchange-slow', once: false }).ended('through')
    const { run: _run, call: _call, ...plain } = exchanged()
    activations.exchanged('run' in request ? exchanged() : plain, anonymous)
    expect(activations.count).toBe(1)
    expect(last()).toMatchObject({
      outcome: 'authentication-success',
      fault: 'exchange-slow',
      warnings: ['the fault exchange-slow came first; then iAdvize answered'],
      cure: null,
    })
  }
})

test('a page that leaves ends what is under way in it, whatever comes first; what was late on its way is taken', () => {
  const { activations, hear, last } = opened()
  hear({ kind: 'activate', call: 1 })
  expect(last()?.outcome).toBe('pending')
  activations.left('r1')
  expect(last()).toMatchObject({ outcome: 'page-left', realPlatform: null, cure: null })
  hear(failure)
  expect(last()).toMatchObject({ outcome: 'authentication-failure', reason: reasons.serverError })

  activations.left('r2')
  hear({ kind: 'activate', call: 1 }, 'r2')
  expect(last()?.outcome).toBe('page-left')

  const held = activations.struck({ ...asked, run: 'r3' }, { name: 'exchange-never-answers', once: false })
  expect(last()).toMatchObject({
    outcome: 'pending',
    warnings: ['the fault exchange-never-answers holds back the answer'],
  })
  held.ended('gone')
  expect(last()?.outcome).toBe('page-left')
})

test('an activation whose end is told before its begin is one', () => {
  const { activations, hear, last } = opened()
  hear(failure)
  hear(answer)
  hear({ kind: 'activate', call: 1 })
  expect(activations.count).toBe(1)
  expect(last()).toMatchObject({ cause: 'activate', outcome: 'authentication-failure', provider: { shape: '{}' } })
})

test('a renewal is an activation of its own, whether the page or the request comes first, and ends when it fails', () => {
  const { activations, hear, last } = opened()
  const renewal = { ...answer, cause: 'session-expiry' } as const
  hear({ kind: 'activate', call: 1 })
  hear(answer)
  activations.exchanged(exchanged(), anonymous)
  hear({ ...renewal, shape: 'first' })
  activations.exchanged(exchanged(), anonymous)
  activations.exchanged(exchanged(), anonymous)
  hear({ ...renewal, shape: 'second' })
  expect(activations.list(9).map(({ provider }) => provider?.shape)).toEqual(['second', 'first', '{}'])
  hear({ ...renewal, answer: 'threw', shape: 'threw TypeError' })
  expect(last()?.outcome).toBe('pending')
  hear({ kind: 'session-renewal', call: 1, renewed: false })
  expect(last()).toMatchObject({
    cause: 'session-expiry',
    outcome: 'authentication-failure',
    realPlatform: null,
    cure: expect.stringContaining('look for the error in the page’s console'),
  })
  expect(activations.list(9)[1]?.outcome).toBe('authentication-success')
})
