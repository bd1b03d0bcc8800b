/** Looks at a page until it shows what is looked for: pages change when they like, and under the look as well. */
import { SiteError } from '../waiting/site-error.ts'

/** Milliseconds between two looks at a page that is about to change. */
export const lookDelayMs = 40
export const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Answers with the first that is there, or null when the time is over. A page that changes under the look is looked at again. */
export const awaited = async <T>(
  within: number,
  look: () => Promise<T | null>,
  pause: (milliseconds: number) => Promise<void> = sleep,
): Promise<T | null> => {
  const deadline = performance.now() + within
  for (;;) {
    const found = await look().catch((error: unknown) => {
      if (error instanceof SiteError) throw error
      return null
    })
    if (found !== null) return found
    if (performance.now() >= deadline) return null
    await pause(lookDelayMs)
  }
}
