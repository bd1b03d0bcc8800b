import { expect, test } from '@playwright/test'
import { UsageError } from '../foundation/usage-error.ts'
import { about, recording, skipped } from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { planted } from '../requirements/planted.ts'
import { met, violated } from '../requirements/requirement.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { matches } from './selection.ts'
import { verdict } from './verdict.ts'

/** A requirement that finds, in the journey of each name, what is given for it. */
const finding = (id: string, byJourney: Record<string, Finding[]>, rest: Partial<Requirement> = {}): Requirement =>
  planted(id, {
    remedy: ({ received }) => `change ${received}`,
    ...rest,
    judge: ({ journey }) => byJourney[journey.id] ?? [],
  })
const journey = (id: string, ...parts: Part[]): Recording =>
  recording(about({ journey: { id, title: `the ${id}` } }), ...parts)
const good = (at = 1) => met({ at }, 'seen')
const bad = (received = 'that', rest: { level?: 'SHOULD'; cure?: string; code?: string } = {}) =>
  violated({ at: 1 }, { code: 'wrong', expected: 'this', received, ...rest })
const statuses = (recordings: Recording[], catalogue: Requirement[]) =>
  Object.fromEntries(verdict(recordings, catalogue).requirements.map(({ id, status }) => [id, status]))

test('violated outweighs met, and met outweighs nothing seen', () => {
  const one = finding('a/one', { x: [good()], y: [bad()] })
  const two = finding('a/two', { x: [good()] })
  const three = finding('a/three', {})
  expect(statuses([journey('x'), journey('y')], [one, two, three])).toEqual({
    'a/one': 'violated',
    'a/two': 'met',
    'a/three': 'not-observed',
  })
})

test('findings: violated first, then one proof for each journey, with the journey’s name and the cure', () => {
  const it = finding('a/one', { x: [good(1), good(2), bad('first'), bad('second', { cure: 'do this' })], y: [good(3)] })
  const [row] = verdict([journey('x'), journey('y')], [it]).requirements
  expect(row?.findings).toEqual([
    expect.objectContaining({
      outcome: 'violated',
      where: { journey: 'x', at: 1 },
      cure: 'change first',
      blockedBy: [],
    }),
    expect.objectContaining({ outcome: 'violated', received: 'second', cure: 'do this' }),
    { outcome: 'met', where: { journey: 'x', at: 1 }, seen: 'seen' },
    { outcome: 'met', where: { journey: 'y', at: 3 }, seen: 'seen' },
  ])
})

test('what repeats itself on a page is told once for each journey', () => {
  const it = finding('a/one', { x: [bad(), bad()], y: [bad()] })
  expect(verdict([journey('x'), journey('y')], [it]).requirements[0]?.findings).toHaveLength(2)
})

test('a violation is a consequence where what it needs is violated in the same journey', () => {
  const cause = finding('a/cause', { x: [bad()] })
  const effect = finding('a/effect', { x: [bad()], y: [good()] }, { needs: ['a/cause'] })
  const further = finding('a/further', { x: [bad()] }, { needs: ['a/effect'] })
  const { requirements, firstCause } = verdict([journey('x'), journey('y')], [cause, effect, further])
  expect(requirements.map(({ status }) => status)).toEqual(['violated', 'blocked', 'blocked'])
  expect(requirements.map(({ blockedBy }) => blockedBy)).toEqual([undefined, ['a/cause'], ['a/cause']])
  expect(requirements[1]?.because).toContain('a/cause is violated')
  expect(firstCause).toBe('a/cause')
})

test('in another journey it stands for itself', () => {
  const cause = finding('a/cause', { x: [bad()] })
  const effect = finding('a/effect', { x: [bad('here')], y: [bad('there')] }, { needs: ['a/cause'] })
  const row = verdict([journey('x'), journey('y')], [cause, effect]).requirements[1]
  expect(row?.status).toBe('violated')
  expect(row?.findings).toMatchObject([
    { received: 'there', blockedBy: [] },
    { received: 'here', blockedBy: ['a/cause'] },
  ])
})

test('what was never seen is blocked by what it needs, however indirectly', () => {
  const cause = finding('a/cause', { x: [bad()] })
  const between = finding('a/between', {}, { needs: ['a/cause'] })
  const last = finding('a/last', {}, { needs: ['a/between'] })
  expect(statuses([journey('x')], [cause, between, last])).toEqual({
    'a/cause': 'violated',
    'a/between': 'blocked',
    'a/last': 'blocked',
  })
})

