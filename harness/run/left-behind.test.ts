import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { untilLeft } from './left-behind.ts'

test('whoever has the folder for its temporary files is waited for', async () => {
  test.skip(process.platform !== 'linux', 'nobody is seen elsewhere')
  const folder = mkdtempSync(join(tmpdir(), 'padlock-left-'))
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { env: { ...process.env, TMPDIR: folder } })
  await new Promise(resolve => child.once('spawn', resolve))
  let left = false
  const waiting = untilLeft(folder).then(() => (left = true))
  await new Promise(resolve => setTimeout(resolve, 250))
  expect(left).toBe(false)
  child.stdin.end()
  await waiting
  expect(left).toBe(true)
  rmSync(folder, { recursive: true, force: true })
})
