/** Ctrl-C, and the signals that mean the same, while something is under way. */
import { onCancel } from '../foundation/ending.ts'
import { exitCodes } from '../foundation/exit-codes.ts'

/** Until `does` is over, a signal says so and ends the process. */
export const cancellable = async <T>(words: string, does: () => Promise<T>): Promise<T> => {
  const over = onCancel(() => {
    process.stderr.write(`padlock: ${words}\n`)
    process.exit(exitCodes.cancelled)
  })
  try {
    return await does()
  } finally {
    over()
  }
}

/**
 * What takes a moment, and must not be left half done: the first signal says `words` and is answered when it is over, the
 * second ends the process. Answers with what came of it, and whether it was cancelled.
 */
export const finishedFirst = async <T>(
  words: string,
  does: () => Promise<T>,
): Promise<{ done: T; cancelled: boolean }> => {
  let cancelled = false
  const over = onCancel(() => {
    if (cancelled) process.exit(exitCodes.cancelled)
    cancelled = true
    process.stderr.write(`padlock: ${words}\n`)
  })
  try {
    return { done: await does(), cancelled }
  } finally {
    over()
  }
}
