/** How the script that the sandbox puts in front of the tag tells the tag where it runs. */

import type { TagEvent } from '../contract.ts'

/** `refused`: why the tag must not run in this page; null: it may. `hear`: the chat window follows what the tag does. */
export type SandboxMark = { origin: string; refused: string | null; hear?: (event: TagEvent) => void }

const name = Symbol.for('padlock-sandbox')

export const sandboxOf = (page: object): SandboxMark | null => (page as { [name]?: SandboxMark })[name] ?? null

/** The first one stays: the tag may be in the page twice. */
export function markSandbox(page: object, mark: SandboxMark): void {
  if (!sandboxOf(page)) Object.defineProperty(page, name, { value: mark })
}
