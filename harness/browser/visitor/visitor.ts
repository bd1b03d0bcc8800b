/** A visitor of the site: one browser profile, one or more tabs. */
import type { BrowserContext, Page } from '@playwright/test'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import type { Target, User } from '../../config/target.ts'
import type { PictureReason } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { RunMemory } from '../sign-in/run-memory.ts'
import type { KnownKeys } from '../token-provider/private-keys.ts'
import type { ProviderFaultName } from '../../recording/faults.ts'
import type { Another } from '../token-provider/identities.ts'
import type { ProbeKind } from '../token-provider/provider-probes.ts'
import type { Place } from '../token-provider/provider-watch.ts'
import type { Hindrance } from '../token-provider/token-provider.ts'
import type { Stopwatch } from '../waiting/time-shares.ts'

export type Visitor = {
  open(path: string): Promise<void>
  /** by a link of the page that leads to the path; false: there is none in sight, or it is the page itself */
  follow(path: string): Promise<boolean>
  signIn(user?: User): Promise<void>
  /** `answeredAfter`: seconds of the page's time that iAdvize takes to answer its logout; for journeys that move time */
  signOut(how?: { answeredAfter?: number }): Promise<void>
  /** as far as the site lets them, for journeys in which it may not; true: it did. What came of it is recorded */
  attemptSignIn(user?: User): Promise<boolean>
  attemptSignOut(): Promise<boolean>
  /** after one that failed under a fault of ours: whether it does without one; `path`: of a page to begin on */
  seeWhetherSignOutWorks(path: string): Promise<void>
  reload(): Promise<void>
  goBack(): Promise<void>
  goForward(): Promise<void>
  /**
   * as a visitor does whose browser keeps pages alive (back/forward cache): in the history, to the next page with this path, or one page
   * if there is none. Chromium only
   */
  travel(direction: 'back' | 'forward', path: string): Promise<void>
  /** opens a path in a new tab of the same browser, and goes on there */
  openInNewTab(path: string): Promise<void>
  /** goes on in another tab, by its number from 1 */
  switchToTab(number: number): Promise<void>
  /** closes the tab in front, and goes on in the one that was opened last of those that are left */
  closeTab(): Promise<void>
  /** moves iAdvize's sessions and the page's timers ahead, past the end of the session */
  letSessionExpire(): Promise<void>
  /** moves the page's timers ahead, so that what a page does late is seen without waiting; seconds */
  letTimePass(seconds: number): Promise<void>
  /** waits until the page has come to rest, after something that was held back has come */
  waitUntilIdle(): Promise<void>
  /**
   * the next page gets its scripts, but for the tag, only when the answer is called: then the tag has run, if it can. null: this
   * browser lets nobody hold them
   */
  holdScripts(): Promise<(() => Promise<void>) | null>
  /** a condition of our own making, in this browser's view only, until the answer is called */
  plantExtId(): Promise<() => Promise<void>>
  page(): Page
  /** null: none is open yet */
  openPage(): Page | null
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
  /** paths on which a late tag was waited for without result, kept for as long as the site stays the same: once is enough */
  tagless: Set<string>
  /** what the page looks like, where something is wrong; all text on it is covered */
  picture: (page: Page, place: Place, because: PictureReason) => Promise<void>
  /** tells the runner's report of a step while it is done; `test.step` in a test */
  step: (name: string, does: () => Promise<void>) => Promise<void>
}
