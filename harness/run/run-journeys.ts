/** Runs the journeys of a plan in Playwright's own runner, as a child process, and brings the recordings back. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserChoice } from '../config/target.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { cancelSignals as signals } from './cancellation.ts'
import { moduleExtension } from '../foundation/installation.ts'
import { choiceVariable, folderOf, planVariable, saltVariable, writePlan } from './plan.ts'
import type { PlannedTarget } from './plan.ts'
import { recordingSchema } from '../recording/recording.ts'
import type { Recording } from '../recording/recording.ts'

export type JourneysRun = {
  /** by the target's name; in the order of the journeys' ids */
  recordings: Map<string, Recording[]>
  /** Ctrl-C, or a signal that means the same */
  cancelled: boolean
  /** what Playwright itself said when it could not run at all; null: it ran */
  fault: string | null
}

export type RunOptions = {
  targets: PlannedTarget[]
  browser: BrowserChoice
  /** `journeys`: a line each; `count`: one line that counts; `none` */
  progress: 'journeys' | 'count' | 'none'
  /** `2/3`: Playwright's own sharding */
  shard?: string
  /** whether pages are pictured where something is wrong, unless the site's configuration says otherwise */
  pictures?: boolean
  /** journeys side by side on each core, 1 by default; more where they wait a lot, and a site of ours waits with them */
  perCore?: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))

const recordingsIn = (folder: string): Recording[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(file => file.endsWith('.json'))
        .sort()
        .map(file => recordingSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
    : []

/** The plan, and the folder in which the workers keep what they record until it is judged. */
const prepared = (
  targets: PlannedTarget[],
  pictures: boolean,
  shard: string | undefined,
): { work: string; plan: string } => {
  try {
    const work = mkdtempSync(join(tmpdir(), 'padlock-run-'))
    const run = { id: randomBytes(8).toString('hex'), ...(shard !== undefined && { shard }) }
    return { work, plan: writePlan({ targets, run, recordings: join(work, 'recordings'), pictures, judge: false }) }
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException
    throw new UsageError(
      `${tmpdir()}: the folder for temporary files can't be written to (${code}); make room there, or name another one in TMPDIR`,
    )
  }
}

export const runJourneys = async ({
  targets,
  browser,
  progress,
  shard,
  pictures = false,
  perCore = 1,
}: RunOptions): Promise<JourneysRun> => {
  const { work, plan } = prepared(targets, pictures, shard)
  const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js')
  const child = spawn(
    process.execPath,
    [
      playwright,
      'test',
      '--config',
      join(root, `playwright.config${moduleExtension}`),
      '--project',
      'scenarios*',
      '--reporter',
      fileURLToPath(new URL(`./progress-reporter${moduleExtension}`, import.meta.url)),
      '--output',
      join(work, 'playwright'),
      '--workers',
      // Whoever looks on can follow one window.
      String(browser.headed ? 1 : Math.max(1, Math.min(4, availableParallelism())) * perCore),
      ...(shard === undefined ? [] : ['--shard', shard]),
    ],
    {
      env: {
        ...process.env,
        [planVariable]: plan,
        [saltVariable]: randomBytes(16).toString('hex'),
        [choiceVariable]: JSON.stringify(browser),
        PADLOCK_PROGRESS: progress,
        // The child writes to a pipe of ours, whatever we write to.
        ...(process.stderr.isTTY && process.env['TERM'] !== 'dumb' && { PADLOCK_TTY: String(process.stderr.columns) }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (progress === 'none') said = (said + chunk.toString()).slice(-4000)
    else process.stderr.write(chunk)
  })
  let cancelled = false
  const cancel = (): void => {
    // A second one from an impatient hand ends it at once.
    child.kill(cancelled ? 'SIGKILL' : 'SIGINT')
    cancelled = true
  }
  for (const signal of signals) process.on(signal, cancel)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    const recordings = new Map(
      targets.map(target => [target.name, recordingsIn(join(work, 'recordings', folderOf(target)))]),
    )
    const none = [...recordings.values()].every(of => of.length === 0)
    return {
      recordings,
      cancelled,
      fault: none && !cancelled ? said.trim() || `Playwright ended with code ${code}` : null,
    }
  } finally {
    for (const signal of signals) process.off(signal, cancel)
    rmSync(work, { recursive: true, force: true })
    rmSync(dirname(plan), { recursive: true, force: true })
  }
}
