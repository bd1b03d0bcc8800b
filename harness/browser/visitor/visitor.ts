/** A visitor of the site: one browser profile, one or more tabs. Each action is one step of the journey, and ends with a look at everything. */
import type { BrowserContext, Frame, Page, Request } from '@playwright/test'
import { browserScript } from '../../../mock-iadvize/network/browser-script.ts'
import { consentKey, customDataGlobal, tagPath, visitorKey } from '../../../mock-iadvize/contract.ts'
import type { VisitorRecord } from '../../../mock-iadvize/contract.ts'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import type { Target, User } from '../../config/target.ts'
import { agreement } from '../../recording/agreement.ts'
import type { ObservationOf, PictureReason } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { safePath } from '../../recording/redaction.ts'
import { createChat } from './chat-state.ts'
import type { Chat, ChatState } from './chat-state.ts'
import { agreeButton } from '../sign-in/cookie-banner.ts'
import { bindingName, loadGlobal } from '../../recording/page-message.ts'
import type { PageMessage } from '../../recording/page-message.ts'
import type { KnownKeys } from '../token-provider/private-keys.ts'
import type { ProviderFaultName } from '../token-provider/provider-faults.ts'
import { probeKinds } from '../token-provider/provider-probes.ts'
import type { Another } from '../token-provider/identities.ts'
import type { ProbeKind } from '../token-provider/provider-probes.ts'
import type { Place } from '../token-provider/provider-watch.ts'
import { watchRest } from './rest.ts'
import type { Held, Rest } from './rest.ts'
import type { RunMemory } from '../stage/run-memory.ts'
import { holdScripts } from './script-hold.ts'
import type { ScriptHold } from './script-hold.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { signOut } from '../sign-in/sign-out.ts'
import { isSignedIn } from '../sign-in/signed-in.ts'
import { visit } from '../sign-in/visit.ts'
import { RefusedSignIn, SiteError, UnreachableSite } from '../sign-in/site-error.ts'
import type { Stopwatch } from './time-shares.ts'
import { createTokenProvider } from '../token-provider/token-provider.ts'
import type { Hindrance } from '../token-provider/token-provider.ts'

type Action = ObservationOf<'step'>['action']
type Tab = {
  name: string
  page: Page
  rest: Rest
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
  /** visitor id under which iAdvize has admitted this page; memory only */
  vuid: string | null
  /** what has gone wrong on it in this step, where that may be worth a picture */
  trouble: PictureReason | null
  /** controls that could be used at the last look */
  controls: number
}

/**
 * Milliseconds of the page's own time that it is given, once at rest, for its tag and for the activation of a signed-in
 * visitor: tag managers bring both when all else is done, or at the first sign of life.
 */
const lateness = 2_000
/** Seconds of the page's time that a sign-out may take when the chat does not answer. */
const signOutPatience = 10

/** Ends when whatever the page had put off for so long has had its turn; on a slow machine that is later. */
const putOff = (page: Page, time: number): Promise<void> =>
  page.evaluate(
    time =>
      new Promise<void>(resolve => {
        const idle = (window as Partial<Window>).requestIdleCallback
        setTimeout(() => (idle ? idle(() => resolve(), { timeout: time }) : resolve()), time)
      }),
    time,
  )

export type Visitor = {
  open(path: string): Promise<void>
  /** by a link of the page that leads to the path; false: there is none in sight, or it is the page itself */
  follow(path: string): Promise<boolean>
  signIn(user?: User): Promise<void>
  signOut(): Promise<void>
  /** as far as the site lets them, for journeys in which it may not; true: it did. What came of it is recorded */
  attemptSignIn(user?: User): Promise<boolean>
  attemptSignOut(): Promise<boolean>
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
  /** waits until the page has come to rest, after something that was held back has come */
  comeToRest(): Promise<void>
  /**
   * the next page gets its scripts, but for the tag, only when the answer is called: then the tag has run, if it can. null: this
   * browser lets nobody hold them
   */
  holdScripts(): Promise<(() => Promise<void>) | null>
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
  hindrance(name: ProviderFaultName): Promise<Hindrance | null>
  /** who is signed in here, and what their page asked the token provider; null: nobody */
  asAnother(): Another | null
}

