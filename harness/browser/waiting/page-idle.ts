/** When is a page idle? A condition, not a time: nothing is loading, no SDK call is open, and the chat has had its last word. */
import type { Page, Request } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import type { ChatState } from './chat-state.ts'
import { countDocuments, endless, mostDocuments } from './documents.ts'
import { isWaitedFor } from './time-shares.ts'
import { slownessOf, stretchedMs, timeoutsOf } from './slowness.ts'

/** Milliseconds. For a page whose chat has said nothing that is worth waiting for: two turns of its event loop and a round trip. */
const quietMs = 50
/**
 * Milliseconds. Of a body that a page does not read, and that no cache may keep, Chromium never reports the end: one whose length is known
 * has been sent at once, and a page that reads it has done so by then.
 */
const unreadMs = 1_000
/** Of requests that had no answer: so many are named. */
const maxNamed = 3

/** `since`: when something last happened, on the clock of `performance.now`. `busy`: what it was still about, and for how long it was waited */
export type IdleWait = { since: number; busy: null | { what: string; waitedMs: number } }

export type PageIdle = {
  /** something happened that no request tells of */
  touch(): void
  /** the browser has brought a page back to life: it does not load once more */
  restored(): void
  /** a page that is still busy when the wait ends says nothing about what is not there */
  wait(chat: () => ChatState): Promise<IdleWait>
}

/** What the journey itself holds back: a page that waits for nothing else is idle. */
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

/** A request that stays open while the chat has had its last word: a stream, a long poll. It keeps no page busy. By origin of the site. */
const streams = new Map<string, Set<string>>()
const streamsOf = (origin: string): Set<string> => {
  const known = streams.get(origin) ?? new Set()
  streams.set(origin, known)
  return known
}
const nameOf = (request: Request): string => {
  const { origin, pathname } = new URL(request.url())
  return `${request.method()} ${origin}${pathname}`
}

export const watchIdle = (page: Page, held: Held, target: Pick<Target, 'origin' | 'timeouts'>): PageIdle => {
  const slowness = slownessOf(target.origin)
  const open = streamsOf(target.origin)
  const begun = new Map<Request, number>()
  /** by a fault of ours: how long such a one takes says nothing of the site */
  const wasHeld = new WeakSet<Request>()
  let changed = performance.now()
  let changes = 0
  let documentBegan = changed
  const documents = countDocuments(page)
  /** Playwright knows it as well, but each question is a call that it keeps account of. */
  let loaded = false
  /** a page came back to life, and the browser has yet to say that it stands in the tab */
  let isRestored = false
  page.on('load', () => {
    loaded = true
    if (!held.document()) slowness.took('answer', performance.now() - documentBegan)
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
    begun.set(request, performance.now())
    if (request.isNavigationRequest() && request.redirectedFrom() === null) {
      documentBegan = performance.now()
      isRestored = false
    }
    touch()
  })
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', request => {
      const from = begun.get(request)
      begun.delete(request)
      const counts =
        event === 'requestfinished' && isWaitedFor(request) && !wasHeld.has(request) && !held.request(request)
      if (from !== undefined && counts && !open.has(nameOf(request))) slowness.took('answer', performance.now() - from)
      touch()
    })
  /** when the head of an answer came whose body was sent with it */
  const answered = new WeakMap<Request, number>()
  // A refusal is the whole answer, whether its body is read or not.
  page.on('response', response => {
    const request = response.request()
    if (request.isNavigationRequest() || !begun.has(request)) return
    if (response.status() >= 400) begun.delete(request)
    else if (request.resourceType() === 'fetch' && response.headers()['content-length'] !== undefined)
      answered.set(request, performance.now())
    else return
    touch()
  })
  /** milliseconds until what has been answered counts as read, or as never to be read */
  const unreadIn = (request: Request): number =>
    (answered.get(request) ?? Infinity) + stretchedMs(target, unreadMs) - performance.now()
  // A new document forgets the requests of the old one: some of them never report their end.
  page.on('framenavigated', frame => {
    if (frame !== page.mainFrame()) return
    loaded = isRestored
    isRestored = false
    for (const request of begun.keys()) if (!request.isNavigationRequest()) begun.delete(request)
    touch()
  })

  /** Requests that the page waits for. */
  const waiting = (): Request[] =>
    [...begun.keys()].filter(request => {
      if (!isWaitedFor(request) || open.has(nameOf(request)) || unreadIn(request) <= 0) return false
      if (!held.request(request)) return true
      wasHeld.add(request)
      return false
    })
  /** Whether the page's event loop is free. A page that goes away under the look has changed. */
  const turn = async (milliseconds: number): Promise<boolean> => {
    const from = performance.now()
    const reacted = await Promise.race([
      page.evaluate(twoTurns).then(
        () => true,
        () => false,
      ),
      nextChange(milliseconds).then(() => false),
    ])
    wake?.()
    if (reacted) slowness.took('turn', performance.now() - from)
    return reacted
  }

  /** What a page is about that was not idle in time; null: nothing that could still bring something. */
  const busyWith = (chat: ChatState): string | null => {
    const unanswered = waiting()
    if (unanswered.length > 0) {
      if (chat.open === 0 && chat.spoke) {
        for (const request of unanswered) open.add(nameOf(request))
        return null
      }
      const names = unanswered
        .slice(0, maxNamed)
        .map(request => `${request.method()} ${barePath(new URL(request.url()).pathname)}`)
      const more = unanswered.length > maxNamed ? ` and ${unanswered.length - maxNamed} more` : ''
      return `${unanswered.length === 1 ? 'a request' : `${unanswered.length} requests`} had no answer (${names.join(', ')}${more})`
    }
    // What a document without any request waits for, it waits for without result.
    return !loaded && !held.document() && begun.size > 0 ? 'it was still loading' : null
  }

  return {
    touch,
    restored: () => {
      loaded = true
      isRestored = true
      touch()
    },
    wait: async chat => {
      touch()
      const began = changed
      const first = documents.seen()
      const leftMs = (): number => timeoutsOf(target).action - (performance.now() - began)
      let reacts = true
      for (let left = leftMs(); left > 0; left = leftMs()) {
        if (documents.seen() - first > mostDocuments) throw endless()
        const before = changes
        const { open: calls, settled } = chat()
        const unanswered = waiting()
        if (calls > 0 || unanswered.length > 0) {
          await nextChange(Math.min(left, ...unanswered.map(unreadIn)))
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
        if (!settled) await nextChange(changed + stretchedMs(target, quietMs) - performance.now())
        if (changes !== before) continue
        reacts = await turn(left)
        if (reacts && changes === before) return { since: changed, busy: null }
      }
      const what = busyWith(chat()) ?? (reacts ? null : 'its scripts were still running')
      return { since: changed, busy: what === null ? null : { what, waitedMs: performance.now() - began } }
    },
  }
}
