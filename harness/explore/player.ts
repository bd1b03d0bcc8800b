/** Plays journeys outside of Playwright's runner: one warm browser, and for each journey a mock, a profile and, of the sample shop, a shop of its own. */
import * as fc from 'fast-check'
import { openGateway } from '../../mock-iadvize/network/gateway.ts'
import { openLedBrowser } from '../browser/launch/led-browser.ts'
import { play } from '../browser/stage/play.ts'
import type { Site } from '../browser/stage/site-under-test.ts'
import type { BrowserChoice } from '../config/target.ts'
import { temporaryFolder } from '../foundation/ending.ts'
import type { Recording } from '../recording/recording.ts'
import { newWay } from './commands.ts'
import type { Journey, Way } from './commands.ts'
import { newModel } from './model.ts'
import { acting } from './perform.ts'
import type { Scope, Step } from './steps.ts'

export type Played = { recording: Recording; way: Way }

/** `planned`: the steps that the model foresees; time is only moved where one of them does. `most`: so many steps are played */
export type Play = (journey: Journey, planned: readonly Step[], most?: number) => Promise<Played>

export type Player = { play: Play; close(): Promise<void> }

export type PlayerOptions = {
  browser: BrowserChoice
  /** of a site: names that the brand gave the tag's host, and keys of certificates that are trusted */
  tagHosts?: readonly string[]
  trustedKeys?: readonly string[]
  /** the site, or another shop for each journey */
  openSite: () => Promise<Site>
  scope: Scope
  /** nobody waits any longer */
  cut: AbortSignal
}

const movesTime = ({ verb }: Step): boolean => verb === 'wait' || verb === 'expire'

/** Throws NoBrowserError where there is none. */
export const openPlayer = async ({
  browser: choice,
  tagHosts = [],
  trustedKeys = [],
  openSite,
  scope,
  cut,
}: PlayerOptions): Promise<Player> => {
  const gateway = await openGateway()
  const led = await openLedBrowser(choice, gateway, {
    tagHosts,
    trustedKeys,
    // What ends the browser is for the command to say.
    launch: { tracesDir: temporaryFolder('explore'), handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  })
  const { browser, interception } = led
  return {
    play: async (journey, planned, most = Infinity) => {
      const way = newWay(newModel(scope), most)
      const recording = await play(
        {
          id: 'explored',
          title: 'explored',
          users: 0,
          movesTime: planned.some(movesTime),
          body: async stage => {
            const real = acting(stage)
            await fc.asyncModelRun(() => ({ model: way, real }), journey)
            // What was broken for the journey's sake is whole again when it ends.
            await real.lift?.()
          },
        },
        await openSite(),
        {
          browser,
          gateway,
          interception,
          step: (_name, does) => {
            way.acts.push(way.steps.length)
            return does()
          },
          cut,
        },
      )
      return { recording, way }
    },
    close: async () => {
      await led.close()
      await gateway.close()
    },
  }
}
