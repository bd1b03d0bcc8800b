/** What pages of the site ask for: the tag, exchange, logout, the visitor's chat, and where the tag reports what it saw. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { chatPath, exchangePath, logoutPath, reasons, reportPath, tagPath } from '../contract.ts'
import { coalesced, deskPause, eventStream } from '../network/event-stream.ts'
import { jsonBody } from '../network/handlers.ts'
import type { Hub } from './events.ts'
import type { Guard } from './guard.ts'
import { limits } from './limits.ts'
import { whyClosed, type ChatView } from './chat-view.ts'
import { pageReports } from './page-report-schema.ts'
import { refuse, requestBody } from './request-body.ts'
import { struckRequest } from './struck-request.ts'
import type { Site } from './tenants.ts'

export const visitorPaths: ReadonlySet<string> = new Set([tagPath, exchangePath, logoutPath, chatPath, reportPath])

const page = z.string().min(1).max(64)
const said = z.union([
  z.object({ sid: z.string(), vuid: z.string(), text: z.string().trim().min(1).max(4000) }),
  /** no message: what becomes of a page that keeps no stream */
  z.object({ sid: z.string(), vuid: z.string().max(100), page, state: z.enum(['background', 'gone']) }),
])
export type VisitorSide = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

export function createVisitorSide({
  siteOf,
  defaultSite,
  guard,
  hub,
  script,
  committed,
}: {
  siteOf: (sid: string) => Site | undefined
  defaultSite: () => Site
  guard: Guard
  hub: Hub
  /** what the tag's address serves */
  script: (site: Site) => string
  /** until what has happened is kept */
  committed: () => Promise<void>
}): VisitorSide {
  /** how many there were */
  let streams = 0
  return async (request, response, url) => {
    // The tag itself may go anywhere: it refuses public pages, and says in their console why.
    const refusal = url.pathname === tagPath ? null : guard.page(request)
    if (refusal) return refuse(response, refusal)
    const cors = corsOf(request)
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { ...cors, ...preflight(request) }).end()
      return
    }
    const { pathname } = url
    const streams = pathname === chatPath && request.method === 'GET'
    const expected = pathname === tagPath ? 'GET' : 'POST'
    if (!streams && request.method !== expected && !(expected === 'GET' && request.method === 'HEAD'))
      return refuse(response, { status: 405, error: `${pathname} takes ${expected}`, cure: `send ${expected}` }, cors)
    if (streams) return chat(request, response, url, cors)
    if (pathname === tagPath) return tag(request, response, url, cors)

    const body = await requestBody(request, limits.body)
    if (body === null) return
    if (typeof body !== 'string') return refuse(response, body, cors)
    const given = jsonBody(body)
    const site = siteOf(sidIn(given))
    if (pathname === chatPath) return say(given, site, response, cors)
    // A sid that nobody set up gets the one opaque reason from the default site, whose inspector tells it.
    const answering = site ?? defaultSite()
    if (pathname === reportPath) return reported(given, answering, response, cors)
    const fault = await struckRequest(answering, request, response, { path: pathname, body: given })
    if (fault === 'malformed') return refuse(response, malformed, cors)
    if (fault !== 'none') return
    const { status, body: answer } =
      pathname === exchangePath ? await answering.mock.exchange(given) : answering.mock.logout(given)
    await committed()
    reply(response, status, answer, cors)
  }

  async function tag(request: IncomingMessage, response: ServerResponse, url: URL, cors: Headers): Promise<void> {
    const sid = url.searchParams.get('sid')
    const site = sid === null ? defaultSite() : (siteOf(sid) ?? defaultSite())
    const fault = await struckRequest(site, request, response, { path: tagPath, body: undefined })
    if (fault === 'malformed') return refuse(response, malformed, cors)
    if (fault !== 'none') return
    response
      .writeHead(200, { ...cors, 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' })
      .end(script(site))
  }

  function reported(given: unknown, site: Site, response: ServerResponse, cors: Headers): void {
    const report = pageReports(given)
    if (!report) return refuse(response, { ...malformed, error: 'this is no report of a page' }, cors)
    site.heard(report)
    response.writeHead(204, cors).end()
  }

  async function say(given: unknown, site: Site | undefined, response: ServerResponse, cors: Headers): Promise<void> {
    const parsed = said.safeParse(given)
    if (!parsed.success || !site)
      return refuse(
        response,
        { ...malformed, error: 'a message is { sid, vuid, text }, with 1 to 4000 characters' },
        cors,
      )
    if ('state' in parsed.data) {
      site.presence.heard(parsed.data.vuid, parsed.data.page, parsed.data.state)
      response.writeHead(204, cors).end()
      return
    }
    const { vuid, text } = parsed.data
    const { conversation, closed } = site.mock.chatOf(vuid)
    if (conversation === null || !site.mock.say(conversation, 'visitor', text))
      return refuse(response, { ...noChat, error: whyClosed[closed ?? 'unknown'] }, cors)
    await committed()
    reply(response, 201, { conversation }, cors)
  }

  /** The conversation that this browser may read, each time that it changes; null while there is none. */
  function chat(request: IncomingMessage, response: ServerResponse, url: URL, cors: Headers): void {
    const site = siteOf(url.searchParams.get('sid') ?? '')
    const vuid = url.searchParams.get('vuid') ?? ''
    if (!site) return refuse(response, { ...malformed, error: 'the sandbox knows no site with this sid' }, cors)
    let shown = ''
    streams += 1
    const own = page.safeParse(url.searchParams.get('page')).data ?? `stream ${streams}`
    let write: ReturnType<typeof eventStream> | undefined
    const show = () => {
      const access = site.mock.chatOf(vuid)
      const { messages = [], forgotten = 0 } =
        (access.conversation === null ? null : site.mock.conversation(access.conversation)) ?? {}
      const { clock } = site.mock
      const endsIn = access.endsAt === null ? null : Math.round(access.endsAt - clock.sessionNow())
      // It comes nearer all the time; only when time is moved, or another session has begun, is there something to tell.
      const text = JSON.stringify([access, forgotten, messages, Math.round((clock.sessionNow() - clock.now()) / 1000)])
      if (text === shown) return
      shown = text
      write?.(null, { ...access, messages, forgotten, endsIn } satisfies ChatView)
    }
    const soon = coalesced(deskPause, show)
    const stop = hub.listen(({ event, sid }) => {
      if (sid === site.sid && (event === 'conversations' || event === 'reset')) soon()
    })
    if (!stop) return refuse(response, tooMany, cors)
    for (const [name, value] of Object.entries(cors)) response.setHeader(name, value)
    write = eventStream(response)
    show()
    const closed = site.presence.opened(vuid, own)
    response.on('close', () => {
      stop()
      soon.cancel()
      closed()
    })
    request.resume()
  }
}

type Headers = Record<string, string>

const malformed = {
  status: 400,
  error: reasons.serverError,
  cure: 'send JSON, as the tag does; only the tag is expected here',
}
const noChat = {
  status: 403,
  cure: 'activate first; a verified user’s conversation is open only while the session lives',
}
export const tooMany = {
  status: 503,
  error: `more than ${limits.listeners} streams and waiting answers are open`,
  cure: 'close some: a page or a test that is not needed any more',
}

const sidIn = (given: unknown): string => {
  const sid = typeof given === 'object' && given !== null ? (given as { sid?: unknown }).sid : undefined
  return typeof sid === 'string' ? sid : ''
}

/** The guard has seen that the origin is a private one. */
const corsOf = ({ headers: { origin } }: IncomingMessage): Headers =>
  origin === undefined
    ? { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'cross-origin' }
    : {
        'access-control-allow-origin': origin,
        vary: 'origin',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
      }

const preflight = ({ headers }: IncomingMessage): Headers => ({
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type',
  // Chromium asks before a page of another network reaches this machine.
  ...(headers['access-control-request-private-network'] === 'true' && {
    'access-control-allow-private-network': 'true',
  }),
})

function reply(response: ServerResponse, status: number, body: unknown, cors: Headers): void {
  if (response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...cors,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  response.end(text)
}
