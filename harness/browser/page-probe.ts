/**
 * Runs in every frame before any script of the site: hands over what the tag and the page do. It changes nothing that the
 * site can see but two globals of the harness, and one accessor where `idzCustomData` will stand.
 */
import { customDataGlobal, isExtIdKey, observerGlobal } from '../../mock-iadvize/contract.ts'
import type { TagEvent } from '../../mock-iadvize/contract.ts'
import { bindingName, loadGlobal } from './page-message.ts'
import type { PageEvent, PageMessage } from './page-message.ts'

declare global {
  interface Window {
    [bindingName]?: (message: PageMessage) => Promise<void>
    [loadGlobal]?: { load: string; lookForExtId: () => string | null }
  }
}

const hidden = (name: string, value: unknown): void => {
  Object.defineProperty(window, name, { value, enumerable: false, configurable: true })
}

const watch = (): void => {
  // about:blank of a new tab is no page of the site.
  if (!location.protocol.startsWith('http')) return
  const send = window[bindingName]
  if (!send || window[loadGlobal]) return
  const load = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const tell = (event: PageEvent): void => {
    // The page may be on its way out; what can no longer be delivered is not an error of the page.
    void send({ load, path: location.pathname, frame: window !== window.top, event }).catch(() => undefined)
  }

  // A value is reported once per spelling and length: the same extID on every look is one sighting.
  const sighted = new Set<string>()
  let customData: unknown
  const look = (seen: 'assigned' | 'present'): string | null => {
    if (typeof customData !== 'object' || customData === null) return null
    for (const [spelling, value] of Object.entries(customData)) {
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
  Object.defineProperty(window, customDataGlobal, {
    get: () => customData,
    set: (value: unknown) => {
      customData = value
      look('assigned')
    },
    enumerable: true,
    configurable: true,
  })
  hidden(loadGlobal, { load, lookForExtId: () => look('present') })
  hidden(observerGlobal, (event: TagEvent) => {
    look('present')
    tell(event)
  })
  for (const moment of ['DOMContentLoaded', 'load', 'pagehide']) addEventListener(moment, () => look('present'), true)

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
    })
  })
  if (window === window.top) tell({ kind: 'page-load' })
}

watch()
