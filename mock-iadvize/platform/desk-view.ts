/** What the desk shows of a visitor, and what a browser may see of its own conversation. */

/** What an agent sees of one visitor. */
export type DeskView = {
  conversation: string
  /** a short name for the agent: first name, or «Visitor 1234» */
  name: string
  /** null: anonymous */
  userId: string | null
  visitorData: Record<string, string>
  padlock: boolean
  /** why there is a padlock, or why there is none: `identity verified` | `accepted on trust` | `anonymous` | `extID is set` | `session expired` | `signed out` */
  reason: string
  /** the extID that came with the visitor's activations; null: none */
  extId: string | null
  online: boolean
  presence: Presence
  vuids: string[]
  page: string
  /** milliseconds since the epoch, session clock */
  since: number
  messages: { from: 'visitor' | 'agent'; text: string; at: number }[]
  /** how many older messages there were: of a long conversation the oldest are forgotten */
  forgotten: number
}

/**
 * Whether a page of the site is open in one of the conversation's browsers. `background`: in a tab that nobody looks at, as it was last
 * heard of; `unknown`: its page can't be followed; `offline`: all pages have gone, or the visitor has signed out
 */
export type Presence = 'online' | 'background' | 'unknown' | 'offline'

/** What a browser may read and write, or why it may not. `endsAt`: of its session, milliseconds, session clock; null: it has none */
export type ChatAccess =
  | { conversation: string; closed: null; endsAt: number | null }
  | { conversation: null; closed: 'session-ended' | 'signed-out' | 'unknown'; endsAt: number | null }

/** A session token of ours as found in browser storage. */
export type SessionView = { userId: string; state: 'live' | 'expired' | 'ended' | 'replaced' }
