/** Plays journeys outside of Playwright's runner, in a browser that stays open from one to the next. */
import { openGateway } from '../../../mock-iadvize/network/gateway.ts'
import type { BrowserChoice } from '../../config/target.ts'
import { temporaryFolder } from '../../foundation/ending.ts'
import type { Recording } from '../../recording/recording.ts'
import { useOf } from '../launch/browser-choice.ts'
import { launchedWith } from '../launch/interception.ts'
import { openLedBrowser } from '../launch/led-browser.ts'
import { play } from './play.ts'
import type { Journey, Theatre } from './play.ts'
import type { Site } from './site-under-test.ts'

export type WarmPlayer = {
  play(
    journey: Journey,
    site: Site,
    own?: Pick<Theatre, 'pictures' | 'tagless'> & Partial<Pick<Theatre, 'step'>>,
  ): Promise<Recording>
  close(): Promise<void>
}

export type WarmPlayerOptions = {
  browser: BrowserChoice
  /** of a site: names that the brand gave the tag's host, and keys of certificates that are trusted */
  tagHosts?: readonly string[]
  trustedKeys?: readonly string[]
  /** nobody waits any longer */
  cut: AbortSignal
}

/** One journey at a time. Throws NoBrowserError where there is no browser. */
export const openWarmPlayer = async ({
  browser: choice,
  tagHosts = [],
  trustedKeys = [],
  cut,
}: WarmPlayerOptions): Promise<WarmPlayer> => {
  const gateway = await openGateway()
  const led = await openLedBrowser(choice, gateway, {
    tagHosts,
    trustedKeys,
    // What ends the browser is for the command to say.
    launch: { tracesDir: temporaryFolder('player'), handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  })
  const { browser, interception } = led
  const { device } = choice
  /** A journey that needs a browser with a back/forward cache has one of its own. */
  const cachingOf = async (
    journey: Journey,
  ): Promise<{ theatre: Partial<Theatre>; close: (() => Promise<void>) | null }> => {
    if (!journey.backForwardCache) return { theatre: {}, close: null }
    const [{ cachingBrowser }, { headless, launchOptions = {} }] = await Promise.all([
      import('../launch/caching-browser.ts'),
      useOf(choice),
    ])
    const own = { ...launchedWith(launchOptions, interception), headless: headless ?? true }
    const { close, ...theatre } = await cachingBrowser(interception.mode, {
      browserName: choice.name,
      launchOptions: own,
    })
    return { theatre, close }
  }
  return {
    play: async (journey, site, own = {}) => {
      const { theatre, close } = await cachingOf(journey)
      try {
        return await play(journey, site, {
          browser,
          gateway,
          interception,
          step: (_name, does) => does(),
          cut,
          ...(device !== undefined && { device }),
          ...own,
          ...theatre,
        })
      } finally {
        await close?.()
      }
    },
    close: async () => {
      await led.close()
      await gateway.close()
    },
  }
}
