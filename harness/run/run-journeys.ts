/** Runs the journeys of a plan in Playwright's own runner, as a child process, and brings the recordings back. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserChoice } from '../config/target.ts'
import { onCancel, onUnexpected, removeTemporary, temporaryFolder } from '../foundation/ending.ts'
import { systemLimit } from '../foundation/system-limits.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { isCompiled, modulePath } from '../foundation/installation.ts'
import { keptRecordings } from './kept-recordings.ts'
import { untilLeft } from './left-behind.ts'
import { choiceVariable, planVariable, saltVariable, writePlan } from './plan.ts'
import type { PlannedTarget } from './plan.ts'
import type { Lost, RunnerMessage } from './runner-message.ts'
import { watchRecordings } from './watched-recordings.ts'
import type { KeptRecording } from './watched-recordings.ts'
import type { Recording } from '../recording/recording.ts'

export type JourneysRun = {
  /** by the target's name; in the order of the journeys' ids */
  recordings: Map<string, Recording[]>
  /** by the target's name: those of {@link faults} that are about it alone */
  faultsOf: Map<string, string[]>
  /** Ctrl-C, or a signal that means the same */
  cancelled: boolean
  /** why the run is not whole, through no fault of the site: a sentence each; none: it is whole, or was cancelled */
  faults: string[]
  /** the journeys that left no recording, where the runner says why */
  lost: { target: string; journey: string; because: string }[]
  /** removes what the workers kept. Until then, the recordings are also in TMPDIR */
  discard(): void
}

export type RunOptions = {
  targets: PlannedTarget[]
  /** several: a target says by `browser` in which of them it is visited */
  browser: BrowserChoice | readonly BrowserChoice[]
  /** names of all the sites of a run of several: it plays one site after the other */
  sites?: readonly string[]
  /** `journeys`: a line each; `count`: one line that counts; `none` */
  progress: 'journeys' | 'count' | 'none'
  /** `2/3`: Playwright's own sharding */
  shard?: string
  /** whether pages are pictured where something is wrong, unless the site's configuration says otherwise */
  pictures?: boolean
  /** journeys side by side on each core, 1 by default; more where they wait a lot, and a site of ours waits with them */
  perCore?: number
  /** hears what the runner says of the journeys, and what is kept of them while they are played */
  follow?: { runner(message: RunnerMessage): void; recording(kept: KeptRecording): void }
}

/** The folder in which the workers keep what they record until it is judged, and the plan in it. */
const prepared = ({ targets, pictures = false, shard, follow, sites }: RunOptions): { work: string; plan: string } => {
  try {
    const work = temporaryFolder('run')
    const run = {
      id: randomBytes(8).toString('hex'),
      ...(shard !== undefined && { shard }),
      ...(sites && { sites: [...sites] }),
    }
    const recordings = join(work, 'recordings')
    mkdirSync(recordings)
    const isFollowed = follow !== undefined
    return {
      work,
      plan: writePlan(
        { targets, run, siteBySite: sites !== undefined, recordings, pictures, isFollowed, judge: false },
        work,
      ),
    }
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException
    throw new UsageError(
      `${tmpdir()}: the folder for temporary files can't be written to (${code}); make room there, or name another one in TMPDIR`,
    )
  }
}

/**
 * What browsers leave when they are killed goes with the folder of the run; what the runner keeps of our sources from run to
 * run stays where it is. Only where a path is short enough for the sockets in it (108 bytes).
 */
const ownTemporary = (work: string): Record<string, string> =>
  process.platform === 'linux' && work.length < 50
    ? {
        TMPDIR: work,
        PLAYWRIGHT_TRANSFORM_CACHE_DIR:
          process.env['PLAYWRIGHT_TRANSFORM_CACHE_DIR'] ??
          join(tmpdir(), `playwright-transform-cache-${process.geteuid?.() ?? ''}`),
      }
    : {}

/**
 * Playwright's loader for TypeScript costs each process of a run a third of a second, and no run needs it whose configuration is
 * in another language. The variable is not documented: where Playwright no longer knows it, a run is only slower.
 */
const withoutTypeScript = (targets: readonly PlannedTarget[]): Record<string, string> =>
  isCompiled && !targets.some(target => target.kind === 'site' && /\.m?ts$/.test(target.config))
    ? { PW_DISABLE_TS_ESM: '1' }
    : {}

/** One sentence a reason. */
const lossesOf = (lost: readonly Lost[]): string[] => {
  const byReason = new Map<string, string[]>()
  for (const { title, because } of lost) {
    const reason = systemLimit(new Error(because)) ?? because
    byReason.set(reason, [...(byReason.get(reason) ?? []), title])
  }
  return [...byReason].map(([reason, titles]) =>
    titles.length === 1
      ? `the journey «${titles[0] ?? ''}» left no recording: ${reason}`
      : `${titles.length} journeys left no recording: ${reason}`,
  )
}

/** The runner's last words, with nothing of a stack. */
const lastWords = (said: string): string => {
  const lines = said.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line))
  return lines.slice(-3).join(' ').trim().slice(0, 600)
}

