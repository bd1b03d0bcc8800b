/** The control API: does everything that the pages do, for people and for test suites in any language. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { coalesced, deskPause, eventStream } from '../network/event-stream.ts'
import { jsonBody } from '../network/handlers.ts'
import { isFaultName, mockFaults } from '../faults.ts'
import { schemaProblems, type Path } from '../input/schema-problems.ts'
import type { Hub } from './events.ts'
import { limits } from './limits.ts'
import {
  controlRoot,
  openApiDocument,
  openApiPath,
  operations,
  type Operation,
  type OperationId,
} from './operations.ts'
import { refuse, requestBody } from './request-body.ts'
import type { Site } from './tenants.ts'
import type * as schemas from './schemas.ts'
import type { Problem, StatusView } from './schemas.ts'
import { tooMany } from './visitor-side.ts'

type Reply = { status: number; body?: unknown }
type Call<Id extends OperationId> = {
  site: Site
  id: string
  body: (typeof operations)[Id] extends { body: infer Body extends z.ZodType } ? z.output<Body> : undefined
  query: (typeof operations)[Id] extends { query: infer Query extends z.ZodType } ? z.output<Query> : undefined
  gone: AbortSignal
}
type Handlers = { [Id in OperationId]: (call: Call<Id>) => Reply | Promise<Reply> }

/** The sites of one sandbox, as control changes them. */
export type Sites = {
  list(): Site[]
  find(sid: string): Site | undefined
  /** `taken`: there is one with this sid; `full`: there are too many */
  create(creation: schemas.TenantCreation): Site | 'taken' | 'full'
  remove(site: Site): boolean
}

const none = { status: 204 }
const refused = (status: number, error: string, cure: string): Reply => ({
  status,
  body: { error, cure } satisfies Problem,
})
const notThere = (what: string, cure: string) => refused(404, `there is no ${what}`, cure)

