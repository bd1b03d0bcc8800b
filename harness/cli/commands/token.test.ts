import { expect, test } from '@playwright/test'
import { stacks } from '../../cures/snippet.ts'
import { tokenDefects } from '../../site/defects/token.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import type { Values } from '../command.ts'
import { codeIn, judgedDefects, tokenListSchema } from './token.ts'

test('the list names every defect that a token can have, and says what Padlock says to it', async () => {
  const rows = await judgedDefects()
  expect(tokenListSchema.parse(rows)).toEqual(rows)
  const left = Object.keys(tokenDefects).filter(name => !rows.some(row => row.name === name))
  expect(left).toEqual(['brand-key-not-set-up', 'keys-1024'])
  const silent = rows.filter(({ findings }) => findings.length === 0).map(({ name }) => name)
  expect(silent).toEqual(['iv-constant', 'user-id-constant', 'user-id-is-session-id', 'user-id-of-another-table'])
  for (const { name, breaks, findings } of rows.filter(({ findings }) => findings.length > 0))
    expect.soft([...new Set(findings.map(({ id }) => id as string))], name).toEqual(breaks)
})

test('the code is there in every language, also by its other names', () => {
  for (const stack of stacks) expect(codeIn({ in: stack })).toContain('https://iadvize.com/userId')
  expect(codeIn({ in: 'C#' })).toBe(codeIn({ in: 'dotnet' }))
  const problems = (values: Values): readonly string[] => {
    try {
      return [codeIn(values)]
    } catch (error) {
      return error instanceof UsageError ? error.problems : []
    }
  }
  expect(problems({ in: 'cobol', defect: ['exp-past'] })).toEqual([
    '--defect with --in: the code makes a sound token, with keys and users of your own',
    `--in cobol: expected one of ${stacks.join(', ')}`,
  ])
})
