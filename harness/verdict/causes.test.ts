/** Which violation follows from which, page by page, and where to begin. */
import { expect, test } from '@playwright/test'
import { about, activation, load, recording, sample, signIn, token } from '../recording/literal.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { planted } from '../requirements/planted.ts'
import { met, violated } from '../requirements/requirement.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { verdict } from './verdict.ts'
import type { Where } from '../recording/observed.ts'

const finding = (id: string, byJourney: Record<string, Finding[]>, rest: Partial<Requirement> = {}): Requirement =>
  planted(id, { ...rest, judge: ({ journey }) => byJourney[journey.id] ?? [] })
const journey = (id: string): Recording => recording(about({ journey: { id, title: id } }))
const page = (load: string, path = `/${load}`): Where => ({ at: 1, load, path })
const good = (where: Where = { at: 1 }) => met(where, 'seen')
const bad = (where: Where = { at: 1 }, rest: Partial<Extract<Finding, { outcome: 'violated' }>> = {}) =>
  violated(where, { code: 'wrong', expected: 'this', received: 'that', ...rest })
const blockedBy = (catalogue: Requirement[], ...journeys: string[]): Record<string, string[][]> =>
  Object.fromEntries(
    verdict(journeys.map(journey), catalogue).requirements.map(({ id, findings }) => [
      id,
      findings.flatMap(it => (it.outcome === 'violated' ? [it.blockedBy] : [])),
    ]),
  )
const first = (catalogue: Requirement[], ...journeys: string[]): string | null =>
  verdict(journeys.map(journey), catalogue).firstCause

test('weighed page by page: what is met where the violation was seen has not brought it about', () => {
  const cause = finding('a/cause', { x: [bad(page('one')), good(page('two'))] })
  const effect = finding('a/effect', { x: [bad(page('one')), bad(page('two'))] }, { needs: ['a/cause'] })
  expect(blockedBy([cause, effect], 'x')['a/effect']).toEqual([[], ['a/cause']])
})

test('where nothing is said of the page, what is said of the journey counts', () => {
  const cause = finding('a/cause', { x: [bad(page('one'))] })
  const effect = finding('a/effect', { x: [bad(page('two')), bad()] }, { needs: ['a/cause'] })
  expect(blockedBy([cause, effect], 'x')['a/effect']).toEqual([['a/cause'], ['a/cause']])
})

test('of one document with many screens, the screen counts first', () => {
  const cause = finding('a/cause', { x: [bad(page('app', '/one')), good(page('app', '/two'))] })
  const effect = finding(
    'a/effect',
    { x: [bad(page('app', '/two')), bad(page('app', '/three'))] },
    { needs: ['a/cause'] },
  )
  expect(blockedBy([cause, effect], 'x')['a/effect']).toEqual([[], ['a/cause']])
})

test('a page’s cause is handed on to what follows from it there, and not to another page', () => {
  const cause = finding('a/cause', { x: [bad(page('one')), good(page('two'))] })
  const between = finding('a/between', { x: [bad(page('one')), bad(page('two'))] }, { needs: ['a/cause'] })
  const last = finding('a/last', { x: [bad(page('one')), bad(page('two'))] }, { needs: ['a/between'] })
  expect(blockedBy([cause, between, last], 'x')['a/last']).toEqual([['a/cause'], ['a/between']])
})

test('what a finding follows from counts wherever the run violates it', () => {
  const cause = finding('a/cause', { y: [bad()] })
  const effect = finding('a/effect', { x: [bad({ at: 1 }, { follows: ['a/cause'] })] })
  expect(blockedBy([cause, effect], 'x', 'y')['a/effect']).toEqual([['a/cause']])
  expect(blockedBy([cause, effect], 'x')['a/effect']).toEqual([[]])
})

test('what names the cause better comes first, and both stand', () => {
  const effect = finding('a/effect', { x: [bad({ at: 1 }, { behind: ['b/cause'] })] })
  const cause = finding('b/cause', { x: [bad()] })
  expect(first([effect, cause], 'x')).toBe('b/cause')
  expect(blockedBy([effect, cause], 'x')).toEqual({ 'a/effect': [[]], 'b/cause': [[]] })
  expect(first([effect, finding('b/cause', { x: [good()] })], 'x')).toBe('a/effect')
  // Only where it explains all of it.
  const more = finding('a/effect', { x: [bad({ at: 1 }, { behind: ['b/cause'] }), bad({ at: 2, path: '/else' })] })
  expect(first([more, cause], 'x')).toBe('a/effect')
})

test('a SHOULD comes before a MUST only where it names its cause', () => {
  const must = finding('a/must', { x: [bad({ at: 1 }, { behind: ['b/should'] })] })
  const should = finding('b/should', { x: [bad()] }, { level: 'SHOULD' })
  expect(first([must, should], 'x')).toBe('b/should')
  expect(first([finding('a/must', { x: [bad()] }), should], 'x')).toBe('a/must')
  expect(first([should, finding('c/must', { x: [bad()] })], 'x')).toBe('c/must')
})

test('the first cause is the one that explains most', () => {
  const alone = finding('a/alone', { x: [bad()] })
  const cause = finding('b/cause', { x: [bad()] })
  const effect = finding('c/effect', { x: [bad()] }, { needs: ['b/cause'] })
  expect(first([alone, cause, effect], 'x')).toBe('b/cause')
  expect(first([alone, cause], 'x')).toBe('a/alone')
})

test('an expired token that was kept is no wrong expiry; one that was made just now is', async () => {
  const startedAt = '2026-01-01T00:00:00.000Z'
  const now = Date.parse(startedAt) / 1000
  const finding = { id: 'token/expiry', level: 'MUST', stage: 'claims', code: 'expired' } as const
  const expired = (issuedAt: number | null) => {
    const literal = token('first', {
      verdict: 'refused',
      findings: [{ ...finding, expected: 'e', received: 'r', cure: 'c' }],
    })
    return { ...literal, facts: { ...literal.facts, issuedAt } }
  }
  const violatedBy = async (shown: ReturnType<typeof token>): Promise<string[]> => {
    const visit = [load('/account'), activation({ secured: shown }), sample({ user: 'first' })]
    return verdict([recording(about({ startedAt }), signIn(), ...visit, ...visit)], await loadCatalogue())
      .requirements.filter(({ status }) => status === 'violated')
      .map(({ id }) => id)
  }
  expect(await violatedBy(expired(null))).toEqual(['activation/token-fresh'])
  expect(await violatedBy(expired(now - 900))).toEqual(['activation/token-fresh'])
  expect(await violatedBy(expired(now))).toEqual(['token/expiry', 'activation/token-fresh'])
})
