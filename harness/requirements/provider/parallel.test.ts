import { expect, test } from '@playwright/test'
import { activation, load, probe, sample, signIn, token } from '../../recording/literal.ts'
import type { Part, TokenLiteral } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import parallel from './parallel.ts'

const begin = [
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  sample({ user: 'first' }),
  probe('as-page', { user: 'first', token: token('first') }),
]
const at = (...answers: (TokenLiteral | number)[]): Part[] => [
  ...begin,
  ...answers.map(answer =>
    probe('in-parallel', { user: 'first', ...(typeof answer === 'number' ? { status: answer } : { token: answer }) }),
  ),
]

test('met by different, valid tokens of the same user', () => {
  expect(outcomes(parallel, ...at(token('first'), token('first'), token('first')))).toEqual(['met'])
})

test('violated by a refusal, the same token twice, one that is invalid, one of somebody else', () => {
  const twice = token('first')
  expect(outcomes(parallel, ...at(token('first'), 409))).toEqual(['refused-in-parallel'])
  expect(outcomes(parallel, ...at(twice, twice, token('first')))).toEqual(['same-token'])
  expect(outcomes(parallel, ...at(token('first'), token('first', { verdict: 'refused' })))).toEqual([
    'invalid-in-parallel',
  ])
  expect(outcomes(parallel, ...at(token('first'), token('second')))).toEqual(['other-user-in-parallel'])
})

test('no finding without these calls, where one had no answer in time, and where the page’s own request can’t be sent again', () => {
  expect(outcomes(parallel, ...begin)).toEqual([])
  const once = begin.slice(0, -1)
  const refused = probe('as-page', { user: 'first', status: 403 })
  const late = probe('in-parallel', { user: 'first', status: 'timed-out' })
  expect(outcomes(parallel, ...at(token('first')), late, late)).toEqual([])
  expect(outcomes(parallel, ...once, refused, probe('in-parallel', { user: 'first', status: 403 }))).toEqual([])
})
