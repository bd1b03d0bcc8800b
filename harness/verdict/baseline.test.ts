import { expect, test } from '@playwright/test'
import { about, recording } from '../recording/literal.ts'
import { planted } from '../requirements/planted.ts'
import { met, violated } from '../requirements/requirement.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { baselineEntry } from './baseline-file.ts'
import type { BaselineEntry } from './baseline-file.ts'
import { completed, isOutOfDate } from './baseline.ts'
import { verdict } from './verdict.ts'

const today = '2026-02-15'
const entry = (of: Partial<BaselineEntry> & { requirement: string }): BaselineEntry => ({
  reason: 'goes with the new shop',
  owner: 'web team',
  expires: '2026-03-31',
  ...of,
})
const finding = (id: string, findings: Finding[], rest: Partial<Requirement> = {}): Requirement =>
  planted(id, { remedy: () => 'fix it', ...rest, judge: () => findings })
const bad = (code = 'wrong', path = '/account', level?: 'SHOULD') =>
  violated({ at: 1, path }, { code, expected: 'this', received: `that (${code})`, ...(level && { level }) })
const good = met({ at: 1 }, 'seen')
const seen = recording(about({ journey: { id: 'sign-in', title: 'a guest signs in' } }))
const judged = (catalogue: Requirement[], entries: BaselineEntry[], options: { strict?: boolean } = {}) =>
  verdict([seen], catalogue, { ...options, baseline: { file: 'known.json', entries, today } })
const states = (catalogue: Requirement[], entries: BaselineEntry[]) =>
  judged(catalogue, entries).baseline?.entries.map(({ state }) => state)

test('a known violation is told and does not count', () => {
  const result = judged([finding('a/one', [bad()]), finding('a/two', [good])], [entry({ requirement: 'a/one' })])
  expect(result).toMatchObject({ verdict: 'conforms', firstCause: null, counts: { violated: 1, known: 1, met: 1 } })
  expect(result.requirements[0]).toMatchObject({ status: 'violated', known: true })
  expect(result.requirements[0]?.findings[0]).toMatchObject({ known: { owner: 'web team', expires: '2026-03-31' } })
  expect(result.summary).toContain('1 violated requirement is known, by known.json')
})

test('code, journey and path narrow an entry; what is left counts', () => {
  const it = [finding('a/one', [bad('wrong'), bad('worse', '/orders')])]
  for (const narrow of [{ code: 'wrong' }, { path: '/account' }]) {
    const result = judged(it, [entry({ requirement: 'a/one', ...narrow })])
    expect(result).toMatchObject({ verdict: 'violated', firstCause: 'a/one', counts: { known: 0 } })
    expect(result.requirements[0]?.findings.map(each => 'known' in each)).toEqual([true, false])
  }
  expect(judged(it, [entry({ requirement: 'a/one', journey: 'sign-in' })]).verdict).toBe('conforms')
  expect(judged(it, [entry({ requirement: 'a/one', journey: 'other' })]).verdict).toBe('violated')
})

test('an entry counts until its last day, and no longer', () => {
  const it = [finding('a/one', [bad()])]
  expect(judged(it, [entry({ requirement: 'a/one', expires: today })]).verdict).toBe('conforms')
  const late = judged(it, [entry({ requirement: 'a/one', expires: '2026-02-14' })])
  expect(late).toMatchObject({ verdict: 'violated', baseline: { entries: [{ state: 'expired' }] } })
  expect(late.baseline?.entries[0]?.says).toContain('still happens')
  expect(isOutOfDate(late.baseline)).toBe(true)
})

test('an entry that happens no longer is out of date; one that could not be checked is not', () => {
  const one = entry({ requirement: 'a/one' })
  expect(states([finding('a/one', [good])], [one])).toEqual(['no-longer-happens'])
  expect(states([finding('a/one', [bad('other')])], [{ ...one, code: 'wrong' }])).toEqual(['no-longer-happens'])
  expect(states([finding('a/one', [])], [one])).toEqual(['not-checked'])
  expect(states([finding('a/two', [good])], [one])).toEqual(['not-checked'])
  const stopped = recording(
    about({
      journey: { id: 'sign-out', title: 'out' },
      outcome: { state: 'stopped', step: 'sign out', because: 'no button', blame: 'site' },
    }),
  )
  const of = (entries: BaselineEntry[]) =>
    verdict([seen, stopped], [finding('a/one', [good])], {
      baseline: { file: 'known.json', entries, today },
    }).baseline?.entries.map(({ state }) => state)
  expect(of([one, { ...one, journey: 'sign-in' }, { ...one, journey: 'sign-out' }])).toEqual([
    'not-checked',
    'no-longer-happens',
    'not-checked',
  ])
})

