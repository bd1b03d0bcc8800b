/**
 * Which browsers have a page of the site open, by the streams of their chat windows: a stream that ends tells that its page has gone, at
 * once and without any word of it. Time is let pass only so that nobody is gone who goes from page to page.
 */
import { boundedMap } from '../token/bounded-map.ts'
import type { Presence } from '../platform/desk-view.ts'
import type { PageState } from './chat-view.ts'

/** Milliseconds from one page to the next one of a slow site. docs/sandbox.md tells them. */
export const defaultGrace = 3000
/** Pages of one browser that are remembered. */
const mostPages = 50

/** `saysGone`: what it said before comes late, if at all */
type Page = { streams: number; inBackground: boolean; saysGone?: boolean; leaving?: NodeJS.Timeout }

export type PresenceBook = {
  /** a page's stream is open; answers with the end of it */
  opened(vuid: string, page: string): () => void
  heard(vuid: string, page: string, state: PageState): void
  /** a page activates, whose stream may come, or may not */
  activated(vuid: string): void
  of(vuid: string): Presence
}

export function createPresence({
  grace = defaultGrace,
  most,
  changed,
}: {
  grace?: number | undefined
  /** how many browsers are remembered */
  most: number
  changed: () => void
}): PresenceBook {
  /** visitor id → its pages; none left: they have all gone */
  const browsers = boundedMap<string, ReturnType<typeof newPages>>(most)
  const newPages = () => boundedMap<string, Page>(mostPages)

  const pageOf = (vuid: string, id: string): Page => {
    const pages = browsers.get(vuid) ?? newPages()
    browsers.set(vuid, pages)
    const page = pages.get(id) ?? { streams: 0, inBackground: false }
    pages.set(id, page)
    clearTimeout(page.leaving)
    return page
  }
  const leave = (vuid: string, id: string): void => {
    const page = browsers.get(vuid)?.get(id)
    if (!page) return
    clearTimeout(page.leaving)
    page.leaving = setTimeout(() => {
      if (browsers.get(vuid)?.get(id) !== page) return
      browsers.get(vuid)?.delete(id)
      changed()
    }, grace).unref()
  }

  return {
    opened(vuid, id) {
      const page = pageOf(vuid, id)
      page.streams += 1
      page.inBackground = false
      page.saysGone = false
      changed()
      return () => {
        page.streams -= 1
        if (page.streams === 0 && !page.inBackground) leave(vuid, id)
        else changed()
      }
    },
    heard(vuid, id, state) {
      const known = browsers.get(vuid)?.get(id)
      if (state === 'gone' && known) known.saysGone = true
      if (state === 'gone') return leave(vuid, id)
      if (known?.saysGone) return undefined
      pageOf(vuid, id).inBackground = true
      return changed()
    },
    activated(vuid) {
      if (browsers.get(vuid)?.size === 0) browsers.delete(vuid)
    },
    of(vuid) {
      const pages = browsers.get(vuid)
      if (!pages) return 'unknown'
      const all = [...pages.values()]
      if (all.some(({ streams, inBackground }) => streams > 0 || !inBackground)) return 'online'
      return all.length > 0 ? 'background' : 'offline'
    },
  }
}
