import { expect, test } from '@playwright/test'
import {
  about,
  activation,
  fault,
  load,
  logout,
  recording,
  sample,
  signIn,
  signOut,
  step,
  token,
} from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { exitCodeOf, resultOf } from './result-of.ts'
import { resultSchema } from './result.ts'

const meta = {
  startedAt: new Date('2026-01-01T00:00:00Z'),
  duration: 1000,
  versions: { padlock: '0.1.0', node: 'v20', playwright: '1' },
}
const silent = sample({ user: 'first', jwt: true, reason: 'extID is set', extId: 'extID' })
const visit = recording(
  signIn(),
  load('/account'),
  activation({ secured: token('first') }),
  silent,
  fault('exchange-server-error'),
  step('reload'),
  load('/account'),
  activation('threw'),
  sample({ user: 'first' }),
  fault('exchange-server-error', false),
  signOut(),
  logout(),
  load('/'),
  sample({ user: null }),
)
const stoppedBy = (blame: 'site' | 'configuration' | 'harness'): Recording =>
  recording(about({ outcome: { state: 'stopped', step: 'sign in', because: 'no form', blame } }))

test('a whole result fits its schema', async () => {
  const result = resultOf([visit], await loadCatalogue(), { ...meta, only: ['padlock/*'] })
  expect(resultSchema.parse(result)).toEqual(result)
  expect(result).toMatchObject({ verdict: 'violated', exitCode: 1, firstCause: 'padlock/after-sign-in' })
})

test('the timeline shows each look, and where JWT and padlock part', async () => {
  const [journey] = resultOf([visit], await loadCatalogue(), meta).journeys
  expect(
    journey?.moments.map(({ step, path, jwt, padlock, agrees }) => ({ step, path, jwt, padlock, agrees })),
  ).toEqual([
    { step: 'sign-in', path: '/account', jwt: 'live', padlock: false, agrees: false },
    { step: 'reload', path: '/account', jwt: 'none', padlock: false, agrees: true },
    { step: 'sign-out', path: '/', jwt: 'none', padlock: false, agrees: true },
  ])
})

test('the marks tell what happened, in order, and what was violated there', async () => {
  const [journey] = resultOf([visit], await loadCatalogue(), meta).journeys
  const marks = journey?.marks ?? []
  expect(marks.filter(({ kind }) => kind !== 'violation').map(({ kind, label, ok }) => ({ kind, label, ok }))).toEqual([
    { kind: 'page-load', label: '/account', ok: true },
    { kind: 'activation', label: 'secured: success', ok: true },
    { kind: 'fault', label: 'exchange-server-error on', ok: false },
    { kind: 'page-load', label: '/account', ok: true },
    { kind: 'activation', label: 'invalid: Failed to fetch authentication with a server error', ok: false },
    { kind: 'fault', label: 'exchange-server-error off', ok: true },
    { kind: 'logout', label: 'logout', ok: true },
    { kind: 'page-load', label: '/', ok: true },
  ])
  expect(marks.flatMap(({ requirement }) => requirement ?? [])).toContain('padlock/agrees-with-jwt')
  expect(marks.map(({ at }) => at)).toEqual(marks.map(({ at }) => at).sort((one, other) => one - other))
})

test('exit codes: what weighs more comes first', () => {
  expect(exitCodeOf('conforms', [visit])).toBe(0)
  expect(exitCodeOf('violated', [visit, stoppedBy('site')])).toBe(1)
  expect(exitCodeOf('incomplete', [visit, stoppedBy('configuration')])).toBe(2)
  expect(exitCodeOf('incomplete', [visit, stoppedBy('site')])).toBe(3)
  expect(exitCodeOf('incomplete', [visit])).toBe(4)
  expect(exitCodeOf('violated', [stoppedBy('harness')])).toBe(5)
  expect(exitCodeOf('incomplete', [visit], { cancelled: true })).toBe(130)
  expect(exitCodeOf('conforms', [visit], { outOfDate: true })).toBe(1)
})

test('a cancelled run never conforms', async () => {
  const catalogue = (await loadCatalogue()).filter(({ id }) => id === 'logout/called')
  expect(resultOf([visit], catalogue, meta).verdict).toBe('conforms')
  expect(resultOf([visit], catalogue, { ...meta, cancelled: true })).toMatchObject({
    verdict: 'incomplete',
    exitCode: 130,
  })
})

test('what was played again of an earlier report never conforms, even where that was every journey', async () => {
  const all = await loadCatalogue()
  const { requirements } = resultOf([visit], all, meta)
  const met = new Set(requirements.flatMap(({ id, status }) => (status === 'met' ? [id] : [])))
  const catalogue = all.filter(({ id }) => met.has(id))
  const whole = resultOf([visit], catalogue, meta)
  expect([whole.verdict, whole.exitCode]).toEqual(['conforms', 0])
  const again = resultOf([visit], catalogue, { ...meta, isAgain: true })
  expect([again.verdict, again.exitCode]).toEqual(['incomplete', 4])
  expect(again.summary).toContain('what an earlier report left open')
})
