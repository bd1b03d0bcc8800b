/** The tabs of one browser profile: what is known of each, and what its pages tell. */
import { barePath } from '../../recording/privacy/addresses.ts'
import { retryAfterSeconds } from '../waiting/rate-limit.ts'
import { RateLimited } from '../waiting/site-error.ts'
import { isNavigation } from '../waiting/documents.ts'
import { watchFailures } from '../sign-in/error-page.ts'
import type { Frame, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import type { PictureReason, Refusal } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { maxOfKind } from '../../recording/page-message.ts'
import type { PageEvent, PageMessage } from '../../recording/page-message.ts'
import type { Heard } from '../../recording/page-message-schema.ts'
import { isPage } from '../../token-sources/token-carrier.ts'
import type { Place } from '../token-provider/provider-watch.ts'
import { createChat } from '../waiting/chat-state.ts'
import type { Chat } from '../waiting/chat-state.ts'
import { watchTagFailures } from './tag-requests.ts'
import { watchIdle } from '../waiting/page-idle.ts'
import type { Held, PageIdle } from '../waiting/page-idle.ts'

export type Tab = {
  name: string
  page: Page
  idle: PageIdle
  /** what the page was still about when the wait for it ended; null: it is idle */
  busy: string | null
  chat: Chat
  /** the document that stands in it */
  load: string
  path: string
  /** a fault of the token provider has struck it */
  struck: boolean
  /** where the tag has run since: in the page itself, or in a frame of it */
  tagRuns: Set<Frame>
  /** the tag was asked for, and will not come */
  tagFailed: boolean
  activated: boolean
  /** the provider of the page had no valid answer for iAdvize */
  emptyHanded: boolean
  /** visitor id under which iAdvize has admitted this page; memory only */
  vuid: string | null
  /** how often the browser has brought a page back to life in it */
  restored: number
  /** what has gone wrong on it in this step, where that may be worth a picture */
  trouble: PictureReason | null
  /** the site has refused this page, or what it asked for, because there were too many; told once */
  limit: () => RateLimited | null
  /** controls that could be used at the last look */
  controls: number
}

export type Tabs = {
  current(): Tab
  isOpen(): boolean
  /** goes on in this page, as the tab that it is or becomes */
  goOn(page: Page): void
  /** goes on in another tab, by its number from 1 */
  goOnIn(number: number): Page
  /** goes on in the tab that was opened last but for the current one */
  leave(): Page
  /** the tab that a page is or becomes */
  adopt(page: Page): Tab
  placeOf(tab: Tab): Place
  /** what came from a frame of a page, as the browser says */
  hear(page: Page, frame: Frame, heard: Heard): void
}

/** Pages, and what they fetch from the site itself where that says when to come again. */
const watchLimits = (page: Page, origin: string): (() => RateLimited | null) => {
  let limit: RateLimited | null = null
  page.on('response', response => {
    if (response.status() !== 429) return
    const { origin: of, pathname } = new URL(response.url())
    const after = response.headers()['retry-after']
    if (of === origin && (isNavigation(page, response.request()) || after !== undefined))
      limit = new RateLimited(`${barePath(pathname)} answers 429, too many requests`, retryAfterSeconds(after))
  })
  return () => {
    const told = limit
    limit = null
    return told
  }
}

export type TabsOptions = {
  browser: string
  recorder: Recorder
  target: Target
  held: Held
  /** a page has handed over a token */
  tokenShown: (
    page: Page,
    place: Place,
    raw: string,
    cause: Extract<PageEvent, { kind: 'provider-answer' }>['cause'],
  ) => void
}

export const createTabs = ({ browser, recorder, target, held, tokenShown }: TabsOptions): Tabs => {
  const tabs: Tab[] = []
  const tabOf = new Map<Page, Tab>()
  let current: Tab | undefined

  const placeOf = ({ name, load, path }: Pick<Tab, 'name' | 'load' | 'path'>): Place => ({
    browser,
    tab: name,
    load: recorder.loadName(load),
    path,
  })
  const adopt = (page: Page): Tab => {
    const known = tabOf.get(page)
    if (known) return known
    watchFailures(page)
    const adopted: Tab = {
      name: `tab ${tabs.length + 1}`,
      page,
      idle: watchIdle(page, held, target),
      busy: null,
      chat: createChat(),
      load: '',
      path: '/',
      struck: false,
      tagRuns: new Set(),
      tagFailed: false,
      activated: false,
      emptyHanded: false,
      vuid: null,
      restored: 0,
      trouble: null,
      limit: watchLimits(page, target.origin),
      controls: 0,
    }
    watchTagFailures(page, failure => recorder.see({ kind: 'tag-request-failed', ...placeOf(adopted), ...failure }))
    tabs.push(adopted)
    tabOf.set(page, adopted)
    return adopted
  }
  /** What was known of each document when it was left: the browser may bring it back to life. */
  const left = new Map<string, Pick<Tab, 'struck' | 'tagRuns' | 'tagFailed' | 'activated' | 'emptyHanded' | 'vuid'>>()
  const pageOfFrame = new Map<string, string>()
  /** What happens in a frame happens on the page that holds it, wherever the frame came from. */
  const ofPage = ({ page, load }: Tab, message: PageMessage): PageMessage => {
    if (!pageOfFrame.has(message.load)) pageOfFrame.set(message.load, load || message.load)
    return { ...message, load: pageOfFrame.get(message.load) ?? load, path: new URL(page.url()).pathname }
  }
  const hear = (from: Tab, frame: Frame, message: PageMessage): void => {
    const { event } = message
    if (!message.frame && from.load !== message.load) {
      const { struck, tagRuns, tagFailed, activated, emptyHanded, vuid } = from
      left.set(from.load, { struck, tagRuns, tagFailed, activated, emptyHanded, vuid })
      const { load, path } = message
      const fresh = {
        struck: false,
        tagRuns: new Set<Frame>(),
        tagFailed: false,
        activated: false,
        emptyHanded: false,
        vuid: null,
      }
      Object.assign(from, { load, path }, left.get(load) ?? fresh)
    }
    if (event.kind === 'page-restored') {
      from.restored += 1
      from.idle.restored()
    }
    if (event.kind === 'tag-run') from.tagRuns.add(frame)
    if (event.kind === 'tag-element' && event.outcome !== 'loaded') from.tagFailed = true
    if (event.kind === 'activate') from.activated = true
    if (event.kind === 'provider-answer') {
      const { answer, token } = event
      if (answer === 'threw' || answer === 'invalid' || (token !== undefined && isPage(token))) from.emptyHanded = true
    }
    if (event.kind === 'activate-result' && event.status === 'authentication-failure')
      from.trouble = 'activation-failure'
    if (event.kind === 'page-error') from.trouble ??= 'page-error'
    if (event.kind === 'visitor') from.vuid = event.vuid
    from.chat.hear(message)
    const heard = message.frame ? ofPage(from, message) : message
    recorder.hear(heard, { browser, tab: from.name })
    if (event.kind === 'provider-answer' && event.token !== undefined)
      tokenShown(from.page, placeOf({ ...from, load: heard.load, path: heard.path }), event.token, event.cause)
  }

  /** The frame that each document stands in, by the browser's own account: nobody speaks in the name of another. */
  const frameOf = new Map<string, Frame>()
  const isTheirs = (frame: Frame, load: string): boolean => {
    const known = frameOf.get(load)
    if (!known) frameOf.set(load, frame)
    return !known || known === frame
  }
  /** how often a document has been heard with each kind of event */
  const times = new Map<string, number>()
  const isTooMuch = ({ load, event: { kind } }: PageMessage): boolean => {
    const key = `${load} ${kind}`
    const now = (times.get(key) ?? 0) + 1
    times.set(key, now)
    return now > maxOfKind
  }

  return {
    current: () => {
      if (!current) throw new Error('no tab is open')
      return current
    },
    isOpen: () => current !== undefined,
    goOn: page => {
      current = adopt(page)
    },
    goOnIn: number => {
      const to = tabs[number - 1]
      if (!to) throw new Error(`there is no tab ${number}`)
      current = to
      return to.page
    },
    leave: () => {
      const to = tabs.findLast(({ page }) => page !== current?.page && !page.isClosed())
      if (!to) throw new Error('no other tab is open')
      current = to
      return to.page
    },
    adopt,
    placeOf,
    hear: (page, frame, { messages, refused }) => {
      const from = adopt(page)
      const place = { browser, tab: from.name }
      const refuse = (load: string | null, because: Refusal, count = 1): void =>
        recorder.refuse({ load: load ?? from.load, path: from.path, because, count }, place)
      for (const message of messages) {
        const { load } = message
        if (!isTheirs(frame, load)) refuse(from.load, 'another-document')
        else if (isTooMuch(message)) refuse(load, 'too-many')
        else hear(from, frame, { ...message, frame: frame !== page.mainFrame() })
      }
      for (const { load, because, count } of refused) refuse(load, because, count)
      from.idle.touch()
    },
  }
}
