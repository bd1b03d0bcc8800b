/** A visitor of the site: one browser profile, one or more tabs. Each action is one step of the journey, and ends with a look at everything. */
import type { BrowserContext, Page } from 'playwright'
import { test } from '@playwright/test'
import { browserScript } from '../../mock-iadvize/browser-script.ts'
import { customDataGlobal, visitorKey } from '../../mock-iadvize/contract.ts'
import type { VisitorRecord } from '../../mock-iadvize/contract.ts'
import type { Mock } from '../../mock-iadvize/mock.ts'
import type { Target, User } from '../config/target.ts'
import type { ObservationOf } from '../recording/recording.ts'
import type { Recorder } from '../recording/recorder.ts'
import { safePath } from '../recording/redaction.ts'
import { bindingName, loadGlobal } from './page-message.ts'
import type { PageMessage } from './page-message.ts'
import { readPageUse } from './page-use.ts'
import type { PageUse } from './page-use.ts'
import { searchForPrivateKeys } from './private-keys.ts'
import type { KnownKeys } from './private-keys.ts'
import { createProviderFaults } from './provider-faults.ts'
import type { ProviderFaultName } from './provider-faults.ts'
import { createProbes, probeKinds } from './provider-probes.ts'
import type { Another, ProbeKind } from './provider-probes.ts'
import { watchProvider } from './provider-watch.ts'
import type { Place } from './provider-watch.ts'
import { watchRest } from './rest.ts'
import type { Rest } from './rest.ts'
import { signIn, signOut, signOutWords, SiteError, unreachable } from './site-driver.ts'
import { watchLeaks } from './token-leaks.ts'
import { watchTraffic } from './traffic.ts'

type Action = ObservationOf<'step'>['action']
type Tab = { name: string; page: Page; rest: Rest; load: string; path: string }

/** Why there is nothing to be done to the token provider; null: it is known. `site`: it is in the nature of the site. */
export type NoProvider = { because: string; site?: 'token-in-page' }

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
  /** reads what the current page has received, and looks for private keys in it */
  lookForPrivateKeys(): Promise<void>
  /** a page that brings its token itself asks for one only when iAdvize's session expires: then it is made to */
  findTokenProvider(): Promise<void>
  /** asks the token provider over HTTP; `another`: who is signed in elsewhere */
  probeTokenProvider(kinds: readonly ProbeKind[], another?: Visitor): Promise<void>
  /** what the fault «provider-slow» holds back arrives at last */
  letProviderAnswer(): Promise<void>
  /** puts a fault of the token provider in force in this browser's view; null: none */
  setProviderFault(name: ProviderFaultName | null): Promise<void>
  /** why that fault can't be put in force; null: it can */
  hindrance(name: ProviderFaultName): Promise<NoProvider | null>
  /** who is signed in here, and what their page asked the token provider; null: nobody */
  asAnother(): Another | null
}

export type VisitorOptions = {
  browser: string
  context: BrowserContext
  target: Target
  mock: Mock
  recorder: Recorder
  /** minutes; iAdvize's session */
  sessionMinutes: number
  /** whether the journey moves the page's timers ahead */
  movesTime: boolean
  /** another profile with the same settings and no cookies */
  newContext: () => Promise<BrowserContext>
  /** public keys of both sides, to say whose a private key is */
  publicKeys: KnownKeys
}

