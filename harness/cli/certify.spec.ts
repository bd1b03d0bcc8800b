import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { renderers } from '../../reports/write.ts'
import { recordingSchema } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { resultSchema } from '../verdict/result.ts'
import { verdict } from '../verdict/verdict.ts'
import { padlock, startPadlock } from './padlock-process.ts'

test.describe.configure({ mode: 'serial', timeout: 300_000 })

const reportDir = (): string => mkdtempSync(join(tmpdir(), 'padlock-report-'))

test('the sound shop conforms: exit 0, every report written, stdout exactly report.json', async () => {
  const dir = reportDir()
  const { code, stdout, stderr } = await padlock(['certify', '--json', '--report-dir', dir])
  const result = resultSchema.parse(JSON.parse(stdout))
  expect({ code, verdict: result.verdict }).toEqual({ code: 0, verdict: 'conforms' })
  // Its pages load anew for each screen: what only single-page sites can do does not concern it.
  const unmet = result.requirements.filter(({ status }) => status !== 'met')
  expect(unmet.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'activation/upgrades-in-place not-applicable',
    'spa/navigates not-applicable',
  ])
  expect(readFileSync(join(dir, 'report.json'), 'utf8')).toBe(stdout)
  expect(readdirSync(dir).sort()).toEqual([...Object.keys(renderers), 'recordings'].sort())
  const journeys = readdirSync(join(dir, 'recordings'))
  expect(journeys).toHaveLength(result.journeys.length)
  const recordings = journeys.map(file =>
    recordingSchema.parse(JSON.parse(readFileSync(join(dir, 'recordings', file), 'utf8'))),
  )
  expect(stderr).toContain(`${journeys.length}/${journeys.length}  done`)

  // The same shop under a configuration that does not name the users' userIds.
  const unnamed = recordings.map(recording => ({
    ...recording,
    users: recording.users.map(user => ({ ...user, userId: null })),
  }))
  const judged = verdict(unnamed, await loadCatalogue())
  expect(judged.verdict).toBe('conforms')
  const others = judged.requirements.filter(({ status }) => status !== 'met').map(({ id, status }) => `${id} ${status}`)
  expect(others).toHaveLength(unmet.length + 1)
  expect(others).toContain("activation/identity-is-the-session's not-applicable")
})

test('Ctrl-C: exit 130, and no process is left behind', async () => {
  const { child, ended } = startPadlock(['certify', '--report-dir', reportDir()])
  const mark = `padlock-${child.pid}`
  await new Promise<void>(resolve => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (/1\/\d+ /.test(chunk.toString())) resolve()
    })
  })
  const descendants = (): string[] => {
    const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(row => row.trim().split(/\s+/) as [string, string])
    const below = (pid: string): string[] =>
      rows.flatMap(([own, parent]) => (parent === pid ? [own, ...below(own)] : []))
    return below(String(child.pid))
  }
  const before = descendants()
  expect(before.length, mark).toBeGreaterThan(2)
  child.kill('SIGINT')
  const { code } = await ended
  expect(code).toBe(130)
  const alive = (): string[] =>
    before.filter(pid => {
      try {
        process.kill(Number(pid), 0)
        return true
      } catch {
        return false
      }
    })
  await expect.poll(alive).toEqual([])
})

test.afterAll(() => {
  for (const dir of readdirSync(tmpdir()))
    if (dir.startsWith('padlock-report-')) rmSync(join(tmpdir(), dir), { recursive: true, force: true })
})
