/** Plays journeys outside of Playwright's runner: one warm browser, and for each journey a mock, a profile and, of the sample shop, a shop of its own. */
import * as fc from 'fast-check'
import type { Site } from '../browser/stage/site-under-test.ts'
import { openWarmPlayer } from '../browser/stage/warm-player.ts'
import type { WarmPlayerOptions } from '../browser/stage/warm-player.ts'
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

export type PlayerOptions = WarmPlayerOptions & {
  /** the site, or another shop for each journey */
  openSite: () => Promise<Site>
  scope: Scope
}

const movesTime = ({ verb }: Step): boolean => verb === 'wait' || verb === 'expire'

/** Throws NoBrowserError where there is none. */
export const openPlayer = async ({ openSite, scope, ...options }: PlayerOptions): Promise<Player> => {
  const player = await openWarmPlayer(options)
  return {
    play: async (journey, planned, most = Infinity) => {
      const way = newWay(newModel(scope), most)
      const recording = await player.play(
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
          step: (_name, does) => {
            way.acts.push(way.steps.length)
            return does()
          },
        },
      )
      return { recording, way }
    },
    close: () => player.close(),
  }
}
