/**
 * Runs in every frame before any script of the site: hands over what the tag and the page do. It changes nothing that the
 * site can see but two globals of the harness, and one accessor where `idzCustomData` will stand.
 */
import { customDataGlobal, isExtIdKey, observerGlobal } from '../../../mock-iadvize/contract.ts'
import type { TagEvent } from '../../../mock-iadvize/contract.ts'
import { bindingName, loadGlobal } from '../../recording/page-message.ts'
import type { PageEvent, PageMessage } from '../../recording/page-message.ts'
import { watchTagElements } from './tag-elements.ts'

declare global {
  interface Window {
    [bindingName]?: (messages: PageMessage[]) => Promise<void>
    [loadGlobal]?: { load: string; lookForExtId: () => string | null }
    iAdvizeInterface?: unknown
  }
}

const hidden = (name: string, value: unknown): void => {
  Object.defineProperty(window, name, { value, enumerable: false, configurable: true })
}

const watch = (): void => {
  // about:blank of a new tab is no page of the site; a frame may have its document from the page around it.
  if (!location.protocol.startsWith('http') && location.href !== 'about:srcdoc') return
  const send = window[bindingName]
  if (!send || window[loadGlobal]) return
  const load = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  // What happens in one turn of the page's event loop is sent together: each sending costs a round trip.
  let unsent: PageMessage[] = []
  const flush = (): void => {
    if (unsent.length === 0) return
    // The page may be on its way out; what can no longer be delivered is not an error of the page.
    void send(unsent).catch(() => undefined)
    unsent = []
  }
  const { port1: turn, port2: nextTurn } = new MessageChannel()
  turn.addEventListener('message', flush)
  turn.start()
  const tell = (event: PageEvent): void => {
    unsent.push({ load, path: location.pathname, frame: window !== window.top, event })
    if (unsent.length === 1) nextTurn.postMessage(null, [])
  }

  // A value is reported once per spelling and length: the same extID on every look is one sighting.
  const sighted = new Set<string>()
  // The sandbox brings this script with the tag, and the page may have run before: what is there already counts as well.
  const own = Object.getOwnPropertyDescriptor(window, customDataGlobal)
  const isFixed = own?.configurable === false
  let customData: unknown = own?.value
  const look = (seen: 'assigned' | 'present'): string | null => {
    const data = isFixed ? (window as unknown as Record<string, unknown>)[customDataGlobal] : customData
    if (typeof data !== 'object' || data === null) return null
    for (const [spelling, value] of Object.entries(data)) {
      if (!isExtIdKey(spelling) || value === undefined || value === null || value === '') continue
      const length = (typeof value === 'string' ? value : JSON.stringify(value)).length
      const key = `${spelling} ${length}`
      if (!sighted.has(key)) {
        sighted.add(key)
        tell({ kind: 'ext-id', spelling, length, seen })
      }
      return spelling
    }
    return null
  }
  // An accessor sees the assignment itself, however late and however short-lived; members added later are found by looking
  // again whenever something happens.
  if (!isFixed)
    Object.defineProperty(window, customDataGlobal, {
      get: () => customData,
      set: (value: unknown) => {
        customData = value
        look('assigned')
      },
      enumerable: true,
      configurable: true,
    })

  /** The page's own set-up with a sid, as it was seen last; undefined: none was seen yet. */
  let prepared: unknown
  const sidOf = (value: unknown): unknown => (value as { config?: { sid?: unknown } } | null | undefined)?.config?.sid
  const lookAtSetUp = (): void => {
    if (installed === undefined && sidOf(window.iAdvizeInterface)) prepared = window.iAdvizeInterface
  }
  /** What the tag has put in the place of the page's queue; undefined: it has not started, or this has been told. */
  let installed: unknown
  const lookAtInterface = (): void => {
    if (installed === undefined || window.iAdvizeInterface === installed) return
    installed = undefined
    tell({ kind: 'interface-overwritten' })
  }
  let lookAtScreen = (): void => undefined
  const lookAround = (): string | null => {
    lookAtScreen()
    lookAtSetUp()
    lookAtInterface()
    return look('present')
  }
  hidden(loadGlobal, { load, lookForExtId: lookAround })
  hidden(observerGlobal, (event: TagEvent) => {
    lookAround()
    if (
      event.kind === 'tag-run' &&
      event.sid === null &&
      prepared !== undefined &&
      prepared !== window.iAdvizeInterface
    )
      tell({ kind: 'interface-overwritten', before: 'tag' })
    // The tag tells that it runs before it installs anything; it has done so when its script has come to its end.
    if (event.kind === 'tag-run' && !event.again && event.sid !== null)
      queueMicrotask(() => {
        installed = window.iAdvizeInterface
      })
    tell(event)
  })
  for (const moment of ['DOMContentLoaded', 'load', 'pagehide']) addEventListener(moment, lookAround, true)
  if (window === window.top) addEventListener('beforeunload', () => tell({ kind: 'page-leave' }))
  // A page that goes has no next turn.
  for (const moment of ['beforeunload', 'pagehide']) addEventListener(moment, flush)

  // Each field once: where people sign in, and not what they type.
  const entered = new WeakSet<EventTarget>()
  const lookAtField = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'password' || entered.has(target)) return
    entered.add(target)
    tell({ kind: 'credentials-entered' })
  }
  addEventListener('input', lookAtField, true)

  addEventListener('error', event => {
    if (event.error !== undefined) tell({ kind: 'page-error', message: event.message })
  })
  addEventListener('unhandledrejection', event => {
    tell({
      kind: 'page-error',
      message: `unhandled rejection: ${event.reason instanceof Error ? event.reason.message : typeof event.reason}`,
    })
  })
  addEventListener('securitypolicyviolation', event => {
    tell({
      kind: 'policy-violation',
      directive: event.effectiveDirective,
      blocked: event.blockedURI.split(/[?#]/)[0] ?? '',
      enforced: event.disposition === 'enforce',
    })
  })
  if (window === window.top) {
    const [navigation] = performance.getEntriesByType('navigation')
    const status = (navigation as PerformanceNavigationTiming | undefined)?.responseStatus
    tell({ kind: 'page-load', origin: location.origin, status: status || null })
    lookAtScreen = watchScreens(tell)
  }
  watchTagElements(element => tell({ kind: 'tag-element', ...element }), lookAtSetUp)
}

/** The screen that a page of one document shows: its path, and a route in its fragment. A query is no other screen. */
const screen = (): string => location.pathname + (/^#!?\/[^?]*/.exec(location.hash)?.[0] ?? '')

/**
 * Whatever changes the address without a load: history, the back button, a fragment. Nothing of the page is wrapped; where the
 * browser does not tell of a change by history, it is found by the look that the answer takes.
 */
const watchScreens = (tell: (event: PageEvent) => void): (() => void) => {
  let shown = screen()
  const look = (): void => {
    if (screen() === shown) return
    const from = shown
    shown = screen()
    tell({ kind: 'screen-change', from })
  }
  for (const moment of ['popstate', 'hashchange']) addEventListener(moment, look)
  window.navigation?.addEventListener('currententrychange', look)
  return look
}

watch()
