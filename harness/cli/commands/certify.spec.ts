import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { startPadlock } from '../padlock-process.ts'

test.describe.configure({ mode: 'serial', timeout: 300_000 })

const reportDir = (): string => mkdtempSync(join(tmpdir(), 'padlock-report-'))

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

test('--watch plays again on Enter, says what changed, and ends with stdin', async () => {
  const folder = reportDir()
  const { code, stdout, stderr } = await startPadlock(
    ['certify', '--watch', '--journey', 'guest-visit', '--report-dir', folder],
    { stdin: '\n' },
  ).ended
  expect(stdout.match(/✓ 1 journey in [\d.]+ m?s: \d+ met, 0 violated/g), stderr).toHaveLength(2)
  expect(code, 'a part').toBe(4)
  expect(readdirSync(join(folder, 'recordings'))).toEqual(['guest-visit.json'])
})

test.afterAll(() => {
  for (const dir of readdirSync(tmpdir()))
    if (dir.startsWith('padlock-report-')) rmSync(join(tmpdir(), dir), { recursive: true, force: true })
})
