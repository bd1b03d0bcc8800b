/** `padlock verify --watch`: looks again until it is cancelled. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cancellable } from '../run/cancellation.ts'
import type { TokenSource } from './verify-sources.ts'

/** What one look came to. `outcome`: what must differ to be told again. */
export type Look = { outcome: string; tell(): void }

export const watching = (source: TokenSource, look: () => Promise<Look>): Promise<never> =>
  cancellable('stopped', async () => {
    let stamp: unknown
    let outcome: string | undefined
    for (;;) {
      const now = source.stamp()
      // An editor may take a file away for a moment while it saves.
      if (now !== null && now !== stamp) {
        stamp = now
        const seen = await look()
        if (source.tellsAll || seen.outcome !== outcome) seen.tell()
        outcome = seen.outcome
      }
      await sleep(source.every)
    }
  })
