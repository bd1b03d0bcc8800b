import { defineConfig } from '@playwright/test'

/**
 * `unit`: pure code, no browser. `command`: the command and the pages, end to end. `scenarios`: the journeys, against the
 * sample shop or the target of a run.
 */
export default defineConfig({
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  outputDir: 'reports/out/playwright',
  reporter: [['line']],
  projects: [
    { name: 'unit', testDir: '.', testMatch: /(mock-iadvize|harness|reports)\/.*\.test\.ts$/ },
    { name: 'command', testDir: 'harness', testMatch: /.*\.spec\.ts$/ },
    { name: 'scenarios', testDir: 'scenarios', testMatch: /.*\.spec\.ts$/ },
  ],
})
