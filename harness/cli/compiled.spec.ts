/** The bundle that a clone runs says what its sources say. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

/** JavaScript, since it runs before anything is compiled. */
const { compiled } = (await import(new URL('./compiled.js', import.meta.url).href)) as { compiled(): Promise<string> }

const listed = (...program: string[]): string =>
  spawnSync(process.execPath, [...program, 'list', '--json'], { encoding: 'utf8' }).stdout

test('the bundle is built once for each content of the sources, and has the same catalogue', async () => {
  const folder = await compiled()
  expect(await compiled()).toBe(folder)
  for (const module of ['harness/cli/main.js', 'playwright.config.js', 'scenarios/sign-in.spec.js'])
    expect(existsSync(join(folder, module)), module).toBe(true)
  const ofSources = listed('--import', 'tsx', 'harness/cli/main.ts')
  expect(ofSources).toContain('"token/expiry"')
  expect(listed('harness/cli/padlock.js')).toBe(ofSources)
})
