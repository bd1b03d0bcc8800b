import { expect, test } from '@playwright/test'
import { results } from '../../reports/samples/results.ts'
import type { RequirementResult, Result } from './result.ts'
import { trend, trendedReportSchema, trendEntry } from './trend.ts'

/** A run of the fixture, so many hours later. */
const run = (hour: number, of: Result, more: Partial<Result> = {}) =>
  trendEntry(
    `run-${hour}/report.json`,
    trendedReportSchema.parse({ ...of, startedAt: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(), ...more }),
  )
const { conforming, silentFailure, partial } = results
const row = (of: Result, id: string, change: Partial<RequirementResult>): Result => ({
  ...of,
  requirements: of.requirements.map(each => (each.id === id ? { ...each, ...change } : each)),
})
const target = { ...conforming.target, origin: 'https://shop.test', name: 'shop' }
const good = { ...conforming, target }
const bad: Result = { ...row(good, 'ext-id/absent', { status: 'violated' }), verdict: 'violated', exitCode: 1 }

test('runs stand in the order of their time, and each says what broke and what was fixed', () => {
  const [site] = trend([run(3, bad), run(1, good), run(2, bad), run(4, good)]).sites
  expect(site?.runs.map(({ broke, fixed }) => [broke, fixed])).toEqual([
    [[], []],
    [['ext-id/absent'], []],
    [[], []],
    [[], ['ext-id/absent']],
  ])
  const extId = site?.requirements.find(({ id }) => id === 'ext-id/absent')
  expect(extId).toMatchObject({ states: ['met', 'violated', 'violated', 'met'], brokenSince: null, flakyAt: [] })
})

test('what a run could not see breaks nothing and fixes nothing', () => {
  const unseen = row(good, 'ext-id/absent', { status: 'not-observed' })
  const [site] = trend([run(1, bad), run(2, unseen), run(3, bad), run(4, unseen)]).sites
  expect(site?.runs.flatMap(({ broke, fixed }) => [...broke, ...fixed])).toEqual([])
  // What the first run finds was there before; nobody has seen it go.
  expect(site?.requirements.find(({ id }) => id === 'ext-id/absent')?.brokenSince).toBe(0)
})

test('two answers for one commit are flaky; another commit, another catalogue, or a part is not', () => {
  const commit = 'a'.repeat(40)
  const flaky = trend([run(1, good, { commit }), run(2, bad, { commit })]).sites[0]
  expect(flaky?.flakyCommits).toEqual([commit])
  expect(flaky?.requirements.flatMap(({ id, flakyAt }) => (flakyAt.length > 0 ? [[id, flakyAt]] : []))).toEqual([
    ['ext-id/absent', [commit]],
  ])
  const newer = { ...bad.versions, catalogue: 'ffffffff' }
  for (const second of [
    run(2, bad, { commit: 'b'.repeat(40) }),
    run(2, bad),
    run(2, row(good, 'ext-id/absent', { status: 'blocked' }), { commit }),
  ])
    expect(
      trend([run(1, good, { commit }), second]).sites[0]?.requirements.every(({ flakyAt }) => flakyAt.length === 0),
    ).toBe(true)
  const judgedAnew = trend([run(1, good, { commit }), run(2, bad, { commit, versions: newer })]).sites[0]
  expect(judgedAnew?.requirements.every(({ flakyAt }) => flakyAt.length === 0)).toBe(true)
})

test('sites are told apart, but not by the port of a machine; requirements that came later are absent before', () => {
  const local = (port: number) => ({ ...target, origin: `http://localhost:${port}` })
  expect(
    trend([run(1, good, { target: local(1) }), run(2, good, { target: local(2) }), run(3, good)]).sites,
  ).toHaveLength(2)
  const earlier = { ...good, requirements: good.requirements.slice(1) }
  const [site] = trend([run(1, earlier), run(2, good)]).sites
  expect(site?.requirements[0]?.states).toEqual(['absent', 'met'])
})

test('every report that there may be is read; a part is marked as that, a warning breaks nothing', () => {
  for (const [name, result] of Object.entries(results)) expect(() => run(1, result), name).not.toThrow()
  expect(trend([run(1, partial)]).sites[0]?.runs[0]?.isWhole).toBe(false)
  const warned = row(good, 'ext-id/absent', { status: 'violated', level: 'SHOULD' })
  const [site] = trend([run(1, good), run(2, warned), run(3, silentFailure)]).sites
  expect(site?.requirements.find(({ id }) => id === 'ext-id/absent')?.states[1]).toBe('warning')
  expect(site?.runs[1]?.broke).toEqual([])
})
