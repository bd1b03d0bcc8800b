/** What the tag's page may tell the sandbox: a page is not to be trusted, so each event is read by its schema. Raw tokens may be in it. */
import { z } from 'zod'

/** Bounds are generous for an honest page and small for anything else. Characters. */
const name = z.string().max(200)
const text = z.string().max(2000)
const count = z.number().int().min(0)
const call = count
const cause = z.enum(['activate', 'session-expiry'])
const status = z.enum(['authentication-success', 'authentication-failure'])
const token = z.string().max(256 * 1024)

/** TagEvent of the contract, and what the page watcher of the harness adds to it (harness/recording/page-message.ts). */
export const pageEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tag-run'),
    sid: name.nullable(),
    again: z.boolean(),
    queued: count,
    src: text.nullable(),
    explicitConsent: z.boolean(),
    run: name.exactOptional(),
  }),
  z.object({ kind: z.literal('activate'), call }),
  z.object({ kind: z.literal('provider-call'), call, cause }),
  z.object({
    kind: z.literal('provider-answer'),
    call,
    cause,
    answer: z.enum(['secured', 'anonymous', 'invalid', 'threw']),
    token: token.exactOptional(),
    shape: text,
    variant: name.exactOptional(),
  }),
  z.object({
    kind: z.literal('exchange'),
    call,
    attempt: count,
    status: z.union([z.number(), z.literal('network-error')]),
  }),
  z.object({ kind: z.literal('visitor'), vuid: name }),
  z.object({
    kind: z.literal('activate-result'),
    call,
    option: z.enum(['secured', 'anonymous', 'invalid']),
    status,
    reason: text.exactOptional(),
  }),
  z.object({ kind: z.literal('session-renewal'), call, renewed: z.boolean() }),
  z.object({ kind: z.literal('logout'), call }),
  z.object({ kind: z.literal('logout-result'), call }),
  z.object({ kind: z.literal('navigate'), screen: text }),
  z.object({ kind: z.literal('page-load'), origin: text, status: z.number().nullable() }),
  z.object({
    kind: z.literal('tag-element'),
    host: name,
    inclusion: z.enum(['html', 'script']),
    insertedBy: text.nullable(),
    blocking: z.boolean(),
    outcome: z.enum(['loaded', 'failed', 'blocked-by-policy', 'inert']),
    integrity: z.literal(true).exactOptional(),
    crossOrigin: z.literal(true).exactOptional(),
  }),
  z.object({ kind: z.literal('screen-change'), from: text }),
  z.object({ kind: z.literal('ext-id'), spelling: name, length: count, seen: z.enum(['assigned', 'present']) }),
  z.object({ kind: z.literal('interface-overwritten'), before: z.literal('tag').optional() }),
  z.object({ kind: z.literal('page-leave'), loggingOutForMs: z.number().optional() }),
  z.object({ kind: z.literal('page-restored') }),
  z.object({ kind: z.literal('credentials-entered') }),
  z.object({ kind: z.literal('page-error'), message: text }),
  z.object({ kind: z.literal('policy-violation'), directive: name, blocked: text, enforced: z.boolean() }),
  /** ours: the session token that browser storage holds; null: none */
  z.object({ kind: z.literal('stored'), jwt: z.string().max(4096).nullable() }),
])

const message = z.object({ load: z.string().max(64), path: z.string().max(4096), frame: z.boolean(), event: pageEvent })
export type PageReport = z.infer<typeof message>

const envelope = z.object({
  sid: z.string().max(100),
  vuid: z.string().max(100).optional(),
  /** of this report: a page that hears no answer sends it again */
  id: name.optional(),
  /** of the tag in this page, once it has told */
  run: name.optional(),
  /** the page goes, or has gone */
  left: z.boolean().optional(),
  messages: z.array(z.unknown()).max(500),
})

export type PageReports = {
  id: string | null
  vuid: string | null
  run: string | null
  left: boolean
  messages: PageReport[]
}

/** null: no report. A message that is none is left out, and hinders no other. */
export function pageReports(given: unknown): PageReports | null {
  const parsed = envelope.safeParse(given)
  if (!parsed.success) return null
  const messages = parsed.data.messages.flatMap(each => {
    const read = message.safeParse(each)
    return read.success ? [read.data] : []
  })
  const { id = null, vuid = null, run = null, left = false } = parsed.data
  return { id, vuid, run, left, messages }
}
