import { readdirSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { chosenBrowser, useOf } from './harness/browser/launch/browser-choice.ts'

/** The command says what to do where there is none; Playwright says so itself when it is used directly. */
const { launchOptions: { env, ...launchOptions } = {}, ...use }: Awaited<ReturnType<typeof useOf>> = await useOf(
  chosenBrowser(),
).catch(() => ({}))
// Playwright writes its configuration into its reports, and the environment holds the site's passwords: each process that
// loads this file becomes what the browser is to inherit.
if (env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}

/**
 * PADLOCK_SHUFFLE=SEED plays the journeys in another order (harness/upkeep/bench/shuffled-certify.ts): Playwright orders by file, so
 * each file becomes a project, in the order of a linear congruential generator.
 */
const seed = process.env['PADLOCK_SHUFFLE']
const shuffled = (files: string[], from: number): string[] => {
  const rest = [...files].sort()
  let state = from
  return files.flatMap(() => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return rest.splice(state % rest.length, 1)
  })
}
/** Compiled in the published package. */
const scenario = /\.spec\.[jt]s$/
/** Milliseconds. A worker starts its browser in it; then the journey has a limit of its own, which ends it with a reason (play.ts). */
const startTimeoutMs = 600_000
const scenarioProjects =
  seed === undefined
    ? [{ name: 'scenarios', testDir: 'scenarios', testMatch: scenario, timeout: startTimeoutMs }]
    : shuffled(
        readdirSync(new URL('scenarios', import.meta.url)).filter(file => scenario.test(file)),
        Number(seed),
      ).map((file, index) => ({
        name: `scenarios ${index + 1}`,
        testDir: 'scenarios',
        testMatch: file,
        timeout: startTimeoutMs,
      }))

/** Those that take longest begin first: at the end, one of them alone would keep all workers waiting. */
const long =
  /harness\/(cli\/(commands\/report|flavours|firefox|foreign-sites)|upkeep\/(canary|package)|api\/conformance|browser\/stage\/routing)\.spec\.ts$/

/**
 * `unit`: no browser, no child process. `end-to-end`, and `end-to-end-long`: the command, tag and desk as their users meet them. `scenarios`: the
 * journeys, against the sample shop or the target of a run.
 */
export default defineConfig({
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  // Conditions are waited for; a busy machine may need its time.
  expect: { timeout: 10_000 },
  outputDir: 'reports/out/playwright',
  reporter: [['line']],
  use: { ...use, launchOptions },
  projects: [
    // A file a worker: loading the sources costs more than the tests.
    { name: 'unit', fullyParallel: false, testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.test\.ts$/ },
    { name: 'end-to-end-long', testDir: '.', testMatch: long },
    { name: 'end-to-end', testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.spec\.ts$/, testIgnore: long },
    ...scenarioProjects,
  ],
})
