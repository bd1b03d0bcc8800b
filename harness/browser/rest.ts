/** When has a page come to rest? A condition, not a time: nothing is loading, no SDK call is open. */
import type { Page, Request } from '@playwright/test'

/** Milliseconds. Rest must hold for as long as two turns of the page's event loop and a round trip take. */
const quiet = 50
/** Milliseconds; a page that never rests (long polling, endless retries) is taken as it is after this. */
const patience = 8_000

export type Rest = {
  /** true: it rests; false: it never did within the patience */
  wait(pending: () => number, within?: number): Promise<boolean>
}

/** What the journey itself holds back: a page that waits for nothing else has come to rest. */
export type Held = {
  request(request: Request): boolean
  /** whether the document can't be complete before that comes */
  document(): boolean
}

/** Event streams and sockets stay open for good, and images do not matter. */
const counts = (request: Request): boolean =>
  !['websocket', 'eventsource', 'media', 'image', 'font', 'ping'].includes(request.resourceType())

export const watchRest = (page: Page, held: Held): Rest => {
  const underWay = new Set<Request>()
  let changed = performance.now()
  const touch = (): void => {
    changed = performance.now()
  }
  page.on('request', request => {
    if (counts(request)) underWay.add(request)
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
    for (const request of underWay) if (!request.isNavigationRequest()) underWay.delete(request)
    touch()
  })
  return {
    wait: async (pending, within = patience) => {
      const deadline = performance.now() + within
      if (!held.document()) await page.waitForLoadState('load', { timeout: within }).catch(() => undefined)
      touch()
      while (performance.now() < deadline) {
        if (pending() > 0 || [...underWay].some(request => !held.request(request))) touch()
        else if (performance.now() - changed >= quiet) return true
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      return false
    },
  }
}
