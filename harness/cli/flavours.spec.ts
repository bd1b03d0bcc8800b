/** Each sound form of the sample shop is certified as a foreign site would be. One run for all: starting one is dear. */
import { expect, test } from '@playwright/test'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { defectNames, flavourOf } from '../site/defects.ts'
import { flavourNames } from '../site/flavours.ts'
import type { FlavourName } from '../site/flavours.ts'
import { verdict } from '../verdict/verdict.ts'
import { runJourneys } from '../run/run-journeys.ts'

/**
 * On the way in, out and about, and at the end of iAdvize's session: where flavours differ most. PADLOCK_EVERY_JOURNEY=1 plays
 * all, and then nothing may be left to see; that takes two minutes, and is for the night.
 */
const everyJourney = Boolean(process.env['PADLOCK_EVERY_JOURNEY'])
const telling = ['browse-signed-in', 'sign-out', 'switch-user', 'session-expiry']
/** Where each page, or each sign-in, takes its time, or the account area is large: what such a site is known by. */
const few: Partial<Record<FlavourName, string[]>> = {
  slow: ['sign-out'],
  'rate-limited': ['sign-out', 'switch-user'],
  'many-pages': ['browse-signed-in'],
}

test('no flavour breaks a requirement', async () => {
  test.setTimeout(600_000)
  // Those that defects are changes of are certified with all journeys, and compared with their defects, by `padlock prove`.
  const proven = new Set<FlavourName>(defectNames.map(flavourOf))
  const names = flavourNames.filter(name => everyJourney || !proven.has(name))
  const targets = names.map(name => ({
    kind: 'shop' as const,
    name,
    flavour: name,
    defects: [],
    ...(!everyJourney && { journeys: few[name] ?? telling }),
  }))
  const { recordings, faults, discard } = await runJourneys({
    targets,
    progress: 'none',
    browser: { name: 'chromium' },
    perCore: 2,
  })
  discard()
  expect(faults).toEqual([])
  const catalogue = await loadCatalogue()
  const certified = names.map(name => {
    const of = recordings.get(name) ?? []
    const { verdict: word, requirements } = verdict(of, catalogue)
    const unmet = requirements.filter(({ status }) =>
      everyJourney ? status !== 'met' && status !== 'not-applicable' : status === 'violated' || status === 'blocked',
    )
    const stopped = of
      .filter(({ outcome }) => outcome.state === 'stopped')
      .map(({ journey, outcome }) => ({ journey: journey.id, outcome }))
    return { name, verdict: word, stopped, unmet: unmet.map(({ id, status }) => `${id}: ${status}`) }
  })
  const word = everyJourney ? 'conforms' : 'incomplete'
  expect(certified).toEqual(names.map(name => ({ name, verdict: word, stopped: [], unmet: [] })))
})
