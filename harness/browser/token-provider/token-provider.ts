/**
 * The token provider of the site as one browser profile meets it: found by itself, made to fail, asked over HTTP; and where
 * its tokens go besides.
 */
import type { BrowserContext, Page, Request } from '@playwright/test'
import type { Mock } from '../../../mock-iadvize/platform/mock.ts'
import type { Target, User } from '../../config/target.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { searchForPrivateKeys } from './private-keys.ts'
import type { KnownKeys } from './private-keys.ts'
import { createProviderFaults } from './provider-faults.ts'
import type { ProviderFaultName } from '../../recording/faults.ts'
import { createProbes } from './provider-probes.ts'
import type { Another } from './identities.ts'
import type { ProbeKind } from './provider-probes.ts'
import { watchProvider } from './provider-watch.ts'
import type { FoundProvider, Place } from './provider-watch.ts'
import { watchLeaks } from './token-leaks.ts'
import { dataRequests } from './data-requests.ts'
import { watchTraffic } from './traffic.ts'

/** Why there is nothing to be done to the token provider. `site`: it is in the nature of the site. */
export type Hindrance = { because: string; site?: 'token-in-page' | 'no-provider' }

export type TokenProvider = {
  /** a page has handed over a token */
  tokenShown(page: Page, place: Place, raw: string, cause: 'activate' | 'session-expiry'): void
  /** waits for what is being looked for; looks at the address bar too */
  settled(page: Page): Promise<void>
  found(): FoundProvider | null
  /** a page brought its token in its own HTML, and no provider was found so far */
  isInPage(): boolean
  /** why that fault can't be put in force; null: it can */
  hindrance(fault: ProviderFaultName): Promise<Hindrance | null>
  setFault(fault: ProviderFaultName | null): Promise<void>
  fault(): ProviderFaultName | null
  /** what the fault «provider-slow» holds back goes on */
  letThrough(): Promise<void>
  /** whether an answer is held back, so that nobody should wait for it */
  holding(): boolean
  isHeld(request: Request): boolean
  /** `user`: who is signed in here; null: nobody */
  ask(kinds: readonly ProbeKind[], user: User | null, another: Another | null): Promise<void>
  lookForPrivateKeys(page: Page): Promise<void>
  /** what became of the requests of a page that had no token for iAdvize */
  lookAtDataRequests(page: Page): Promise<void>
}

export type TokenProviderOptions = {
  browser: string
  context: BrowserContext
  /** another profile with the same settings and no cookies */
  newContext: () => Promise<BrowserContext>
  target: Target
  recorder: Recorder
  mock: Mock
  /** minutes; iAdvize's session */
  sessionMinutes: number
  /** public keys of both sides, to say whose a private key is */
  publicKeys: KnownKeys
  placeOf: (page: Page) => Place
  /** a fault has struck a request of this page */
  struck: (page: Page) => void
}

export const createTokenProvider = ({
  browser,
  context,
  newContext,
  target,
  recorder,
  mock,
  sessionMinutes,
  publicKeys,
  placeOf,
  struck,
}: TokenProviderOptions): TokenProvider => {
  const traffic = watchTraffic(context)
  const watch = watchProvider(context, traffic, recorder, target)
  const faults = createProviderFaults({
    context,
    found: () => watch.found(),
    struck: (page, name) => {
      recorder.see({ kind: 'fault-hit', ...placeOf(page), name })
      struck(page)
    },
  })
  const leaks = watchLeaks({
    context,
    own: () => {
      const found = watch.found()
      return found ? [target.origin, new URL(found.request.url).origin] : [target.origin]
    },
    leaked: (page, raw, { where, to }) =>
      recorder.see({
        kind: 'token-leak',
        ...placeOf(page),
        token: recorder.tokenRef(raw),
        where,
        to,
      }),
    consoleLeft: messages =>
      recorder.see({
        kind: 'skipped',
        what: 'looking for tokens in the rest of the console',
        because: `the site writes to it without end: ${messages} messages until now`,
        concerns: ['activation/token-not-logged'],
      }),
  })
  const guestPage = target.origin + (target.pages.guest[0] ?? '/')
  const probes = createProbes({ browser, context, newContext, recorder, target, guestPage })

  /** Whole minutes until the token that the page has handed over is stale. */
  const staleness = async (): Promise<number> => {
    const found = watch.found()
    const expiresAt = found && (await recorder.judged(found.token)).facts.expiresAt
    const remaining = expiresAt === null ? Infinity : expiresAt - mock.clock.now() / 1000
    return Math.max(1, Math.floor(remaining / 60) + 1)
  }
  const missing = (): Hindrance => {
    if (watch.inPage())
      return {
        because: 'the token stands in the HTML of the page itself, so there is no request for it alone',
        site: 'token-in-page',
      }
    return unknown()
  }
  /** What nobody has seen asked a second time may well have a request of its own. */
  const missingToAsk = (): Hindrance => {
    if (!watch.inPage()) return unknown()
    return watch.askedAgain()
      ? {
          because:
            'the token stands in the HTML of the page itself, and asked again the page made no request for another',
          site: 'no-provider',
        }
      : {
          because:
            'the first token stands in the HTML of the page itself, and iAdvize never came to ask for a second one, by which a request for it would have shown',
        }
  }
  const unknown = (): Hindrance => {
    return {
      because: watch.anyToken()
        ? 'no response that the page received held the token which it handed over: the page may have made or changed it, or kept it from an earlier page'
        : 'no page had handed over a token by then',
    }
  }

  return {
    tokenShown: (page, place, raw, cause) => {
      // What comes of a fault of ours has no place in the site, and need be no token.
      if (faults.current() !== null) return
      leaks.tokenShown(page, raw)
      watch.tokenShown({ raw, cause, place, page })
    },
    settled: async page => {
      leaks.lookAtAddress(page)
      await Promise.all([watch.settled(), leaks.settled()])
    },
    found: () => watch.found(),
    isInPage: () => watch.inPage() && !watch.found(),
    hindrance: async fault => {
      if (!watch.found()) return missing()
      if (fault !== 'provider-expired-token' || (await staleness()) < sessionMinutes) return null
      return { because: 'the site’s tokens live as long as iAdvize’s session, or forever, or can’t be read' }
    },
    setFault: async fault => {
      if (fault === 'provider-expired-token') {
        // Only at iAdvize: tokens that it has seen before grow older, and the page notices nothing.
        const minutes = await staleness()
        mock.clock.jump(minutes * 60_000)
        recorder.see({ kind: 'clock-jump', minutes })
      }
      await faults.set(fault)
    },
    fault: () => faults.current(),
    letThrough: () => faults.letThrough(),
    holding: () => faults.holding(),
    isHeld: request => faults.isHeld(request),
    ask: async (kinds, user, another) => {
      const found = watch.found()
      if (!found) recorder.see({ kind: 'skipped', what: 'asking the token provider', ...missingToAsk() })
      else for (const kind of kinds) await probes.ask(kind, found, user, another ?? undefined)
    },
    lookAtDataRequests: async page => {
      const place = placeOf(page)
      for (const seen of await dataRequests(traffic, page)) recorder.see({ kind: 'data-request', ...place, ...seen })
    },
    lookForPrivateKeys: async page => {
      const { responses, found } = await searchForPrivateKeys(traffic.of(page), publicKeys)
      recorder.see({
        kind: 'keys-searched',
        ...placeOf(page),
        responses,
        found,
      })
    },
  }
}
