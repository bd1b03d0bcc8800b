/** Makes a visitor. Each action is one step of the journey, and ends with a look at everything. */
import type { Request } from '@playwright/test'
import { customDataGlobal, tagPath } from '../../../mock-iadvize/contract.ts'
import type { User } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { lookDelayMs, sleep } from '../sign-in/awaited.ts'
import { isSignedIn, seenSignedIn } from '../sign-in/signed-in.ts'
import { signIn } from '../sign-in/sign-in.ts'
import { signOut } from '../sign-in/sign-out.ts'
import type { Sender } from '../sign-in/sign-out.ts'
import { visit } from '../sign-in/visit.ts'
import { NobodySignedOut, RateLimited, RefusedSignIn, SiteError, UnreachableSite } from '../waiting/site-error.ts'
import { probeKinds } from '../token-provider/provider-probes.ts'
import { createTokenProvider } from '../token-provider/token-provider.ts'
import type { Held } from '../waiting/page-idle.ts'
import { click } from '../waiting/click.ts'
import { timeoutsOf } from '../waiting/slowness.ts'
import { TimedOut, timedOut } from '../waiting/timed-out.ts'
import { linkTo } from './link-to.ts'
import { openProbeChannel } from './probe-channel.ts'
import { holdScripts } from './script-hold.ts'
import { createSteps } from './step.ts'
import type { Situation } from './step.ts'
import { createTabs } from './tabs.ts'
import type { Tab } from './tabs.ts'
import { withLateLogout } from './late-logout.ts'
import { travel } from './travel.ts'
import type { Visitor, VisitorOptions } from './visitor.ts'
import { within } from '../waiting/within.ts'

/** Seconds of the page's own time that a sign-out may take when the chat does not answer. */
const maxSignOutSeconds = 10

/** Milliseconds of an iAdvize session that ends before a site's own does. */
const shortSessionMs = 30_000

/** `error`: what the site did instead */
type Attempt = { done: boolean; error: Error | null }

