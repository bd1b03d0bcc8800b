import type { Target } from '../../config/target.ts'
import { SiteError } from './site-error.ts'
import { waitWords } from './wait-words.ts'

/** Something had not happened when the wait for it ended: whether it would have, nobody knows. Slow is not wrong. */
export class TimedOut extends SiteError {
  override name = 'TimedOut'
}

/** `what`: a whole clause, `the sign-out control could not be clicked`. */
export const timedOut = (
  target: Pick<Target, 'origin'>,
  what: string,
  waitedMs: number,
  setting?: 'navigation' | 'action' | 'journey',
): TimedOut => new TimedOut(`${what} ${waitWords(target, waitedMs, setting)}`)
