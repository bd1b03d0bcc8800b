import { defineConfig } from '@playwright/test'
import { findBrowser } from './harness/browser/find-browser.ts'

/** The command says what to do where there is none; Playwright says so itself when it is used directly. */
const { executablePath, env } = await findBrowser().catch(() => ({ executablePath: undefined, env: undefined }))

/**
 * `unit`: no browser, no child process. `end-to-end`: the command, tag and desk as their users meet them. `scenarios`: the
 * journeys, against the sample shop or the target of a run.
 */
export default defineConfig({
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  outputDir: 'reports/out/playwright',
  reporter: [['line']],
  use: {
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      ...(env ? { env: { ...process.env, ...env } } : {}),
    },
  },
  projects: [
    // A file a worker: loading the sources costs more than the tests.
    { name: 'unit', fullyParallel: false, testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.test\.ts$/ },
    { name: 'end-to-end', testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.spec\.ts$/ },
    // Compiled in the published package.
    { name: 'scenarios', testDir: 'scenarios', testMatch: /\.spec\.[jt]s$/ },
  ],
})
