import { expect, test } from '@playwright/test'
import { about, recording } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { planted } from '../requirements/planted.ts'
import { met, violated } from '../requirements/requirement.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { holds, isPlayed, killersOf, rowOf, soundRow } from './matrix.ts'
import type { Played, Proof } from './matrix.ts'
import { proofTable } from './table.ts'

/** It breaks tag/async alone. */
const name = 'tag-blocks-rendering'
const planned = { name, shownBy: 'browser' as const, journeys: ['sign-in', 'switch-user'] }

const requirementThat = (id: string, judge: (recording: Recording) => Finding[]): Requirement => planted(id, { judge })
const breaks = (): Finding[] => [violated({ at: 1 }, { code: 'wrong', expected: 'this', received: 'that' })]
const meets = (): Finding[] => [met({ at: 1 }, 'seen')]
const catalogue = [requirementThat('tag/async', breaks), requirementThat('tag/present', meets)]
const blind = [requirementThat('tag/async', meets), requirementThat('tag/present', meets)]

const journey = (id: string, outcome: Recording['outcome'] = { state: 'completed' }): Recording =>
  recording(about({ journey: { id, title: id }, outcome }))
const stopped = (blame: 'harness' | 'time' | 'site', because: string): Recording['outcome'] => ({
  state: 'stopped',
  step: 'signs in',
  because,
  blame,
})
const played = (recordings: Recording[], lost: Record<string, string> = {}): Played => ({
  recordings,
  lost: new Map(Object.entries(lost)),
})
const both = played([journey('sign-in'), journey('switch-user')])
const table = (rows: Proof['defects']): string =>
  proofTable(
    { schemaVersion: 1, notPlayable: [], sound: [], defects: rows, requirements: [{ id: 'tag/async', killers: [] }] },
    false,
  )

test('a defect that breaks its set on its journeys is exact', () => {
  expect(rowOf(planned, both, catalogue)).toMatchObject({
    violated: ['tag/async'],
    shown: { 'tag/async': ['sign-in', 'switch-user'] },
    notPlayed: [],
    exact: true,
  })
})

test('what was played and did not show is missed', () => {
  const row = rowOf(planned, both, blind)
  expect(row).toMatchObject({ violated: [], notPlayed: [], exact: false })
  expect(table([row])).toContain('missed: tag/async')
})

test('what was not played is never missed: the table says why it was not', () => {
  const row = rowOf(planned, played([], { 'switch-user': 'Test timeout of 30000ms exceeded.' }), blind)
  expect(row.exact).toBe(false)
  expect(row.notPlayed).toEqual([
    { journey: 'sign-in', because: 'the run ended before it' },
    { journey: 'switch-user', because: 'Test timeout of 30000ms exceeded.' },
  ])
  const told = table([row])
  expect(told).toContain('NOT PLAYED')
  expect(told).toContain('not played: switch-user: Test timeout of 30000ms exceeded.')
  expect(told).toContain(`nothing is known of tag/async: ${name} not played`)
  expect(told).not.toContain('missed')
  expect(told).not.toContain('DIFFERS')
})

test('a defect that shows on one journey is not exact while another was not played', () => {
  const row = rowOf(planned, played([journey('switch-user')]), catalogue)
  expect(row).toMatchObject({ violated: ['tag/async'], exact: false })
  expect(row.notPlayed.map(({ journey: id }) => id)).toEqual(['sign-in'])
})

test('a journey that our own fault cut off was not played; one that the defect stops was', () => {
  const cutOff = (outcome: Recording['outcome']) =>
    rowOf(planned, played([journey('sign-in', outcome), journey('switch-user')]), catalogue)
  expect(cutOff(stopped('harness', 'the browser crashed'))).toMatchObject({
    exact: false,
    notPlayed: [{ journey: 'sign-in', because: 'the browser crashed' }],
  })
  expect(cutOff(stopped('site', 'there is no login form'))).toMatchObject({ exact: true, notPlayed: [] })
})

test('slow is not missed, and a wait that ended spoils nothing that was shown', () => {
  const slow = played([
    journey('sign-in', stopped('time', 'the page did not get so far in 30 s')),
    journey('switch-user'),
  ])
  expect(rowOf(planned, slow, catalogue)).toMatchObject({ exact: true, notPlayed: [] })
  expect(rowOf(planned, slow, blind)).toMatchObject({
    exact: false,
    notPlayed: [{ journey: 'sign-in', because: 'not to its end: the page did not get so far in 30 s' }],
  })
})

test('the sound shop is played whole, and no journey of it stops', () => {
  expect(soundRow('classic', planned.journeys, both, blind)).toMatchObject({ unmet: [], notPlayed: [] })
  expect(soundRow('classic', planned.journeys, played([journey('switch-user')]), blind).notPlayed).toHaveLength(1)
  const halted = played([journey('sign-in', stopped('site', 'no form')), journey('switch-user')])
  expect(soundRow('classic', planned.journeys, halted, blind).unmet).toEqual([
    'the journey sign-in stopped at «signs in»: no form',
  ])
})

test('a proof holds when all of it was played, is exact, and leaves no requirement alive', () => {
  const plan = { sound: [], defects: [planned], targets: [], whole: false }
  const proofOf = (of: Played, judges: Requirement[]): Proof => {
    const rows = [rowOf(planned, of, judges)]
    return { schemaVersion: 1, notPlayable: [], sound: [], defects: rows, requirements: killersOf(rows, judges, plan) }
  }
  expect(holds(proofOf(both, catalogue))).toBe(true)
  expect([isPlayed(proofOf(both, blind)), holds(proofOf(both, blind))]).toEqual([true, false])
  expect([isPlayed(proofOf(played([]), blind)), holds(proofOf(played([]), blind))]).toEqual([false, false])
})
