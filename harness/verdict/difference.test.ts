import { expect, test } from '@playwright/test'
import { results } from '../../reports/samples/results.ts'
import { difference } from './difference.ts'
import type { Change } from './difference.ts'
import type { RequirementResult, Result } from './result.ts'

const ids = (changes: readonly Change[]): string[] => changes.map(({ id }) => id)
const { conforming, oneCause, incomplete, baselined, partial, silentFailure } = results

const changed = (of: Result, id: string, change: Partial<RequirementResult>): Result => ({
  ...of,
  requirements: of.requirements.map(row => (row.id === id ? { ...row, ...change } : row)),
})

test('a report against itself: nothing changed', () => {
  for (const [name, result] of Object.entries(results)) {
    const found = difference(result, result)
    expect(found, name).toMatchObject({ isWorse: false, better: [], worse: [], new: [], gone: [], unclear: [] })
    expect(found.unchanged).toBe(result.requirements.length)
  }
})

test('what was met and is violated is worse, with its cure; the other way round it is better', () => {
  const broken = difference(conforming, silentFailure)
  expect(broken.isWorse).toBe(true)
  const extId = broken.worse.find(({ id }) => id === 'ext-id/absent')
  expect(extId).toMatchObject({ says: 'was met, is violated (ext-id-set)' })
  expect(extId?.cure).toContain('idzCustomData')
  const fixed = difference(silentFailure, conforming)
  expect(fixed.isWorse).toBe(false)
  expect(ids(fixed.better)).toEqual(ids(broken.worse))
})

test('every requirement is in exactly one list, or unchanged', () => {
  for (const before of Object.values(results))
    for (const after of Object.values(results)) {
      const { better, worse, new: added, gone, unclear, unchanged } = difference(before, after)
      const all = ids([...better, ...worse, ...added, ...gone, ...unclear])
      expect(new Set(all).size).toBe(all.length)
      expect(all.length + unchanged).toBe(
        new Set([...before.requirements, ...after.requirements].map(({ id }) => id)).size,
      )
    }
})

test('what can no longer be seen is not fixed, and what was never seen is no pass', () => {
  const unseen: Partial<RequirementResult> = { status: 'not-observed', findings: [], because: 'no stimulus' }
  const found = difference(silentFailure, changed(silentFailure, 'ext-id/absent', unseen))
  expect(ids(found.unclear)).toEqual(['ext-id/absent'])
  expect(difference(conforming, incomplete).isWorse).toBe(true)
  expect(ids(difference(conforming, incomplete).worse)).toContain('logout/called')
})

test('what a fix uncovers was not broken by it, and what was not played did not get worse', () => {
  const blocked: Partial<RequirementResult> = { status: 'blocked', findings: [], blockedBy: ['tag/present'] }
  const found = difference(changed(silentFailure, 'ext-id/absent', blocked), silentFailure)
  expect(ids(found.unclear)).toEqual(['ext-id/absent'])
  expect(found.isWorse).toBe(false)

  const unplayed: Partial<RequirementResult> = { status: 'not-observed', findings: [], because: 'not played' }
  const row = conforming.requirements[0]!.id
  const part: Result = {
    ...changed(conforming, row, unplayed),
    verdict: 'incomplete',
    partial: { only: [], missing: ['sign-out'] },
  }
  const toPart = difference(conforming, part)
  expect(ids(toPart.unclear)).toEqual([row])
  expect(toPart).toMatchObject({ isWorse: false, worse: [] })
  expect(difference(part, part)).toMatchObject({ isWorse: false, unclear: [] })
})

test('another way of being wrong is worse, one way less is better', () => {
  const row = silentFailure.requirements.find(({ id }) => id === 'ext-id/absent')!
  const [finding] = row.findings
  const more = changed(silentFailure, row.id, { findings: [...row.findings, { ...finding!, code: 'other' } as never] })
  expect(ids(difference(silentFailure, more).worse)).toEqual([row.id])
  expect(ids(difference(more, silentFailure).better)).toEqual([row.id])
})

test('known findings are better than open ones, and worse than none', () => {
  expect(ids(difference(conforming, baselined).worse)).toContain('ext-id/absent')
  expect(ids(difference(silentFailure, baselined).better)).toContain('ext-id/absent')
})

test('new and gone are told apart from better and worse; a new one that fails makes it worse', () => {
  const found = difference(partial, conforming)
  expect(found.new.length).toBe(conforming.requirements.length - partial.requirements.length)
  expect(found).toMatchObject({ isWorse: false, gone: [] })
  expect(difference(partial, oneCause).isWorse).toBe(true)
  expect(ids(difference(conforming, partial).gone)).toContain('ext-id/absent')
})

test('what keeps two reports from being compared is told', () => {
  const other: Result = {
    ...partial,
    strict: true,
    target: { ...partial.target, sid: '9' },
    versions: { ...partial.versions, catalogue: 'other' },
  }
  const { notes } = difference(conforming, other)
  expect(notes).toHaveLength(4)
  const port = { ...conforming, target: { ...conforming.target, origin: 'http://127.0.0.1:1' } }
  const otherPort = { ...conforming, target: { ...conforming.target, origin: 'http://127.0.0.1:2' } }
  expect(difference(port, otherPort).notes).toEqual([])
})

test('journeys that stopped, or were not played, are told', () => {
  expect(difference(conforming, incomplete).journeys).toContainEqual({
    id: 'sign-out',
    before: null,
    after: 'stopped',
    says: 'was not played, is stopped: No element matches the selector «#sign-out» on /account.',
  })
})
