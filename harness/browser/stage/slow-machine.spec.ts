/**
 * The sound shop on a machine throttled to a tenth, with a token provider that takes its time: it conforms, or is incomplete for a
 * reason that is true. Ten times all journeys, under load: harness/upkeep/bench/slow-machine.bench.ts.
 */
import { expect } from '@playwright/test'
import { journeys } from './collect-journeys.ts'
import '../../../scenarios/all.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { verdict } from '../../verdict/verdict.ts'
import { test } from './fixtures.ts'
import { openSite } from './site-under-test.ts'
import { onSlowMachine } from './slow-machine.ts'

test.use({ player: onSlowMachine })
test.describe.configure({ timeout: 600_000 })

const providerDelayMs = 2_000
/** PADLOCK_EVERY_JOURNEY=1, for the night: one without a tag as well. */
for (const id of process.env['PADLOCK_EVERY_JOURNEY'] ? ['sign-out', 'tag-unreachable'] : ['sign-out'])
  test(`slow is not wrong: ${id}`, async ({ play }) => {
    const journey = journeys.find(it => it.id === id)!
    const shop = { kind: 'shop' as const, name: 'slow', flavour: 'classic' as const, defects: [], providerDelayMs }
    const recording = await play(journey, keys => openSite(shop, keys))
    const { requirements } = verdict([recording], await loadCatalogue())
    expect(
      requirements.filter(({ status }) => status === 'violated').map(({ id, findings }) => [id, findings]),
    ).toEqual([])
    const { outcome } = recording
    expect(outcome.state === 'completed' || outcome.blame === 'time', JSON.stringify(outcome)).toBe(true)
  })
