/**
 * Playwright fixtures: a gateway, a browser and keys per worker; a mock, a site and visitors per journey (play.ts). Servers
 * live in the worker's process on port 0, so that nothing is orphaned when the runner is killed. What plays is loaded where it
 * is played: the runner lists the tests without it, and half a second sooner.
 */
import playwright, { test as base } from '@playwright/test'
import { gatewayFixture } from '../../../mock-iadvize/samples/gateway-fixture.ts'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Target } from '../../config/target.ts'
import { browserOfTarget, planVariable, readPlan } from '../../run/plan.ts'
import type { RecordingStore } from '../../run/kept-recordings.ts'
import type { Recording } from '../../recording/recording.ts'
import type { Interception } from '../launch/interception.ts'
import type { Door } from '../launch/proxy-door.ts'
import type { Journey, play } from './play.ts'
import type { Keys, Site } from './site-under-test.ts'

/** Who plays the journeys; a bench has its own. */
export type Player = { play: typeof play }
type OfJourney = {
  player: Player
  play: (journey: Journey, open: (keys: Keys) => Promise<Site>, store?: RecordingStore) => Promise<Recording>
}
type OfWorker = { gateway: Gateway; keys: Keys; interception: Interception }

/** Which of the run's browsers a project stands for. */
const browserOf = ({ metadata }: { metadata: object }): number =>
  'padlockBrowser' in metadata && typeof metadata.padlockBrowser === 'number' ? metadata.padlockBrowser : 0

/** Of all the sites of the run that are visited in it: a worker's browser is started once. */
const sitesOf = async (browser: number): Promise<Target[]> => {
  const { loadConfig } = await import('../../config/load-config.ts')
  return Promise.all(
    readPlan().targets.flatMap(target =>
      target.kind === 'site' && browserOfTarget(target) === browser
        ? [loadConfig(target.config).then(loaded => loaded.target)]
        : [],
    ),
  )
}

type OfProject = {
  gateway: Gateway
  browserName: 'chromium' | 'firefox' | 'webkit'
  connectOptions: { wsEndpoint: string } | undefined
}

/** Of a browser that is not ours to lead by name resolution. A browser elsewhere is asked what it takes, once for the worker. */
export const doorOf = async ({ gateway, browserName, connectOptions }: OfProject): Promise<Door> => {
  const { doorElsewhere, proxyDoor } = await import('../launch/proxy-door.ts')
  if (!connectOptions) return proxyDoor(gateway)
  const browser = await playwright[browserName].connect({ ...connectOptions })
  try {
    return await doorElsewhere(gateway, browser)
  } finally {
    await browser.close()
  }
}

export const behindDoor = async (
  { interception, close }: Door,
  use: (interception: Interception) => Promise<void>,
): Promise<void> => {
  await use(interception)
  await close()
}

const step = (name: string, does: () => Promise<void>): Promise<void> => base.step(name, does)

export const test = base.extend<OfJourney, OfWorker>({
  gateway: gatewayFixture,
  keys: [async ({}, use) => use((await import('./site-under-test.ts')).newKeys()), { scope: 'worker' }],
  interception: [
    async ({ gateway, browserName, connectOptions }, use, { project }) => {
      if (browserName !== 'chromium' || connectOptions)
        return behindDoor(await doorOf({ gateway, browserName, connectOptions }), use)
      const [{ nameResolution }, { trustedKeysOf }] = await Promise.all([
        import('../launch/interception.ts'),
        import('../launch/access.ts'),
      ])
      const sites = await sitesOf(browserOf(project))
      const brandHosts = sites.flatMap(({ tagHost }) => tagHost ?? [])
      const trustedKeys = (await Promise.all(sites.map(trustedKeysOf))).flat()
      await use(nameResolution(gateway, brandHosts, trustedKeys))
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ interception, keys, launchOptions }, use) => {
      // Made while the browser starts. An integrator's own project has no use for them.
      if (process.env[planVariable] !== undefined && readPlan().targets.some(({ kind }) => kind === 'shop'))
        void Promise.all([keys.brand(), keys.iAdvize()])
      await use((await import('../launch/interception.ts')).launchedWith(launchOptions, interception))
    },
    { scope: 'worker' },
  ],
  player: [{ play: async (...journey) => (await import('./play.ts')).play(...journey) }, { option: true }],
  play: async ({ player, browser, browserName, headless, launchOptions, gateway, interception, keys }, use, info) => {
    // Without one there is nothing but the sound shop, and what an integrator's own project plays.
    const plan = process.env[planVariable] === undefined ? null : readPlan()
    const { pictures = false, run = {}, isFollowed = false } = plan ?? {}
    const cut = new AbortController()
    let playing: Promise<unknown> = Promise.resolve()
    await use((journey, open, store) => {
      const keep = store && {
        keep: (recording: Recording) => store.unfinished(recording),
        keptFor: isFollowed ? ('followed' as const) : ('kept' as const),
      }
      const played = (async () => {
        const own = { browserName, launchOptions: { ...launchOptions, headless } }
        const { close, ...caching } = journey.backForwardCache
          ? await (await import('../launch/caching-browser.ts')).cachingBrowser(interception.mode, own)
          : { close: null }
        const { device } = (await import('../launch/browser-choice.ts')).chosenBrowsers()[browserOf(info.project)] ?? {}
        const theatre = {
          browser,
          ...caching,
          ...(device !== undefined && { device }),
          gateway,
          interception,
          step,
          pictures,
          run,
          cut: cut.signal,
          ...keep,
        }
        try {
          const recording = await player.play(journey, await open(keys), theatre)
          if (info.status === 'interrupted') store?.unfinished(recording)
          else store?.whole(recording)
          return recording
        } finally {
          await close?.()
        }
      })()
      // Whoever asked may not be there any longer.
      playing = played.catch(() => undefined)
      return played
    })
    // The runner may end a test before its time: whoever plays is told, and what was recorded until then is kept.
    cut.abort(new Error(info.status === 'timedOut' ? 'the journey took longer than its test may' : 'the run was ended'))
    await playing
  },
})
