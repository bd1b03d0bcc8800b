/** Plays one journey against one site, with a mock iAdvize of its own, and answers with the recording. */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext } from '@playwright/test'
import { iadvizeDomain } from '../../../mock-iadvize/contract.ts'
import { authenticate } from '../../../mock-iadvize/token/authenticate.ts'
import { recordAccount } from './mock-account.ts'
import { createMock } from '../../../mock-iadvize/platform/create-mock.ts'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import { defaultTimeouts } from '../../config/target.ts'
import type { Target } from '../../config/target.ts'
import { coveredPicture } from '../in-page/covered-picture.ts'
import { secretsOf } from '../../config/storage-state.ts'
import { journeyIds, pagesOfPart } from '../../run/journey-ids.ts'
import { saltVariable } from '../../run/plan.ts'
import { createRecorder } from '../../recording/recorder.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { Recording } from '../../recording/recording.ts'
import { asError, onUnexpected } from '../../foundation/ending.ts'
import { versionsOfRun } from '../../foundation/versions.ts'
import type { Interception } from '../launch/interception.ts'
import { secretsOfAccess, sendHeaders } from '../launch/access.ts'
import { isProviderFault } from '../../recording/faults.ts'
import type { FaultName } from '../../recording/faults.ts'
import { Endless } from '../waiting/documents.ts'
import { LeftOut, NobodySignedOut, RateLimited, UnreachableSite } from '../waiting/site-error.ts'
import { createDrafts } from './drafts.ts'
import { offTheRecord, withoutSteps } from './off-the-record.ts'
import type { RunMemory } from '../sign-in/run-memory.ts'
import type { Site } from './site-under-test.ts'
import { stopped } from './stopped.ts'
import { latencyOf } from './latency.ts'
import { createStopwatch } from '../waiting/time-shares.ts'
import { timeoutsOf } from '../waiting/slowness.ts'
import { timedOut } from '../waiting/timed-out.ts'
import { answerDialogs, watchMemory, watchUsable } from '../waiting/usable.ts'
import { unanswered, within } from '../waiting/within.ts'
import { createVisitor } from '../visitor/create-visitor.ts'
import type { Visitor, VisitorOptions } from '../visitor/visitor.ts'

export type JourneyOptions = {
  id: string
  /** users without whom the journey has no sense */
  users: number
  movesTime?: boolean
  /** iAdvize's answers take their time, as over a real network: what works on loopback alone shows */
  latency?: boolean
  /** needs a browser that keeps pages alive: `concerns` names the requirements that nothing is known of without one */
  backForwardCache?: { concerns: readonly string[] }
}

export type Journey = JourneyOptions & {
  title: string
  body: (stage: Stage) => Promise<void>
  /** which part of a run in parts, and how many signed-in pages the site has in all; absent: the run is in one */
  part?: { index: number; signedInPages: number }
}

/** What the body of a journey works with. */
export type Stage = {
  visitor: Visitor
  target: Target
  /** those that this part of a journey opens; all, where it is in one */
  signedInPages: readonly string[]
  mock: Mock
  /** another browser profile on another device, with its own storage and cookies */
  visitorInAnotherBrowser: () => Promise<Visitor>
  /**
   * A named fault (recording/faults.ts) is in force while `during` runs: of the mock, or of the site's token provider. Without a token
   * provider that can be spoken to, that is recorded and `during` does not run.
   */
  whileFaulty: (fault: FaultName, during: () => Promise<void>) => Promise<void>
  /** puts such a fault in force until the answer is called; null: it can't be, which is recorded */
  putFault: (fault: FaultName) => Promise<(() => Promise<void>) | null>
}

/** What a worker has for all the journeys that it plays. */
export type Theatre = {
  browser: Browser
  /** why there is no browser that could play this journey, in one sentence; absent: there is one */
  lacks?: string
  gateway: Gateway
  interception: Interception
  /** Playwright's name of the phone or tablet that the browser takes itself for */
  device?: string
  step: VisitorOptions['step']
  /** paths without a tag, as earlier journeys saw them; those of this process without it */
  tagless?: Set<string>
  /** whether pages are pictured where something is wrong; a site's configuration may say no */
  pictures?: boolean
  /** of which run this is a journey, where the command plays it */
  run?: Pick<Recording['run'], 'id' | 'shard' | 'sites'>
  /** keeps what was recorded until now, in case that this process does not come to the end of the journey */
  keep?: (draft: Recording) => void
  /** `followed`: somebody reads each draft, and wants more of them */
  keptFor?: 'kept' | 'followed'
  /** the runner does not wait any longer; its reason is an Error */
  cut?: AbortSignal
}

