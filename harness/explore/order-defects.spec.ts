/** The defects that depend on an order: each one's shortest journey shows exactly its set, and the sound shop shows nothing on the same way. */
import { expect, test } from '@playwright/test'
import { newKeys, openSite } from '../browser/stage/site-under-test.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { explorable, flavourOf } from '../site/defects.ts'
import { judged } from './judge.ts'
import { openPlayer } from './player.ts'
import { replayed } from './search.ts'
import { readReplay } from './steps.ts'

test.describe.configure({ timeout: 300_000 })

/** On each run; PADLOCK_EVERY_JOURNEY=1 plays all, for the night. */
const someDefects = new Set([
  'third-sign-in-mixed-up',
  'failure-sticks-with-two-tabs',
  'renewal-after-sign-out-in-another-tab',
])
const everyJourney = Boolean(process.env['PADLOCK_EVERY_JOURNEY'])
/** Of the sound shop one is played: each takes as long as that of a defect. */
const alsoSound = new Set(everyJourney ? someDefects : ['third-sign-in-mixed-up'])

test('each is shown by its shortest journey, exactly; the sound shop goes the same way unharmed', async () => {
  const catalogue = await loadCatalogue()
  const keys = newKeys()
  const scope = {
    users: ['first', 'second'],
    guestPages: ['/', '/catalogue'],
    signedInPages: ['/account', '/account/orders', '/account/addresses'],
  }
  let defects: string[] = []
  const player = await openPlayer({
    browser: { name: 'chromium' },
    openSite: () =>
      openSite(
        { kind: 'shop', name: 'sample shop', flavour: flavourOf(defects[0] ?? 'logout-forgotten'), defects },
        keys,
      ),
    scope,
    cut: new AbortController().signal,
  })
  const only = process.env['PADLOCK_ONLY']
  try {
    for (const [name, { breaks, explored }] of Object.entries(explorable)) {
      if (only === undefined ? !everyJourney && !someDefects.has(name) : !name.includes(only)) continue
      const steps = readReplay(explored, scope)
      const violated = async (planted: string[]): Promise<string[]> => {
        defects = planted
        const { recording } = await replayed(steps, player.play)
        expect.soft(recording.outcome, name).toEqual({ state: 'completed' })
        return judged(recording, catalogue).violations.map(({ id }) => id)
      }
      expect.soft((await violated([name])).toSorted(), name).toEqual([...breaks].toSorted())
      if (alsoSound.has(name)) expect.soft(await violated([]), `the sound shop on the way of ${name}`).toEqual([])
    }
  } finally {
    await player.close()
  }
})
