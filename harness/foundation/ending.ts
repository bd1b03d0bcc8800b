/**
 * How a process of ours ends, whatever ends it. Exceptions and rejections that nobody handled, and the signals that cancel, go
 * to whoever stands innermost; temporary folders go with the process. main.ts stands outermost, and knows the exit codes.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const cancelSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens while somebody takes, and tells the one who came last. `take` answers with what ends the taking. */
const innermost = <T>(listen: (tell: (told: T) => void) => () => void): ((taker: (told: T) => void) => () => void) => {
  const takers: ((told: T) => void)[] = []
  let deaf: (() => void) | undefined
  return taker => {
    // Another function each time: one that takes twice must leave twice.
    const own = (told: T): void => taker(told)
    takers.push(own)
    deaf ??= listen(told => takers.at(-1)?.(told))
    return () => {
      if (takers.includes(own)) takers.splice(takers.indexOf(own), 1)
      if (takers.length > 0) return
      deaf?.()
      deaf = undefined
    }
  }
}

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

/** What was under way on a page when that was closed ends with it, and concerns nobody. */
const isLeftover = (thrown: unknown): boolean =>
  thrown instanceof Error && /\b(?:page, context or browser|context|page) has been closed\b/.test(thrown.message)

/** From now on an exception or a rejection that nobody handled is the taker's. Answers with what ends that. */
export const onUnexpected = innermost<Error>(tell => {
  const told = (thrown: unknown): void => {
    if (!isLeftover(thrown)) tell(asError(thrown))
  }
  process.on('uncaughtException', told)
  process.on('unhandledRejection', told)
  return () => {
    process.off('uncaughtException', told)
    process.off('unhandledRejection', told)
  }
})

/** From now on Ctrl-C, and the signals that mean the same, are the taker's. Answers with what ends that. */
export const onCancel = innermost<void>(tell => {
  const told = (): void => tell()
  for (const signal of cancelSignals) process.on(signal, told)
  return () => {
    for (const signal of cancelSignals) process.off(signal, told)
  }
})

/** Resolves at the first signal; the next one is for whoever stands further out. */
export const cancelled = (): Promise<void> =>
  new Promise(resolve => {
    const over = onCancel(() => {
      over()
      resolve()
    })
  })

const temporary = new Set<string>()

/** Each is tried: one that can't be removed must not keep the others. */
export const removeTemporary = (...folders: readonly string[]): void => {
  for (const folder of folders)
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 2 })
      temporary.delete(folder)
    } catch {
      // Somebody still writes into it; it is tried again at the end of the process.
    }
}

/** A new folder in TMPDIR that is gone when the process is. Throws what the system throws. */
export const temporaryFolder = (what: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `padlock-${what}-`))
  if (temporary.size === 0) process.once('exit', () => removeTemporary(...temporary))
  temporary.add(folder)
  return folder
}
