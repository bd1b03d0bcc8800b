/**
 * One mock iAdvize for one site: keys, clock, visitors and faults of its own, so that tests share nothing.
 * The gateway (gateway.ts) puts it on the network.
 */
import type { RequestHandler } from 'msw'
import type { Decision, Tenant } from '../token/decision.ts'
import type { ChatAccess, DeskView, Presence, SessionView } from './desk-view.ts'
import type { Keeper } from './kept-state.ts'
import type { PlatformSettings } from './settings.ts'
import type { VisitorLimits } from './visitors.ts'

/** Milliseconds since the epoch, split in two: the site's backend keeps real time, iAdvize's sessions can be moved ahead. */
export type MockClock = {
  /** real time: what the site's backend lives by */
  now(): number
  /** real time plus all jumps: what iAdvize's sessions live by */
  sessionNow(): number
  /** moves the sessions' time ahead, by milliseconds */
  jump(milliseconds: number): void
}

/** `token`: what is wrong with it, its decision says */
export type RefusalCause = 'token' | 'token-spent' | 'unknown-site' | 'authenticated-mode-off' | 'signed-out-meanwhile'

/** What the mock tells whoever watches, in order, as it happens. Raw tokens: memory only. */
export type MockEvent =
  | { kind: 'tag-served' }
  | {
      kind: 'exchange'
      /** the site that the page named, which may be another than the mock's */
      sid: string
      vuid: string
      option: 'SECURED_AUTHENTICATION' | 'ANONYMOUS'
      token?: string
      decision?: Decision
      extId: boolean
      page: string
      /** the run of the tag in one page, and the number of its call; absent: it did not say */
      run?: string
      call?: number
      accepted: boolean
      /** what the page was told when refused */
      reason?: string
      /** why it was refused, which the page is not told */
      because?: RefusalCause
    }
  | { kind: 'logout'; vuid: string; hadSession: boolean }
  | { kind: 'fault-hit'; fault: string; path: string }
  | { kind: 'desk-changed' }

export type MockOptions = {
  tenant: Tenant
  /** minutes; 60 by default (FE-FAQ, doc) */
  sessionMinutes?: number
  /** what the documentation leaves open (settings.ts) */
  settings?: Partial<PlatformSettings>
  clock?: MockClock
  /** milliseconds that the next answer of the exchange, or of logout, is on its way; none by default */
  latencyMs?: () => number
  onEvent?: (event: MockEvent) => void
  /** what outlives the process; nothing by default */
  keeper?: Keeper
  /** whether a browser that is signed in has a page open; by default it has one until it signs out */
  presence?: (vuid: string) => Presence
  /** how many visitors and conversations are remembered; the oldest are forgotten */
  limits?: Partial<VisitorLimits>
}

/** What an endpoint answers, whatever carries it: express, or an msw handler. `body` goes out as JSON. */
export type Answer = { status: number; body: unknown }

export type Mock = {
  tenant: Tenant
  clock: MockClock
  latencyMs(): number
  /** `listener` is called after each change of the desk; answers with what ends that */
  onDeskChange(listener: () => void): () => void
  /** the agent's desk, newest first. `most`: how many */
  desk(most?: number): DeskView[]
  /** what the desk shows for one browser's visitor id; null: the visitor never arrived */
  deskOf(vuid: string): DeskView | null
  /** one conversation as the desk shows it; null: there is none with this id */
  conversation(id: string): DeskView | null
  /** the conversation of a userId; null: that user was never verified */
  conversationOfUser(userId: string): DeskView | null
  /** the conversation that a browser may read and write at this moment */
  chatOf(vuid: string): ChatAccess
  count(): { visitors: number; conversations: number }
  /** null: not one of ours */
  sessionOf(jwt: string): SessionView | null
  /**
   * Puts a named fault (faults.ts) in front of everything; null removes it, and what it held goes on. `single`: it hits one
   * request and lets all others through.
   */
  setFault(name: string | null, how?: { single?: boolean }): void
  /** whether the fault that is set was to hit one request only, and has */
  faultIsOver(): boolean
  faultHandlers(): readonly RequestHandler[]
  /** to change the tenant mid-flight: brand key not set up, and so on */
  setTenant(tenant: Tenant): void
  /** from now on; what has happened stays */
  changeSettings(settings: Partial<PlatformSettings>): void
  /** name of the fault that is set; null: none */
  fault(): string | null
  /** paths whose requests stay open as long as the fault that is set is in force */
  heldPaths(): readonly string[]
  /**
   * What the fault that is set answers to this request; undefined: it lets the request through. `onHit` hears the fault's name as
   * soon as the fault takes the request, however late the answer is.
   */
  faultResponse(request: Request, onHit?: (fault: string) => void): Promise<Response | undefined>
  /** what would be said of this token now; nobody is signed in by it */
  judge(token: string): Promise<Decision>
  /** the script that `iadvize.js` serves */
  tag(): string
  /** the exchange of a token for a session; `body` as received: anything */
  exchange(body: unknown): Promise<Answer>
  /** the end of a session; `body` as received: anything */
  logout(body: unknown): Answer
  /** adds a message to a conversation; false: there is no such conversation */
  say(conversation: string, from: 'visitor' | 'agent', text: string): boolean
  /** forgets all visitors and sessions, and removes the fault; keys, tenant and clock stay */
  reset(): void
}
