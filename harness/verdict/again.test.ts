import { expect, test } from '@playwright/test'
import { results } from '../../reports/samples/results.ts'
import { afterFix, journeysAgain } from './again.ts'
import type { Result } from './result.ts'

const all = ['ext-id-removal', 'sign-in', 'sign-out', 'switch-user']
const nothing = (): string[] => []
const { conforming, silentFailure, incomplete } = results

test('the journeys of what was violated, and those that stopped, are played again; of what conforms none is', () => {
  expect(journeysAgain(conforming, all, nothing)).toEqual([])
  const extId = silentFailure.requirements.find(({ id }) => id === 'ext-id/absent')
  const where = extId?.findings.flatMap(it => (it.outcome === 'violated' ? [it.where.journey] : []))
  for (const journey of where ?? []) expect(journeysAgain(silentFailure, all, nothing)).toContain(journey)
  const stopped = incomplete.journeys.flatMap(({ id, outcome }) => (outcome === 'stopped' ? [id] : []))
  expect(journeysAgain(incomplete, [...all, ...stopped], nothing)).toEqual(expect.arrayContaining(stopped))
})

test('what no journey has shown is played where it can be shown', () => {
  const [first] = conforming.requirements
  const unseen: Result = {
    ...conforming,
    requirements: [{ ...first!, status: 'not-observed', findings: [], because: 'no stimulus' }],
  }
  expect(journeysAgain(unseen, all, id => (id === first!.id ? ['switch-user'] : []))).toEqual(['switch-user'])
})

test('what was wrong and is met is fixed; what is still wrong is left; what was met and is wrong is broken', () => {
  expect(afterFix(silentFailure, conforming)).toMatchObject({ left: [], broken: [] })
  expect(afterFix(silentFailure, conforming).fixed).toContain('ext-id/absent')
  expect(afterFix(silentFailure, silentFailure)).toMatchObject({ fixed: [], broken: [] })
  expect(afterFix(silentFailure, silentFailure).left).toContain('ext-id/absent')
  expect(afterFix(conforming, silentFailure).broken).toContain('ext-id/absent')
})
