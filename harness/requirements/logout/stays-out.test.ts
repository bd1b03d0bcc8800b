import { expect, test } from '@playwright/test'
import {
  about,
  activation,
  backTo,
  credentials,
  load,
  logout,
  recording,
  renewal,
  sample,
  signIn,
  signOut,
  step,
  token,
  tokenSource,
} from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import staysOut from './stays-out.ts'

const shown = token('first')
const guest = sample({ user: null })
const out = [
  signIn(),
  load('/account'),
  activation({ secured: shown }),
  sample({ user: 'first', jwt: true, padlock: true }),
  signOut(),
  logout(),
  load('/'),
  activation('anonymous'),
  guest,
]

test('met at each further look, also when guests get an identity of their own', () => {
  const guestly = [step('go-back'), load('/login'), activation({ secured: token('guest') }), guest]
  expect(outcomes(staysOut, ...out, step('reload'), load('/'), guest, ...guestly)).toEqual(['met', 'met'])
})

test('the back button proves nothing where the cache is off, but what it brings back counts', () => {
  const routed = about({ browser: { name: 'firefox', version: '1', interception: 'routing' } })
  expect(outcomes(staysOut, routed, ...out, step('go-back'), load('/login'), guest)).toEqual([])
  const back = [step('go-back'), load('/account'), activation({ secured: shown }), guest]
  expect(outcomes(staysOut, routed, ...out, ...back)).toEqual(['old-token-presented'])
})

test('violated by a new token for whoever signed out, and by an old one', () => {
  const back = [step('go-back'), load('/account'), activation({ secured: token('first') }), guest]
  expect(outcomes(staysOut, ...out, ...back)).toEqual(['new-token-after-sign-out'])
  const cached = [step('go-back'), load('/account'), activation({ secured: shown }), guest]
  expect(outcomes(staysOut, ...out, ...cached)).toEqual(['old-token-presented'])
})

test('violated by another tab that renews its session', () => {
  const tab = [step('let-session-expire'), backTo('load 1'), renewal({ secured: token('first') }), guest]
  expect(outcomes(staysOut, ...out, ...tab)).toEqual(['new-token-after-sign-out'])
})

test('violated on the very page that the sign-out leads to', () => {
  const relapse = [load('/bye'), activation({ secured: token('first') }), guest]
  expect(outcomes(staysOut, ...out.slice(0, 6), ...relapse)).toEqual(['new-token-after-sign-out'])
})

test('no finding without a further look, and none for whoever signs in again', () => {
  expect(outcomes(staysOut, ...out)).toEqual([])
  const again = [signIn(), load('/account'), activation({ secured: token('first') }), sample({ user: 'first' })]
  expect(outcomes(staysOut, ...out, ...again)).toEqual([])
})

test('the cure begins with what keeps the identity', () => {
  const cure = (...parts: Parameters<typeof recording>): string | undefined => {
    const finding = staysOut.judge(recording(...parts)).find(({ outcome }) => outcome === 'violated')
    return finding?.outcome === 'violated' ? finding.cure : undefined
  }
  const again = (secured: typeof shown) => [step('reload'), load('/account'), activation({ secured })]
  const kept = tokenSource({ from: 'storage', where: 'sessionStorage' })
  expect(cure(...out, ...again(shown), kept, guest)).toMatch(/^The page keeps the token in session storage/)
  const elsewhere = [load('/authorize', { tag: false, origin: 'https://id.test' }), credentials()]
  expect(cure(...elsewhere, ...out, ...again(token('first')), guest)).toContain('end_session_endpoint')
  expect(cure(...out, ...again(token('first')), guest)).toBeUndefined()
})
