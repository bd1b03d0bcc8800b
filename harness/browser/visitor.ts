/** A visitor of the site: one browser profile, one or more tabs. Each action is one step of the journey, and ends with a look at everything. */
import type { BrowserContext, Page } from '@playwright/test'
import { browserScript } from '../../mock-iadvize/browser-script.ts'
import { customDataGlobal, visitorKey } from '../../mock-iadvize/contract.ts'
import type { VisitorRecord } from '../../mock-iadvize/contract.ts'
import type { Mock } from '../../mock-iadvize/mock.ts'
import type { Target, User } from '../config/target.ts'
import type { ObservationOf } from '../recording/recording.ts'
import type { Recorder } from '../recording/recorder.ts'
import { safePath } from '../recording/redaction.ts'
import { createChat } from './chat-state.ts'
import type { Chat } from './chat-state.ts'
import { bindingName, loadGlobal } from './page-message.ts'
import type { PageMessage } from './page-message.ts'
import { watchRest } from './rest.ts'
import type { Rest } from './rest.ts'
import type { Stopwatch } from './time-shares.ts'
import { signIn, signOut, SiteError, unreachable } from './site-driver.ts'

type Action = ObservationOf<'step'>['action']
type Tab = { name: string; page: Page; rest: Rest; chat: Chat; load: string }

export type Visitor = {
  open(path: string): Promise<void>
  signIn(user?: User): Promise<void>
  signOut(): Promise<void>
  reload(): Promise<void>
  goBack(): Promise<void>
  /** opens a path in a new tab of the same browser, and goes on there */
  openInNewTab(path: string): Promise<void>
  /** goes on in another tab, by its number from 1 */
  switchToTab(number: number): Promise<void>
  /** moves iAdvize's sessions and the page's timers ahead, past the end of the session */
  letSessionExpire(): Promise<void>
  /** moves the page's timers ahead, so that what a page does late is seen without waiting; seconds */
  letTimePass(seconds: number): Promise<void>
  /** a condition of our own making, in this browser's view only, until the answer is called */
  plantExtId(): Promise<() => Promise<void>>
  page(): Page
}

export type VisitorOptions = {
  browser: string
  context: BrowserContext
  target: Target
  mock: Mock
  recorder: Recorder
  stopwatch: Stopwatch
  /** minutes; iAdvize's session */
  sessionMinutes: number
  /** whether the journey moves the page's timers ahead */
  movesTime: boolean
  /** tells the runner's report of a step while it is done; `test.step` in a test */
  step: (name: string, does: () => Promise<void>) => Promise<void>
}

/** What lies in the storage of one page, and which extID is set. Session tokens are raw: memory only. */
type Storage = {
  load: string | null
  path: string
  visitorRecord: string | null
  jwts: { where: 'localStorage' | 'sessionStorage'; key: string; jwt: string }[]
  extId: string | null
}

const readStorage = (names: { visitorKey: string; loadGlobal: string }): Storage => {
  const compactJws = /eyJ[A-Za-z0-9_-]*\.eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+/g
  const found: Storage['jwts'] = []
  for (const where of ['localStorage', 'sessionStorage'] as const) {
    const store = window[where]
    for (let index = 0; index < store.length; index++) {
      const key = store.key(index) ?? ''
      for (const jwt of (store.getItem(key) ?? '').match(compactJws) ?? []) found.push({ where, key, jwt })
    }
  }
  const probe = (window as unknown as Record<string, { load: string; lookForExtId: () => string | null } | undefined>)[
    names.loadGlobal
  ]
  return {
    load: probe?.load ?? null,
    path: location.pathname,
    visitorRecord: localStorage.getItem(names.visitorKey),
    jwts: found,
    extId: probe?.lookForExtId() ?? null,
  }
}

const probeScript = (): string => browserScript(new URL('./page-probe.ts', import.meta.url))

