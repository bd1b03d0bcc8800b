/** Ctrl-C, and the signals that mean the same, at moments when nobody else answers to them. */
import { exitCodes } from '../foundation/exit-codes.ts'

export const cancelSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Until `does` is over, a signal says so and ends the process. */
export const cancellable = async <T>(words: string, does: () => Promise<T>): Promise<T> => {
  const stop = (): void => {
    process.stderr.write(`padlock: ${words}\n`)
    process.exit(exitCodes.cancelled)
  }
  for (const signal of cancelSignals) process.on(signal, stop)
  try {
    return await does()
  } finally {
    for (const signal of cancelSignals) process.off(signal, stop)
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
  const wait = (): void => {
    if (cancelled) process.exit(exitCodes.cancelled)
    cancelled = true
    process.stderr.write(`padlock: ${words}\n`)
  }
  for (const signal of cancelSignals) process.on(signal, wait)
  try {
    return { done: await does(), cancelled }
  } finally {
    for (const signal of cancelSignals) process.off(signal, wait)
  }
}