export type VisitorOptions = {
  browser: string
  context: BrowserContext
  /** another profile with the same settings and no cookies */
  newContext: () => Promise<BrowserContext>
  /** public keys of both sides, to say whose a private key is */
  publicKeys: KnownKeys
  target: Target
  mock: Mock
  recorder: Recorder
  stopwatch: Stopwatch
  /** minutes; iAdvize's session */
  sessionMinutes: number
  /** whether the journey moves the page's timers ahead */
  movesTime: boolean
  /** what the journeys of this run tell each other */
  memory: RunMemory
  /** paths on which a late tag was waited for in vain, kept for as long as the site stays the same: once is enough */
  tagless: Set<string>
  /** what the page looks like, where something is wrong; all text on it is covered */
  picture: (page: Page, place: Place, because: PictureReason) => Promise<void>
  /** tells the runner's report of a step while it is done; `test.step` in a test */
  step: (name: string, does: () => Promise<void>) => Promise<void>
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
  origin: string
  visitorRecord: string | null
  jwts: { where: 'localStorage' | 'sessionStorage'; key: string; jwt: string }[]
  extId: string | null
  consented: boolean
  controls: number
  ready: 'loading' | 'interactive' | 'complete'
}

const readStorage = (names: { visitorKey: string; consentKey: string; loadGlobal: string }): Storage => {
  const compactJws = /eyJ[A-Za-z0-9_-]*\.eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+/g
  const found: Storage['jwts'] = []
  // A frame that is sandboxed into an origin of its own has no storage, and throws when asked for it.
  const hasStorage = window.origin !== 'null'
  for (const where of hasStorage ? (['localStorage', 'sessionStorage'] as const) : []) {
    const store = window[where]
    for (let index = 0; index < store.length; index++) {
      const key = store.key(index) ?? ''
      for (const jwt of (store.getItem(key) ?? '').match(compactJws) ?? []) found.push({ where, key, jwt })
    }
  }
  const probe = (window as unknown as Record<string, { load: string; lookForExtId: () => string | null } | undefined>)[
    names.loadGlobal
  ]
  const controls = [...document.querySelectorAll('a[href], button, input, select, textarea, [role="button"]')]
  return {
    load: probe?.load ?? null,
    path: location.pathname,
    origin: location.origin,
    visitorRecord: hasStorage ? localStorage.getItem(names.visitorKey) : null,
    jwts: found,
    extId: probe?.lookForExtId() ?? null,
    consented: hasStorage && localStorage.getItem(names.consentKey) === 'true',
    // A person sees it, and a click at its middle meets it. No named function: what tsx adds to name it is not in the page.
    controls: controls.slice(0, 300).filter(control => {
      if (control.matches(':disabled') || !control.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        return false
      const { left, top, width, height } = control.getBoundingClientRect()
      return control.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    }).length,
    ready: document.readyState,
  }
}

const probeScript = (): string => browserScript(new URL('../in-page/page-probe.ts', import.meta.url))

export const createVisitor = async (options: VisitorOptions): Promise<Visitor> => {
  const { context, target, mock, recorder, stopwatch, browser } = options
  const tabs: Tab[] = []
  const tabOf = new Map<Page, Tab>()
  let current: Tab | undefined
  let user: User | null = null
  let scripts: ScriptHold | null = null

  /** an extID of our own is in the page */
  let planted = false
  /** a fault is on, or was, that a site may take for the end of its own session */
  let perhapsOut = false

  const placeOf = ({ name, load, path }: Tab): Place => ({
    browser,
    tab: name,
    load: recorder.loadName(load),
    path: safePath(path),
  })
  const provider = createTokenProvider({
    ...options,
    placeOf: page => placeOf(adopt(page)),
    struck: page => {
      adopt(page).struck = true
    },
  })

  const held: Held = {
    request: (request: Request) =>
      mock.heldPaths().includes(new URL(request.url()).pathname) ||
      (scripts?.holds(request) ?? false) ||
      provider.isHeld(request),
    // A script element may ask for the token, and then the document waits for it.
    document: () => mock.heldPaths().includes(tagPath) || scripts !== null || provider.holding(),
  }
  /** A call of the SDK that waits for an answer which is held back is nothing to wait for. */
  const chatState = (): ChatState => {
    const { open, settled } = tab().chat.state(user !== null)
    const holding = provider.holding() || mock.heldPaths().some(path => path !== tagPath)
    return { open: holding ? 0 : open, settled }
  }

  const tab = (): Tab => {
    if (!current) throw new Error('no tab is open')
    return current
  }
  const adopt = (page: Page): Tab => {
    const known = tabOf.get(page)
    if (known) return known
    const adopted: Tab = {
      name: `tab ${tabs.length + 1}`,
      page,
      rest: watchRest(page, held),
      chat: createChat(),
      load: '',
      path: '/',
      struck: false,
      tagRuns: new Set(),
      tagFailed: false,
      activated: false,
      vuid: null,
      trouble: null,
      controls: 0,
    }
    tabs.push(adopted)
    tabOf.set(page, adopted)
    return adopted
  }
  const pageOfFrame = new Map<string, string>()
  /** What happens in a frame happens on the page that holds it, wherever the frame came from. */
  const ofPage = ({ page, load }: Tab, message: PageMessage): PageMessage => {
    if (!pageOfFrame.has(message.load)) pageOfFrame.set(message.load, load || message.load)
    return { ...message, load: pageOfFrame.get(message.load) ?? load, path: new URL(page.url()).pathname }
  }
  const hear = (from: Tab, frame: Frame, message: PageMessage): void => {
    const { event } = message
    if (!message.frame && from.load !== message.load) {
      from.tagRuns.clear()
      const { load, path } = message
      Object.assign(from, { load, path, struck: false, tagFailed: false, activated: false, vuid: null })
    }
    if (event.kind === 'tag-run') from.tagRuns.add(frame)
    if (event.kind === 'tag-element' && event.outcome !== 'loaded') from.tagFailed = true
    if (event.kind === 'activate') from.activated = true
    if (event.kind === 'activate-result' && event.status === 'authentication-failure')
      from.trouble = 'activation-failure'
    if (event.kind === 'page-error') from.trouble ??= 'page-error'
    if (event.kind === 'visitor') from.vuid = event.vuid
    from.chat.hear(message)
    const heard = message.frame ? ofPage(from, message) : message
    recorder.hear(heard, { browser, tab: from.name })
    if (event.kind === 'provider-answer' && event.token !== undefined)
      provider.tokenShown(from.page, placeOf({ ...from, load: heard.load, path: heard.path }), event.token, event.cause)
  }
  await stopwatch.ours(async () => {
    await context.exposeBinding(bindingName, ({ page, frame }, messages: PageMessage[]) => {
      const from = adopt(page)
      for (const message of messages) hear(from, frame, message)
      from.rest.touch()
    })
    await context.addInitScript(probeScript())
  })
  // Timers that are set before the clock is ours can't be moved, so it is ours from the beginning. It runs with real time.
  if (options.movesTime) await context.clock.install()
  // A site that pops up a window is a tab like any other.
  context.on('page', page => void adopt(page))

  const ownKey = visitorKey(target.sid)
  /** The page's own storage first, and then that of each frame in which the tag has run. */
  const storages = ({ page, tagRuns }: Tab): Promise<[Storage, ...Storage[]]> => {
    const names = { visitorKey: ownKey, consentKey: consentKey(target.sid), loadGlobal }
    const boxes = [...tagRuns].filter(frame => frame !== page.mainFrame() && !frame.isDetached())
    return Promise.all([page.evaluate(readStorage, names), ...boxes.map(frame => frame.evaluate(readStorage, names))])
  }

  const sample = async (): Promise<void> => {
    const { page, name } = tab()
    const cookieJar = context.cookies()
    const found = await within(
      storages(tab()).catch(async () => {
        // The page went away under the look: it is looked at again where it has come to rest.
        await page.waitForLoadState('load')
        return storages(tab())
      }),
    )
    if (found === unanswered) return recorder.see({ kind: 'unresponsive', ...placeOf(tab()) })
    const [top] = found
    // A frame of the page's own origin shares its storage.
    const origins = [...new Map(found.map(storage => [storage.origin, storage])).values()]
    const cookies = (await cookieJar).flatMap(cookie =>
      mock.sessionOf(cookie.value) ? [{ where: 'cookie' as const, key: cookie.name, jwt: cookie.value }] : [],
    )
    const jwts = [...origins.flatMap(storage => storage.jwts), ...cookies].flatMap(({ where, key, jwt }) => {
      const session = mock.sessionOf(jwt)
      recorder.keepSecret(jwt)
      return session
        ? [
            {
              where,
              own: key === ownKey,
              key: key === ownKey ? key : `key of ${key.length} characters`,
              userId: recorder.hash(session.userId),
              state: session.state,
            },
          ]
        : []
    })
    // Where the tag runs in a frame, a record of the page's own is left over from the time before.
    const record = origins.findLast(storage => storage.visitorRecord !== null)?.visitorRecord
    const stored = record == null ? undefined : (JSON.parse(record) as Partial<VisitorRecord>).vuid
    const vuid = stored ?? tab().vuid
    const desk = vuid === null ? null : mock.deskOf(vuid)
    tab().controls = top.controls
    const seen = {
      kind: 'sample' as const,
      browser,
      tab: name,
      load: recorder.loadName(top.load ?? tab().load),
      path: safePath(top.path),
      user: user?.label ?? null,
      jwts,
      desk: desk && {
        padlock: desk.padlock,
        reason: desk.reason,
        userId: desk.userId === null ? null : recorder.hash(desk.userId),
        extId: desk.extId !== null,
      },
      extId: found.find(({ extId }) => extId !== null)?.extId ?? null,
      consented: found.some(({ consented }) => consented),
      controls: top.controls,
      ready: top.ready,
    }
    recorder.see(seen)
    const trouble = agreement(seen).agrees ? tab().trouble : 'disagreement'
    // What faults of our own bring about is no trouble of the site's.
    const isOurs = planted || scripts !== null || tab().struck || mock.fault() !== null || provider.fault() !== null
    if (trouble !== null && !isOurs) await options.picture(page, placeOf(tab()), trouble)
  }

  const rest = async (): Promise<void> => {
    const { since } = await tab().rest.wait(chatState)
    stopwatch.oursSince(since)
  }

  const waitedInVain = new Set<string>()
  /** Nothing is under way, and what a page of the site brings late is there. */
  const settle = async (): Promise<void> => {
    await rest()
    const { page, tagRuns } = tab()
    const { origin, pathname } = new URL(page.url())
    const keptAway = mock.fault()?.startsWith('tag-') === true || scripts !== null
    const isComplete = (): boolean => {
      if (tagRuns.size === 0) return tab().tagFailed || options.tagless.has(pathname)
      return user === null || tab().activated || tab().struck || waitedInVain.has(pathname)
    }
    if (origin !== target.origin || keptAway || isComplete()) return
    await page.mouse.move(1, 1)
    const late = new AbortController()
    // A page that goes away meanwhile keeps nobody waiting.
    void putOff(page, lateness).then(
      () => late.abort(),
      () => late.abort(),
    )
    const began = performance.now()
    while (!isComplete() && !late.signal.aborted) await new Promise(resolve => setTimeout(resolve, 10))
    // What came was worth the wait, and late by the site's own choice.
    if (isComplete()) stopwatch.sitesSince(began)
    else stopwatch.oursSince(began)
    await rest()
    if (!isComplete() && provider.fault() === null) (tagRuns.size === 0 ? options.tagless : waitedInVain).add(pathname)
  }

  let asked = 0
  /** A step of its own: what the page does before is seen, and what it does then. */
  const acceptCookies = async (): Promise<void> => {
    const button = await agreeButton(tab().page, target)
    // A banner that comes back for ever is not to keep the journey from its end.
    if (!button || asked++ > 2) return
    await act('accept-cookies', 'accept the cookies', () => button.click())
  }

  /** One step: told to Playwright's report, done, come to rest, looked at. */
  const act = async (action: Action, name: string, does: () => Promise<void>): Promise<void> =>
    options.step(name, async () => {
      recorder.see({ kind: 'step', name, action, browser })
      tab().chat.beginStep()
      tab().trouble = null
      try {
        await does()
        await settle()
      } catch (error) {
        const { page } = tab()
        await stopwatch.ours(() => options.picture(page, placeOf(tab()), 'stopped'))
        throw error
      }
      await stopwatch.ours(async () => {
        await provider.settled(tab().page)
        await lookWhetherOut()
        await sample()
      })
      await acceptCookies()
    })

  /** A site that took a fault of ours for the end of its session has signed the visitor out: that is what it is like now. */
  const lookWhetherOut = async (): Promise<void> => {
    if (!perhapsOut || provider.fault() !== null) return
    perhapsOut = false
    if (!(await isSignedIn(tab().page, target))) user = null
  }

  const go = async (path: string): Promise<void> => {
    await visit(tab().page, target, path, held.document() ? 'commit' : 'load')
    options.memory.reached()
  }
  const expire = (): Promise<void> =>
    act('let-session-expire', `let iAdvize's session of ${options.sessionMinutes} minutes expire`, async () => {
      const minutes = options.sessionMinutes + 1
      mock.clock.jump(minutes * 60_000)
      recorder.see({ kind: 'clock-jump', minutes })
      await tab().page.clock.fastForward(minutes * 60_000)
    })
  const ensureTab = async (): Promise<void> => {
    current ??= adopt(await context.newPage())
  }
  const signInAs = async (as: User | undefined, does: (as: User) => Promise<void>): Promise<void> => {
    if (!as) throw new SiteError('no user is configured')
    recorder.keepSecret(as.username, as.password, ...(as.userId ? [as.userId] : []))
    await ensureTab()
    await act('sign-in', `sign in as the ${as.label} user`, () => does(as))
  }
  const letIn = async (as: User, does = () => signIn(tab().page, target, as)): Promise<void> => {
    await options.memory.signIn(as.label, does)
    options.memory.reached()
    user = as
  }
  const letPass = async (seconds: number): Promise<void> => {
    await within(tab().page.clock.runFor(seconds * 1000))
  }

  /** What the site did not let the visitor do is told, and no end of the journey. */
  const attempt = async (what: 'sign-in' | 'sign-out', does: () => Promise<void>): Promise<boolean> => {
    let because: string | null = null
    try {
      await does()
    } catch (error) {
      if (!(error instanceof SiteError) || error instanceof UnreachableSite) throw error
      because = error.message
    }
    const { page, name, load } = tab()
    const path = safePath(new URL(page.url()).pathname)
    const place = { browser, tab: name, load: recorder.loadName(load), path }
    recorder.see({ kind: 'attempt', ...place, what, done: because === null, because })
    return because === null
  }

  return {
    page: () => tab().page,
    open: async path => {
      await ensureTab()
      await act('open', `open ${path}`, () => go(path))
    },
    follow: async path => {
      const links = tab().page.locator('a[href]:not([target="_blank"])')
      const index = await links.evaluateAll(
        (all, path) =>
          all.findIndex(link => {
            const { origin, pathname, hash } = link as HTMLAnchorElement
            return origin === location.origin && pathname === path && !hash && link.checkVisibility()
          }),
        path.split(/[?#]/)[0],
      )
      if (index < 0 || new URL(tab().page.url()).pathname === path) return false
      await act('follow', `follow the link to ${path}`, () => links.nth(index).click())
      return true
    },
    signIn: (as = target.users[0]) => signInAs(as, letIn),
    attemptSignIn: async (as = target.users[0]) => {
      let done = false
      await signInAs(as, async user => {
        done = await attempt('sign-in', () =>
          letIn(user, () =>
            signIn(tab().page, target, user).catch((error: unknown) => {
              // It may be the outage that keeps them out: no other journey should conclude anything from it.
              throw error instanceof RefusedSignIn ? new SiteError(error.message) : error
            }),
          ),
        )
      })
      return done
    },
    signOut: () =>
      act('sign-out', 'sign out', async () => {
        await signOut(tab().page, target, user)
        await rest()
        user = null
      }),
    attemptSignOut: async () => {
      let done = false
      await act('sign-out', 'sign out', async () => {
        done = await attempt('sign-out', async () => {
          const { page, controls } = tab()
          if (controls === 0) throw new SiteError('nothing on the page can be used')
          await signOut(page, target, user)
          await rest()
          if (options.movesTime && (await isSignedIn(page, target))) {
            // The page may give the chat some seconds to say goodbye.
            await letPass(signOutPatience)
            await rest()
          }
          if (await isSignedIn(page, target))
            throw new SiteError(`${signOutPatience} seconds after it was used, the sign-out control is still there`)
          user = null
        })
      })
      return done
    },
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
      await page.bringToFront()
      await act('new-tab', `open ${path} in a new tab`, () => go(path))
    },
    switchToTab: async number => {
      const to = tabs[number - 1]
      if (!to) throw new Error(`there is no tab ${number}`)
      current = to
      await to.page.bringToFront()
    },
    letSessionExpire: expire,
    lookForPrivateKeys: () =>
      act('look-for-keys', 'look for private keys in what the page has received', () =>
        provider.lookForPrivateKeys(tab().page),
      ),
    findTokenProvider: async () => {
      if (provider.isInPage()) await expire()
    },
    probeTokenProvider: (kinds, another) =>
      act('probe', `ask the token provider ${kinds.map(kind => probeKinds[kind]).join(', ')}`, () =>
        provider.ask(kinds, user, another?.asAnother() ?? null),
      ),
    letProviderAnswer: () => act('let-answer', 'let the token provider answer at last', () => provider.letThrough()),
    setProviderFault: async name => {
      // A site that shows no sign-out control anyway does not tell.
      if (name === 'provider-unauthorised' || name === 'provider-login-page')
        perhapsOut = user !== null && (await isSignedIn(tab().page, target))
      await provider.setFault(name)
    },
    hindrance: name => provider.hindrance(name),
    asAnother: () => user && { user, found: provider.found() },
    letTimePass: seconds => act('let-time-pass', `let ${seconds} seconds pass on the page`, () => letPass(seconds)),
    comeToRest: () => act('wait', 'wait until the page has come to rest', () => Promise.resolve()),
    holdScripts: async () => {
      await ensureTab()
      const hold = await holdScripts(tab().page)
      if (!hold) {
        const because = 'only Chromium lets scripts be held back'
        recorder.see({ kind: 'skipped', what: 'a tag that comes before the scripts of the page', because })
        return null
      }
      scripts = hold
      recorder.see({ kind: 'fault', name: 'scripts-held', on: true })
      return async () => {
        // A tag that is brought by a script needs that script. The last one stays until the tag has run, or can't have.
        while (tab().tagRuns.size === 0 && hold.count() > 1) {
          await hold.releaseFirst()
          await rest()
        }
        recorder.see({ kind: 'fault', name: 'scripts-held', on: false })
        scripts = null
        await hold.release()
      }
    },
    plantExtId: async () => {
      await ensureTab()
      const plant = await context.addInitScript(name => {
        ;(window as unknown as Record<string, unknown>)[name] = { extID: 'planted-by-padlock' }
      }, customDataGlobal)
      recorder.see({ kind: 'fault', name: 'ext-id-injected', on: true })
      planted = true
      return async () => {
        await plant.dispose()
        planted = false
        recorder.see({ kind: 'fault', name: 'ext-id-injected', on: false })
      }
    },
  }
}
