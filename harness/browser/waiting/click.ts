/** Clicks as a person would; where that is not possible, says why: by Playwright's own account of the click, not by a guess. */
import type { Locator } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { SiteError } from './site-error.ts'
import { timeoutsOf } from './slowness.ts'
import { timedOut } from './timed-out.ts'

/** What Playwright's call log says, and what that means for whoever wants to click. */
const reasons: [RegExp, string][] = [
  [/intercepts pointer events/, 'it is covered by another element'],
  [/element is not enabled/, 'it is disabled'],
  [/element is not visible/, 'it is not visible'],
  [/element is not stable/, 'it keeps moving'],
  [/element is outside of the viewport/, 'it is outside of the window'],
]

/** `clicked`: it had been sent when the time was over, and what followed took longer. `late`: nothing was in its way but time. */
export type ClickOutcome = { state: 'clicked' | 'late' } | { state: 'impossible'; because: string }

export const clickOutcome = (message: string): ClickOutcome => {
  if (/performing click action|click action done/.test(message)) return { state: 'clicked' }
  // The log goes on with each new try: the last one counts.
  const last = message.split('\n').findLast(line => reasons.some(([words]) => words.test(line)))
  const because = reasons.find(([words]) => last !== undefined && words.test(last))?.[1]
  return because === undefined ? { state: 'late' } : { state: 'impossible', because }
}

/** `what`: `the sign-out control`. `hint`: where the configuration names it. */
export const click = async (
  target: Pick<Target, 'origin' | 'timeouts'>,
  control: Pick<Locator, 'click'>,
  what: string,
  hint = '',
): Promise<void> => {
  const timeout = timeoutsOf(target).action
  try {
    await control.click({ timeout })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (!/Timeout \d+ms exceeded/.test(message)) throw error
    const outcome = clickOutcome(message)
    if (outcome.state === 'clicked') return
    if (outcome.state === 'impossible') throw new SiteError(`${what} can’t be clicked: ${outcome.because}${hint}`)
    throw timedOut(target, `${what} was not clicked`, timeout)
  }
}
