import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { json } from '../../reports/formats/json.ts'
import { results } from '../../reports/samples/results.ts'
import { trendSchema } from '../verdict/trend.ts'
import { keptInHistory, trendOfHistory } from './history.ts'
import { trendOf, writeTrend } from './trend-files.ts'

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-trend-'))
    await use(folder)
    rmSync(folder, { recursive: true })
  },
})
const { conforming, silentFailure } = results

const put = (folder: string, text: string): string => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'report.json'), text)
  return folder
}

test('reports of any depth are found, the same run counts once, and what is no report is named', ({ folder }) => {
  const named = { ...conforming, target: { ...conforming.target, name: 'Café' } }
  put(join(folder, 'a', 'b'), json(named))
  put(join(folder, 'copy'), json(named))
  put(join(folder, 'cut'), json(conforming).slice(0, 500))
  put(join(folder, 'other'), '{"name":"package"}')
  put(join(folder, 'node_modules', 'x'), json(silentFailure))
  const { sites, skipped } = trendOf([folder])
  expect(sites.map(({ name, runs }) => [name, runs.length])).toEqual([['Café', 1]])
  expect(skipped.map(({ because }) => because)).toEqual([
    'is cut off, or no JSON',
    expect.stringMatching(/^is no report of a version/),
  ])
})

test('page, JSON and CSV are written; the page leads to each report', async ({ folder }) => {
  const report = put(join(folder, 'artefacts', 'run 1'), json(conforming))
  writeFileSync(join(report, 'index.html'), '')
  const out = join(folder, 'out')
  expect(await writeTrend(trendOf([join(folder, 'artefacts')]), out)).toEqual([])
  expect(readdirSync(out).sort()).toEqual(['trend.csv', 'trend.html', 'trend.json'])
  trendSchema.parse(JSON.parse(readFileSync(join(out, 'trend.json'), 'utf8')))
  expect(readFileSync(join(out, 'trend.html'), 'utf8')).toContain('href="../artefacts/run%201/index.html"')
  writeFileSync(join(out, 'trend.csv'), 'mine')
  expect(await writeTrend(trendOf([join(folder, 'artefacts')]), out)).toEqual([expect.stringContaining('trend.csv')])
  expect(readFileSync(join(out, 'trend.csv'), 'utf8')).toBe('mine')
})

test('a history keeps each run, and shows them all beside the latest report', async ({ folder }) => {
  const [history, out] = [join(folder, 'history'), join(folder, 'out')]
  for (const result of [conforming, { ...silentFailure, startedAt: '2026-01-01T00:00:00.000Z' }]) {
    put(out, json(result))
    expect(keptInHistory(history, out, result)).toEqual([])
    expect(await trendOfHistory(history, out)).toEqual([])
  }
  expect(readdirSync(history)).toHaveLength(2)
  const { sites } = trendSchema.parse(JSON.parse(readFileSync(join(out, 'trend.json'), 'utf8')))
  expect(sites.flatMap(({ runs }) => runs)).toHaveLength(2)
  copyFileSync(join(out, 'report.json'), join(folder, 'file'))
  expect(keptInHistory(join(folder, 'file'), out, conforming)).toEqual([expect.stringContaining('was not kept')])
  expect(existsSync(join(out, 'trend.html'))).toBe(true)
})
