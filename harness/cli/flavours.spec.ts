/** Each sound form of the sample shop is certified as a foreign site would be. One run for all: starting one is dear. */
import { expect, test } from '@playwright/test'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { flavourNames } from '../site/flavours.ts'
import { verdict } from '../verdict/verdict.ts'
import { runJourneys } from './run-journeys.ts'

test('every flavour conforms, without a finding and with nothing left to see', async () => {
  test.setTimeout(600_000)
  // The classic one is certified, and compared with its defects, elsewhere.
  const names = flavourNames.filter(name => name !== 'classic')
  const targets = names.map(name => ({ kind: 'shop' as const, name, flavour: name, defects: [] }))
  const { recordings, fault } = await runJourneys({ targets, progress: 'none', browser: { name: 'chromium' } })
  expect(fault).toBeNull()
  const catalogue = await loadCatalogue()
  const certified = names.map(name => {
    const of = recordings.get(name) ?? []
    const { verdict: word, requirements } = verdict(of, catalogue)
    const unmet = requirements.filter(({ status }) => status !== 'met' && status !== 'not-applicable')
    const stopped = of
      .filter(({ outcome }) => outcome.state === 'stopped')
      .map(({ journey, outcome }) => ({ journey: journey.id, outcome }))
    return { name, verdict: word, stopped, unmet: unmet.map(({ id, status }) => `${id}: ${status}`) }
  })
  expect(certified).toEqual(names.map(name => ({ name, verdict: 'conforms', stopped: [], unmet: [] })))
})
