/**
 * Stands in front of the tag when the sandbox serves it: keeps it off public pages, and carries what the page watcher of the harness
 * tells to the sandbox. Raw tokens may be in that; the sandbox judges them, and keeps them nowhere.
 */
import { apiHost, reportPath, visitorKey, type VisitorRecord } from '../contract.ts'
import { reportBinding } from '../sandbox/page-report.ts'
import type { PageReport } from '../sandbox/page-report-schema.ts'
import { isPrivateHost } from '../sandbox/origins.ts'
import { isLed } from './led-mark.ts'
import { markSandbox } from './sandbox-mark.ts'

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

if (allowed && !page[reportBinding])
  Object.defineProperty(window, reportBinding, {
    value: async (messages: PageReport[]): Promise<void> => {
      const sid = sidOf()
      const { vuid, jwtIdentity } = storedVisitor(sid)
      const last = messages.at(-1)
      const stored = last &&
        messages.some(({ event }) => changesStorage.has(event.kind)) && [
          { ...last, event: { kind: 'stored', jwt: jwtIdentity ?? null } },
        ]
      await fetch(origin + reportPath, {
        method: 'POST',
        credentials: 'omit',
        keepalive: true,
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify({ sid, vuid, messages: [...messages, ...(stored || [])] }),
      })
    },
  })
