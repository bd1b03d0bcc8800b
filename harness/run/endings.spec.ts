/** Whatever ends a part of a run, the command ends with a true sentence, the right exit code, a report of what was seen, and nothing left. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { startPadlock } from '../cli/padlock-process.ts'
import type { Ended, StartOptions } from '../cli/padlock-process.ts'
import type { Result } from '../verdict/result.ts'

type Process = { pid: string; parent: string; command: string }

const processes = (): Process[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 1e7 })
    .trim()
    .split('\n')
    .map(row => {
      const [, pid = '', parent = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []
      return { pid, parent, command }
    })

const below = (pid: string | number | undefined, all: readonly Process[] = processes()): Process[] =>
  all.flatMap(it => (it.parent === String(pid) ? [it, ...below(it.pid, all)] : []))

const kill = (found: readonly Process[]): void => {
  expect(found, 'whatever is to be killed runs').not.toEqual([])
  for (const { pid } of found) process.kill(Number(pid), 'SIGKILL')
}
const isBrowser = ({ command }: Process): boolean => /--remote-debugging-pipe/.test(command) && !/--type=/.test(command)
const isWorker = ({ command }: Process): boolean => /workerProcessEntry/.test(command)
const isRunner = ({ command }: Process): boolean => /cli\.js test /.test(command)

type Run = {
  /** of this run alone */
  tmp: string
  reports: string
  start(args: string[], options?: StartOptions): Running
}
type Running = {
  pid: number
  signal(signal: NodeJS.Signals): void
  /** until the progress shows it */
  says(pattern: RegExp): Promise<void>
  ended: Promise<Ended>
}

/** What tools cache there, and keep on purpose. */
const isCache = (name: string): boolean => /^(tsx-|playwright-transform-cache|node-compile-cache|v8-compile)/.test(name)

const test = base.extend<{ run: Run }>({
  run: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'end-'))
    const tmp = join(folder, 'tmp')
    mkdirSync(tmp)
    const started: number[] = []
    await use({
      tmp,
      reports: join(folder, 'reports'),
      start: (args, options = {}) => {
        const { child, ended } = startPadlock(args, { ...options, env: { TMPDIR: tmp, ...options.env } })
        const pid = child.pid ?? 0
        started.push(pid)
        let said = ''
        child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
        return {
          pid,
          ended,
          signal: signal => void child.kill(signal),
          says: async pattern => {
            await expect.poll(() => said, { timeout: 120_000, intervals: [50] }).toMatch(pattern)
          },
        }
      },
    })
    // Nothing is left running or lying about, whatever the test was about.
    await expect
      .poll(() => processes().filter(({ pid }) => usesFolder(pid, tmp)), { timeout: 40_000, message: 'left running' })
      .toEqual([])
    expect(
      readdirSync(tmp).filter(name => !isCache(name)),
      'left in TMPDIR',
    ).toEqual([])
    rmSync(folder, { recursive: true, force: true })
  },
})

/** By the environment that it was started with: orphans have no parent that would tell. */
const usesFolder = (pid: string, tmp: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${tmp}`)
  } catch {
    return false
  }
}

const reportIn = (folder: string): Result => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Result
const some = ['--journey', 'guest-visit', '--journey', 'sign-*']

test.describe.configure({ timeout: 240_000 })

test('the browser is killed in the middle of a journey: exit 5, and the other journeys are judged', async ({ run }) => {
  const running = run.start(['certify', ...some, '--report-dir', run.reports])
  await running.says(/1\/\d/)
  kill(below(running.pid).filter(isBrowser).slice(0, 1))
  const { code, stdout, stderr } = await running.ended
  expect([code, stderr, stdout], stderr).toEqual([5, expect.any(String), expect.stringContaining('the browser ended')])
  expect(stderr).not.toMatch(/^\s+at /m)
  const { journeys } = reportIn(run.reports)
  expect(journeys.map(({ outcome }) => outcome).sort()).toContain('completed')
  expect(readdirSync(join(run.reports, 'recordings'))).toHaveLength(journeys.length)
})

test('a worker is killed: exit 5, its journey is reported as far as it came', async ({ run }) => {
  const running = run.start(['certify', ...some, '--report-dir', run.reports])
  await running.says(/1\/\d/)
  kill(below(running.pid).filter(isWorker).slice(0, 1))
  const { code, stdout, stderr } = await running.ended
  expect(code, stderr + stdout).toBe(5)
  // The terminal's lines are broken between words.
  expect((stdout + stderr).replaceAll(/\s+/g, ' ')).toMatch(
    /the process that played this journey ended before the journey did|left no recording/,
  )
  expect(reportIn(run.reports).journeys.length).toBeGreaterThan(0)
})

test('the runner is killed: exit 5 with one sentence, and what was recorded is reported', async ({ run }) => {
  const running = run.start(['certify', ...some, '--report-dir', run.reports])
  await running.says(/1\/\d/)
  kill(below(running.pid).filter(isRunner))
  const { code, stderr } = await running.ended
  expect(code, stderr).toBe(5)
  expect(stderr).toContain('the process that ran the journeys was ended from outside (SIGKILL)')
  const { journeys, notes } = reportIn(run.reports)
  expect(journeys.length).toBeGreaterThan(0)
  expect(notes.join(' ')).toContain('ended from outside')
})

test('the command itself is killed: nothing is left', async ({ run }) => {
  const running = run.start(['certify', ...some, '--report-dir', run.reports])
  await running.says(/1\/\d/)
  running.signal('SIGKILL')
  await running.ended
  expect(existsSync(join(run.reports, 'report.json'))).toBe(false)
})

/** A closed terminal ends as Ctrl-C does: PADLOCK_EVERY_JOURNEY=1 tries it too. */
const signals = process.env['PADLOCK_EVERY_JOURNEY'] ? (['SIGINT', 'SIGHUP'] as const) : (['SIGINT'] as const)
for (const signal of signals)
  test(`${signal} after the first journey: exit 130, and that journey is reported`, async ({ run }) => {
    const running = run.start(['certify', ...some, '--report-dir', run.reports])
    await running.says(/1\/\d/)
    running.signal(signal)
    const { code, stderr } = await running.ended
    expect(code, stderr).toBe(130)
    const { journeys, exitCode } = reportIn(run.reports)
    expect(exitCode).toBe(130)
    expect(journeys.every(({ outcome }) => outcome === 'completed')).toBe(true)
  })