export function createControl({
  sites,
  hub,
  status,
  committed,
}: {
  sites: Sites
  hub: Hub
  status: () => StatusView
  committed: () => Promise<void>
}) {
  const handlers: Handlers = {
    status: () => ({ status: 200, body: status() }),
    resetAll: () => {
      for (const site of sites.list()) site.reset()
      return none
    },
    // What hits one request by itself is here another fault, put in force for one request.
    faults: () => ({
      status: 200,
      body: Object.entries(mockFaults).flatMap(([name, fault]) =>
        'once' in fault ? [] : [{ name, summary: fault.summary }],
      ),
    }),
    tenants: () => ({ status: 200, body: sites.list().map(site => site.view()) }),
    createTenant: ({ body }) => {
      const made = sites.create(body)
      if (made === 'taken')
        return refused(409, `there is a site ${body.sid} already`, 'change it with PATCH, or choose another sid')
      if (made === 'full')
        return refused(409, `there are ${limits.tenants} sites, and no more fit`, 'remove one with DELETE')
      return { status: 201, body: made.view() }
    },
    tenant: ({ site }) => ({ status: 200, body: site.view() }),
    changeTenant: ({ site, body }) => {
      site.change(body)
      return { status: 200, body: site.view() }
    },
    removeTenant: ({ site }) =>
      sites.remove(site)
        ? none
        : refused(409, `${site.sid} is the default site`, 'reset it instead: POST …/reset; it goes with the sandbox'),
    reset: ({ site }) => {
      site.reset()
      return none
    },
    setFault: ({ site, body }) => {
      if (isFaultName(body.name)) site.setFault(body)
      return { status: 200, body: site.view() }
    },
    removeFault: ({ site }) => {
      site.setFault(null)
      return none
    },
    jumpClock: ({ site, body }) => {
      site.jump(body.minutes)
      return { status: 200, body: site.view() }
    },
    conversations: ({ site, query }) => ({ status: 200, body: site.mock.desk(query.limit) }),
    conversation: ({ site, id }) => {
      const body = site.mock.conversation(id)
      return body ? { status: 200, body } : notThere('such conversation', listThem('conversations'))
    },
    answerVisitor: ({ site, id, body: { text } }) =>
      site.mock.say(id, 'agent', text)
        ? { status: 201, body: site.mock.conversation(id) }
        : notThere('such conversation', listThem('conversations')),
    awaitPadlock: ({ site, query, gone }) => padlockOn(site, query, hub, gone),
    activations: ({ site, query }) => ({ status: 200, body: site.activations.list(query.limit) }),
    activation: ({ site, id }) => {
      const body = site.activations.find(Number(id))
      return body ? { status: 200, body } : notThere('such activation', listThem('activations'))
    },
    sightings: ({ site, query }) => ({ status: 200, body: site.activations.sightings(query.limit) }),
    requirements: async ({ site }) =>
      site.judging
        ? { status: 200, body: await site.judging.requirements() }
        : notThere('judgement here', 'start the sandbox with the command «padlock sandbox»'),
  }

  const routes = (Object.keys(operations) as OperationId[]).map(id => {
    const { method, path } = operations[id]
    return {
      id,
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    }
  })

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<Reply | null> {
    const here = routes.filter(({ pattern }) => pattern.test(url.pathname))
    const route = here.find(({ method }) => method === request.method)
    if (!route) {
      if (here.length === 0) return notThere('such address', `GET ${openApiPath} lists all that there are`)
      const methods = here.map(({ method }) => method).join(', ')
      return refused(405, `${url.pathname} takes ${methods}`, `send ${methods}`)
    }
    const { sid, id } = decodedGroups(route.pattern.exec(url.pathname)?.groups ?? {})
    const site = sid === undefined ? undefined : sites.find(sid)
    if (sid !== undefined && !site)
      return notThere(`site ${sid.slice(0, 100)}`, `GET ${controlRoot}/tenants lists them; POST there sets one up`)

    const operation: Operation = operations[route.id]
    const query = parsed(operation.query, Object.fromEntries(url.searchParams), 'query')
    if ('problem' in query) return query.problem
    const body = await received(request, operation.body)
    if (body === null) return null
    if ('problem' in body) return body.problem
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const handler = handlers[route.id] as (call: unknown) => Reply | Promise<Reply>
    return handler({ site, id, body: body.value, query: query.value, gone: gone.signal })
  }

  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (url.pathname === openApiPath && request.method === 'GET')
      return send(response, { status: 200, body: openApiDocument(status().version, status().origin) })
    if (url.pathname === `${controlRoot}/events` && request.method === 'GET') return stream(response, url)
    const reply = await answer(request, response, url)
    await committed()
    if (reply) send(response, reply)
  }

  /** What has happened, as it happens; of the desk, only that it has changed, and not more often than one can look. */
  function stream(response: ServerResponse, url: URL): void {
    const only = url.searchParams.get('sid')
    const changes = new Map<string, ReturnType<typeof coalesced>>()
    let write: ReturnType<typeof eventStream> | undefined
    const stop = hub.listen(({ event, sid, data }) => {
      if (only !== null && sid !== only) return
      if (event === 'activation' || event === 'sighting') return write?.(event, data)
      const key = `${event} ${sid}`
      const soon =
        changes.get(key) ??
        coalesced(deskPause, () => write?.(event, event === 'tenant' ? (sites.find(sid)?.view() ?? data) : data))
      changes.set(key, soon)
      return soon()
    })
    if (!stop) return refuse(response, tooMany)
    write = eventStream(response)
    write('hello', status())
    response.on('close', () => {
      stop()
      for (const { cancel } of changes.values()) cancel()
    })
  }
}

const listThem = (what: string) => `GET …/${what} lists them; the oldest are forgotten`

/** The padlock of a user or a browser, as soon as it is there. */
function padlockOn(
  site: Site,
  { userId, vuid, timeout }: z.output<typeof schemas.waitForPadlock>,
  hub: Hub,
  gone: AbortSignal,
): Promise<Reply> {
  const candidates = () => {
    if (vuid !== undefined) return [site.mock.deskOf(vuid)].filter(view => view !== null)
    if (userId !== undefined) return [site.mock.conversationOfUser(userId)].filter(view => view !== null)
    return site.mock.desk(limits.activations)
  }
  const found = () =>
    candidates().find(view => view.padlock && (userId === undefined || view.userId === userId)) ?? null
  const began = performance.now()
  const late = (): Reply => {
    const lastActivation = site.activations.list(1)[0] ?? null
    const nearest = candidates()[0] ?? null
    const whose = userId === undefined ? '' : ` for this user`
    return {
      status: 408,
      body: {
        error: `no padlock came${whose} within ${timeout} s: ${whyNot(nearest?.reason, lastActivation)}`,
        cure: planted(site) ?? cureOf(lastActivation, site.sid),
        waited: Math.round((performance.now() - began) / 100) / 10,
        conversation: nearest,
        lastActivation,
      },
    }
  }
  return new Promise(resolve => {
    const settle = (reply: Reply) => {
      clearTimeout(timer)
      soon.cancel()
      stop?.()
      resolve(reply)
    }
    const look = () => {
      const body = found()
      if (body) settle({ status: 200, body })
    }
    const soon = coalesced(10, look)
    const stop = hub.listen(({ event, sid }) => {
      if (sid === site.sid && event === 'conversations') soon()
    })
    const timer = setTimeout(() => settle(late()), timeout * 1000)
    if (!stop) {
      const { status, ...body } = tooMany
      return settle({ status, body })
    }
    gone.addEventListener('abort', () => settle(late()))
    look()
  })
}

