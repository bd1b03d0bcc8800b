import { expect, test } from '@playwright/test'
import { results } from '../samples/results.ts'
import { problems } from './problems.ts'

const row = results.oneCause.requirements.find(({ status }) => status === 'violated')
const finding = (path: string, received: string, cure: string) => ({
  outcome: 'violated' as const,
  level: 'MUST' as const,
  code: 'shown-before',
  where: { journey: 'sign-in', at: 1, path },
  expected: 'a new one',
  received,
  cure,
  blockedBy: [],
})

test('one code with one cure is one problem, however it was received; each place says what it received', () => {
  const seen = [
    finding('/', 'shown 1 s before', 'on /, fetch it'),
    finding('/a', 'shown 2 s before', 'on /a, fetch it'),
    finding('/a', 'shown 1 s before', 'on /a, fetch it'),
  ]
  const [problem, ...others] = problems({ ...row!, findings: seen })
  expect(others).toEqual([])
  expect(problem).toMatchObject({ received: 'shown 1 s before', cure: 'on /, fetch it' })
  expect(problem?.places.map(({ path, received }) => [path, received])).toEqual([
    ['/', undefined],
    ['/a', 'shown 2 s before'],
    ['/a', undefined],
  ])
})

test('two cures are two problems', () => {
  const seen = [finding('/', 'fax', 'remove fax'), finding('/', 'mobile', 'remove mobile')]
  expect(problems({ ...row!, findings: seen })).toHaveLength(2)
})
