/** When has a page come to rest? A condition, not a time: nothing is loading, no SDK call is open, and the chat has had its last word. */
import type { Page, Request } from '@playwright/test'
import type { ChatState } from './chat-state.ts'
import { countDocuments, endless, mostDocuments } from './documents.ts'
import { isWaitedFor } from './time-shares.ts'

/** Milliseconds. For a page whose chat has said nothing that is worth waiting for: two turns of its event loop and a round trip. */
const quiet = 50
/** Milliseconds; a page that never rests (long polling, endless retries) is taken as it is after this. */
const patience = 8_000

export type Rest = {
  /** something happened that no request tells of */
  touch(): void
  /** `rested`: false: it never did within the patience. `since`: when something last happened, on the clock of `performance.now` */
  wait(chat: () => ChatState, within?: number): Promise<{ rested: boolean; since: number }>
}

/** What the journey itself holds back: a page that waits for nothing else has come to rest. */
export type Held = {
  request(request: Request): boolean
  /** whether the document can't be complete before that comes */
  document(): boolean
}

/** Two turns of the page's event loop: what a result has set off by then has begun. Not by timers, which may be the journey's. */
const twoTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++)
    await new Promise<void>(resolve => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => resolve(), { once: true })
      port1.start()
      port2.postMessage(null, [])
    })
}

export const watchRest = (page: Page, held: Held): Rest => {
  const underWay = new Set<Request>()
  let changed = performance.now()
  let changes = 0
  const documents = countDocuments(page)
  /** Playwright knows it as well, but each question is a call that it keeps account of. */
  let loaded = false
  page.on('load', () => {
    loaded = true
  })
  let wake: (() => void) | undefined
  const touch = (): void => {
    changed = performance.now()
    changes += 1
    wake?.()
  }
  /** until something happens, or so many milliseconds have gone by */
  const nextChange = async (milliseconds: number): Promise<void> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>(resolve => {
      wake = resolve
      timer = setTimeout(resolve, milliseconds)
    })
    clearTimeout(timer)
  }
  page.on('request', request => {
    if (isWaitedFor(request)) underWay.add(request)
    touch()
  })
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', request => {
      underWay.delete(request)
      touch()
    })
  // A new document forgets the requests of the old one: some of them never report their end.
  page.on('framenavigated', frame => {
    if (frame !== page.mainFrame()) return
    loaded = false
    for (const request of underWay) if (!request.isNavigationRequest()) underWay.delete(request)
    touch()
  })
  return {
    touch,
    wait: async (chat, within = patience) => {
      touch()
      const deadline = changed + within
      const first = documents.seen()
      for (let left = within; left > 0; left = deadline - performance.now()) {
        if (documents.seen() - first > mostDocuments) throw endless()
        const before = changes
        const { open, settled } = chat()
        if (open > 0 || [...underWay].some(request => !held.request(request))) {
          await nextChange(left)
          continue
        }
        if (!loaded && !held.document()) {
          // A page that is sent on before it has loaded never loads.
          const isLoaded = await Promise.race([
            page.waitForLoadState('load', { timeout: left }).then(
              () => true,
              () => false,
            ),
            nextChange(left).then(() => false),
          ])
          wake?.()
          if (!isLoaded || changes !== before) continue
        }
        // A page that goes away under the look has changed.
        if (settled) await Promise.race([page.evaluate(twoTurns).catch(touch), nextChange(left)])
        else await nextChange(changed + quiet - performance.now())
        wake?.()
        if (changes === before) return { rested: true, since: changed }
      }
      return { rested: false, since: changed }
    },
  }
}
