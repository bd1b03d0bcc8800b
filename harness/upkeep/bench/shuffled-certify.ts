/**
 * Runs `certify` of the sample shop again and again, each time with the journeys in another order: the verdicts must be
 * identical. `npx tsx harness/upkeep/bench/shuffled-certify.ts [RUNS]`; exit 1 when two differ.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { padlock } from '../../cli/padlock-process.ts'
import { resultSchema } from '../../verdict/result.ts'

const runs = Number(process.argv[2] ?? 20)
const folder = mkdtempSync(join(tmpdir(), 'padlock-shuffled-'))
const seen = new Map<string, number>()
const seconds: number[] = []
for (let run = 1; run <= runs; run++) {
  const env = { PADLOCK_SHUFFLE: String(run) }
  const { code, stdout } = await padlock(['certify', '--json', '--report-dir', folder], { env })
  const result = resultSchema.parse(JSON.parse(stdout))
  const verdict = JSON.stringify([code, result.verdict, result.requirements.map(({ id, status }) => [id, status])])
  seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
  seconds.push(result.duration / 1000)
  process.stdout.write(`run ${run}: ${result.verdict}, ${(result.duration / 1000).toFixed(1)} s\n`)
  for (const { title, because } of result.journeys) if (because) process.stdout.write(`  ${title}: ${because}\n`)
  for (const { id, status } of result.requirements)
    if (status === 'violated' || status === 'not-observed') process.stdout.write(`  ${id} ${status}\n`)
}
const median = seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0
process.stdout.write(
  `${runs} runs, ${seen.size} distinct verdict${seen.size === 1 ? '' : 's'}, median ${median.toFixed(1)} s\n`,
)
process.exitCode = seen.size === 1 ? 0 : 1
