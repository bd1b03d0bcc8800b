import { readdirSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { chosenBrowsers, useOf } from './harness/browser/launch/browser-choice.ts'
import { browserTag, readPlan } from './harness/run/plan.ts'

/** The command says what to do where there is none; Playwright says so itself when it is used directly. */
const found = await Promise.all(
  chosenBrowsers().map((choice): Promise<Awaited<ReturnType<typeof useOf>>> => useOf(choice).catch(() => ({}))),
)
const env = Object.assign({}, ...found.map(({ launchOptions }) => launchOptions?.env)) as Record<string, string>
const [use, ...otherUses] = found.map(({ launchOptions: { env: _env, ...launchOptions } = {}, ...rest }) => ({
  ...rest,
  launchOptions,
}))
// Playwright writes its configuration into its reports, and the environment holds the site's passwords: each process that
// loads this file becomes what the browser is to inherit.
if (Object.keys(env).length > 0) {
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
const siteBySite = /site-by-site\.[jt]s$/
/** Milliseconds. A worker starts its browser in it; then the journey has a limit of its own, which ends it with a reason (play.ts). */
const startTimeoutMs = 600_000
const plan = readPlan()
const scenarioProjects =
  seed === undefined
    ? // A project for each browser of the run: one, unless its sites ask for several.
      [use, ...otherUses].map((useOfProject, index) => ({
        name: index === 0 ? 'scenarios' : `scenarios in browser ${index + 1}`,
        testDir: 'scenarios',
        testMatch: plan.siteBySite === true ? siteBySite : scenario,
        timeout: startTimeoutMs,
        use: useOfProject ?? {},
        metadata: { padlockBrowser: index },
        ...(otherUses.length > 0 && { grep: new RegExp(browserTag(index)) }),
      }))
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
  use: use ?? {},
  projects: [
    // A file a worker: loading the sources costs more than the tests.
    { name: 'unit', fullyParallel: false, testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.test\.ts$/ },
    { name: 'end-to-end-long', testDir: '.', testMatch: long },
    { name: 'end-to-end', testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.spec\.ts$/, testIgnore: long },
    ...scenarioProjects,
  ],
})
