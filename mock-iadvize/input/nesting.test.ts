import { expect, test } from '@playwright/test'
import { maxNesting, tooDeepAt } from './nesting.ts'

test('the first bracket that goes too deep is found, and brackets in texts are none', () => {
  expect(tooDeepAt('[{"a":[1]}]', 3)).toBe(-1)
  expect(tooDeepAt('[{"a":[[1]]}]', 3)).toBe(7)
  expect(tooDeepAt(String.raw`["[[[\"[[", "\\", {}]`, 2)).toBe(-1)
  expect(tooDeepAt('[],'.repeat(1000), 2)).toBe(-1)
  expect(tooDeepAt('['.repeat(20_000))).toBe(maxNesting)
  for (const broken of ['', '"', '"\\', ']]]', '{"a'] as const) expect(tooDeepAt(broken)).toBe(-1)
})
