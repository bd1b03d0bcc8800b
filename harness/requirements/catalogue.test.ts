import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { sourcePages } from '../../mock-iadvize/contract.ts'
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'
import { load, recording, sample } from '../recording/literal.ts'
import { verdict } from '../verdict/verdict.ts'
import { catalogueProblems, catalogueVersion, inCausalOrder, loadCatalogue } from './catalogue.ts'
import { requirement } from './requirement.ts'
import type { Requirement } from './requirement.ts'

const planted = (id: string, needs: string[] = []): Requirement =>
  requirement({
    id,
    level: 'MUST',
    basis: 'practice',
    title: 'planted',
    because: 'planted',
    source: { page: 'INTRO' },
    yourSite: { table: 'also', says: 'matters' },
    needs,
    stimulus: 'nothing ever happens',
    judge: () => [],
    remedy: () => 'planted',
  })

test('every requirement says why, where from, what it takes to be observed, and how to cure', async () => {
  for (const it of await loadCatalogue()) {
    const remedy = it.remedy({
      outcome: 'violated',
      where: { at: 0, path: '/account' },
      code: it.codes?.[0] ?? 'any',
      expected: 'this',
      received: 'that',
    })
    for (const text of [it.title, it.because, it.stimulus, remedy])
      expect(text.length, `${it.id}: «${text}»`).toBeGreaterThan(15)
    // Titles and reasons stand in sentences and lists of the reports, without a full stop of their own.
    for (const text of [it.title, it.because, it.stimulus, remedy]) expect(text, it.id).not.toMatch(/\.$/)
    expect(Object.keys(sourcePages), it.id).toContain(it.source.page)
  }
})

test('every requirement has tests beside it', async () => {
  const folder = new URL('.', import.meta.url)
  const checks: readonly string[] = tokenChecks
  expect(readFileSync(new URL('token/token-checks.test.ts', folder), 'utf8')).toContain('of tokenChecks')
  const untested = (await loadCatalogue())
    .filter(({ id }) => !checks.includes(id))
    .filter(({ id }) => !existsSync(new URL(`${id.replaceAll("'", '')}.test.ts`, folder)))
  expect(untested.map(({ id }) => id)).toEqual([])
})

test('the order is that of causes: what is needed comes first, token checks in the order of their stages', async () => {
  const ids = (await loadCatalogue()).map(({ id }) => id)
  for (const { id, needs = [] } of await loadCatalogue())
    for (const need of needs) expect(ids.indexOf(need), `${need} before ${id}`).toBeLessThan(ids.indexOf(id))
  const checks: readonly string[] = tokenChecks
  expect(ids.filter(id => checks.includes(id))).toEqual(checks)
  expect(ids[0]).toMatch(/^tag\//)
})

test('the order does not depend on the order of the files', async () => {
  const catalogue = await loadCatalogue()
  expect(inCausalOrder(catalogue.toReversed()).map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id))
})

test('what is wrong with a catalogue is told', () => {
  expect(catalogueProblems([planted('tag/one'), planted('tag/one')], ['tag/one', 'tag/one'])).toEqual([
    'tag/one: two files have this id',
  ])
  expect(catalogueProblems([planted('tag/one')], ['tag/other'])).toEqual(['tag/one: its file is called tag/other'])
  expect(catalogueProblems([planted('tag/one', ['tag/none'])], ['tag/one'])).toEqual([
    'tag/one: needs tag/none, which does not exist',
  ])
  const circle = [planted('tag/one', ['tag/two']), planted('tag/two', ['tag/one'])]
  expect(catalogueProblems(circle, ['tag/one', 'tag/two'])).toHaveLength(2)
})

test('the version changes with the catalogue', async () => {
  const catalogue = await loadCatalogue()
  expect(catalogueVersion(catalogue)).toMatch(/^[0-9a-f]{8}$/)
  expect(catalogueVersion([...catalogue, planted('tag/one')])).not.toBe(catalogueVersion(catalogue))
})

test('a planted requirement that never fires is reported as not observed, and the run is incomplete', () => {
  const idle = planted('tag/planted')
  const judged = verdict([recording(load('/'), sample({ user: null }))], [idle])
  expect(judged.verdict).toBe('incomplete')
  expect(judged.requirements).toMatchObject([{ id: 'tag/planted', status: 'not-observed' }])
  expect(judged.requirements[0]?.because).toContain('nothing ever happens')
})
