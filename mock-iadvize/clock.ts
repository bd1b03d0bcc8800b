/** The clock of one mock: real time, and the time of iAdvize's sessions, which tests move ahead. */
import type { MockClock } from './mock.ts'

export function createClock(now: () => number = Date.now): MockClock {
  let jumped = 0
  return {
    now,
    sessionNow: () => now() + jumped,
    jump: milliseconds => {
      jumped += milliseconds
    },
  }
}
