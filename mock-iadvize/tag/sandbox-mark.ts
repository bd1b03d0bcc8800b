/** How the script that the sandbox puts in front of the tag tells the tag where it runs. */

/** `refused`: why the tag must not run in this page; null: it may. */
export type SandboxMark = { origin: string; refused: string | null }

const name = Symbol.for('padlock-sandbox')

export const sandboxOf = (page: object): SandboxMark | null => (page as { [name]?: SandboxMark })[name] ?? null

/** The first one stays: the tag may be in the page twice. */
export function markSandbox(page: object, mark: SandboxMark): void {
  if (!sandboxOf(page)) Object.defineProperty(page, name, { value: mark })
}
