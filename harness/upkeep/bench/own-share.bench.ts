/**
 * Padlock's own share of a run: each journey of the sample shop, by Padlock and by Playwright alone (bare-play.ts), in turns, in one browser,
 * against the same shop and mock. The share is what Padlock takes longer, of all that it takes.
 *
 *   npx tsx harness/upkeep/bench/own-share.bench.ts [ROUNDS] [WORDS-OF-A-TITLE]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resultsVariable, roundsVariable } from './own-share.config.ts'
import type { Comparison } from './own-share.config.ts'

const [rounds = '7', only] = process.argv.slice(2)
const results = join(mkdtempSync(join(tmpdir(), 'padlock-own-share-')), 'results.jsonl')
const root = fileURLToPath(new URL('../../..', import.meta.url))
const code = await new Promise<number | null>(resolve => {
  const child = spawn(
    process.execPath,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config',
      'harness/upkeep/bench/own-share.config.ts',
      '--reporter',
      'dot',
      ...(only === undefined ? [] : ['--grep', only]),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, [roundsVariable]: rounds, [resultsVariable]: results } },
  )
  child.on('close', resolve)
})
if (code !== 0) throw new Error(`the journeys could not be played: Playwright ended with code ${code}`)

const comparisons = readFileSync(results, 'utf8')
  .trimEnd()
  .split('\n')
  .map(line => JSON.parse(line) as Comparison)
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
const columns = ['padlock', 'bare', 'us'] as const
const row = (name: string, { padlock, bare, us }: Record<(typeof columns)[number], number>): string =>
  `${name.padEnd(24)} ${[padlock, bare].map(ms => `${ms.toFixed(0)} ms`.padStart(9)).join('')}   own share ${(((padlock - bare) / padlock) * 100).toFixed(1).padStart(5)} %   by its own account ${((us / padlock) * 100).toFixed(1).padStart(5)} %`

const rows = [...new Set(comparisons.map(({ journey }) => journey))].sort().map(journey => {
  const of = comparisons.filter(one => one.journey === journey)
  const [padlock = 0, bare = 0, us = 0] = columns.map(column => median(of.map(one => one[column])))
  return { journey, padlock, bare, us }
})
const sum = (column: (typeof columns)[number]): number => rows.reduce((total, one) => total + one[column], 0)
const total = { padlock: sum('padlock'), bare: sum('bare'), us: sum('us') }
process.stdout.write(
  `medians of ${rounds} rounds\n${''.padEnd(24)}   Padlock     bare\n${rows.map(one => row(one.journey, one)).join('\n')}\n${row('all', total)}\n`,
)
process.exitCode = (total.padlock - total.bare) / total.padlock < 0.15 ? 0 : 1
