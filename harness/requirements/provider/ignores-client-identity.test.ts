import { expect, test } from '@playwright/test'
import { activation, load, probe, sample, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import ignoresClientIdentity from './ignores-client-identity.ts'

const page = [signIn(), load('/account'), activation({ secured: token('first') }), sample({ user: 'first' })]
const baseline = probe('as-page', { user: 'first', token: token('first') })
const named = (answer: { status?: number | 'no-answer'; token?: ReturnType<typeof token> }) =>
  probe('as-another-user', { user: 'first', variation: 'query parameter userId', ...answer })

test('met by the session’s own token, and by a refusal', () => {
  expect(outcomes(ignoresClientIdentity, ...page, baseline, named({ token: token('first') }))).toEqual(['met'])
  expect(outcomes(ignoresClientIdentity, ...page, baseline, named({ status: 400 }))).toEqual(['met'])
})

test('violated by a token of another user, known or not', () => {
  for (const who of ['second', 'somebody'])
    expect(outcomes(ignoresClientIdentity, ...page, baseline, named({ token: token(who) }))).toEqual([
      'identity-from-the-client',
    ])
})

test('a forged token that is believed is told by a name of its own', () => {
  const forged = { user: 'first', variation: 'a forged header authorization (alg none)', token: token('second') }
  expect(outcomes(ignoresClientIdentity, ...page, baseline, probe('as-another-user', forged))).toEqual([
    'unverified-token-believed',
  ])
})

test('no finding without a readable userId, without an answer, and where no two tokens agree anyway', () => {
  expect(outcomes(ignoresClientIdentity, ...page, baseline, named({ token: token(null) }))).toEqual([])
  expect(outcomes(ignoresClientIdentity, ...page, baseline, named({ status: 'no-answer' }))).toEqual([])
  const changing = probe('as-page', { user: 'first', token: token('new each time') })
  expect(outcomes(ignoresClientIdentity, ...page, changing, named({ token: token('yet another') }))).toEqual([])
  expect(outcomes(ignoresClientIdentity, ...page, baseline)).toEqual([])
})