test('what a known violation blocks is accepted as not judged only where the entry says so', () => {
  const it = [finding('a/one', [bad()]), finding('a/two', [bad()], { needs: ['a/one'] })]
  const silent = judged(it, [entry({ requirement: 'a/one' })])
  expect(silent).toMatchObject({ verdict: 'incomplete', counts: { blocked: 1, known: 1 } })
  const named = judged(it, [entry({ requirement: 'a/one', blocks: ['a/two'] })])
  expect(named).toMatchObject({ verdict: 'conforms', counts: { blocked: 1, known: 1 } })
  expect(named.requirements[1]).toMatchObject({ status: 'blocked', known: true })
  const free = [finding('a/one', [bad()]), finding('a/two', [good])]
  const freed = judged(free, [entry({ requirement: 'a/one', blocks: ['a/two'] })])
  expect(freed.baseline?.entries[0]).toMatchObject({ state: 'no-longer-happens' })
  expect(freed.baseline?.entries[0]?.says).toContain('a/two')
})

test('a violated SHOULD is a warning, known or counted, as the run is strict or not', () => {
  const it = [finding('a/one', [bad('wrong', '/', 'SHOULD')])]
  expect(judged(it, [])).toMatchObject({ verdict: 'conforms', counts: { warnings: 1, known: 0 } })
  expect(judged(it, [], { strict: true }).verdict).toBe('violated')
  const known = judged(it, [entry({ requirement: 'a/one' })], { strict: true })
  expect(known).toMatchObject({ verdict: 'conforms', counts: { violated: 1, warnings: 0, known: 1 } })
})

test('completing a baseline adds what counts, once a code, on its page where there is one, to be filled in, and takes nothing away', () => {
  const it = [
    finding('a/one', [bad('wrong'), bad('wrong', '/orders'), bad('worse')]),
    finding('a/two', [bad()], { needs: ['a/one'] }),
    finding('a/three', [bad('mild', '/', 'SHOULD')]),
    finding('a/four', [bad()]),
  ]
  const result = verdict([seen], it)
  const { draft, added } = completed(null, result)
  const empty = { reason: '', owner: '', expires: '' }
  expect(draft).toEqual({
    schemaVersion: 1,
    findings: [
      { requirement: 'a/one', code: 'wrong', blocks: ['a/two'], ...empty },
      { requirement: 'a/one', code: 'worse', path: '/account', ...empty },
      { requirement: 'a/four', code: 'wrong', path: '/account', ...empty },
    ],
  })
  expect(added).toHaveLength(3)
  expect(draft.findings.every(each => !baselineEntry.safeParse(each).success)).toBe(true)
  expect(completed(draft, result)).toEqual({ draft, added: [] })
  const elsewhere = completed(draft, verdict([seen], [finding('a/four', [bad(), bad('wrong', '/orders')])]))
  expect(elsewhere.added).toEqual(['a/four, wrong, on /orders'])

  const kept = {
    $schema: './x.json',
    schemaVersion: 1 as const,
    findings: [entry({ requirement: 'b/gone' }), entry({ requirement: 'a/one' })],
  }
  const more = completed(kept, verdict([seen], it, { strict: true }))
  expect(more.draft.$schema).toBe('./x.json')
  expect(more.draft.findings.map(({ requirement, reason }) => [requirement, reason])).toEqual([
    ['b/gone', 'goes with the new shop'],
    ['a/one', 'goes with the new shop'],
    ['a/three', ''],
    ['a/four', ''],
  ])
  expect(more.draft.findings[1]).toMatchObject({ blocks: ['a/two'], owner: 'web team' })
})