/** Of one journey: what goes wrong on one page often goes wrong on all. One more is kept for where the journey stops. */
const mostPictures = 2

/** One for all journeys of a run; never written. Hashes are compared within a recording only. */
const salt = process.env[saltVariable] ?? randomBytes(16).toString('hex')

const clock = (): number => performance.now()

/** By the target's name: a page that has no tag on one journey has none on the next, and is not waited for once more. */
const tagless = new Map<string, Set<string>>()
const taglessPaths = (target: string): Set<string> => {
  const known = tagless.get(target) ?? new Set()
  tagless.set(target, known)
  return known
}

/** Milliseconds that a browser may take to close what a journey has opened. What does not close is left to the end of the run. */
const closingTimeoutMs = 30_000
/** Milliseconds that a journey may wait in all because the site limits the rate. */
const maxWaitMs = 30 * 60_000
/**
 * Milliseconds that the runner gives a test. Playwright's own time-out ends it without a word and without a recording: so it comes
 * later than the journey's, and than all that comes before and after a journey.
 */
export const testTimeoutMs = ({ timeouts = defaultTimeouts }: Pick<Target, 'timeouts'>): number =>
  timeouts.journey + maxWaitMs + 10 * closingTimeoutMs

/**
 * Until it is over, takes too long, or something throws where nobody waits for it: in an event of the browser, for example. What was waited
 * for because the site had asked for it counts against nobody.
 */
const limited = async (target: Target, memory: RunMemory, body: Promise<void>, cut: AbortSignal): Promise<void> => {
  // What comes of it after the limit concerns nobody.
  body.catch(() => undefined)
  const { journey } = timeoutsOf(target)
  let timer: NodeJS.Timeout | undefined
  let over: () => void = () => undefined
  const broken = new Promise<never>((_resolve, reject) => {
    over = onUnexpected(reject)
    cut.addEventListener('abort', () => reject(asError(cut.reason)), { once: true })
    const before = memory.waitedMs()
    const began = clock()
    const look = (): void => {
      const left = journey + memory.waitedMs() - before - (clock() - began)
      if (left <= 0) reject(timedOut(target, 'the journey had not come to its end', journey, 'journey'))
      else timer = setTimeout(look, left)
    }
    look()
  })
  try {
    await Promise.race([body, broken])
  } finally {
    clearTimeout(timer)
    over()
  }
}

const pagesOf = ({ pages }: Target, part: Journey['part']): readonly string[] =>
  part ? pages.signedIn.slice(part.index * pagesOfPart, (part.index + 1) * pagesOfPart) : pages.signedIn

/** From the beginning: a page may greet the second user before that one has signed in. */
const keepUsers = (recorder: Recorder, { users }: Target): void => {
  for (const { username, password, userId } of users) {
    recorder.keepSecret(password)
    recorder.keepPersonal(username, ...(userId === undefined ? [] : [userId]))
  }
}

/** What the configuration names may be written as it names it. */
const knowConfigured = (
  recorder: Recorder,
  { pages, signInPage, signOut, tokenProvider, tagHost, platform }: Target,
): void => {
  const signOutPage = typeof signOut === 'object' ? signOut.page : undefined
  const named = [signOutPage, tokenProvider].filter(path => path !== undefined)
  recorder.knowPath(...pages.guest, ...pages.signedIn, signInPage, ...named)
  recorder.knowHost(`${platform}.${iadvizeDomain}`, ...(tagHost === undefined ? [] : [tagHost]))
}

/** What is kept of a journey while it is played. Should it be read, then the process did not come to the end. */
const unfinished = (recording: Recording, step: string): Recording => ({
  ...recording,
  outcome: {
    state: 'stopped',
    step,
    because: 'the process that played this journey ended before the journey did; run again',
    blame: 'harness',
  },
})

/** So often a journey is played anew after a limit of the site. */
const maxReplays = 3

