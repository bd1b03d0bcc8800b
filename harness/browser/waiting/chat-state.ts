/** What the chat of one tab is about, by what its page and frames tell: when it has had its last word, nothing need be waited for. */
import type { PageMessage } from '../../recording/page-message.ts'

export type ChatState = {
  /** SDK calls that have begun and not ended */
  open: number
  /** whether it has come, in this step, to what it should for whoever is signed in: nothing more is expected of it */
  settled: boolean
  /** whether a call of it has come to its end since the page began */
  spoke: boolean
}

export type Chat = {
  hear(message: PageMessage): void
  /** what was said before is no answer to what is done now */
  beginStep(): void
  state(signedIn: boolean): ChatState
}

export const createChat = (): Chat => {
  const open = new Set<string>()
  let top = ''
  let last: 'secured' | 'anonymous' | null = null
  let spoke = false
  return {
    beginStep: () => {
      last = null
    },
    state: signedIn => ({ open: open.size, settled: last === (signedIn ? 'secured' : 'anonymous'), spoke }),
    hear: ({ load, frame, event }) => {
      if (event.kind === 'page-load') {
        top = load
        open.clear()
        last = null
        spoke = false
      }
      // The document before this one may still have its say.
      if (!frame && load !== top) return
      switch (event.kind) {
        case 'activate':
        case 'logout':
          open.add(`${load} ${event.call}`)
          last = null
          return
        case 'provider-call':
          if (event.cause !== 'session-expiry') return
          open.add(`${load} renewal`)
          last = null
          return
        case 'activate-result':
        case 'logout-result':
          open.delete(`${load} ${event.call}`)
          spoke = true
          if (event.kind === 'activate-result' && event.status === 'authentication-success')
            last = event.option === 'invalid' ? null : event.option
          return
        case 'session-renewal':
          open.delete(`${load} renewal`)
          if (event.renewed) last = 'secured'
          return
        case 'page-leave':
          last = null
      }
    },
  }
}
