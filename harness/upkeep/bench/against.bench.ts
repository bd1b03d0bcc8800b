/**
 * The same commands here and in the worktree of another commit, in turns: medians of the wall and of the processors' time of all
 * processes, and the ratio. Both trees need their packages (`npm ci`).
 *
 *   git worktree add ../before COMMIT && (cd ../before && npm ci)
 *   npx tsx harness/upkeep/bench/against.bench.ts ../before [ROUNDS] [PART-OF-A-NAME]     5 rounds by default
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { sampleBrand } from '../../../mock-iadvize/samples/sample-brand.ts'

const here = fileURLToPath(new URL('../../..', import.meta.url))
const [other = '', rounds = '5', only = ''] = process.argv.slice(2)
if (other === '') {
  process.stderr.write('which worktree? npx tsx harness/upkeep/bench/against.bench.ts WORKTREE [ROUNDS] [NAME]\n')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'padlock-against-'))
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const brandKey = file('brand.pem', brand.publicKey.export({ type: 'spki', format: 'pem' }))
const iAdvizeKey = file('iadvize.pem', iAdvize.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const token = file('token.txt', await sampleBrand.token('u-1'))

const commands: Record<string, string> = {
  certify: `certify --report-dir ${folder}/report`,
  'certify --journey sign-out': `certify --journey sign-out --report-dir ${folder}/report`,
  'verify of one token': `verify --brand-key ${brandKey} --iadvize-key ${iAdvizeKey} < ${token}`,
}

type Cost = { wall: number; processor: number }

/** Seconds. What a process of the command has waited for counts; the browser's own helpers do. */
const cost = (tree: string, command: string): Cost => {
  const report = join(folder, 'times')
  const timed = `TIMEFORMAT='%R %U %S'; { time npm run --silent padlock -- ${command} > /dev/null 2>&1; } 2> ${report}`
  spawnSync('bash', ['-c', timed], { cwd: tree, stdio: 'ignore' })
  const [wall = 0, user = 0, system = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number)
  return { wall, processor: user + system }
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

for (const [name, command] of Object.entries(commands)) {
  if (!name.includes(only)) continue
  const trees = [resolve(other), here].map(tree => ({ tree, costs: [] as Cost[] }))
  // The first run of each compiles and unpacks.
  for (const { tree } of trees) cost(tree, command)
  for (let round = 1; round <= Number(rounds); round++) {
    for (const { tree, costs } of trees) costs.push(cost(tree, command))
    process.stderr.write(`${name}: ${round} of ${rounds}\n`)
  }
  const row = (['wall', 'processor'] as const).map(what => {
    const [before = 0, after = 0] = trees.map(({ costs }) => median(costs.map(of => of[what])))
    return `${what} ${before.toFixed(2)} → ${after.toFixed(2)} s, ${(after / before).toFixed(2)} ×`
  })
  process.stdout.write(`${name.padEnd(28)} ${row.join('   ')}\n`)
}
rmSync(folder, { recursive: true, force: true })
