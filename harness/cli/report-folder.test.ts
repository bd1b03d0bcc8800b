import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { saved, writeRecordings } from '../../reports/write.ts'
import { recording } from '../recording/literal.ts'
import { keepElsewhere, makeWritable } from './report-folder.ts'

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'padlock-folder-'))
    await use(folder)
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true })
  },
})

test('a folder is made, however deep; one that can’t be is told at once, below /proc as well', ({ folder }) => {
  makeWritable(join(folder, 'deep', 'down'))
  makeWritable(join(folder, 'deep', 'down'))
  expect(existsSync(join(folder, 'deep', 'down'))).toBe(true)
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeWritable(join(folder, 'file', 'below'))).toThrow(/can't be written to \(ENOTDIR\)/)
  // Elsewhere than on Linux it is a folder like any other, which nobody may make at the root.
  if (process.platform === 'linux')
    expect(() => makeWritable('/proc/nope/deeper')).toThrow(/--report-dir \/proc\/nope\/deeper: can't be written to/)
})

test('recordings that are not in the folder are kept elsewhere; those that are, are not', async ({ folder }) => {
  const recordings = [recording()]
  await writeRecordings(recordings.map(saved), folder)
  expect(await keepElsewhere(folder, recordings)).toBeNull()
  rmSync(join(folder, 'recordings'), { recursive: true })
  mkdirSync(join(folder, 'recordings'))
  const told = await keepElsewhere(folder, recordings)
  const kept = /kept in (\S+); «npm run --silent padlock -- report \1 --report-dir DIR»/.exec(told ?? '')?.[1] ?? ''
  expect(readdirSync(join(kept, 'recordings'))).toEqual(['literal.json'])
  rmSync(kept, { recursive: true })
})
