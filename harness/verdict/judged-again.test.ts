import { expect, test } from '@playwright/test'
import { about, activation, extId, load, recording, sample, signIn, token } from '../recording/literal.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import type { GivenBaseline } from './baseline.ts'
import { judgedAgain } from './judged-again.ts'
import { resultOf } from './result-of.ts'
import type { VerdictOptions } from './verdict.ts'

const visit = recording(
  about({ journey: { id: 'sign-in', title: 'a visitor signs in' } }),
  signIn(),
  load('/account'),
  extId(),
  activation({ secured: token('first') }),
  sample({ user: 'first', jwt: true, padlock: false, extId: 'extID' }),
)
const all = await loadCatalogue()
const catalogue = all.filter(({ id }) => id.startsWith('ext-id/') || id.startsWith('padlock/'))
const judged = (options: VerdictOptions) =>
  resultOf([visit], catalogue, {
    ...options,
    startedAt: new Date('2026-01-01T00:00:00Z'),
    duration: 1,
    versions: { padlock: '0.0.1', node: 'v20', playwright: '1' },
  })
const baseline: GivenBaseline = {
  file: 'known.json',
  entries: [{ requirement: 'ext-id/absent', reason: 'old shop', owner: 'web team', expires: '2026-06-30' }],
  today: '2026-01-01',
}

for (const [what, options] of [
  ['a whole run', {}],
  ['a strict run', { strict: true }],
  ['a part', { only: ['padlock/*'] }],
  ['a run with a baseline', { baseline }],
] as const)
  test(`${what}, judged again by the same catalogue on the day of the run, comes to the same`, () => {
    const before = judged(options)
    expect(judgedAgain([visit], catalogue, before)).toEqual(before)
  })

test('a baseline is held against the day on which it is judged again', () => {
  const before = judged({ baseline })
  const again = judgedAgain([visit], catalogue, before, { padlock: '0.0.2', today: '2026-07-01' })
  expect([before, again].map(({ baseline: of }) => of?.entries[0]?.state)).toEqual(['known', 'expired'])
  expect(again.versions.padlock).toBe('0.0.2')
})

test('a part stays a part where the catalogue has lost some of it, and is refused where nothing is left', () => {
  const before = judged({ only: ['ext-id/absent', 'padlock/*'] })
  const without = catalogue.filter(({ id }) => id !== 'ext-id/absent')
  expect(judgedAgain([visit], without, before).partial?.only).toEqual(['padlock/*'])
  expect(() => judgedAgain([visit], without, judged({ only: ['ext-id/absent'] }))).toThrow(/matches no requirement/)
})
