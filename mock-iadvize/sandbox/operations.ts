/** The control API as a table: what each operation takes and answers. Router, OpenAPI document and documentation come from it. */
import { z } from 'zod'
import * as schemas from './schemas.ts'

export const controlRoot = '/control/v1'
export const openApiPath = '/control/openapi.json'

export type Operation = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** OpenAPI's spelling: `{sid}` */
  path: string
  summary: string
  body?: z.ZodType
  query?: z.ZodObject
  /** status → what the answer is; null: it has no body. The first one is the ordinary one */
  answers: Record<number, { description: string; body: z.ZodType | null }>
}

const site = `${controlRoot}/tenants/{sid}`
const ok = (description: string, body: z.ZodType) => ({ 200: { description, body } })
const done = (description: string) => ({ 204: { description, body: null } })
const wrong = { 400: { description: 'the request has mistakes: all of them are told', body: schemas.problem } }
const unknown = { 404: { description: 'there is no such site, or nothing with this id', body: schemas.problem } }

export const operations = {
  status: {
    method: 'get',
    path: `${controlRoot}/status`,
    summary: 'What runs here, and the public key that tokens are encrypted to',
    answers: ok('the sandbox', schemas.status),
  },
  resetAll: {
    method: 'post',
    path: `${controlRoot}/reset`,
    summary: 'Forgets visitors, conversations, activations, faults and jumps of all sites; sites and keys stay',
    answers: done('forgotten'),
  },
  faults: {
    method: 'get',
    path: `${controlRoot}/faults`,
    summary: 'The named faults',
    answers: ok('name and meaning of each', z.array(schemas.knownFault)),
  },
  tenants: {
    method: 'get',
    path: `${controlRoot}/tenants`,
    summary: 'The sites',
    answers: ok('the default site first', z.array(schemas.tenant)),
  },
  createTenant: {
    method: 'post',
    path: `${controlRoot}/tenants`,
    summary: 'Sets one more site up',
    body: schemas.tenantCreation,
    answers: {
      201: { description: 'set up', body: schemas.tenant },
      ...wrong,
      409: { description: 'there is one with this sid, or there are too many', body: schemas.problem },
    },
  },
  tenant: {
    method: 'get',
    path: site,
    summary: 'One site',
    answers: { ...ok('the site', schemas.tenant), ...unknown },
  },
  changeTenant: {
    method: 'patch',
    path: site,
    summary: 'Changes a site: keys, session length, authenticated mode, settings of the platform',
    body: schemas.tenantChange,
    answers: { ...ok('as it is now', schemas.tenant), ...wrong, ...unknown },
  },
  removeTenant: {
    method: 'delete',
    path: site,
    summary: 'Removes a site, and all that is known of it; not the default one',
    answers: {
      ...done('removed'),
      ...unknown,
      409: { description: 'it is the default site', body: schemas.problem },
    },
  },
  reset: {
    method: 'post',
    path: `${site}/reset`,
    summary: 'Forgets visitors, conversations, activations, fault and jumps of this site; settings and keys stay',
    answers: { ...done('forgotten'), ...unknown },
  },
  setFault: {
    method: 'put',
    path: `${site}/fault`,
    summary: 'Puts a named fault in force, until it is removed or for one request',
    body: schemas.fault,
    answers: { ...ok('the site', schemas.tenant), ...wrong, ...unknown },
  },
  removeFault: {
    method: 'delete',
    path: `${site}/fault`,
    summary: 'Removes the fault; what it held goes on',
    answers: { ...done('removed'), ...unknown },
  },
  jumpClock: {
    method: 'post',
    path: `${site}/clock`,
    summary:
      'Moves the time of iAdvize’s sessions ahead; the site’s backend keeps real time. Open pages renew sessions that end by it',
    body: schemas.clockJump,
    answers: { ...ok('the site', schemas.tenant), ...wrong, ...unknown },
  },
  conversations: {
    method: 'get',
    path: `${site}/conversations`,
    summary: 'What the desk shows, the newest first',
    query: schemas.page,
    answers: { ...ok('conversations', z.array(schemas.conversation)), ...wrong, ...unknown },
  },
  conversation: {
    method: 'get',
    path: `${site}/conversations/{id}`,
    summary: 'One conversation',
    answers: { ...ok('the conversation', schemas.conversation), ...unknown },
  },
  answerVisitor: {
    method: 'post',
    path: `${site}/conversations/{id}/messages`,
    summary: 'The agent says something',
    body: schemas.newMessage,
    answers: { 201: { description: 'said', body: schemas.conversation }, ...wrong, ...unknown },
  },
  awaitPadlock: {
    method: 'get',
    path: `${site}/padlock`,
    summary: 'Waits until the desk shows a padlock, at once where there is one already',
    query: schemas.waitForPadlock,
    answers: {
      ...ok('the conversation with the padlock', schemas.conversation),
      408: { description: 'none came in time, and what was there instead', body: schemas.noPadlock },
      ...wrong,
      ...unknown,
    },
  },
  activations: {
    method: 'get',
    path: `${site}/activations`,
    summary:
      'The inspector’s data, the newest first: call, provider, what is wrong with the token, what the page was told',
    query: schemas.page,
    answers: { ...ok('activations', z.array(schemas.activation)), ...wrong, ...unknown },
  },
  activation: {
    method: 'get',
    path: `${site}/activations/{id}`,
    summary: 'One activation',
    answers: { ...ok('the activation', schemas.activation), ...unknown },
  },
  sightings: {
    method: 'get',
    path: `${site}/sightings`,
    summary: 'What else the tag saw in the pages, the newest first: extID, the JWT in storage, logouts',
    query: schemas.page,
    answers: { ...ok('sightings', z.array(schemas.sighting)), ...wrong, ...unknown },
  },
  requirements: {
    method: 'get',
    path: `${site}/requirements`,
    summary: 'The requirements, judged on what was seen so far; what was not seen is never a pass',
    answers: { ...ok('in causal order', z.array(schemas.requirement)), ...unknown },
  },
} as const satisfies Record<string, Operation>
export type OperationId = keyof typeof operations

