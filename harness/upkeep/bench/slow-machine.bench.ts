/**
 * The sound shop on a machine throttled to a tenth, with a slow token provider and both cores busy: every journey, again and
 * again. None may violate anything, and none may stop but for want of time.
 *
 *   npx tsx harness/upkeep/bench/slow-machine.bench.ts [ROUNDS] [WORDS-OF-A-TITLE]
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { planVariable, writePlan } from '../../run/plan.ts'
import { resultsVariable } from './slow-machine.config.ts'
import type { SlowJourney } from './slow-machine.config.ts'

const [rounds = '10', only] = process.argv.slice(2)
const results = join(mkdtempSync(join(tmpdir(), 'padlock-slow-machine-')), 'results.jsonl')
const root = fileURLToPath(new URL('../../..', import.meta.url))
const plan = writePlan({
  targets: [{ kind: 'shop', name: 'sample shop', flavour: 'classic', defects: [], providerDelayMs: 2_000 }],
  recordings: null,
  judge: false,
})

const busy = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
)
try {
  await new Promise<void>(resolve => {
    const child = spawn(
      process.execPath,
      [
        'node_modules/@playwright/test/cli.js',
        'test',
        '--config',
        'harness/upkeep/bench/slow-machine.config.ts',
        '--reporter',
        'dot',
        '--repeat-each',
        rounds,
        ...(only === undefined ? [] : ['--grep', only]),
      ],
      { cwd: root, stdio: 'inherit', env: { ...process.env, [planVariable]: plan, [resultsVariable]: results } },
    )
    child.on('close', () => resolve())
  })
} finally {
  for (const each of busy) each.kill()
}

const all = existsSync(results)
  ? readFileSync(results, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as SlowJourney)
  : []
for (const { journey, violated, late, stopped, seconds } of all)
  if (violated.length > 0 || late.length > 0 || stopped !== null)
    process.stdout.write(
      `${journey} (${seconds} s)${violated.length > 0 ? `  VIOLATED ${violated.join(', ')}` : ''}${stopped === null ? '' : `  stopped, ${stopped}`}${late.map(why => `\n    ${why}`).join('')}\n`,
    )
const wrong = all.filter(
  ({ violated, stopped }) => violated.length > 0 || (stopped !== null && !stopped.startsWith('time: ')),
)
process.stdout.write(
  `${all.length} journeys played, ${wrong.length} wrong; ${all.filter(({ late, stopped }) => late.length > 0 || stopped !== null).length} not observed in full, for want of time; the longest took ${Math.max(0, ...all.map(({ seconds }) => seconds))} s\n`,
)
process.exitCode = all.length > 0 && wrong.length === 0 ? 0 : 1
