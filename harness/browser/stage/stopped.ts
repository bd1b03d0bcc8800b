/** Why a journey could not go on, in one sentence, and whose fault that is. */
import type { Target } from '../../config/target.ts'
import { asError } from '../../foundation/ending.ts'
import { systemLimit } from '../../foundation/system-limits.ts'
import type { Recording } from '../../recording/recording.ts'
import { reasonOf, RefusedCredentials, SiteError } from '../waiting/site-error.ts'
import { TimedOut } from '../waiting/timed-out.ts'
import { waitWords } from '../waiting/wait-words.ts'

type Stopped = Extract<Recording['outcome'], { state: 'stopped' }>

const browserGone =
  'the browser ended in the middle of the journey: it crashed, or somebody or the machine, out of memory, ended it; run again'

/** What Playwright says when a page ended a look into it by going on. */
const wentAway =
  /not attached to the DOM|context was destroyed|Cannot find context|promise was collected|frame (?:was|got) detached|JSHandle is disposed|^Protocol error/i

/** A line of a stack that lies in a page, which has put something in the place of what every page brings: in Playwright's own scripts there, which have no file, or in the page's. */
const inPage = /\bUtilityScript\b|(?:at |\(|@)(?:<anonymous>|debugger eval code|https?:\/\/[^\s()]+):\d+:\d+\)?$/m

/** Whose fault it is that a journey could not go on. */
export const stopped = (
  error: unknown,
  target: Pick<Target, 'origin'>,
  step: string,
  isConnected: boolean,
): Stopped => {
  if (!isConnected) return { state: 'stopped', step, because: browserGone, blame: 'harness' }
  const isSites = error instanceof SiteError
  const { message: said, stack = '' } = asError(error)
  const changedPage = `a page changed under Padlock's hands, or has changed what every page brings: ${reasonOf(error)}`
  // First: what a page throws may say anything.
  if (!isSites && inPage.test(stack)) return { state: 'stopped', step, because: changedPage, blame: 'site' }
  const limit = systemLimit(asError(error))
  if (limit !== null) return { state: 'stopped', step, because: limit, blame: 'harness' }
  const [message = ''] = said.split('\n', 1)
  const waitedMs = isSites ? undefined : /Timeout (\d+)ms exceeded/.exec(message)?.[1]
  if (waitedMs !== undefined) {
    const because = `the page did not get so far ${waitWords(target, Number(waitedMs))}`
    return { state: 'stopped', step, because, blame: 'time' }
  }
  if (!isSites && /\bcrashed\b/i.test(message)) {
    const because = 'the page crashed in the browser, as one does that runs out of memory'
    return { state: 'stopped', step, because, blame: 'site' }
  }
  if (!isSites && wentAway.test(said)) return { state: 'stopped', step, because: changedPage, blame: 'site' }
  const site = isSites || /net::ERR_|Target crashed|Target page, context or browser/.test(message)
  const blame =
    error instanceof TimedOut
      ? 'time'
      : error instanceof RefusedCredentials
        ? 'configuration'
        : site
          ? 'site'
          : 'harness'
  return { state: 'stopped', step, because: reasonOf(error), blame }
}