const json = (schema: z.ZodType) => ({
  'application/json': { schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) },
})

/** Definitions of zod's own, moved to where OpenAPI has them. */
function componentsOf(paths: object): { paths: unknown; schemas: Record<string, unknown> } {
  const components: Record<string, unknown> = {}
  const moved = JSON.parse(JSON.stringify(paths), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const { $defs, $schema: _dialect, id, ...rest } = value as Record<string, unknown>
    if (typeof $defs === 'object') Object.assign(components, $defs)
    if (typeof rest['$ref'] === 'string') rest['$ref'] = rest['$ref'].replace('#/$defs/', '#/components/schemas/')
    // A schema of a name stands in its place: named once, referred to from then on.
    const isSchema = typeof id === 'string' && /^[A-Z]/.test(id)
    if (!isSchema) return id === undefined ? rest : { id, ...rest }
    components[id] = rest
    return { $ref: `#/components/schemas/${id}` }
  })
  return { paths: moved, schemas: components }
}

/** The OpenAPI 3.1 document of the control API. */
export function openApiDocument(version: string, origin: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [operationId, operation] of Object.entries(operations) as [string, Operation][]) {
    const { method, path, summary, body, query, answers } = operation
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }))
    const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: false,
      schema: z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }),
    }))
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId,
        summary,
        ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
        ...(body && { requestBody: { required: true, content: json(body) } }),
        responses: Object.fromEntries(
          Object.entries(answers).map(([status, answer]) => [
            status,
            { description: answer.description, ...(answer.body && { content: json(answer.body) }) },
          ]),
        ),
      },
    }
  }
  paths[`${controlRoot}/events`] = {
    get: {
      operationId: 'events',
      summary:
        'Server-sent events: activation, sighting, tenant, conversations, requirements, reset, tenants. All sites, or one with sid',
      parameters: [{ name: 'sid', in: 'query', required: false, schema: { type: 'string' } }],
      responses: {
        200: { description: 'a stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      },
    },
  }
  const { paths: moved, schemas: components } = componentsOf(paths)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Padlock sandbox',
      version,
      description: 'Drives padlock sandbox: a stand-in for iAdvize on your own machine. Not made by iAdvize.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'only with --host and --token' } },
      schemas: components,
    },
    security: [{}, { token: [] }],
    paths: moved,
  }
}
