import { expect, test } from '@playwright/test'
import type { Result } from '../../harness/verdict/result.ts'
import { badge, badgeWords } from './badge.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'

const words = (result: Result): string => badgeWords(result)[0]

test('only a whole run that conforms says so and nothing else', () => {
  expect(Object.fromEntries(Object.entries(results).map(([name, result]) => [name, words(result)]))).toMatchObject({
    conforming: 'conforms',
    oneCause: 'does not conform',
    incomplete: 'incomplete',
    partial: 'only a part was judged',
    missing: 'incomplete',
    baselined: 'baseline out of date',
  })
  const { baselined, conforming, incomplete } = results
  expect(words({ ...baselined, baseline: { file: 'b.json', entries: [] } })).toBe('conforms but for 2 known')
  expect(words({ ...incomplete, trust: true })).toBe('on trust, not certified')
  expect(words({ ...conforming, strict: true })).toBe('conforms, strict')
})

for (const [name, result] of Object.entries(results))
  test(`it is one image with a name, and hostile text stays text: ${name}`, () => {
    for (const svg of [badge(result), badge(hostile(result))]) {
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="padlock: [^"]+"[^>]*>\n<title>padlock: /)
      expect(svg).not.toMatch(/<(?!\/?(?:svg|title|clipPath|rect|g|text)[ >])/)
    }
  })
