/**
 * `iadvize.js`: stands in for iAdvize's tag. Written from public documentation alone. Runs under a strict policy: it needs its own
 * host in script-src and the API's host in connect-src, and nothing inline.
 */
import { apiHost } from '../contract.ts'
import { observe, runForPage, warn } from './observe.ts'
import { createSdk } from './sdk.ts'
import { sandboxOf } from './sandbox-mark.ts'
import { randomHex } from './visitor-storage.ts'

type Config = { sid?: string | number | null; useExplicitCookiesConsent?: unknown }
type Pushed = (iAdvize: ReturnType<typeof createSdk>) => unknown
type Page = { iAdvizeInterface?: (Pushed[] | { push: unknown }) & { config?: Config } }

/** Marks the page, so that a second run of the tag leaves the first in charge. */
const mark = Symbol.for('padlock-mock-iadvize')

const source = (document.currentScript as HTMLScriptElement | null)?.src || null
const page = window as unknown as Page & { [mark]?: true }
const found = page.iAdvizeInterface
const queue = Array.isArray(found) ? [...found] : []
const config = found?.config ?? {}
const sid = config.sid === undefined || config.sid === null || config.sid === '' ? null : String(config.sid)
const explicitConsent = config.useExplicitCookiesConsent === true

/** The sandbox's own server puts this in front of the tag; nobody else does. */
const sandbox = sandboxOf(window)
/** Tells this run of the tag from all others. */
const run = randomHex(16)

observe({ kind: 'tag-run', sid, again: page[mark] === true, queued: queue.length, src: source, explicitConsent, run })
if (sandbox?.refused) console.error(`[Padlock mock iAdvize] ${sandbox.refused}`)
else if (page[mark]) warn('the tag runs a second time in this page; the first one stays in charge')
else if (sid === null) warn('iAdvizeInterface.config.sid is not set: the tag does not start')
else start(sid)

function start(sid: string): void {
  Object.defineProperty(page, mark, { value: true })
  const served = sandbox ? `, served by padlock sandbox at ${sandbox.origin},` : ''
  console.info(
    `[Padlock mock iAdvize] This is Padlock’s mock of the iAdvize tag${served} for tests. It is not iAdvize.`,
  )
  const iAdvize = createSdk(sid, sandbox?.origin ?? apiOrigin(), explicitConsent, run)
  const push = (...pushed: Pushed[]): void => {
    for (const run of pushed) {
      if (typeof run === 'function') runForPage(() => run(iAdvize))
      else warn('iAdvizeInterface.push takes functions')
    }
  }
  page.iAdvizeInterface = { config, push }
  push(...queue)
}

/** Served by the sandbox under a name of this machine, the tag calls the sandbox; otherwise the API's real host. */
function apiOrigin(): string {
  const { hostname, origin } = new URL(source ?? location.href, location.href)
  return source !== null && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname) ? origin : `https://${apiHost}`
}
