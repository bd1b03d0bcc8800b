/**
 * Throughput of an exploration: the same random journeys of the sample shop, by Padlock's player and by Playwright alone (bare-play.ts), in
 * turns, in two browsers, one journey at a time. Without faults, which nobody puts in force by hand.
 *
 *   npx tsx harness/upkeep/bench/explore.bench.ts [JOURNEYS] [SEED]
 */
import { openGateway } from '../../../mock-iadvize/network/gateway.ts'
import { openLedBrowser } from '../../browser/launch/led-browser.ts'
import { newKeys, openSite } from '../../browser/stage/site-under-test.ts'
import type { Site } from '../../browser/stage/site-under-test.ts'
import { commandOf } from '../../explore/commands.ts'
import { createCoverage } from '../../explore/coverage.ts'
import { after, newModel } from '../../explore/model.ts'
import { acting, perform } from '../../explore/perform.ts'
import { openPlayer } from '../../explore/player.ts'
import { chosenSteps, planned } from '../../explore/search.ts'
import type { Scope, Step } from '../../explore/steps.ts'
import { barePlay } from './bare-play.ts'

const [count = '12', seed = '1'] = process.argv.slice(2)
const keys = newKeys()
const open = (): Promise<Site> => openSite({ kind: 'shop', name: 'sample shop', flavour: 'classic', defects: [] }, keys)
const first = await open()
await first.close()
const { users, pages } = first.target
const scope: Scope = { users: users.map(({ label }) => label), guestPages: pages.guest, signedInPages: pages.signedIn }

/** By hand nobody breaks anything, and waits for a renewal only where one comes. */
const byHand = async (steps: readonly Step[]): Promise<Step[]> => {
  const kept = await planned(steps.filter(({ verb }) => verb !== 'fault' && verb !== 'fault-off').map(commandOf), scope)
  let model = newModel(scope)
  return kept.filter(step => {
    const isIn = (model.browsers[model.current]?.user ?? 0) > 0
    model = after(model, step)
    return step.verb !== 'expire' || isIn
  })
}

const player = await openPlayer({
  browser: { name: 'chromium' },
  openSite: open,
  scope,
  cut: new AbortController().signal,
})
const gateway = await openGateway()
const { browser, interception, close } = await openLedBrowser({ name: 'chromium' }, gateway, {
  tagHosts: [],
  trustedKeys: [],
  launch: {},
})
const totals = { steps: 0, padlock: 0, bare: 0 }
try {
  const coverage = createCoverage(scope)
  for (let index = 0; index < Number(count); index++) {
    const steps = await byHand(await chosenSteps(Number(seed) * 1000 + index, scope, coverage))
    const journey = steps.map(commandOf)
    let began = performance.now()
    const { recording } = await player.play(journey, steps)
    const padlock = performance.now() - began
    if (recording.outcome.state !== 'completed') continue
    const site = await open()
    began = performance.now()
    await barePlay(
      {
        id: 'bare',
        title: 'bare',
        users: 0,
        movesTime: steps.some(({ verb }) => verb === 'wait' || verb === 'expire'),
        body: async stage => {
          const acts = acting(stage)
          for (const step of steps) await perform(acts, step)
        },
      },
      site,
      { browser, gateway, interception, step: (_name, does) => does() },
    )
    const bare = performance.now() - began
    await site.close()
    totals.steps += steps.length
    totals.padlock += padlock
    totals.bare += bare
    process.stdout.write(`${steps.length} steps  ${padlock.toFixed(0)} ms  bare ${bare.toFixed(0)} ms\n`)
  }
} finally {
  await player.close()
  await close()
  await gateway.close()
}
const perSecond = (ms: number): number => (totals.steps / ms) * 1000
const ratio = totals.bare / totals.padlock
process.stdout.write(
  `${totals.steps} steps: ${perSecond(totals.padlock).toFixed(1)} a second, by Playwright alone ${perSecond(totals.bare).toFixed(1)}: ${ratio.toFixed(2)} times as fast\n`,
)
process.exit(ratio >= 0.7 ? 0 : 1)
