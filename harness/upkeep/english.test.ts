/** Words that CONTRIBUTING asks to avoid, in what users and contributors read: each has a plain one that says the same. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** pattern → what to write instead */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\btold as (?:such|that)\b/i, 'reported as'],
  [/\bin vain\b/i, 'tried, none matched'],
  [/\bsomething lies over\b/i, 'it is covered by another element'],
  [/\bby night\b|\bproof for the night\b/i, 'nightly run; dark theme'],
  [/\bcould not be had\b/i, 'not available in our test environment'],
  [/\bto be looked at\b/i, 'to review'],
  [/\banswers with the exit code\b/i, 'returns the exit code'],
  [/\bis not as it must be\b/i, 'is invalid'],
  [/\bround in a circle\b|\bredirects for ever\b/i, 'redirect loop'],
  [/\bno defect kills\b/i, 'no defect violates'],
  [/\bput that right\b/i, 'fix that first'],
]

test('plain words', () => {
  const files = execFileSync('git', ['ls-files', '*.ts', '*.js', '*.md', '*.html', '*.yml'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter(file => file !== 'CHANGELOG.md' && !file.endsWith('english.test.ts'))
  const found = files.flatMap(file =>
    readFileSync(`${root}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        banned
          .filter(([pattern]) => pattern.test(line))
          .map(([pattern, instead]) => `${file}:${index + 1}: ${String(pattern)}; write: ${instead}`),
      ),
  )
  expect(found).toEqual([])
})