export const createVisitor = async (options: VisitorOptions): Promise<Visitor> => {
  const { context, target, mock, recorder, stopwatch, browser } = options
  const tabs: Tab[] = []
  const tabOf = new Map<Page, Tab>()
  let current: Tab | undefined
  let user: User | null = null

  const tab = (): Tab => {
    if (!current) throw new Error('no tab is open')
    return current
  }
  const adopt = (page: Page): Tab => {
    const known = tabOf.get(page)
    if (known) return known
    const adopted: Tab = { name: `tab ${tabs.length + 1}`, page, rest: watchRest(page), chat: createChat(), load: '' }
    tabs.push(adopted)
    tabOf.set(page, adopted)
    return adopted
  }
  await stopwatch.ours(async () => {
    await context.exposeBinding(bindingName, ({ page }, messages: PageMessage[]) => {
      const from = adopt(page)
      for (const message of messages) {
        if (!message.frame) from.load = message.load
        from.chat.hear(message)
        recorder.hear(message, { browser, tab: from.name })
      }
      from.rest.touch()
    })
    await context.addInitScript(probeScript())
  })
  // Timers that are set before the clock is ours can't be moved, so it is ours from the beginning. It runs with real time.
  if (options.movesTime) await context.clock.install()
  // A site that pops up a window is a tab like any other.
  context.on('page', page => void adopt(page))

  const sample = async (): Promise<void> => {
    const { page, name } = tab()
    const names = { visitorKey: visitorKey(target.sid), loadGlobal }
    let storage: Storage
    const cookieJar = context.cookies()
    try {
      storage = await page.evaluate(readStorage, names)
    } catch {
      // The page went away under the look: it is looked at again where it has come to rest.
      await page.waitForLoadState('load')
      storage = await page.evaluate(readStorage, names)
    }
    const own = (key: string): boolean => key === names.visitorKey
    const cookies = (await cookieJar).flatMap(cookie =>
      mock.sessionOf(cookie.value) ? [{ where: 'cookie' as const, key: cookie.name, jwt: cookie.value }] : [],
    )
    const jwts = [...storage.jwts, ...cookies].flatMap(({ where, key, jwt }) => {
      const session = mock.sessionOf(jwt)
      recorder.keepSecret(jwt)
      return session
        ? [
            {
              where,
              own: own(key),
              key: own(key) ? key : `key of ${key.length} characters`,
              userId: recorder.hash(session.userId),
              state: session.state,
            },
          ]
        : []
    })
    const vuid =
      storage.visitorRecord === null ? undefined : (JSON.parse(storage.visitorRecord) as Partial<VisitorRecord>).vuid
    const desk = vuid === undefined ? null : mock.deskOf(vuid)
    recorder.see({
      kind: 'sample',
      browser,
      tab: name,
      load: recorder.loadName(storage.load ?? tab().load),
      path: safePath(storage.path),
      user: user?.label ?? null,
      jwts,
      desk: desk && {
        padlock: desk.padlock,
        reason: desk.reason,
        userId: desk.userId === null ? null : recorder.hash(desk.userId),
        extId: desk.extId !== null,
      },
      extId: storage.extId,
    })
  }

  /** One step: told to Playwright's report, done, come to rest, looked at. */
  const act = async (action: Action, name: string, does: () => Promise<void>): Promise<void> =>
    options.step(name, async () => {
      recorder.see({ kind: 'step', name, action, browser })
      tab().chat.beginStep()
      await does()
      const { rest, chat } = tab()
      const { since } = await rest.wait(() => chat.state(user !== null))
      await sample()
      stopwatch.oursSince(since)
    })

  const go = async (path: string): Promise<void> => {
    try {
      const response = await tab().page.goto(target.origin + path)
      if (response && response.status() >= 500) throw new SiteError(`${path} answers ${response.status()}`)
    } catch (error) {
      if (error instanceof SiteError) throw error
      throw unreachable(target, error)
    }
  }
  const ensureTab = async (): Promise<void> => {
    current ??= adopt(await context.newPage())
  }

  return {
    page: () => tab().page,
    open: async path => {
      await ensureTab()
      await act('open', `open ${path}`, () => go(path))
    },
    signIn: async (as = target.users[0]) => {
      if (!as) throw new SiteError('no user is configured')
      recorder.keepSecret(as.username, as.password, ...(as.userId ? [as.userId] : []))
      await ensureTab()
      await act('sign-in', `sign in as the ${as.label} user`, async () => {
        await signIn(tab().page, target, as)
        user = as
      })
    },
    signOut: () =>
      act('sign-out', 'sign out', async () => {
        await signOut(tab().page)
        user = null
      }),
    reload: () =>
      act('reload', 'reload the page', async () => {
        await tab().page.reload()
      }),
    goBack: () =>
      act('go-back', 'go back', async () => {
        await tab().page.goBack()
      }),
    openInNewTab: async path => {
      const page = await context.newPage()
      current = adopt(page)
      await act('new-tab', `open ${path} in a new tab`, () => go(path))
    },
    switchToTab: async number => {
      const to = tabs[number - 1]
      if (!to) throw new Error(`there is no tab ${number}`)
      current = to
      await to.page.bringToFront()
    },
    letSessionExpire: () =>
      act('let-session-expire', `let iAdvize's session of ${options.sessionMinutes} minutes expire`, async () => {
        const minutes = options.sessionMinutes + 1
        mock.clock.jump(minutes * 60_000)
        recorder.see({ kind: 'clock-jump', minutes })
        await tab().page.clock.fastForward(minutes * 60_000)
      }),
    letTimePass: seconds =>
      act('let-time-pass', `let ${seconds} seconds pass on the page`, async () => {
        await tab().page.clock.runFor(seconds * 1000)
      }),
    plantExtId: async () => {
      await ensureTab()
      const plant = await context.addInitScript(name => {
        ;(window as unknown as Record<string, unknown>)[name] = { extID: 'planted-by-padlock' }
      }, customDataGlobal)
      recorder.see({ kind: 'fault', name: 'ext-id-injected', on: true })
      return async () => {
        await plant.dispose()
        recorder.see({ kind: 'fault', name: 'ext-id-injected', on: false })
      }
    },
  }
}
