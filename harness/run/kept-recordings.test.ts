import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { removeRunFolder } from './kept-recordings.ts'

test('a folder that no run has made is left alone, wherever a plan lies', () => {
  for (const [prefix, stays] of [
    ['padlock-run-', false],
    ['padlock-look-', true],
    ['home-', true],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), prefix))
    removeRunFolder(folder)
    expect([prefix, existsSync(folder)]).toEqual([prefix, stays])
    rmSync(folder, { recursive: true, force: true })
  }
})
