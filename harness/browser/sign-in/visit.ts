/** Opens a page of the site, and says what came instead of it. */
import type { Page, Response } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { countDocuments, endless, isNavigation, mostDocuments } from '../waiting/documents.ts'
import { timeoutsOf } from '../waiting/slowness.ts'
import { timedOut } from '../waiting/timed-out.ts'
import { obstacle, obstacleWords } from './obstacle.ts'
import { SiteError, unreachable, unserved } from '../waiting/site-error.ts'

/** Opens a page of the site. Throws a {@link SiteError} that names what came instead of it. */
export const visit = async (
  page: Page,
  target: Target,
  path: string,
  waitUntil: 'load' | 'commit' | 'domcontentloaded' = 'load',
): Promise<Response | null> => {
  let giveUp: (error: SiteError) => void = () => undefined
  const lost = new Promise<never>((_resolve, reject) => {
    giveUp = reject
  })
  lost.catch(() => undefined)
  const documents = countDocuments(page, seen => seen > mostDocuments && giveUp(endless()))
  let last: Response | null = null
  const answered = (response: Response): void => {
    if (isNavigation(page, response.request())) last = response
  }
  page.on('response', answered)
  const served = async (): Promise<Response | null> => {
    try {
      const go = (): Promise<Response | null> =>
        page.goto(target.origin + path, { waitUntil, timeout: timeoutsOf(target).navigation })
      return await go().catch((error: unknown) => {
        // What a page had sent before, as a form after a wait, has come between: once more, and nobody is left to do so again.
        if (!/ERR_ABORTED/.test(String(error))) throw error
        return go()
      })
    } catch (error) {
      // A full Chrome makes a network error of an answer that is an error and has no body.
      if (/ERR_HTTP_RESPONSE_CODE_FAILURE/.test(String(error)) && last) return last
      // A page that sends the browser on by script has been served all the same.
      if (!/interrupted by another navigation/.test(String(error))) throw error
      await page.waitForLoadState(waitUntil === 'commit' ? 'domcontentloaded' : waitUntil, {
        timeout: timeoutsOf(target).navigation,
      })
      return null
    }
  }
  try {
    const response = await Promise.race([served(), lost])
    const headers = (await response?.allHeaders()) ?? {}
    const wrong = response && unserved(path, response.status(), headers['www-authenticate'], headers['retry-after'])
    const challenged = response !== null && response.status() >= 400 && (await obstacle(page)) === 'captcha'
    if (challenged) throw new SiteError(obstacleWords('captcha', barePath(path)))
    if (wrong) throw wrong
    return response
  } catch (error) {
    // It has answered, and its page never ends, or its scripts don't: nothing is wrong with the way to it.
    if (last !== null && /Timeout \d+ms exceeded/.test(String(error))) {
      const what = `${barePath(path)} answered, and had not loaded`
      throw timedOut(target, what, timeoutsOf(target).navigation, 'navigation')
    }
    throw unreachable(target, error)
  } finally {
    documents.stop()
    page.off('response', answered)
  }
}