type Last = schemas.ActivationView | null
const whyNot = (reason: string | undefined, last: Last): string => {
  const finding = last?.token?.findings.find(({ level }) => level === 'MUST')
  if (finding) return `the last token was refused (${finding.id})`
  if (last?.warnings[0]) return last.warnings[0]
  // A page is told no reason when its session was not renewed.
  if (last?.outcome === 'authentication-failure')
    return last.reason === null ? 'its session ended and was not renewed' : `the last activation failed: ${last.reason}`
  if (reason !== undefined) return `the desk says «${reason}»`
  return last ? 'the last activation has not come to its end' : 'no page has activated'
}
/** What somebody has asked of the sandbox itself is no fault of the page; null: nothing. */
const planted = (site: Site): string | null => {
  const { sid, fault, keysSetUp, authenticatedMode } = site.view()
  const at = `${controlRoot}/tenants/${sid}`
  if (fault && !fault.over) return `the sandbox has the fault «${fault.name}» in force: DELETE ${at}/fault ends it`
  if (!keysSetUp)
    return `the sandbox plays a site whose keys are not set up: PATCH ${at} with { "keysSetUp": true } ends that`
  if (!authenticatedMode)
    return `the sandbox plays a site whose authenticated mode is off: PATCH ${at} with { "authenticatedMode": true } ends that`
  return null
}
const cureOf = (last: Last, sid: string): string =>
  last?.cure ??
  (last
    ? `look at GET ${controlRoot}/tenants/${sid}/activations: it says what came, and what is wrong with it`
    : 'see that the page loads the tag from the sandbox, names this sid, and calls iAdvize.activate')

function decodedGroups(groups: Record<string, string>): { sid?: string; id: string } {
  const decoded = (text: string | undefined): string | undefined => {
    try {
      return text === undefined ? undefined : decodeURIComponent(text)
    } catch {
      return ''
    }
  }
  const sid = decoded(groups['sid'])
  return { ...(sid !== undefined && { sid }), id: decoded(groups['id']) ?? '' }
}

type Parsed = { value: unknown } | { problem: Reply }

/** Instead of a public key somebody may have sent a private one. */
const isSecret = (path: Path): boolean => path[0] === 'brandKeys'

/** All mistakes at once. */
function parsed(schema: z.ZodType | undefined, given: unknown, what: 'body' | 'query'): Parsed {
  if (!schema) return { value: undefined }
  const result = schema.safeParse(given)
  if (result.success) return { value: result.data }
  const problems = schemaProblems(given, result.error, { schema, isSecret }).map(({ where, says }) => ({
    where: where || what,
    expected: says.replace(/^expected /, ''),
  }))
  return {
    problem: {
      status: 400,
      body: {
        error: problems.length === 1 ? `${problems[0]?.where} cannot be taken` : `the ${what} has mistakes`,
        cure: `fix what «problems» names; GET ${openApiPath} has the schema`,
        problems,
      },
    },
  }
}

async function received(request: IncomingMessage, schema: z.ZodType | undefined): Promise<Parsed | null> {
  if (!schema) {
    request.resume()
    return { value: undefined }
  }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return { problem: refused(415, 'the body is not declared as JSON', 'send «Content-Type: application/json»') }
  const text = await requestBody(request, limits.body)
  if (text === null) return null
  if (typeof text !== 'string') {
    const { status, ...body } = text
    return { problem: { status, body } }
  }
  const given = jsonBody(text)
  if (given === undefined) return { problem: refused(400, 'the body is no JSON', 'send one JSON object') }
  return parsed(schema, given, 'body')
}

function send(response: ServerResponse, { status, body }: Reply): void {
  if (response.destroyed || response.headersSent) return
  const unread = response.req.complete ? {} : { connection: 'close' }
  if (body === undefined) {
    response.writeHead(status, { 'cache-control': 'no-store', ...unread }).end()
    return
  }
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...unread,
  })
  response.end(`${JSON.stringify(body, null, 2)}\n`)
}
