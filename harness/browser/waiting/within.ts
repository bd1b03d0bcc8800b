/** The page's answer to a question of ours, if it answers at all. */
import type { Target } from '../../config/target.ts'
import { stretchedMs } from './slowness.ts'

/** Milliseconds; a page whose main thread is blocked for longer does not answer at all. */
const blockedTimeoutMs = 5_000
export const unanswered = Symbol('unanswered')

export const within = async <T>(target: Pick<Target, 'origin'>, answer: Promise<T>): Promise<T | typeof unanswered> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof unanswered>(resolve => {
    timer = setTimeout(() => resolve(unanswered), stretchedMs(target, blockedTimeoutMs))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
