import { expect, test } from '@playwright/test'
import { load, probe, providerFound, recording, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import providerRefuses from './provider-refuses.ts'

const begin = [signIn(), load('/account'), probe('as-page', { user: 'first', token: token('first') })]

test('met by a refusal', () => {
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { status: 401 }))).toEqual(['met'])
})

test('violated by a token', () => {
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { token: token('first') }))).toEqual([
    'token-after-sign-out',
  ])
})

test('no finding where the page’s own request can’t be sent again, without an answer, and without asking', () => {
  const refused = [signIn(), load('/account'), probe('as-page', { user: 'first', status: 403 })]
  expect(outcomes(providerRefuses, ...refused, probe('after-sign-out', { status: 403 }))).toEqual([])
  expect(outcomes(providerRefuses, ...begin, probe('after-sign-out', { status: 'no-answer' }))).toEqual([])
  expect(outcomes(providerRefuses, ...begin)).toEqual([])
})

test('the cure knows what keeps the session', () => {
  const cure = (session: NonNullable<Parameters<typeof providerFound>[0]>['session']): string | undefined => {
    const after = probe('after-sign-out', { token: token('first') })
    const [finding] = providerRefuses.judge(recording(...begin, providerFound(session && { session }), after))
    return finding?.outcome === 'violated' ? finding.cure : 'met'
  }
  expect(cure('bearer-jwt')).toMatch(/bearer token that is a JWT.*list of the jtis.*last sign-out/)
  expect(cure('bearer')).toContain('Revoke it on the server')
  expect(cure('auth-js')).toContain("strategy: 'database'")
  expect(cure('cookie-jwt')).toContain('a JWT in a cookie')
  expect(cure('sealed-cookie')).toContain('Flask, Rails and cookie-session')
  expect([cure('cookie'), cure(undefined)]).toEqual([undefined, undefined])
})