/** Whatever happens on the way, there is a recording in the end; the site is closed. */
export const play = async (journey: Journey, site: Site, theatre: Theatre): Promise<Recording> => {
  try {
    for (let again = 0; ; again++) {
      const limits: RateLimited[] = []
      const recording = await withoutSteps(theatre.browser, () =>
        played(journey, site, theatre, limit => limits.push(limit)),
      )
      // A journey that a limit has cut off says nothing of the site: it is played anew when the site lets it be.
      const [limit] = limits
      if (!limit || again >= maxReplays || !site.memory.limited(limit)) return recording
    }
  } finally {
    await site.close()
  }
}

const played = async (
  { id, title, users, movesTime = false, latency = false, backForwardCache, part, body }: Journey,
  { target, defects, tenant, sessionMinutes, memory }: Site,
  {
    browser,
    lacks,
    gateway,
    interception,
    device,
    step: told,
    pictures = false,
    tagless: knownTagless = taglessPaths(target.name),
    run = {},
    keep,
    keptFor,
    cut,
  }: Theatre,
  limitedBy: (error: RateLimited) => void,
): Promise<Recording> => {
  const began = clock()
  const stopwatch = createStopwatch(target.origin, clock)
  const mock = createMock({
    tenant,
    sessionMinutes,
    ...(latency && { latencyMs: latencyOf(id) }),
    onEvent: event => recordAccount(recorder, event),
  })
  const recorder = createRecorder({
    journey: { id, title },
    target: {
      name: target.name,
      origin: target.origin,
      sid: target.sid,
      guests: target.guests,
      pages: { guest: [...target.pages.guest], signedIn: [...target.pages.signedIn] },
      defects,
      anonymousFallback: target.anonymousFallback ?? false,
      ...(target.trust && { trust: true as const }),
      ...(target.stack && { stack: target.stack }),
    },
    run: {
      journeys: journeyIds(part?.signedInPages),
      ...run,
      versions: versionsOfRun(),
    },
    users: target.users,
    salt,
    startedAt: new Date(),
    clock,
    judge: token => stopwatch.ours(() => authenticate(token, mock.tenant, new Date(mock.clock.now()))),
  })
  for (const { storageState } of target.users) if (storageState) recorder.keepSecret(...secretsOf(storageState))
  recorder.keepSecret(...secretsOfAccess(target))
  keepUsers(recorder, target)
  knowConfigured(recorder, target)
  const asked = new Set<string>()
  gateway.attach(mock, ({ host, method, path, via, answer }) => {
    const request = { host, method, path, via, answer }
    const key = JSON.stringify(request)
    if (asked.has(key)) return
    asked.add(key)
    recorder.see({ kind: 'iadvize-request', ...request })
  })
  stopwatch.oursSince(began)
  let picturesLeft = mostPictures
  const picture: VisitorOptions['picture'] = async (page, place, because) => {
    if (!pictures || target.pictures === false || (because !== 'stopped' && picturesLeft-- <= 0)) return
    const taken = await within(target, coveredPicture(page))
    if (taken && taken !== unanswered) recorder.see({ kind: 'picture', ...place, because, ...taken })
  }
  const recorded = (): Promise<Recording> =>
    recorder.recording({
      name: browser.browserType().name(),
      version: browser.version(),
      interception: interception.mode,
      ...(device !== undefined && { device }),
    })
  const draft = createDrafts(
    name => stopwatch.ours(async () => keep?.(unfinished(await recorded(), name))),
    clock,
    keptFor,
  )
  const step: VisitorOptions['step'] = async (name, does) => {
    if (keep) await draft(name)
    await told(name, does)
  }
  /** aborted with why nobody could use a page */
  const unusable = new AbortController()
  const watches = [watchMemory(error => unusable.abort(error))]
  // What was asked of a browser that is gone is mostly refused at once, and now and then never answered.
  const gone = (): void => {
    setTimeout(() => unusable.abort(new Error('the browser is gone')), closingTimeoutMs).unref()
  }
  browser.on('disconnected', gone)
  watches.push(() => void browser.off('disconnected', gone))
  const closings: (() => Promise<void>)[] = []
  const names = ['first', 'second', 'third']
  const newContext = async (): Promise<BrowserContext> => {
    const context = await browser.newContext({
      // Whoever is signed in by an integrator's own Playwright configuration is not signed in here.
      storageState: { cookies: [], origins: [] },
      ...interception.contextOptions(target),
    })
    closings.push(await offTheRecord(context))
    stopwatch.watch(context)
    answerDialogs(context, error => unusable.abort(error))
    // For what names no time-out of its own.
    const { navigation, action } = timeoutsOf(target)
    context.setDefaultNavigationTimeout(navigation)
    context.setDefaultTimeout(action)
    await sendHeaders(browser, context, target)
    await stopwatch.ours(() => interception.prepare(context, target))
    return context
  }
  const visitors: Visitor[] = []
  const newVisitor = async (): Promise<Visitor> => {
    const visitor = await createVisitor({
      browser: names[visitors.length] ?? `number ${visitors.length + 1}`,
      context: await newContext(),
      newContext,
      publicKeys: { brand: tenant.brandKeys, iadvize: tenant.iAdvizeKeys },
      target,
      mock,
      recorder,
      stopwatch,
      sessionMinutes,
      movesTime,
      memory,
      tagless: knownTagless,
      picture,
      step,
    })
    visitors.push(visitor)
    watches.push(watchUsable(target, visitor.openPage, error => unusable.abort(error)))
    return visitor
  }
  const setFault = async (fault: FaultName, on: boolean): Promise<void> => {
    if (isProviderFault(fault)) await Promise.all(visitors.map(visitor => visitor.setProviderFault(on ? fault : null)))
    else mock.setFault(on ? fault : null)
    recorder.see({ kind: 'fault', name: fault, on })
  }
  /** Why a fault of the token provider can't be put in force in one of the browsers; null: it can. */
  const hindrance = async (fault: FaultName) => {
    const all = isProviderFault(fault) ? visitors.map(visitor => visitor.hindrance(fault)) : []
    return (await Promise.all(all)).find(Boolean) ?? null
  }
  const putFault: Stage['putFault'] = async fault => {
    const hindered = await hindrance(fault)
    if (hindered) {
      recorder.see({ kind: 'skipped', what: `the fault «${fault}»`, ...hindered })
      return null
    }
    await setFault(fault, true)
    return () => setFault(fault, false)
  }
  try {
    const givenUp = memory.givenUp()
    if (givenUp !== null) throw new UnreachableSite(givenUp)
    if (lacks !== undefined)
      recorder.see({
        kind: 'skipped',
        what: title,
        because: lacks,
        ...(backForwardCache && { concerns: [...backForwardCache.concerns] }),
      })
    else if (target.users.length < users)
      recorder.see({
        kind: 'skipped',
        what: title,
        because: `it needs ${users} users, and ${target.users.length} are configured`,
      })
    else
      await limited(
        target,
        memory,
        // To open the first page may take for ever as well.
        (async () =>
          body({
            visitor: await newVisitor(),
            target,
            signedInPages: pagesOf(target, part),
            mock,
            visitorInAnotherBrowser: newVisitor,
            putFault,
            whileFaulty: async (fault, during) => {
              const lift = await putFault(fault)
              if (!lift) return
              try {
                await during()
              } catch (error) {
                // A page that takes a fault for a reason to load itself anew does so until it is over (failure/page-survives).
                if (!(error instanceof Endless)) throw error
              } finally {
                await lift()
              }
            },
          }))(),
        AbortSignal.any([unusable.signal, ...(cut ? [cut] : [])]),
      )
  } catch (error) {
    const leftOut = error instanceof NobodySignedOut ? 'what comes after a sign-out' : 'signing out'
    if (error instanceof LeftOut) recorder.see({ kind: 'skipped', what: leftOut, because: error.message })
    else {
      if (error instanceof UnreachableSite) memory.missed(error)
      if (error instanceof RateLimited) limitedBy(error)
      recorder.stop(stopped(error, target, recorder.step(), browser.isConnected()))
    }
  }
  for (const unwatch of watches) unwatch()
  const recording = await stopwatch.ours(recorded)
  await Promise.race([
    // A browser that is gone has closed them.
    Promise.all(closings.map(close => close().catch(() => undefined))),
    pause(closingTimeoutMs, undefined, { ref: false }),
  ])
  gateway.attach(null)
  const timing = stopwatch.shares()
  return { ...recording, timing }
}
