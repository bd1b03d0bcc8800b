/** One step of a journey: told to Playwright's report, done, come to rest, looked at. */
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import type { User } from '../../config/target.ts'
import { agreement } from '../../recording/agreement.ts'
import type { ObservationOf } from '../../recording/recording.ts'
import { agreeButton } from '../sign-in/cookie-banner.ts'
import { reasonOf, SiteError, unreachable } from '../waiting/site-error.ts'
import { isSignedIn, seenSignedIn } from '../sign-in/signed-in.ts'
import type { TokenProvider } from '../token-provider/token-provider.ts'
import type { ChatState } from '../waiting/chat-state.ts'
import { errorPage } from '../sign-in/error-page.ts'
import { lateArrivals } from './late-arrivals.ts'
import { takeSample } from './sample.ts'
import type { SampleOptions } from './sample.ts'
import type { ScriptHold } from './script-hold.ts'
import type { Tab, Tabs } from './tabs.ts'
import type { VisitorOptions } from './visitor.ts'
import { within } from '../waiting/within.ts'
import { tagPath } from '../../../mock-iadvize/contract.ts'
import { click } from '../waiting/click.ts'
import { waitWords } from '../waiting/wait-words.ts'

type Action = ObservationOf<'step'>['action']

/** How things stand for a visitor: changes as the journey goes on. */
export type Situation = {
  /** who is signed in to the site, as far as the journey knows */
  user: User | null
  /** the scripts of the next page are held back */
  scripts: ScriptHold | null
  /** an extID of our own is in the page */
  planted: boolean
  /** somebody has signed out in this browser: from now on pages may show whether that has come through */
  signedOut: boolean
  /** a fault is on, or was, that a site may take for the end of its own session */
  perhapsOut: boolean
}

export type Steps = {
  act(action: Action, name: string, does: () => Promise<void>): Promise<void>
  /** waits until nothing is under way, or for as long as this site and this machine need */
  untilIdle(): Promise<void>
}

/** Whether a fault of ours keeps the tag away, or the scripts that would bring it. */
const isKeptAway = (mock: Mock, { scripts }: Situation): boolean =>
  mock.fault()?.startsWith('tag-') === true || scripts !== null

export const createSteps = (
  options: VisitorOptions & Pick<SampleOptions, 'probe'>,
  tabs: Tabs,
  provider: TokenProvider,
  situation: Situation,
): Steps => {
  const { target, mock, recorder, stopwatch, browser } = options
  const tab = (): Tab => tabs.current()
  const late = lateArrivals(target.origin, options.tagless, stopwatch)

  /** A call of the SDK that waits for an answer which is held back is nothing to wait for. */
  const chatState = (): ChatState => {
    const state = tab().chat.state(situation.user !== null)
    const holding = provider.holding() || mock.heldPaths().some(path => path !== tagPath)
    return holding ? { ...state, open: 0 } : state
  }
  const untilIdle = async (): Promise<void> => {
    const waited = tab()
    const { since, busy } = await waited.idle.wait(chatState)
    stopwatch.oursSince(since)
    const { path } = tabs.placeOf(waited)
    waited.busy = busy && `${path} was not idle ${waitWords(target, busy.waitedMs)}: ${busy.what}`
  }
  /** Nothing is under way, and what a page of the site brings late is there. */
  const settle = async (): Promise<void> => {
    await untilIdle()
    const now = {
      signedIn: situation.user !== null,
      keptAway: isKeptAway(mock, situation),
      faulty: () => provider.fault() !== null,
    }
    await late.wait(tab(), now, untilIdle)
  }

  const sample = async (): Promise<void> => {
    const looked = tab()
    const seen = await takeSample(options, looked, situation.user)
    if (seen === null) return recorder.see({ kind: 'unresponsive', ...tabs.placeOf(looked) })
    looked.controls = seen.controls ?? 0
    if (looked.busy !== null) recorder.see({ kind: 'timed-out', because: looked.busy })
    recorder.see({ ...seen, ...(await afterSignOut(looked)) })
    const trouble = agreement(seen).agrees ? looked.trouble : 'disagreement'
    // What faults of our own bring about is no trouble of the site's.
    const { planted, scripts } = situation
    const isOurs = planted || scripts !== null || looked.struck || mock.fault() !== null || provider.fault() !== null
    if (trouble !== null && !isOurs) await options.picture(looked.page, tabs.placeOf(looked), trouble)
  }

  /** Whether a page shows somebody after a sign-out: pages that do not say so say nothing. */
  const afterSignOut = async ({ page }: Tab): Promise<{ signedIn?: boolean }> => {
    if (!situation.signedOut || situation.user !== null) return {}
    const shows = await within(target, seenSignedIn(page, target))
    return shows === 'in' || shows === 'out' ? { signedIn: shows === 'in' } : {}
  }

  /** A page that had no token for iAdvize may have asked for one; each document is looked at once. */
  const explained = new Set<string>()
  const lookForReasons = async (): Promise<void> => {
    const { page, load, tagRuns, activated, emptyHanded, struck } = tab()
    const isSilent = emptyHanded || (tagRuns.size > 0 && !activated)
    if (!isSilent || situation.user === null || struck || explained.has(load)) return
    explained.add(load)
    await provider.lookAtDataRequests(page)
  }

  let asked = 0
  /** A step of its own: what the page does before is seen, and what it does then. */
  const acceptCookies = async (): Promise<void> => {
    const button = await agreeButton(tab().page, target)
    // A banner that comes back forever is not to keep the journey from its end.
    if (!button || asked++ > 2) return
    await act('accept-cookies', 'accept the cookies', () => click(target, button, 'the button of the cookie banner'))
  }

  /** A site that took a fault of ours for the end of its session has signed the visitor out: that is what it is like now. */
  const lookWhetherOut = async (): Promise<void> => {
    if (!situation.perhapsOut || provider.fault() !== null) return
    situation.perhapsOut = false
    if (!(await isSignedIn(tab().page, target))) situation.user = null
  }

  const act = async (action: Action, name: string, does: () => Promise<void>): Promise<void> => {
    let failure: { error: unknown } | undefined
    const step = options.step(recorder.written(name), () =>
      acted(action, name, does).catch((error: unknown) => {
        failure = { error }
        // The runner's report shows why a step failed.
        throw new Error(recorder.written(reasonOf(error)))
      }),
    )
    await step.catch((error: unknown) => {
      throw failure ? failure.error : error
    })
  }
  const acted = async (action: Action, name: string, does: () => Promise<void>): Promise<void> => {
    recorder.see({ kind: 'step', name, action, browser })
    tab().chat.beginStep()
    tab().trouble = null
    try {
      await does()
      await settle()
      const limit = tab().limit()
      if (limit) throw limit
      const failed = errorPage(tab().page)
      if (failed !== null) throw unreachable(target, new Error(failed))
      const { protocol } = new URL(tab().page.url())
      if (tab().load !== '' && !/^https?:$/.test(protocol))
        throw new SiteError(`the site leads to an address that begins with ${protocol}, which is no page of it`)
    } catch (error) {
      const stoppedIn = tab()
      await stopwatch.ours(() => options.picture(stoppedIn.page, tabs.placeOf(stoppedIn), 'stopped'))
      throw error
    }
    await stopwatch.ours(async () => {
      await provider.settled(tab().page)
      await lookForReasons()
      await lookWhetherOut()
      await sample()
    })
    await acceptCookies()
  }

  return { act, untilIdle }
}
