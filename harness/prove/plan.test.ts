import { expect, test } from '@playwright/test'
import { UsageError } from '../foundation/usage-error.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { changesTokensAlone, defectNames, defects, flavourOf } from '../site/defects.ts'
import { proofPlan } from './plan.ts'

const all = { only: [], shard: '1/1', everyJourney: false }
const names = (plan: ReturnType<typeof proofPlan>): string[] => plan.defects.map(({ name }) => name)

test('a defect of tokens alone is shown by them, every other one in the browser', () => {
  const plan = proofPlan(all)
  expect(names(plan)).toEqual([...defectNames])
  expect(plan.whole).toBe(true)
  const played = new Set(plan.targets.map(({ name }) => name))
  for (const { name, shownBy } of plan.defects) expect.soft(played.has(name), name).toBe(shownBy === 'browser')
  expect(plan.defects.find(({ name }) => name === 'inner-none')?.shownBy).toBe('token')
  expect(plan.defects.find(({ name }) => name === 'brand-key-not-set-up')?.shownBy).toBe('token')
  expect(plan.defects.find(({ name }) => name === 'provider-cacheable')?.shownBy).toBe('browser')
  expect(plan.defects.find(({ name }) => name === 'secured-for-guests')?.shownBy).toBe('browser')
})

test('the sound shop is played whole, in each flavour that a defect is a change of', () => {
  const { sound, targets } = proofPlan(all)
  expect(new Set(sound.map(({ flavour }) => flavour))).toEqual(new Set(defectNames.map(flavourOf)))
  for (const { target } of sound) expect(targets.find(({ name }) => name === target)?.journeys).toBeUndefined()
})

test('every journey: all in the browser', () => {
  const plan = proofPlan({ ...all, only: ['inner-none'], everyJourney: true })
  expect(plan.defects).toEqual([{ name: 'inner-none', shownBy: 'browser', journeys: journeyIds() }])
})

test('shards share the defects out, and what matches nothing is told with the pattern', () => {
  const parts = ['1/3', '2/3', '3/3'].map(shard => proofPlan({ ...all, shard }))
  expect(parts.flatMap(names).toSorted()).toEqual([...defectNames].toSorted())
  expect(parts.every(({ whole }) => !whole)).toBe(true)
  for (const shard of ['0/3', '4/3', 'x', `1/${defectNames.length + 1}`])
    expect(() => proofPlan({ ...all, shard }), shard).toThrow(UsageError)
  expect(() => proofPlan({ ...all, only: ['no-such-defect'] })).toThrow('no-such-defect')
  expect(names(proofPlan({ ...all, only: ['tag/async'] }))).toEqual(
    defectNames.filter(name => defects[name]?.breaks.includes('tag/async')),
  )
})

test('a defect that names its journeys, or a flavour, is played', () => {
  for (const [name, { journeys, flavour }] of Object.entries(defects))
    if (journeys || flavour) expect.soft(changesTokensAlone(name), name).toBe(false)
})
