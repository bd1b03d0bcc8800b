/** Playwright configuration of slow-machine.bench.ts: every journey, on a machine that is ten times as slow. */
import { appendFileSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import configuration from '../../../playwright.config.ts'
import type { Player } from '../../browser/stage/fixtures.ts'
import { onSlowMachine } from '../../browser/stage/slow-machine.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { verdict } from '../../verdict/verdict.ts'

export const resultsVariable = 'PADLOCK_BENCH_RESULTS'

/** One journey, played once. `late`: what was not observed because a wait had ended. */
export type SlowJourney = {
  journey: string
  violated: string[]
  late: string[]
  stopped: string | null
  seconds: number
}

const judged: Player = {
  play: async (...journey) => {
    const recording = await onSlowMachine.play(...journey)
    const { outcome, observations } = recording
    const result: SlowJourney = {
      journey: recording.journey.id,
      violated: verdict([recording], await loadCatalogue()).requirements.flatMap(({ id, status }) =>
        status === 'violated' ? [id] : [],
      ),
      late: observations.flatMap(seen => (seen.kind === 'timed-out' ? [seen.because] : [])),
      stopped: outcome.state === 'stopped' ? `${outcome.blame}: ${outcome.because}` : null,
      seconds: Math.round(recording.duration / 1000),
    }
    appendFileSync(String(process.env[resultsVariable]), `${JSON.stringify(result)}\n`)
    return recording
  },
}

export default defineConfig({
  ...configuration,
  testDir: '../../../scenarios',
  outputDir: '../../../reports/out/playwright',
  projects: [{ name: 'slow machine', testMatch: /\.spec\.ts$/, timeout: 900_000, use: { player: judged } as object }],
})
