/** Playwright configuration of own-share.bench.ts: each journey is played by Padlock and by Playwright alone, in turns. */
import { appendFileSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import configuration from '../../../playwright.config.ts'
import type { Player } from '../../browser/stage/fixtures.ts'
import { play } from '../../browser/stage/play.ts'
import { barePlay } from './bare-play.ts'

/** One journey, played once by each. Milliseconds. */
export type Comparison = { journey: string; bare: number; padlock: number; us: number }

export const roundsVariable = 'PADLOCK_BENCH_ROUNDS'
export const resultsVariable = 'PADLOCK_BENCH_RESULTS'

const inTurns: Player = {
  play: async (journey, site, theatre) => {
    const stage = { ...site, close: () => Promise.resolve() }
    const round = async (): Promise<Comparison> => {
      const bare = await barePlay(journey, stage, theatre)
      const { timing = { site: 0, browser: 0, us: 0 } } = await play(journey, stage, theatre)
      return { journey: journey.id, bare, padlock: timing.site + timing.browser + timing.us, us: timing.us }
    }
    // The first round warms up.
    for (let count = 0; count <= Number(process.env[roundsVariable]); count++) {
      const comparison = await round()
      if (count > 0) appendFileSync(String(process.env[resultsVariable]), `${JSON.stringify(comparison)}\n`)
    }
    return play(journey, site, theatre)
  },
}

export default defineConfig({
  ...configuration,
  timeout: 600_000,
  testDir: '../../../scenarios',
  outputDir: '../../../reports/out/playwright',
  workers: 1,
  projects: [
    {
      name: 'own share',
      testMatch: /\.spec\.ts$/,
      testIgnore: /outage|tag-|server-error|token-provider/,
      use: { player: inTurns } as object,
    },
  ],
})
