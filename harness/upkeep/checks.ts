/**
 * `npm test`: everything that must hold before a change lands. Runs each check to its end, shows the output of those that
 * fail, and closes with a true `N passed, N failed, N skipped`. Skipped are the tests whose programs are missing here, alone.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleVariable } from '../foundation/installation.ts'
import { proofSchema } from '../prove/matrix.ts'
import { shippedProofPath } from '../prove/shipped-proof.ts'
import { notInstalled } from './installed.ts'

/** `skipped`: a test each, and what is missing for it. */
type Outcome = { passed: number; failed: number; skipped?: readonly string[]; output: string }
type Ended = { code: number | null; stdout: string; output: string }

const root = fileURLToPath(new URL('../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'padlock-checks-'))

const started = (command: string, args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, output }))
  })

/** A tool that says only yes or no counts as one. */
const yesOrNo = async (tool: string, ...args: string[]): Promise<Outcome> => {
  const { code, output } = await started(process.execPath, [join(root, 'node_modules', tool), ...args])
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
}

type Suite = {
  specs: { title: string; tests: { status: string; annotations: { type: string; description?: string }[] }[] }[]
  suites?: Suite[]
}
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  suites: Suite[]
  errors: unknown[]
}

/** The tests that were skipped because the machine lacks what they need. */
const withoutPrograms = ({ specs, suites = [] }: Suite): string[] => [
  ...specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .flatMap(({ annotations }) => annotations.find(({ description }) => description?.startsWith(notInstalled)) ?? [])
      .map(({ description }) => `${title}: ${description}`),
  ),
  ...suites.flatMap(withoutPrograms),
]

/** `workers`: where tests wait for others more than they work, more than there are cores. */
const playwright = async (
  workers: number,
  projects: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> => {
  const file = join(work, `${projects.join('-')}.json`)
  const { code, output } = await started(
    process.execPath,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      ...projects.flatMap(project => ['--project', project]),
      '--workers',
      String(workers),
      '--reporter',
      'line,json',
    ],
    { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  )
  const { stats, suites, errors } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport
  const skipped = suites.flatMap(withoutPrograms)
  // A test that passes only now and then, or is skipped for any other reason, has not passed.
  const failed = stats.unexpected + stats.flaky + stats.skipped - skipped.length + errors.length
  return { passed: stats.expected, failed: failed + (failed === 0 && code !== 0 ? 1 : 0), skipped, output }
}

/**
 * One for each flavour of the sound shop that is all green on every journey, one for each defect that breaks exactly its set, one for each
 * requirement that a defect kills. The sound classic shop is what the project «scenarios» plays: it is played here alone.
 */
const matrix = async (): Promise<Outcome> => {
  const shipped = (): string => readFileSync(join(root, shippedProofPath), 'utf8')
  const before = shipped()
  const { code, stdout, output } = await started(process.execPath, ['harness/cli/padlock.js', 'prove', '--json'])
  const proof = proofSchema.parse(JSON.parse(stdout))
  const soundRows = proof.sound.filter(({ unmet, notPlayed }) => unmet.length === 0 && notPlayed.length === 0)
  const passed =
    soundRows.length +
    proof.defects.filter(({ exact }) => exact).length +
    proof.requirements.filter(({ killers }) => killers.length > 0).length
  const failed = proof.sound.length + proof.defects.length + proof.requirements.length - passed
  const wanting = [
    ...proof.sound.filter(row => !soundRows.includes(row)),
    ...proof.defects.filter(({ exact }) => !exact),
    ...proof.requirements.filter(({ killers }) => killers.length === 0),
  ]
  // What the reports tell of the proof must be what was shown here; `prove` has renewed it where it was not.
  const stale = before === shipped() ? '' : `${shippedProofPath} was out of date, and is renewed now: commit it`
  const told = wanting.length > 0 ? wanting.map(row => JSON.stringify(row, null, 1)).join('\n') : output
  const faults = failed + (stale ? 1 : 0)
  const skipped = proof.notPlayable.map(({ id, because }) => `${id}: ${because}`)
  return {
    passed,
    failed: faults + (faults === 0 && code !== 0 ? 1 : 0),
    skipped,
    output: stale ? `${told}\n${stale}` : told,
  }
}

/** What they start runs the bundle, as a clone does. */
const endToEnd = async (): Promise<Outcome> => {
  const { compiled } = (await import(new URL('../cli/compiled.js', import.meta.url).href)) as {
    compiled(): Promise<string>
  }
  return playwright(4, ['end-to-end-long', 'end-to-end'], { [bundleVariable]: await compiled() })
}

/** Those of one round run side by side: one thread each, or little more. */
const rounds: Record<string, () => Promise<Outcome>>[] = [
  {
    types: () => yesOrNo('typescript/bin/tsc'),
    linter: () => yesOrNo('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
    formatter: () => yesOrNo('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
    'dead code': () => yesOrNo('knip/bin/knip.js', '--no-progress'),
  },
  { 'unit tests': () => playwright(2, ['unit']) },
  { 'end-to-end tests': endToEnd },
  { 'defect matrix': matrix },
]

let passed = 0
let failed = 0
let skipped = 0
/** In the order in which they stand, whichever ends first. */
const tell = (name: string, outcome: Outcome, seconds: number): void => {
  passed += outcome.passed
  failed += outcome.failed
  skipped += outcome.skipped?.length ?? 0
  if (outcome.failed > 0) process.stdout.write(`${outcome.output}\n`)
  process.stdout.write(
    `${name.padEnd(18)} ${outcome.passed} passed, ${outcome.failed} failed   ${seconds.toFixed(1)} s\n`,
  )
  for (const test of outcome.skipped ?? []) process.stdout.write(`  skipped: ${test}\n`)
}
for (const round of rounds) {
  const running = Object.entries(round).map(async ([name, check]) => {
    const began = performance.now()
    const outcome = await check().catch((error: unknown): Outcome => ({ passed: 0, failed: 1, output: String(error) }))
    return [name, outcome, (performance.now() - began) / 1000] as const
  })
  for (const check of running) tell(...(await check))
}
rmSync(work, { recursive: true, force: true })
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed === 0 ? 0 : 1
