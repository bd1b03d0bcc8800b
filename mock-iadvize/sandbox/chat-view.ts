/** What the sandbox tells a chat window, and why one is closed. Imports nothing but types: it runs in a browser as well. */
import type { ChatAccess, DeskView } from '../platform/desk-view.ts'

/** `forgotten`: how many messages were before these. `endsIn`: milliseconds until the session ends, as far as iAdvize's time has been moved; null: there is none that can be renewed */
export type ChatView = ChatAccess & Pick<DeskView, 'messages' | 'forgotten'> & { endsIn: number | null }

/** A page in a tab that nobody looks at keeps no stream: it says so, and says when it goes. */
export type PageState = 'background' | 'gone'

export const whyClosed: Record<NonNullable<ChatAccess['closed']>, string> = {
  'session-ended': 'your session has ended; reload the page',
  'signed-out': 'you have signed out in this browser',
  unknown: 'the sandbox does not know this browser any more; reload the page',
}
