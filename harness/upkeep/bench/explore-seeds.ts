/**
 * How sure an exploration finds what depends on an order: each such defect of the sample shop, with each seed, for so many minutes.
 *
 *   npx tsx harness/upkeep/bench/explore-seeds.ts [MINUTES] [SEEDS] [PART-OF-A-NAME]     3 1,2,3,4,5 by default
 */
import { padlock } from '../../cli/padlock-process.ts'
import { explorationSchema } from '../../explore/exploration.ts'
import { temporaryFolder } from '../../foundation/ending.ts'
import { explorable } from '../../site/defects.ts'

const [minutes = '3', seeds = '1,2,3,4,5', only = ''] = process.argv.slice(2)
const names = Object.keys(explorable).filter(name => name.includes(only))
const folder = temporaryFolder('seeds')
let isEnough = true
for (const seed of seeds.split(',')) {
  const lengths: number[] = []
  for (const name of names) {
    const options = ['--defect', name, '--seed', seed, '--minutes', minutes, '--report-dir', folder, '--json']
    const { stdout, stderr } = await padlock(['explore', ...options])
    const { findings, played } = explorationSchema.parse(JSON.parse(stdout))
    const expected: readonly string[] = explorable[name]?.breaks ?? []
    const found = findings.find(({ requirement, also }) => [requirement, ...also].some(id => expected.includes(id)))
    const others = findings.filter(finding => finding !== found).map(({ requirement }) => requirement)
    if (found) lengths.push(found.journey.length)
    const what = found ? `${found.journey.length} steps: ${found.replay}` : `not found in ${played.journeys} journeys`
    process.stdout.write(`seed ${seed}  ${name}  ${what}${others.length > 0 ? `; also ${others.join(', ')}` : ''}\n`)
    if (!found && played.journeys === 0) process.stdout.write(stderr)
  }
  const median = lengths.toSorted((one, other) => one - other)[lengths.length >> 1] ?? Infinity
  isEnough &&= lengths.length >= names.length - 1 && median <= 6
  process.stdout.write(`seed ${seed}: ${lengths.length} of ${names.length} found, in ${median} steps in the median\n`)
}
process.exitCode = isEnough ? 0 : 1
