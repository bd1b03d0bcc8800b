import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import type { TestInfo } from '@playwright/test'
import { about, recording } from '../recording/literal.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { resultOf } from '../verdict/result-of.ts'
import { loadBaseline, updateBaseline } from './load-baseline.ts'

const entry = { requirement: 'token/lifetime', reason: 'new shop in March', owner: 'web team', expires: '2026-03-31' }
const written = (info: TestInfo, content: unknown): string => {
  const file = info.outputPath('known.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const problems = async (file: string, updates = false): Promise<string[]> => {
  try {
    loadBaseline(file, await loadCatalogue(), { today: '2026-02-15', updates })
    return []
  } catch (error) {
    if (error instanceof UsageError) return error.problems.map(problem => problem.replace(file, 'FILE'))
    throw error
  }
}

test('every mistake at once, with file, key and cure', async ({}, info) => {
  const file = written(info, {
    schemaVersion: 1,
    findings: [
      { ...entry, reason: ' ', expires: 'soon' },
      { ...entry, ownr: 'me' },
      { ...entry, owner: undefined },
    ],
  })
  expect(await problems(file)).toEqual([
    'FILE: findings[0].reason: is empty: say why it is accepted for now; received « »',
    'FILE: findings[0].expires: expected the last day on which it is accepted, as YYYY-MM-DD; received «soon»',
    'FILE: findings[1].ownr: unknown key; did you mean «owner»?',
    'FILE: findings[2].owner: expected a text (who sees to it that it ends); received nothing',
  ])
})

test('an entry that matches no requirement and no journey is told with what was probably meant', async ({}, info) => {
  const findings = [
    { ...entry, requirement: 'token/lifetme' },
    { ...entry, journey: 'signin', blocks: ['padlock/kept'] },
  ]
  expect(await problems(written(info, { schemaVersion: 1, findings }))).toEqual([
    'FILE: findings[0].requirement: there is no requirement «token/lifetme»; did you mean «token/lifetime»?',
    'FILE: findings[1].blocks[0]: there is no requirement «padlock/kept»; did you mean «padlock/keeps»?',
    'FILE: findings[1].journey: there is no journey «signin»; did you mean «sign-in»?',
  ])
})

test('a file that is missing or no JSON', async ({}, info) => {
  expect(await problems(info.outputPath('none.json'))).toEqual([
    'FILE: there is no such baseline; --update-baseline writes one to fill in',
  ])
  expect(await problems(written(info, '{"schemaVersion": 1,}'))).toEqual([
    expect.stringMatching(/^FILE: can't be read: no JSON at line 1, column 20/),
  ])
  expect(await problems(info.outputPath('none.json'), true)).toEqual([])
  expect(await problems(info.outputPath('nowhere/none.json'), true)).toEqual([
    'FILE: its folder is not there; make it, or name another file',
  ])
})

test('an update writes the file, keeps what was there, and can be repeated before it is filled in', async ({}, info) => {
  const catalogue = (await loadCatalogue()).filter(({ id }) => id === 'token/lifetime')
  const result = {
    ...resultOf([recording(about({}))], catalogue, {
      startedAt: new Date(0),
      duration: 1,
      versions: { padlock: '1', node: '1', playwright: '1' },
    }),
  }
  const [row] = result.requirements
  const violated = {
    ...result,
    requirements: [
      {
        ...row!,
        level: 'MUST' as const,
        status: 'violated' as const,
        findings: [
          {
            outcome: 'violated' as const,
            level: 'MUST' as const,
            code: 'lives-too-long',
            where: { journey: 'sign-in', at: 1 },
            expected: 'e',
            received: 'r',
            cure: 'c',
            blockedBy: [],
          },
        ],
      },
    ],
  }
  const file = info.outputPath('new/known.json')
  expect(existsSync(file)).toBe(false)
  mkdirSync(dirname(file), { recursive: true })
  expect(updateBaseline(file, violated)).toContain(
    'with 1 entry, 1 of them new; fill in reason, owner and expires of 1',
  )
  const { $schema } = JSON.parse(readFileSync(file, 'utf8')) as { $schema: string }
  expect(existsSync(resolve(dirname(file), $schema)), $schema).toBe(true)
  expect(await problems(file)).toHaveLength(3)
  expect(await problems(file, true)).toEqual([])
  expect(updateBaseline(file, violated)).toContain('with 1 entry, none of them new')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"reason": ""', '"reason": "kept"'))
  updateBaseline(file, violated)
  expect(readFileSync(file, 'utf8')).toContain('"reason": "kept"')
})