export const createVisitor = async (options: VisitorOptions): Promise<Visitor> => {
  const { context, target, mock, recorder, stopwatch, browser } = options
  const situation: Situation = { user: null, scripts: null, planted: false, signedOut: false, perhapsOut: false }
  const held: Held = {
    request: (request: Request) =>
      mock.heldPaths().includes(new URL(request.url()).pathname) ||
      (situation.scripts?.holds(request) ?? false) ||
      provider.isHeld(request),
    // A script element may ask for the token, and then the document waits for it.
    document: () => mock.heldPaths().includes(tagPath) || situation.scripts !== null || provider.holding(),
  }
  const tabs = createTabs({
    browser,
    recorder,
    target,
    held,
    tokenShown: (...shown) => provider.tokenShown(...shown),
  })
  const provider = createTokenProvider({
    ...options,
    placeOf: page => tabs.placeOf(tabs.adopt(page)),
    struck: page => {
      tabs.adopt(page).struck = true
    },
  })
  const tab = (): Tab => tabs.current()

  const { probe } = await stopwatch.ours(() => openProbeChannel(context, (...heard) => tabs.hear(...heard)))
  const { act, untilIdle } = createSteps({ ...options, probe }, tabs, provider, situation)
  // Timers that are set before the clock is ours can't be moved, so it is ours from the beginning. It runs with real time.
  if (options.movesTime) await context.clock.install()
  // A site that pops up a window is a tab like any other.
  context.on('page', page => void tabs.adopt(page))

  /** A page that does not come in time may be there later: nobody knows. */
  const arrived = async (what: string, does: (timeout: number) => Promise<unknown>): Promise<void> => {
    const timeout = timeoutsOf(target).navigation
    await does(timeout).catch((error: unknown) => {
      throw /Timeout \d+ms exceeded/.test(String(error)) ? timedOut(target, what, timeout, 'navigation') : error
    })
  }
  /** What the site had put off is tried again: only what comes of this try counts. */
  const forgetLimit = (): void => void tab().limit()
  const go = async (path: string): Promise<void> => {
    await options.memory.paced(async () => {
      forgetLimit()
      await visit(tab().page, target, path, held.document() ? 'commit' : 'load')
    })
    options.memory.reached()
  }
  /** Moves both clocks, and answers whether somebody was signed in who no longer is. */
  const jump = async (milliseconds: number): Promise<boolean> => {
    const before = await seenSignedIn(tab().page, target)
    mock.clock.jump(milliseconds)
    recorder.see({ kind: 'clock-jump', minutes: milliseconds / 60_000 })
    await tab().page.clock.fastForward(milliseconds)
    await untilIdle()
    if (before === 'out' || (await seenSignedIn(tab().page, target)) !== 'out') return false
    // Whatever the page does from now on, it does for a guest.
    situation.user = null
    return true
  }
  /**
   * Again, with the page's clock set right and a session of iAdvize's that is shorter than the site's own. `minutes`: by which the
   * clock was moved when the site signed the visitor out.
   */
  const expireSoon = async (user: User, path: string, minutes: number): Promise<void> => {
    await tab().page.clock.setSystemTime(Date.now())
    mock.changeSettings({ sessionMinutes: shortSessionMs / 60_000 })
    try {
      await signInAs(user, letIn)
      await act('open', `open ${barePath(path)}`, () => go(path))
    } finally {
      mock.changeSettings({ sessionMinutes: options.sessionMinutes })
    }
    await act('let-session-expire', "let a short session of iAdvize's expire", async () => {
      if (!(await jump(shortSessionMs + 1_000))) return
      recorder.see({
        kind: 'skipped',
        what: 'the end of iAdvize’s session',
        because: `the site’s own session ended when the page’s clock was moved ahead by ${minutes} minutes, and again when it was moved by less than one`,
      })
    })
  }
  const expire = async (): Promise<void> => {
    const minutes = options.sessionMinutes + 1
    const { user } = situation
    const path = new URL(tab().page.url()).pathname
    let isOut = false
    await act('let-session-expire', `let iAdvize's session of ${options.sessionMinutes} minutes expire`, async () => {
      isOut = await jump(minutes * 60_000)
    })
    if (isOut && user) await expireSoon(user, path, minutes)
  }
  const ensureTab = async (): Promise<void> => {
    if (!tabs.isOpen()) tabs.goOn(await context.newPage())
  }
  const signInAs = async (as: User | undefined, does: (as: User) => Promise<void>): Promise<void> => {
    if (!as) throw new SiteError('no user is configured')
    recorder.keepSecret(as.password)
    recorder.keepPersonal(as.username, ...(as.userId ? [as.userId] : []))
    await ensureTab()
    await act('sign-in', `sign in as the ${as.label} user`, () => does(as))
  }
  const letIn = async (as: User, does = (): Promise<void> => enter(as)): Promise<void> => {
    await options.memory.signIn(as.label, does)
    options.memory.reached()
    situation.user = as
    situation.signedOut = false
  }
  const enter = async (as: User): Promise<void> => {
    forgetLimit()
    try {
      await signIn(tab().page, target, as, situation)
    } catch (error) {
      if (error instanceof NobodySignedOut) recordAttempt('sign-out', error)
      throw error
    }
  }
  const letPass = async (seconds: number): Promise<void> => {
    await within(target, tab().page.clock.runFor(seconds * 1000))
  }

  /** of the sign-out that was tried last */
  let sender: Sender | null = null
  const recordAttempt = (what: 'sign-in' | 'sign-out', failure: Error | null, isLate = false): void => {
    const { page } = tab()
    const place = { ...tabs.placeOf(tab()), path: new URL(page.url()).pathname }
    const because = failure?.message ?? null
    const how = isLate
      ? { timedOut: true as const }
      : failure instanceof NobodySignedOut && { stillSignedIn: true as const }
    const by = what === 'sign-out' && sender !== null && { sender }
    recorder.see({ kind: 'attempt', ...place, what, done: !failure, because, ...how, ...by })
  }
  /** What the site did not let the visitor do is recorded; whether that ends the journey is for the caller to say. */
  const attempt = async (what: 'sign-in' | 'sign-out', does: () => Promise<void>): Promise<Attempt> => {
    let failure: SiteError | NobodySignedOut | null = null
    let isLate = false
    try {
      await does()
    } catch (error) {
      const isSites = error instanceof SiteError || error instanceof NobodySignedOut
      // Whom the site puts off by its rate limit, it neither keeps in nor out.
      if (!isSites || error instanceof UnreachableSite || error instanceof RateLimited) throw error
      const limit = tab().limit()
      if (limit) throw limit
      failure = error
      // What a page that is still busy did not let the visitor do, it may let them do later.
      await untilIdle()
      isLate = error instanceof TimedOut || tab().busy !== null
    }
    if (failure && isLate) recorder.see({ kind: 'timed-out', because: failure.message })
    recordAttempt(what, failure, isLate)
    return { done: !failure, error: failure }
  }

  /** The page may give the chat some seconds to say goodbye. */
  const sayGoodbye = (): Promise<void> => letPass(maxSignOutSeconds)
  const leave = async (letTimePass = sayGoodbye): Promise<void> => {
    sender = null
    await signOut(tab().page, target, situation.user, {
      untilIdle,
      sentBy: by => {
        sender = by
      },
      busy: () => tab().busy,
      ...(options.movesTime && { letTimePass }),
    })
    situation.user = null
    situation.signedOut = true
  }

  /** One page, as Playwright goes: the page that was left is not kept alive. */
  const inHistory = (direction: 'back' | 'forward'): Promise<void> =>
    act(`go-${direction}`, `go ${direction}`, async () => {
      const what = direction === 'back' ? 'the page before was not there' : 'the page after was not there'
      await arrived(what, async timeout => {
        const deadline = performance.now() + timeout
        for (;;) {
          try {
            const { page } = tab()
            const options = { timeout: Math.max(1, deadline - performance.now()) }
            return await (direction === 'back' ? page.goBack(options) : page.goForward(options))
          } catch (error) {
            // A page that came of a form is not asked for again: Chromium shows one of its own, and a visitor goes on to the one before.
            // While that page takes its place, none is active.
            const again = /ERR_CACHE_MISS|Not attached to an active page/.test(String(error))
            if (!again || performance.now() >= deadline) throw error
            await sleep(lookDelayMs)
          }
        }
      })
    })

  return {
    page: () => tab().page,
    openPage: () => (tabs.isOpen() ? tab().page : null),
    open: async path => {
      recorder.knowPath(path)
      await ensureTab()
      await act('open', `open ${barePath(path)}`, () => go(path))
    },
    follow: async path => {
      const { page } = tab()
      if (new URL(page.url()).pathname === path) return false
      const found = await linkTo(page, target, path)
      if (!found) return false
      recorder.knowPath(path)
      const link = `the link to ${barePath(path)}`
      await act('follow', `follow ${link}`, () => click(target, found, link))
      return true
    },
    signIn: (as = target.users[0]) => signInAs(as, letIn),
    attemptSignIn: async (as = target.users[0]) => {
      let done = false
      await signInAs(as, async user => {
        ;({ done } = await attempt('sign-in', () =>
          letIn(user, () =>
            enter(user).catch((error: unknown) => {
              // It may be the outage that keeps them out: no other journey should conclude anything from it.
              throw error instanceof RefusedSignIn ? new SiteError(error.message) : error
            }),
          ),
        ))
      })
      return done
    },
    signOut: ({ answeredAfter } = {}) =>
      act('sign-out', 'sign out', async () => {
        const isAsked = (): boolean => tab().chat.state(true).open > 0
        // A function of the configuration may itself wait until the page has left.
        const isLate = answeredAfter !== undefined && options.movesTime && typeof target.signOut !== 'function'
        const { error } = await attempt('sign-out', () =>
          isLate ? withLateLogout({ mock, isAsked, letPass, seconds: answeredAfter }, leave) : leave(),
        )
        if (error) throw error
      }),
    attemptSignOut: async () => {
      let done = false
      await act('sign-out', 'sign out', async () => {
        if ((await seenSignedIn(tab().page, target)) === 'out') done = true
        else
          ({ done } = await attempt('sign-out', async () => {
            const { controls, busy } = tab()
            if (controls === 0 && busy !== null) throw new TimedOut(busy)
            if (controls === 0) throw new SiteError('nothing on the page can be used')
            await leave()
          }))
      })
      if (done) situation.user = null
      return done
    },
    seeWhetherSignOutWorks: async path => {
      await act('open', `open ${path}`, async () => {
        await go(path)
        await untilIdle()
        // What had only been late has come through by now: this page is nobody's.
        if ((await seenSignedIn(tab().page, target)) === 'out') situation.user = null
      })
      if (situation.user === null) return
      await act('sign-out', 'sign out without the fault', async () => {
        await attempt('sign-out', leave)
      })
    },
    reload: () =>
      act('reload', 'reload the page', async () => {
        await arrived('the page was not loaded again', timeout => tab().page.reload({ timeout }))
      }),
    goBack: () => inHistory('back'),
    goForward: () => inHistory('forward'),
    travel: (direction, path) =>
      act(`go-${direction}`, `go ${direction} to ${barePath(path)}`, async () => {
        const { page } = tab()
        const because = await travel(page, { target, direction, path, restored: () => tab().restored })
        if (because) recorder.see({ kind: 'page-not-restored', browser, because })
      }),
    openInNewTab: async path => {
      recorder.knowPath(path)
      const page = await context.newPage()
      tabs.goOn(page)
      await page.bringToFront()
      await act('new-tab', `open ${barePath(path)} in a new tab`, () => go(path))
    },
    switchToTab: async number => {
      await tabs.goOnIn(number).bringToFront()
    },
    closeTab: async () => {
      const { page } = tab()
      await tabs.leave().bringToFront()
      await page.close()
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
        provider.ask(kinds, situation.user, another?.asAnother() ?? null),
      ),
    letProviderAnswer: () => act('let-answer', 'let the token provider answer at last', () => provider.letThrough()),
    setProviderFault: async name => {
      // A site that shows no sign-out control anyway does not tell.
      if (name === 'provider-unauthorised' || name === 'provider-login-page')
        situation.perhapsOut = situation.user !== null && (await isSignedIn(tab().page, target))
      await provider.setFault(name)
    },
    hindrance: name => provider.hindrance(name),
    asAnother: () => situation.user && { user: situation.user, found: provider.found() },
    letTimePass: seconds => act('let-time-pass', `let ${seconds} seconds pass on the page`, () => letPass(seconds)),
    waitUntilIdle: () => act('wait', 'wait until the page is idle', () => Promise.resolve()),
    holdScripts: async () => {
      await ensureTab()
      const hold = await holdScripts(tab().page)
      if (!hold) {
        const because = 'only Chromium lets scripts be held back'
        recorder.see({ kind: 'skipped', what: 'a tag that comes before the scripts of the page', because })
        return null
      }
      situation.scripts = hold
      recorder.see({ kind: 'fault', name: 'scripts-held', on: true })
      return async () => {
        // A tag that is brought by a script needs that script. The last one stays until the tag has run, or can't have.
        while (tab().tagRuns.size === 0 && hold.count() > 1) {
          await hold.releaseFirst()
          await untilIdle()
        }
        recorder.see({ kind: 'fault', name: 'scripts-held', on: false })
        situation.scripts = null
        await hold.release()
      }
    },
    plantExtId: async () => {
      await ensureTab()
      const plant = await context.addInitScript(name => {
        ;(window as unknown as Record<string, unknown>)[name] = { extID: 'planted-by-padlock' }
      }, customDataGlobal)
      recorder.see({ kind: 'fault', name: 'ext-id-injected', on: true })
      situation.planted = true
      return async () => {
        await plant.dispose()
        situation.planted = false
        recorder.see({ kind: 'fault', name: 'ext-id-injected', on: false })
      }
    },
  }
}
