import { expect, test } from '@playwright/test'
import { results } from '../../reports/samples/results.ts'
import { exitCodes, worstOf } from '../foundation/exit-codes.ts'
import { siteRow, sitesOf, sitesSchema } from './sites.ts'
import type { SiteRow } from './sites.ts'

const run = { startedAt: '2026-12-01T10:00:00.000Z', duration: 1000, versions: { padlock: '1', catalogue: 'a' } }
const row = (name: keyof typeof results): SiteRow => siteRow(results[name], { name, folder: `sites/${name}` })
const unplayed: SiteRow = {
  name: 'brand-it',
  folder: null,
  exitCode: exitCodes.incomplete,
  summary: 'No recording of it is here; bring every shard.',
  result: null,
}

test('the worst exit code is that of one run of one site: what a job may tolerate never hides a violated MUST', () => {
  expect(worstOf([0, 4, 3])).toBe(3)
  expect(worstOf([3, 1, 4, 2])).toBe(1)
  expect(worstOf([1, 5])).toBe(5)
  expect(worstOf([5, 130])).toBe(130)
  expect(worstOf([0, 0])).toBe(0)
  expect(worstOf([]), 'nothing at all is no pass').toBe(5)
})

test('sites are counted by their verdicts, and one that left nothing is none of them', () => {
  const sites = sitesOf([row('conforming'), row('oneCause'), unplayed], run)
  expect(sitesSchema.parse(sites)).toEqual(sites)
  expect(sites.counts).toEqual({ conforms: 1, violated: 1, incomplete: 0, unplayed: 1 })
  expect(sites.exitCode).toBe(exitCodes.violated)
  expect(sites.sites[1]!.result!.firstCause!.id).toBe(results.oneCause.firstCause)
  expect(sites.shared).toEqual([])
  expect(sitesOf([row('conforming'), unplayed], run).exitCode, 'never a pass').toBe(exitCodes.incomplete)
})

test('what counts against more than one site is listed once, with all of them', () => {
  const again = { ...row('oneCause'), name: 'another' }
  const { shared } = sitesOf([row('oneCause'), again, row('conforming')], run)
  expect(shared.map(({ id, sites }) => [id, sites])).toContainEqual([
    results.oneCause.firstCause,
    ['oneCause', 'another'],
  ])
})
