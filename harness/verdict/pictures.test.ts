import { expect, test } from '@playwright/test'
import { about, load, picture, recording, step } from '../recording/literal.ts'
import { results } from '../../reports/samples/results.ts'
import { picturesOf } from './pictures.ts'
import type { RequirementResult, ResultFinding } from './result.ts'

const [row] = results.conforming.requirements
const violated = (id: string, stepName: string, blockedBy: string[] = []): RequirementResult => {
  const finding: ResultFinding = {
    outcome: 'violated',
    level: 'MUST',
    code: 'x',
    where: { journey: 'literal', at: 1, step: stepName, browser: 'first', tab: 'tab 1' },
    expected: 'x',
    received: 'y',
    cure: 'z',
    blockedBy,
  }
  return { ...row!, id, status: 'violated', findings: [finding] }
}
const seen = recording(
  step('open', { name: 'open /a' }),
  load('/a'),
  picture('disagreement'),
  step('open', { name: 'open /b' }),
  load('/b'),
  picture('page-error'),
  step('sign-out', { name: 'sign out' }),
  picture('stopped'),
)

test('a picture is shown where a violation is seen on it, and for nothing else', () => {
  const requirements = [violated('a/one', 'open /a'), violated('a/two', 'open /a'), violated('a/three', 'elsewhere')]
  expect(picturesOf([seen], requirements).map(each => [each.where.step, each.where.path, each.requirements])).toEqual([
    ['open /a', '/a', ['a/one', 'a/two']],
  ])
  expect(picturesOf([seen], [violated('a/one', 'open /b', ['a/cause'])])).toEqual([])
  expect(picturesOf([seen], [])).toEqual([])
})

test('where a journey stopped its picture is shown, if it stopped at all', () => {
  const stopped = about({
    outcome: { state: 'stopped', step: 'sign out', because: 'no control signs out', blame: 'site' },
  })
  const journey = recording(step('sign-out', { name: 'sign out' }), picture('stopped'), stopped)
  expect(picturesOf([journey], []).map(({ requirements }) => requirements)).toEqual([[]])
})