export const runJourneys = async (options: RunOptions): Promise<JourneysRun> => {
  const { targets, progress, shard, perCore = 1, follow } = options
  const browsers = [options.browser].flat()
  const { work, plan } = prepared(options)
  const unwatch = follow
    ? targets.map(target => watchRecordings(join(work, 'recordings'), target, follow.recording))
    : []
  const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js')
  const child = spawn(
    process.execPath,
    [
      playwright,
      'test',
      '--config',
      modulePath('playwright.config'),
      '--project',
      'scenarios*',
      '--reporter',
      modulePath('harness/run/progress-reporter'),
      '--output',
      join(work, 'playwright'),
      '--workers',
      // Whoever looks on can follow one window.
      String(browsers.some(({ headed }) => headed) ? 1 : Math.max(1, Math.min(4, availableParallelism())) * perCore),
      // Those of a shard of several sites are in the plan.
      ...(shard === undefined || options.sites ? [] : ['--shard', shard]),
    ],
    {
      env: {
        ...process.env,
        [planVariable]: plan,
        [saltVariable]: randomBytes(16).toString('hex'),
        [choiceVariable]: JSON.stringify(browsers),
        PADLOCK_PROGRESS: progress,
        ...ownTemporary(work),
        ...withoutTypeScript(targets),
        // The child writes to a pipe of ours, whatever we write to.
        ...(process.stderr.isTTY && process.env['TERM'] !== 'dumb' && { PADLOCK_TTY: String(process.stderr.columns) }),
      },
      // The runner ends with us, however we end: by the channel it sees that we are gone.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  // A character may be cut in two.
  child.stdout?.setEncoding('utf8')
  child.stderr?.setEncoding('utf8')
  let said = ''
  child.stdout?.on('data', (chunk: string) => {
    said = (said + chunk).slice(-4000)
  })
  child.stderr?.on('data', (chunk: string) => {
    if (progress === 'none') said = (said + chunk).slice(-4000)
    else process.stderr.write(chunk)
  })
  const faults: string[] = []
  const unfinished: Lost[] = []
  child.on('message', given => {
    const message = given as RunnerMessage
    if (message.kind === 'lost') unfinished.push(message)
    follow?.runner(message)
  })
  let cancelled = false
  const cancel = (): void => {
    // A second one from an impatient hand ends it at once.
    child.kill(cancelled ? 'SIGKILL' : 'SIGINT')
    cancelled = true
  }
  const onExit = (): void => void child.kill('SIGKILL')
  process.once('exit', onExit)
  const leave = [
    onCancel(cancel),
    // What was recorded until now is reported all the same.
    onUnexpected(({ message }) => {
      faults.push(`Padlock's own process had a fault: ${message.split('\n', 1)[0] ?? ''}`)
      child.kill('SIGINT')
    }),
  ]
  try {
    const ended = await new Promise<{ code: number | null; signal: string | null }>(resolve => {
      child.on('error', error => {
        faults.push(`the journeys could not be run: ${systemLimit(error) ?? error.message}`)
        if (child.pid === undefined) resolve({ code: null, signal: null })
      })
      child.on('close', (code, signal) => resolve({ code, signal }))
    })
    // They hand over what they recorded, and nothing of them stays in the folder.
    if (ended.signal !== null) await untilLeft(work)
    if (ended.signal !== null && !cancelled)
      faults.push(
        `the process that ran the journeys was ended from outside (${ended.signal}): the machine may have been out of memory`,
      )
    const recordings = new Map<string, Recording[]>()
    const faultsOf = new Map<string, string[]>()
    const lost: (Lost & { target: string })[] = []
    for (const target of targets) {
      const read = keptRecordings(join(work, 'recordings'), target, { unfinished: !cancelled })
      recordings.set(target.name, read.recordings)
      const there = new Set([...read.recordings.map(({ journey }) => journey.id), ...read.unreadable])
      const isOfTarget = ({ title }: Lost): boolean => targets.length === 1 || title.startsWith(`${target.name} › `)
      const ofTarget = unfinished.filter(it => isOfTarget(it) && !there.has(it.journey))
      faultsOf.set(target.name, [...read.faults, ...lossesOf(ofTarget)])
      faults.push(...read.faults)
      lost.push(...ofTarget.map(it => ({ ...it, target: target.name })))
    }
    faults.push(...lossesOf(lost))
    const none = [...recordings.values()].every(of => of.length === 0)
    if (none && !cancelled && faults.length === 0)
      faults.push(`the journeys could not be run: ${lastWords(said) || `Playwright ended with code ${ended.code}`}`)
    return {
      recordings,
      faultsOf: cancelled ? new Map() : faultsOf,
      cancelled,
      faults: cancelled ? [] : faults,
      lost: lost.map(({ target, journey, because }) => ({ target, journey, because })),
      discard: () => removeTemporary(work),
    }
  } finally {
    for (const each of [...leave, ...unwatch]) each()
    process.off('exit', onExit)
  }
}