test('what comes before explains that nothing was seen, and hides no violation', () => {
  const before = finding('a/before', { x: [bad()] })
  const unseen = finding('a/unseen', {}, { after: ['a/before'] })
  const seen = finding('a/seen', { x: [bad()] }, { after: ['a/before'] })
  expect(statuses([journey('x')], [before, unseen, seen])).toEqual({
    'a/before': 'violated',
    'a/unseen': 'blocked',
    'a/seen': 'violated',
  })
})

test('the SHOULD part of a MUST is a warning, and blocks nothing', () => {
  const warning = finding('a/warning', { x: [bad('that', { level: 'SHOULD' })] })
  const other = finding('a/other', { x: [bad()] }, { needs: ['a/warning'], level: 'SHOULD' })
  const judged = verdict([journey('x')], [warning, other])
  expect(judged.requirements).toMatchObject([
    { status: 'violated', level: 'SHOULD' },
    { status: 'violated', level: 'SHOULD' },
  ])
  expect(judged).toMatchObject({ verdict: 'conforms', counts: { violated: 2, warnings: 2 }, firstCause: 'a/warning' })
  expect(verdict([journey('x')], [warning, other], { strict: true }).verdict).toBe('violated')
})

test('the first cause is a MUST where there is one', () => {
  const warning = finding('a/warning', { x: [bad()] }, { level: 'SHOULD' })
  const must = finding('a/must', { x: [bad()] })
  expect(verdict([journey('x')], [warning, must]).firstCause).toBe('a/must')
})

test('incomplete: an unseen MUST, a stopped journey, a part, nothing at all; never an unseen SHOULD', () => {
  const seen = finding('a/seen', { x: [good()] })
  const unseen = finding('a/unseen', {})
  const stopped = about({ outcome: { state: 'stopped', step: 'sign in', because: 'no form', blame: 'site' } })
  const x = journey('x')
  expect(verdict([x], [seen]).verdict).toBe('conforms')
  expect(verdict([x], [seen, unseen]).verdict).toBe('incomplete')
  expect(verdict([x], [seen, { ...unseen, level: 'SHOULD' }]).verdict).toBe('conforms')
  expect(verdict([x, journey('y', stopped)], [seen]).verdict).toBe('incomplete')
  expect(verdict([x], [seen], { only: ['a/*'] })).toMatchObject({ verdict: 'incomplete', partial: { only: ['a/*'] } })
  expect(verdict([], [seen]).verdict).toBe('incomplete')
})

test('a journey without a recording leaves a run incomplete, and is named', () => {
  const run = { journeys: ['x', 'y', 'z'], versions: { padlock: '1', node: '1', playwright: '1' } }
  const part = { ...journey('x'), run }
  const {
    verdict: outcome,
    partial,
    summary,
    requirements,
  } = verdict([part], [finding('a/seen', { x: [good()] }), finding('a/unseen', {})])
  expect({ outcome, partial }).toEqual({ outcome: 'incomplete', partial: { only: [], missing: ['y', 'z'] } })
  expect(summary).toContain('1 of 3 journeys was played: x')
  expect(requirements[1]?.because).toContain('the journey y is missing')
  expect(verdict([part, { ...journey('y'), run }], []).summary).toContain('1 of 3 journeys is missing: z')
  const skipped = (what: string) => ({ kind: 'skipped' as const, at: 0, what, because: 'nobody handed it over' })
  const because = (count: number): string | undefined =>
    verdict(
      [{ ...journey('x'), observations: ['a', 'b', 'c', 'd', 'a'].slice(0, count).map(skipped) }],
      [finding('a/unseen', {})],
    ).requirements[0]?.because
  expect(because(2)).toMatch(/; a and b were left out: nobody handed it over$/)
  expect(because(5)).toMatch(/; 4 things of the journeys were left out: nobody handed it over$/)
  const long = { ...part, run: { ...run, journeys: ['x', ...'abcd'] } }
  expect(verdict([long], [finding('a/unseen', {})]).requirements[0]?.because).toMatch(/; 4 journeys were not played$/)
  expect(verdict([part, { ...journey('y'), run }, journey('z')], [finding('a/seen', { x: [good()] })]).verdict).toBe(
    'conforms',
  )
})

