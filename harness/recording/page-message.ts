/** What passes from the page probe to the recorder, over a binding of Playwright. */
import type { TagEvent } from '../../mock-iadvize/contract.ts'
import type { TagElement } from './tag-element.ts'

/** What the page probe sees for itself. */
export type ProbeEvent =
  /** `status`: of the answer that brought the document; null: not told */
  | { kind: 'page-load'; origin: string; status: number | null }
  | ({ kind: 'tag-element' } & TagElement)
  /** the page shows another screen in the same document; the message's path is the new one */
  | { kind: 'screen-change'; from: string }
  | { kind: 'ext-id'; spelling: string; length: number; seen: 'assigned' | 'present' }
  | { kind: 'interface-overwritten'; before?: 'tag' | undefined }
  /** `loggingOutForMs`: how long a call of iAdvize.logout had been under way, by the page's own clock; absent: there was none */
  | { kind: 'page-leave'; loggingOutForMs?: number | undefined }
  /** the browser has brought the document back to life (back/forward cache) */
  | { kind: 'page-restored' }
  /** something was typed into a password field; what, nobody reads */
  | { kind: 'credentials-entered' }
  | { kind: 'page-error'; message: string }
  | { kind: 'policy-violation'; directive: string; blocked: string; enforced: boolean }

/** What the page tells the recorder. Raw tokens may be in it: it stays in memory. */
export type PageEvent = TagEvent | ProbeEvent

/** Sent over the binding: `load` names the document, `frame` tells the top page from a frame in it. */
export type PageMessage = { load: string; path: string; frame: boolean; event: PageEvent }

/** Events of one kind that one document is heard with; an honest page has a few dozen in all. */
export const maxOfKind = 500
