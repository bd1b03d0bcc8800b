/**
 * Ends a journey on a page that nobody could use: one whose scripts never end, that opens one dialog after the other, or does so much
 * that this process can't keep account of it. A question to such a page has no answer, and Playwright waits for it without end.
 */
import type { EventEmitter } from 'node:events'
import { getHeapStatistics } from 'node:v8'
import type { BrowserContext, Dialog, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { SiteError } from './site-error.ts'
import { timeoutsOf } from './slowness.ts'
import { timedOut } from './timed-out.ts'

/** Milliseconds between two looks. */
const lookDelayMs = 1_000
/** Of one journey. */
const maxDialogs = 200
/** Of one page, nested ones among them: each is a document of its own to keep account of. */
const maxFrames = 150
/** Open at the same time. */
const maxPages = 40

const pathOf = (page: Page): string => {
  const url = page.url()
  return URL.canParse(url) && url.startsWith('http') ? barePath(new URL(url).pathname) : 'the page'
}

/** What a page opens more of than anybody could look at; null: nothing. */
const excess = (page: Page): SiteError | null => {
  const [frames, pages] = [page.frames().length, page.context().pages().length]
  const opens = (what: string, count: number): SiteError =>
    new SiteError(`${pathOf(page)} opens one ${what} after the other: ${count} until now`)
  return frames > maxFrames ? opens('frame', frames) : pages > maxPages ? opens('window', pages) : null
}

/** `current`: the page in front, null while there is none. Tells once, at most; the answer ends the watch. */
export const watchUsable = (
  target: Pick<Target, 'origin' | 'timeouts'>,
  current: () => Page | null,
  tell: (error: SiteError) => void,
): (() => void) => {
  let timer: NodeJS.Timeout
  let over = false
  const look = (): void => {
    const page = current()
    if (page === null) return again()
    const tooMuch = excess(page)
    if (tooMuch) {
      over = true
      return tell(tooMuch)
    }
    const { navigation } = timeoutsOf(target)
    timer = setTimeout(() => {
      over = true
      const what = `${pathOf(page)} did not react (its scripts kept it busy, or the page that should follow did not come)`
      tell(timedOut(target, what, navigation, 'navigation'))
    }, navigation)
    // A page that is gone, or that breaks the look, keeps nobody waiting.
    page.evaluate(() => true).then(again, again)
  }
  const again = (): void => {
    clearTimeout(timer)
    if (!over) timer = setTimeout(look, lookDelayMs)
  }
  again()
  return () => {
    over = true
    clearTimeout(timer)
  }
}

/** Answers dialogs as Playwright does where nobody listens, unless somebody listens to those of one page. Tells once there are too many. */
export const answerDialogs = (context: BrowserContext, tell: (error: SiteError) => void): void => {
  let seen = 0
  context.on('dialog', (dialog: Dialog) => {
    const page = dialog.page()
    seen += 1
    if (seen === maxDialogs)
      tell(new SiteError(`${page ? pathOf(page) : 'a page'} opens one dialog after the other: ${maxDialogs} until now`))
    if (page && (page as unknown as EventEmitter).listenerCount('dialog') > 0) return
    const answered = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()
    answered.catch(() => undefined)
  })
}

/** Of what this process may use, so much: an end by the system would take the recording along. */
const maxShare = 0.6
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1)

/** Playwright keeps account of all that pages do. `heap`: what this process uses, and may use. Tells once, at most; the answer ends the watch. */
export const watchMemory = (
  tell: (error: SiteError) => void,
  heap: () => { used_heap_size: number; heap_size_limit: number } = getHeapStatistics,
): (() => void) => {
  const timer = setInterval(() => {
    const { used_heap_size: used, heap_size_limit: limit } = heap()
    if (used < maxShare * limit) return
    clearInterval(timer)
    tell(
      new SiteError(
        `the pages of the site do so much that Padlock's memory fills (${gigabytes(used)} of ${gigabytes(limit)} GB): look for what they write to the console, ask for, or open without end`,
      ),
    )
  }, lookDelayMs)
  timer.unref()
  return () => clearInterval(timer)
}
