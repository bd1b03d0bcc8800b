import { expect, test } from '@playwright/test'
import { attempt, credentials, fault, load, recording, sample, signIn, signOut, step } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import works from './works.ts'

const within = [signIn(), load('/account'), sample({ user: 'first' })]
const out = [...within, signOut(), attempt('sign-out'), load('/'), sample({ user: null })]
const because = 'the sign-out signed nobody out: after it, /account still shows somebody who is signed in'
const dead = attempt('sign-out', because, { stillSignedIn: true })

test('met where nobody is signed in afterwards, and no later page shows anybody', () => {
  expect(outcomes(works, ...out)).toEqual(['met'])
  expect(outcomes(works, ...out, step('reload'), load('/'), sample({ user: null, signedIn: false }))).toEqual(['met'])
})

test('violated where the control led nobody out, with what was seen', () => {
  const parts = [...within, signOut(), dead]
  expect(outcomes(works, ...parts)).toEqual(['nobody-signed-out'])
  expect(works.judge(recording(...parts))[0]).toMatchObject({ received: because })
})

test('violated where a page shows the visitor again; the back button may show what the browser has kept', () => {
  const again = sample({ user: null, signedIn: true })
  expect(outcomes(works, ...out, step('reload'), load('/'), again)).toEqual(['signed-in-again'])
  expect(outcomes(works, ...out, step('go-back'), load('/account'), again)).toEqual(['met'])
})

test('no stimulus: nobody signs out, the way out was not found, or a fault of ours may have kept the visitor in', () => {
  expect(outcomes(works, ...within)).toEqual([])
  expect(outcomes(works, ...within, signOut(), attempt('sign-out', 'no sign-out button was found'))).toEqual([])
  expect(outcomes(works, ...within, fault('api-held'), signOut(), dead)).toEqual([])
})

test('a sign-out that nobody has looked at says nothing', () => {
  expect(outcomes(works, ...within, signOut(), load('/'), sample({ user: null }))).toEqual([])
})

test('where visitors sign in at another site, the cure names it', () => {
  const form = load('/authorize', { tag: false, origin: 'https://id.test' })
  const parts = [form, credentials(), ...out, step('reload'), load('/'), sample({ user: null, signedIn: true })]
  expect(works.judge(recording(...parts))).toMatchObject([
    { code: 'signed-in-again', cure: expect.stringMatching(/^Visitors sign in at id\.test, which keeps a session/) },
  ])
})

test('a sign-out that is undone when the login form is asked for has its cure at the identity provider', () => {
  const form = [load('/authorize', { tag: false, origin: 'https://id.test' }), credentials()]
  const undone = [signIn(), load('/account'), attempt('sign-out', because, { stillSignedIn: true })]
  expect(works.judge(recording(...form, ...out, ...undone))[0]).toMatchObject({
    code: 'nobody-signed-out',
    cure: expect.stringContaining('end_session_endpoint'),
  })
  expect(works.judge(recording(...form, ...within, signOut(), dead))[0]).not.toHaveProperty('cure')
})