test('where nothing could be judged at all, the one reason is the headline', () => {
  const stopped = about({ outcome: { state: 'stopped', step: 'open /', because: 'it is down', blame: 'site' } })
  const unseen = [finding('a/unseen', {})]
  const head = (...recordings: Recording[]): string => verdict(recordings, unseen).summary
  expect(head(journey('x', stopped), journey('y', stopped))).toBe('Nothing could be judged: it is down.')
  expect(head(journey('x', stopped), journey('y'))).toBe('Nothing could be judged: it is down.')
  expect(head(journey('x'))).toBe('Nothing could be judged.')
  expect(head()).toBe('Nothing was recorded.')
})

test('not observed is explained: what did not happen, what was left out, and where a journey stopped', () => {
  const unseen = finding('a/unseen', {}, { stimulus: 'two users sign in' })
  const stopped = about({ outcome: { state: 'stopped', step: 'sign in', because: 'no form', blame: 'site' } })
  const recordings = [journey('x', skipped('switching users', 'one user is configured')), journey('y', stopped)]
  const explanation = verdict(recordings, [unseen]).requirements[0]?.because
  for (const part of ['two users sign in', 'one user is configured', '«the y»', 'no form'])
    expect(explanation).toContain(part)
})

test('a part is judged with the causes that lie outside of it', () => {
  const cause = finding('a/cause', { x: [bad()] })
  const effect = finding('b/effect', { x: [bad()] }, { needs: ['a/cause'] })
  const judged = verdict([journey('x')], [cause, effect], { only: ['b/*'] })
  expect(judged.requirements).toMatchObject([{ id: 'b/effect', status: 'blocked', blockedBy: ['a/cause'] }])
})

test('a pattern that names nothing is a mistake, with what was probably meant', () => {
  const catalogue = [finding('token/size', {}), finding('padlock/keeps', {})]
  expect(() => verdict([], catalogue, { only: ['tokn/*', 'padlock/keep'] })).toThrow(UsageError)
  expect(() => verdict([], catalogue, { only: ['tokn/*'] })).toThrow('did you mean «token/*»?')
  expect(() => verdict([], catalogue, { only: ['padlock/keep'] })).toThrow('did you mean «padlock/keeps»?')
})

test('patterns: a star for any characters, and nothing else has a meaning', () => {
  expect(matches('token/*', 'token/size')).toBe(true)
  expect(matches('*', 'token/size')).toBe(true)
  expect(matches('padlock/after-*', 'padlock/agrees-with-jwt')).toBe(false)
  expect(matches('token.size', 'token/size')).toBe(false)
})

test('a judge that throws is a fault of ours, and says whose', () => {
  const broken: Requirement = {
    ...finding('a/one', {}),
    judge: () => {
      throw new Error('oops')
    },
  }
  expect(() => verdict([journey('x')], [broken])).toThrow('a/one could not judge the journey x')
})

test('a run on trust never conforms, and says why the inside was not seen', () => {
  const { target } = recording()
  const trusting = journey('x', about({ target: { ...target, trust: true } }))
  const catalogue = [finding('a/outside', { x: [good()] }), finding('a/inside', {}, { level: 'SHOULD', inside: true })]
  const judged = verdict([trusting], catalogue)
  expect(judged.verdict).toBe('incomplete')
  expect(judged.summary).toContain('accepted on trust')
  expect(judged.requirements[1]?.because).toMatch(/^tokens were accepted on trust: .*keys\.iAdvize/)
  expect(verdict([journey('x')], catalogue).verdict).toBe('conforms')
})

test('where no journey saw anything, the summary is why most of them stopped', () => {
  const down = { outcome: { state: 'stopped', step: 'open /', because: 'nobody is there', blame: 'site' } } as const
  const catalogue = [finding('a/one', { y: [good()] })]
  const stopped = ['x', 'z'].map(id => journey(id, about({ journey: { id, title: id }, ...down })))
  expect(verdict(stopped, catalogue).summary).toBe('Nothing could be judged: nobody is there.')
  const other = journey('w', about({ outcome: { ...down.outcome, because: 'it hung up' } }))
  expect(verdict([other, ...stopped], catalogue).summary).toBe('Nothing could be judged: nobody is there.')
  expect(verdict([...stopped, journey('y')], catalogue).summary).not.toContain('Nothing could be judged')
})
