/** The clock of one mock: real time, and the time of iAdvize's sessions, which tests move ahead. */
import type { MockClock } from './mock.ts'

/** `jumped`: the sum of its jumps, in milliseconds. */
export function createClock(now: () => number = Date.now): MockClock & { jumped(): number } {
  let jumped = 0
  return {
    now,
    jumped: () => jumped,
    sessionNow: () => now() + jumped,
    jump: milliseconds => {
      jumped += milliseconds
    },
  }
}