/** Milliseconds; a page whose main thread is blocked for longer does not answer at all. */
const patience = 5_000
const unanswered = Symbol('unanswered')
const within = async <T>(answer: Promise<T>): Promise<T | typeof unanswered> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof unanswered>(resolve => {
    timer = setTimeout(() => resolve(unanswered), patience)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
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
  const { context, target, mock, recorder, browser } = options
  const tabs: Tab[] = []
  const tabOf = new Map<Page, Tab>()
  let current: Tab | undefined
  let user: User | null = null

  const tab = (): Tab => {
    if (!current) throw new Error('no tab is open')
    return current
  }
  const placeOf = ({ name, load, path }: Tab): Place => ({
    browser,
    tab: name,
    load: recorder.loadName(load),
    path: safePath(path),
  })
  const traffic = watchTraffic(context)
  const provider = watchProvider(traffic, recorder)
  const faults = createProviderFaults({
    context,
    found: provider.found,
    struck: (page, name) => recorder.see({ kind: 'fault-hit', ...placeOf(adopt(page)), name }),
  })
  const leaks = watchLeaks({
    context,
    own: () => {
      const found = provider.found()
      return found ? [target.origin, new URL(found.request.url).origin] : [target.origin]
    },
    leaked: (page, raw, { where, to }) =>
      recorder.see({
        kind: 'token-leak',
        ...placeOf(adopt(page)),
        token: recorder.tokenRef(raw),
        where,
        to: recorder.redacted(to),
      }),
  })
  const probes = createProbes({
    browser,
    context,
    newContext: options.newContext,
    recorder,
    guestPage: target.origin + (target.pages.guest[0] ?? '/'),
  })
  const adopt = (page: Page): Tab => {
    const known = tabOf.get(page)
    if (known) return known
    const rest = watchRest(page, faults.isHeld)
    const adopted: Tab = { name: `tab ${tabs.length + 1}`, page, rest, load: '', path: '/' }
    tabs.push(adopted)
    tabOf.set(page, adopted)
    return adopted
  }
  await context.exposeBinding(bindingName, ({ page }, message: PageMessage) => {
    const from = adopt(page)
    if (!message.frame) Object.assign(from, { load: message.load, path: message.path })
    recorder.hear(message, { browser, tab: from.name })
    const { event } = message
    if (event.kind !== 'provider-answer' || event.token === undefined) return
    // What comes of a fault of ours has no place in the site, and need be no token.
    if (faults.current() !== null) return
    leaks.tokenShown(page, event.token)
    provider.tokenShown({
      raw: event.token,
      cause: event.cause,
      place: placeOf({ ...from, load: message.load, path: message.path }),
      page,
    })
  })
  await context.addInitScript(probeScript())
  // Timers that are set before the clock is ours can't be moved, so it is ours from the beginning. It runs with real time.
  if (options.movesTime) await context.clock.install()
  // A site that pops up a window is a tab like any other.
  context.on('page', page => void adopt(page))

  const sample = async (): Promise<void> => {
    const { page, name } = tab()
    const names = { visitorKey: visitorKey(target.sid), loadGlobal }
    const look = (): Promise<[Storage, PageUse]> =>
      Promise.all([page.evaluate(readStorage, names), page.evaluate(readPageUse, signOutWords.source)])
    const looked = await within(
      look().catch(async () => {
        // The page went away under the look: it is looked at again where it has come to rest.
        await page.waitForLoadState('load')
        return look()
      }),
    )
    if (looked === unanswered) {
      recorder.see({ kind: 'unresponsive', ...placeOf(tab()) })
      return
    }
    const [storage, use] = looked
    leaks.lookAtAddress(page)
    const own = (key: string): boolean => key === names.visitorKey
    const cookies = (await context.cookies()).flatMap(cookie =>
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
      use,
    })
  }

  /** One step: told to Playwright's report, done, come to rest, looked at. */
  const act = async (action: Action, name: string, does: () => Promise<void>): Promise<void> =>
    test.step(name, async () => {
      recorder.see({ kind: 'step', name, action, browser })
      await does()
      await atRest()
      await Promise.all([provider.settled(), leaks.settled()])
      await sample()
    })

  /** An activation that waits for an answer which we hold back ends when we let it. */
  const atRest = async (): Promise<void> => {
    const { rest, load } = tab()
    await rest.wait(() => (faults.holding() ? 0 : recorder.pending(load)))
  }

  const noProvider = (): NoProvider | null => {
    if (provider.found()) return null
    if (provider.inPage())
      return {
        because: 'the token stands in the HTML of the page itself, so there is no request for it alone',
        site: 'token-in-page',
      }
    return {
      because: provider.anyToken()
        ? 'no response that the page received held the token which it handed over: the page may have made or changed it, or kept it from an earlier page'
        : 'no page had handed over a token by then',
    }
  }

  const go = async (path: string): Promise<void> => {
    try {
      // A page that waits for an answer which we hold back may never come to its load event.
      const waitUntil = faults.holding() ? 'commit' : 'load'
      const response = await tab().page.goto(target.origin + path, { waitUntil })
      if (response && response.status() >= 500) throw new SiteError(`${path} answers ${response.status()}`)
    } catch (error) {
      if (error instanceof SiteError) throw error
      throw unreachable(target, error)
    }
  }
  /** At iAdvize, and not on the page: tokens that it has seen before grow older. */
  const letTimePassElsewhere = (minutes: number): void => {
    mock.clock.jump(minutes * 60_000)
    recorder.see({ kind: 'clock-jump', minutes })
  }
  /** Whole minutes until the token that the page has handed over is stale. */
  const staleness = async (): Promise<number> => {
    const found = provider.found()
    const expiresAt = found && (await recorder.judged(found.token)).facts.expiresAt
    const remaining = expiresAt === null ? Infinity : expiresAt - mock.clock.now() / 1000
    return Math.max(1, Math.floor(remaining / 60) + 1)
  }
  const expire = (): Promise<void> =>
    act('let-session-expire', `let iAdvize's session of ${options.sessionMinutes} minutes expire`, async () => {
      const minutes = options.sessionMinutes + 1
      letTimePassElsewhere(minutes)
      await tab().page.clock.fastForward(minutes * 60_000)
    })
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
        await atRest()
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
    letSessionExpire: expire,
    letTimePass: seconds =>
      act('let-time-pass', `let ${seconds} seconds pass on the page`, async () => {
        await within(tab().page.clock.runFor(seconds * 1000))
      }),
    lookForPrivateKeys: () =>
      act('look-for-keys', 'look for private keys in what the page has received', async () => {
        const { page } = tab()
        const searched = await searchForPrivateKeys(traffic.of(page), options.publicKeys)
        recorder.see({
          kind: 'keys-searched',
          ...placeOf(tab()),
          responses: searched.responses,
          found: searched.found.map(({ path, ...key }) => ({ ...key, path: recorder.redacted(safePath(path)) })),
        })
      }),
    findTokenProvider: async () => {
      if (!provider.found() && provider.inPage()) await expire()
    },
    probeTokenProvider: (kinds, another) =>
      act('probe', `ask the token provider ${kinds.map(kind => probeKinds[kind]).join(', ')}`, async () => {
        const found = provider.found()
        for (const kind of found ? kinds : []) await probes.ask(kind, found!, user, another?.asAnother() ?? undefined)
        if (!found) recorder.see({ kind: 'skipped', what: 'asking the token provider', ...noProvider()! })
      }),
    letProviderAnswer: () => act('let-answer', 'let the token provider answer at last', () => faults.letThrough()),
    setProviderFault: async name => {
      if (name === 'provider-expired-token') letTimePassElsewhere(await staleness())
      await faults.set(name)
    },
    hindrance: async name => {
      const missing = noProvider()
      if (missing || name !== 'provider-expired-token') return missing
      return (await staleness()) < options.sessionMinutes
        ? null
        : { because: 'the site’s tokens live as long as iAdvize’s session, or for ever' }
    },
    asAnother: () => user && { user, found: provider.found() },
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
