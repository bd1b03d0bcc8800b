import { expect, test } from '@playwright/test'
import { load, probe, signIn, token } from '../../recording/literal.ts'
import { outcomes } from '../outcomes.ts'
import originBound from './origin-bound.ts'

const page = [signIn(), load('/account')]
const foreign = { user: 'first', variation: 'Origin: null' }

test('met where the browser keeps the answer, or there is no token in it', () => {
  expect(outcomes(originBound, ...page, probe('from-foreign-origin', { ...foreign, token: token('first') }))).toEqual([
    'met',
  ])
  expect(
    outcomes(
      originBound,
      ...page,
      probe('from-foreign-origin', { ...foreign, token: token('first'), readable: 'without-credentials' }),
      probe('from-foreign-origin', { ...foreign, status: 403, readable: 'with-credentials' }),
    ),
  ).toEqual(['met', 'met'])
})

test('violated by an answer with a token that the origin may read with credentials', () => {
  const read = probe('from-foreign-origin', { ...foreign, token: token('first'), readable: 'with-credentials' })
  expect(outcomes(originBound, ...page, read)).toEqual(['readable-from-anywhere'])
})

test('a preflight lets nobody read; no finding without an answer', () => {
  const preflight = probe('preflight-from-foreign-origin', { status: 204, readable: 'with-credentials' })
  expect(outcomes(originBound, ...page, preflight)).toEqual([])
  expect(outcomes(originBound, ...page, probe('from-foreign-origin', { status: 'no-answer' }))).toEqual([])
})
