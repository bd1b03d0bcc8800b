/** What the tag's page tells the sandbox. Imports nothing that a browser lacks. */
import type { TagEvent } from '../contract.ts'

/** Name of a global function in the page, by which the page watcher of the harness sends what it saw. */
export const reportBinding = '__padlockObserve'

/** `load` names the document, `frame` tells the top page from a frame in it. Members of others' events are not known here. */
export type PageReport = {
  load: string
  path: string
  frame: boolean
  event: TagEvent | { kind: string; [member: string]: unknown }
}
