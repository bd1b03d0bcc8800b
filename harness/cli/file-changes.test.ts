import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { UsageError } from '../foundation/usage-error.ts'
import { globPattern, watchFiles } from './file-changes.ts'

for (const [glob, those, others] of [
  ['**/*.ts', ['a.ts', 'a/b/c.ts'], ['a.tsx', 'ts', 'a/ts']],
  ['*.{ts,css}', ['a.ts', 'a.css'], ['a/b.ts', 'a.js', 'axts']],
  ['pages/**', ['pages/a', 'pages/a/b.vue'], ['a/pages/b']],
  ['a?.c+d', ['ab.c+d'], ['a.c+d', 'ab.ccd', 'a/.c+d']],
] as const)
  test(`${glob} matches what a shell would`, () => {
    expect(those.filter(path => !globPattern(glob).test(path))).toEqual([])
    expect(others.filter(path => globPattern(glob).test(path))).toEqual([])
  })

test('a change of a file that matches is told once it is over, in a folder that came later too; others are not', async ({}, info) => {
  const folder = info.outputPath('site')
  for (const each of ['src', 'node_modules/a', 'report']) mkdirSync(join(folder, each), { recursive: true })
  let told = 0
  const over = watchFiles(
    [join(folder, '**/*.ts')],
    join(folder, 'report'),
    () => told++,
    because => expect(because).toBeNull(),
  )
  try {
    for (const quiet of ['src/a.css', 'node_modules/a/b.ts', 'report/c.ts']) writeFileSync(join(folder, quiet), '')
    // In the same turn, and so after those.
    for (const text of ['1', '2', '3']) writeFileSync(join(folder, 'src/a.ts'), text)
    await expect.poll(() => told).toBe(1)
    mkdirSync(join(folder, 'src/later'))
    await expect
      .poll(
        () => {
          writeFileSync(join(folder, 'src/later/b.ts'), '')
          return told
        },
        { intervals: [300] },
      )
      .toBeGreaterThan(1)
  } finally {
    over()
  }
})

test('a glob that could never match is a mistake', () => {
  for (const glob of ['nowhere/**/*.ts', 'nothing.ts'])
    expect(() =>
      watchFiles(
        [glob],
        '.',
        () => undefined,
        () => undefined,
      ),
    ).toThrow(UsageError)
})
