/**
 * Runs in every frame before any script of the site: hands over what the tag and the page do. It changes nothing that the
 * site can see but two globals of the harness, and one accessor where `idzCustomData` will stand.
 *
 * The site may be hostile: whatever is called here later than at the start was taken before its first script ran.
 */
import { customDataGlobal, observerGlobal } from '../../../mock-iadvize/contract.ts'
import type { TagEvent } from '../../../mock-iadvize/contract.ts'
import type { ProbeEvent } from '../../recording/page-message.ts'
import { maxOfKind } from '../../recording/page-message.ts'
import { takeChannel } from './channel.ts'
import type { Channel } from './channel.ts'
import { encoded } from './encoding.ts'
import { watchTagElements } from './tag-elements.ts'

declare global {
  interface Window {
    iAdvizeInterface?: unknown
  }
}

const page = window as unknown as Record<string, unknown>
const { stringify } = JSON
const { apply } = Reflect
const { entries, create } = Object
const { toLowerCase, slice } = String.prototype
const { has, add } = WeakSet.prototype
const later = queueMicrotask

/** Characters. */
const maxPathLength = 4096

/** Nobody can put another in its place. */
const fixed = (name: string, value: unknown): void => {
  Object.defineProperty(window, name, { value, enumerable: false, configurable: false, writable: false })
}

const watch = ({ send, probe }: Channel): void => {
  const load = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const frame = window !== window.top
  // What happens in one turn of the page's event loop is sent together: each sending costs a round trip.
  let unsent = ''
  let goes = false
  const flush = (): void => {
    if (unsent === '') return
    const messages = unsent
    unsent = ''
    send(messages)
  }
  const { port1: turn, port2 } = new MessageChannel()
  const nextTurn = port2.postMessage.bind(port2) as (message: unknown, transfer: Transferable[]) => void
  turn.addEventListener('message', flush)
  turn.start()
  const write = (by: 'probe' | 'tag', event: string): void => {
    const isFirst = unsent === ''
    const message = `{"load":"${load}","path":${stringify(apply(slice, location.pathname, [0, maxPathLength]))},"frame":${String(frame)},"by":"${by}","event":${event}}`
    unsent += isFirst ? message : `,${message}`
    // A page that goes has no next turn.
    if (goes) flush()
    else if (isFirst) nextTurn(null, [])
  }
  /** How many of each kind; a page that does one thing without end must not hide what else it does. */
  const told = create(null) as Record<string, number>
  let left = 0
  const tell = (event: ProbeEvent | TagEvent, by: 'probe' | 'tag' = 'probe'): void => {
    const text = encoded(event)
    const kind = text === '{}' ? '' : String((event as { kind?: unknown }).kind)
    const times = (told[kind] ?? 0) + 1
    told[kind] = times
    if (times <= maxOfKind) return write(by, text)
    left += 1
    // Told each time that it has doubled.
    if ((left & (left - 1)) === 0) write('probe', `{"kind":"left-out","count":${left}}`)
  }

  // A value is reported once per spelling and length: the same extID on every look is one sighting.
  const sighted = create(null) as Record<string, boolean>
  // The sandbox brings this script with the tag, and the page may have run before: what is there already counts as well.
  const own = Object.getOwnPropertyDescriptor(window, customDataGlobal)
  const isFixed = own?.configurable === false
  let customData: unknown = own?.value
  const look = (seen: 'assigned' | 'present'): string | null => {
    try {
      // The page may have put an accessor of its own where ours was.
      const data = page[customDataGlobal]
      if (typeof data !== 'object' || data === null) return null
      const members = entries(data)
      for (let index = 0; index < members.length && index < 1_000; index++) {
        const [spelling, value] = members[index] as [string, unknown]
        if (apply(toLowerCase, spelling, []) !== 'extid') continue
        if (value === undefined || value === null || value === '') continue
        const { length } = typeof value === 'string' ? value : (stringify(value) ?? '')
        const key = `${spelling} ${length}`
        if (sighted[key] !== true) {
          sighted[key] = true
          tell({ kind: 'ext-id', spelling, length, seen })
        }
        return spelling
      }
    } catch {
      // What throws when it is read holds no extID for anybody.
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
    try {
      lookAtScreen()
      lookAtSetUp()
      lookAtInterface()
    } catch {
      // The page has put something in the place of what is called there: it tells us less.
    }
    return look('present')
  }
  let loggingOutSince: number | null = null
  const leave = (): void =>
    tell({
      kind: 'page-leave',
      ...(loggingOutSince !== null && { loggingOutForMs: Date.now() - loggingOutSince }),
    })
  fixed(probe, Object.freeze({ load, lookForExtId: lookAround }))
  fixed(observerGlobal, (event: TagEvent) => {
    lookAround()
    // Whoever calls this may be the page itself, with anything.
    const run = encoded(event) !== '{}' && event.kind === 'tag-run' ? event : null
    if (run?.sid === null && prepared !== undefined && prepared !== window.iAdvizeInterface)
      tell({ kind: 'interface-overwritten', before: 'tag' })
    tell(event, 'tag')
    // The tag tells that it runs before it installs anything; it has done so when its script has come to its end.
    if (run && !run.again && run.sid !== null)
      later(() => {
        installed = window.iAdvizeInterface
      })
    // By the page's own clock, which a journey may have moved.
    if (encoded(event) === '{}') return
    if (event.kind === 'logout') loggingOutSince = Date.now()
    if (event.kind === 'logout-result') loggingOutSince = null
  })
  for (const moment of ['DOMContentLoaded', 'load', 'pagehide']) addEventListener(moment, lookAround, true)
  if (window === window.top) addEventListener('beforeunload', leave)
  addEventListener('beforeunload', flush)
  addEventListener('pagehide', () => {
    goes = true
    flush()
  })
  // Brought back to life by the browser.
  addEventListener('pageshow', ({ persisted }) => {
    goes = false
    if (persisted && window === window.top) tell({ kind: 'page-restored' })
  })

  // Each field once: where people sign in, and not what they type.
  const entered = new WeakSet<EventTarget>()
  const lookAtField = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'password') return
    if (apply(has, entered, [target])) return
    apply(add, entered, [target])
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
const watchScreens = (tell: (event: ProbeEvent) => void): (() => void) => {
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

// The channel is taken in every window. about:blank of a new tab is no page of the site; a frame may have its document from the
// page around it.
const channel = takeChannel()
const isPage = location.protocol.startsWith('http') || location.href === 'about:srcdoc'
if (channel && isPage && !Object.hasOwn(page, observerGlobal)) watch(channel)
