/** How the script that the sandbox puts in front of the tag tells the tag where it runs. */

import type { TagEvent } from '../contract.ts'

/**
 * `refused`: why the tag must not run in this page; null: it may. `hear`: the chat window follows what the tag does. `sessionEnds`: the tag
 * learns in how many milliseconds its session ends now that iAdvize's time was moved, and says whether it renews it by then.
 */
export type SandboxMark = {
  origin: string
  refused: string | null
  hear?: (event: TagEvent) => void
  sessionEnds?: (milliseconds: number) => boolean
}

const name = Symbol.for('padlock-sandbox')

export const sandboxOf = (page: object): SandboxMark | null => (page as { [name]?: SandboxMark })[name] ?? null

/** The first one stays: the tag may be in the page twice. */
export function markSandbox(page: object, mark: SandboxMark): void {
  if (!sandboxOf(page)) Object.defineProperty(page, name, { value: mark })
}
