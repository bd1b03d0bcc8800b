/**
 * The sample shop in an installed Firefox: the same verdict as in Chromium. One run for all: starting one is dear. PADLOCK_EVERY_JOURNEY=1 plays
 * all journeys and flavours, for the night.
 */
import { expect, test } from '@playwright/test'
import { findFirefox } from '../browser/launch/find-firefox.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { played } from '../run/played-fixture.ts'
import type { FlavourName } from '../site/flavours.ts'
import { notInstalled } from '../upkeep/installed.ts'
import { verdict } from '../verdict/verdict.ts'

/** Where browsers differ most: a frame of another site, another origin that signs in, a worker, policies, a certificate of its own. */
const differing = ['boxed', 'self-signed', 'openid', 'service-worker', 'strict-csp'] as const satisfies FlavourName[]

const everyJourney = Boolean(process.env['PADLOCK_EVERY_JOURNEY'])
const flavours = everyJourney ? differing : differing.slice(0, 2)
/** Who signs in, who follows, what the tag asks for, and what a fault does to it. */
const journeys = everyJourney ? undefined : ['sign-in', 'switch-user', 'tag-load-order', 'iadvize-server-error']

const isInstalled = (): boolean => {
  try {
    return findFirefox().executablePath !== ''
  } catch {
    return false
  }
}

/** Nothing but Chromium brings pages back to life on command (travel.ts). */
const onlyInChromium = ['logout/restored-page']

test('the sound shop breaks nothing in Firefox, nor do its flavours; on all journeys it conforms', async () => {
  test.skip(!isInstalled(), `${notInstalled}firefox-esr`)
  test.setTimeout(600_000)
  const shop = (flavour: FlavourName, journeys?: string[]) => ({
    kind: 'shop' as const,
    name: flavour,
    flavour,
    defects: [],
    ...(journeys && { journeys }),
  })
  const recordings = await played({
    targets: [shop('classic', journeys), ...flavours.map(flavour => shop(flavour, ['sign-out']))],
    browser: { name: 'firefox' },
  })
  const catalogue = await loadCatalogue()
  const seen = [...recordings].map(([name, of]) => {
    const { verdict: word, requirements } = verdict(of, catalogue)
    return {
      name,
      verdict: word,
      doors: [...new Set(of.map(({ browser }) => `${browser.name} ${browser.interception}`))],
      stopped: of.flatMap(({ journey, outcome }) => (outcome.state === 'stopped' ? [journey.id, outcome.because] : [])),
      unmet: requirements.flatMap(({ id, status }) =>
        status === 'violated' ||
        status === 'blocked' ||
        (everyJourney && name === 'classic' && status === 'not-observed')
          ? [id]
          : [],
      ),
    }
  })
  const sound = { doors: ['firefox proxy'], stopped: [] }
  expect(seen).toEqual([
    everyJourney
      ? { name: 'classic', verdict: 'conforms', ...sound, unmet: onlyInChromium }
      : { name: 'classic', verdict: 'incomplete', ...sound, unmet: [] },
    ...flavours.map(name => ({ name, verdict: 'incomplete', ...sound, unmet: [] })),
  ])
})
