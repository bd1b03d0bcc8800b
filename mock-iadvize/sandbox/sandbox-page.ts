/**
 * Stands in front of the tag when the sandbox serves it: keeps it off public pages, and carries what the page watcher of the harness
 * tells to the sandbox. Raw tokens may be in that; the sandbox judges them, and keeps them nowhere.
 */
import { apiHost, reportPath, visitorKey, type VisitorRecord } from '../contract.ts'
import { reportBinding } from './page-report.ts'
import type { PageReport } from './page-report-schema.ts'
import { isPrivateHost } from './origins.ts'
import { isLed } from './led-mark.ts'
import { markSandbox } from '../tag/sandbox-mark.ts'
import { randomHex } from '../tag/visitor-storage.ts'

const source = (document.currentScript as HTMLScriptElement | null)?.src ?? ''
const led = isLed(window)
const origin = led ? `https://${apiHost}` : new URL(source || location.href, location.href).origin
const allowed = led || isPrivateHost(location.hostname)

markSandbox(window, {
  origin,
  refused: allowed
    ? null
    : `This is padlock sandbox, not iAdvize, and it does not run on public pages such as ${location.hostname}. In production use the script that iAdvize gave you; for tests, serve the page under localhost, a private address, or a name under .test or .local.`,
})

type Bound = { [reportBinding]?: (messages: PageReport[]) => Promise<void> }
const page = window as unknown as Bound & { iAdvizeInterface?: { config?: { sid?: unknown } } }

/** What browser storage may have changed at. */
const changesStorage = new Set(['tag-run', 'visitor', 'activate-result', 'logout-result', 'session-renewal'])

function sidOf(): string {
  const given = page.iAdvizeInterface?.config?.sid
  return typeof given === 'string' || typeof given === 'number'
    ? String(given)
    : (new URL(source, origin).searchParams.get('sid') ?? '')
}

function storedVisitor(sid: string): Partial<VisitorRecord> {
  try {
    return (JSON.parse(localStorage.getItem(visitorKey(sid)) ?? '{}') ?? {}) as Partial<VisitorRecord>
  } catch {
    return {}
  }
}

/** Bytes: browsers let no more than 64 KiB outlive their page, all requests together. */
const mostKeptAlive = 60_000

let unsent: PageReport[] = []
let sending = false
let leaving = false
/** of the tag in this page, once it has told */
let run: string | undefined

/** In order, one request at a time; a page that goes waits for none. */
async function send(): Promise<void> {
  if (sending && !leaving) return
  sending = true
  while (unsent.length > 0) {
    const messages = unsent
    unsent = []
    await post(messages)
  }
  sending = false
}

/** What can't be delivered is lost: a page hears nothing of the sandbox's troubles. */
async function post(messages: PageReport[]): Promise<void> {
  const sid = sidOf()
  const { vuid, jwtIdentity } = storedVisitor(sid)
  const last = messages.at(-1)
  const stored = last &&
    messages.some(({ event }) => changesStorage.has(event.kind)) && [
      { ...last, event: { kind: 'stored', jwt: jwtIdentity ?? null } },
    ]
  const body = JSON.stringify({
    id: randomHex(16),
    sid,
    vuid,
    run,
    left: leaving,
    messages: [...messages, ...(stored || [])],
  })
  const request = (keepalive: boolean) =>
    fetch(origin + reportPath, {
      method: 'POST',
      credentials: 'omit',
      keepalive,
      headers: { 'content-type': 'text/plain' },
      body,
    })
  // Others may use up what outlives the page: the second try goes without. It may have arrived all the same: it bears the same id.
  await request(new Blob([body]).size <= mostKeptAlive)
    .catch(() => request(false))
    .catch(() => undefined)
}

/** One line for whoever looks only here. No token is in it. */
function warnOf({ event }: PageReport): void {
  const failed =
    event.kind === 'activate-result' && event.status === 'authentication-failure'
      ? `activation failed (${event.reason ?? 'no reason'})`
      : event.kind === 'session-renewal' && !event.renewed
        ? 'the session ended and was not renewed'
        : null
  if (failed === null) return
  const sid = sidOf()
  const where = led
    ? 'the inspector, in the other window'
    : `${origin}/inspector${sid === '' ? '' : `?sid=${encodeURIComponent(sid)}`}`
  console.warn(`Padlock sandbox: ${failed}; what is wrong and how to fix it: ${where}`)
}

if (allowed && !page[reportBinding]) {
  Object.defineProperty(window, reportBinding, {
    value: (messages: PageReport[]): Promise<void> => {
      for (const message of messages) {
        if (message.event.kind === 'tag-run' && !message.event.again) run ??= message.event.run
        warnOf(message)
      }
      unsent.push(...messages)
      return send()
    },
  })
  addEventListener('pagehide', () => {
    leaving = true
    if (run !== undefined || unsent.length > 0) void post(unsent.splice(0))
  })
  // The browser may bring the page back as it was.
  addEventListener('pageshow', () => {
    leaving = false
  })
}
