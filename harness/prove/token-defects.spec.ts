/** A defect that is shown by its tokens shows what it shows in a browser: of every requirement, the same status. */
import { expect, test } from '@playwright/test'
import { newKeys } from '../browser/stage/site-under-test.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { played } from '../run/played-fixture.ts'
import { journeysOf } from '../site/defects.ts'
import { verdict } from '../verdict/verdict.ts'
import { expectFaithful, withTokensUnder } from './token-defects.ts'

/** Refused, and issued once for all; PADLOCK_EVERY_JOURNEY=1, for the night: one that is accepted as well. */
const telling = [
  'inner-none',
  'token-of-first-user-cached-on-server',
  ...(process.env['PADLOCK_EVERY_JOURNEY'] ? ['user-id-is-session-id'] : []),
]

test('what is shown by tokens is what the browser shows', async () => {
  test.setTimeout(600_000)
  const catalogue = await loadCatalogue()
  const statuses = (recordings: readonly Recording[]) => {
    const { firstCause, requirements } = verdict(recordings, catalogue)
    return { firstCause, statuses: Object.fromEntries(requirements.map(({ id, status }) => [id, status])) }
  }
  const journeys = [...new Set(telling.flatMap(journeysOf))]
  const targets = [[], ...telling.map(name => [name])].map(defects => ({
    kind: 'shop' as const,
    name: defects[0] ?? 'sound',
    flavour: 'classic' as const,
    defects,
    journeys,
  }))
  const recordings = await played({ targets, perCore: 2 })
  const sound = recordings.get('sound') ?? []
  const keys = newKeys()
  for (const recording of sound) await expectFaithful(recording, keys)
  for (const name of telling) {
    const byTokens = await Promise.all(sound.map(recording => withTokensUnder([name], recording, keys)))
    expect.soft(statuses(byTokens), name).toEqual(statuses(recordings.get(name) ?? []))
  }
})
