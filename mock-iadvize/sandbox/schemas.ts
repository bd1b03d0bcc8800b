/** What goes over the control API, in one place: it checks requests, types the client, and makes the OpenAPI document. */
import { z } from 'zod'
import { stages, tokenChecks } from '../token/decision.ts'
import { mockFaults } from '../faults.ts'
import type { FaultName } from '../faults.ts'
import { readKey } from '../token/keys/read-key.ts'
import { tokenFacts } from '../token/token-facts-schema.ts'

const sid = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'expected 1 to 100 letters, digits, dots, hyphens or underscores')
  .describe('id of the site, as in iAdvizeInterface.config.sid')
export const isSid = (text: string): boolean => sid.safeParse(text).success
const faultNames = Object.keys(mockFaults) as [FaultName, ...FaultName[]]
const basis = z.enum(['doc', 'partial', 'assumed', 'practice'])

export const platform = z
  .strictObject({
    replay: z.enum(['allowed', 'refused']).describe('whether one token may be exchanged more than once'),
    anonymousOverIdentity: z
      .enum(['keeps-identity', 'drops-identity'])
      .describe('what an anonymous activation does to a live verified session'),
    conversationOpens: z.enum(['on-arrival', 'on-first-message']).describe('when a conversation shows on the desk'),
    visitorIdAfterSignOut: z.enum(['kept', 'renewed']).describe('whether a browser keeps its visitor id at sign-out'),
  })
  .meta({ id: 'PlatformSettings', description: 'How iAdvize behaves where its documentation is silent' })

export const tokenSettings = z
  .strictObject({
    skew: z.number().min(0).max(3600).describe('seconds of clock skew allowed on exp and nbf'),
    recommendedLifetime: z.number().min(1).max(86_400).describe('seconds; a longer lifetime warns'),
    recommendedSize: z.number().int().min(100).max(65_536).describe('characters; a longer token warns'),
    maximumSize: z.number().int().min(100).max(65_536).describe('characters; a longer token is refused'),
    allowCompression: z.boolean().describe('whether a JWE with zip: DEF may be opened'),
  })
  .meta({ id: 'TokenSettings', description: 'By which tokens are judged' })

const publicKey = z
  .string()
  .min(1)
  .max(16_384)
  .superRefine((text, context) => {
    const { problem } = readKey(text, 'public')
    if (problem !== undefined)
      context.addIssue({ code: 'custom', message: 'expected a public key', params: { received: `what ${problem}` } })
  })

const changeable = {
  brandKeys: z
    .array(publicKey)
    .max(8)
    .describe('the brand’s public keys: PEM, bare base64 DER, or JWK; never a private key'),
  keysSetUp: z.boolean().describe('false: as if iAdvize had not set the brand’s key up yet; every token is refused'),
  authenticatedMode: z.boolean().describe('false: as if the feature were off for this site; every token is refused'),
  sessionMinutes: z
    .number()
    .min(0.05)
    .max(10_080)
    .describe('minutes until a session must be verified again, of sessions that begin from now on'),
  trust: z
    .boolean()
    .describe('true: nobody looks into tokens, for sites that encrypt to a key of which you have no private half'),
  platform: platform.partial(),
  tokens: tokenSettings.partial(),
}
export const tenantChange = z
  .strictObject(changeable)
  .partial()
  .meta({ id: 'TenantChange', description: 'What is left out stays as it is' })
export type TenantChange = z.infer<typeof tenantChange>
export const tenantCreation = z
  .strictObject({ sid, ...tenantChange.shape })
  .meta({ id: 'TenantCreation', description: 'What is left out has its default' })
export type TenantCreation = z.infer<typeof tenantCreation>

const key = z.object({ fingerprint: z.string(), bits: z.number() })

export const tenant = z
  .object({
    sid,
    isDefault: z.boolean().describe('it was there from the start, and cannot be removed'),
    brandKeys: z.array(key),
    iAdvizeKey: key.nullable().describe('the test pair’s; null: tokens are accepted on trust'),
    keysSetUp: z.boolean(),
    authenticatedMode: z.boolean(),
    sessionMinutes: z.number(),
    trust: z.boolean(),
    platform,
    tokens: tokenSettings,
    fault: z
      .object({ name: z.enum(faultNames), once: z.boolean(), over: z.boolean().describe('it has hit its one request') })
      .nullable(),
    jumpedMinutes: z.number().describe('how far iAdvize’s sessions have been moved ahead'),
    counts: z.object({ visitors: z.number(), conversations: z.number(), activations: z.number() }),
    snippet: z.string().describe('what goes into a page: the set-up, the tag, the call of activate'),
  })
  .meta({ id: 'Tenant', description: 'One site, as iAdvize has it set up' })
export type TenantView = z.infer<typeof tenant>

export const fault = z
  .strictObject({
    name: z.enum(faultNames, { error: `expected one of: ${faultNames.join(', ')}` }),
    once: z.boolean().default(false).describe('true: it hits one request, and lets all others through'),
  })
  .meta({ id: 'Fault' })
export const knownFault = z.object({ name: z.enum(faultNames), summary: z.string() }).meta({ id: 'KnownFault' })

export const clockJump = z
  .strictObject({
    minutes: z
      .number()
      .positive()
      .max(1_000_000)
      .describe('how far to move iAdvize’s sessions ahead; only a reset moves them back'),
  })
  .meta({ id: 'ClockJump' })

const author = z.enum(['visitor', 'agent'])
export const message = z
  .object({ from: author, text: z.string(), at: z.number().describe('milliseconds since the epoch, session clock') })
  .meta({ id: 'Message' })
export const newMessage = z
  .strictObject({ text: z.string().trim().min(1).max(4000) })
  .meta({ id: 'NewMessage', description: 'What the agent says' })

export const conversation = z
  .object({
    conversation: z.string(),
    name: z.string(),
    userId: z.string().nullable().describe('null: anonymous'),
    visitorData: z.record(z.string(), z.string()),
    padlock: z.boolean(),
    reason: z.string().describe('why there is a padlock, or why there is none'),
    extId: z.string().nullable(),
    online: z.boolean().describe('a page of the site is open in one of its browsers, and in sight'),
    presence: z
      .enum(['online', 'background', 'unknown', 'offline'])
      .describe(
        'background: in a tab that nobody looks at, as last heard of; unknown: in a frame, or by a program: nothing tells when it goes; offline: gone, or signed out',
      ),
    vuids: z.array(z.string()).describe('visitor ids of the browsers in it, the latest first'),
    page: z.string(),
    since: z.number(),
    messages: z.array(message),
    forgotten: z.number().int().describe('how many older messages there were; the oldest of a long conversation go'),
  })
  .meta({ id: 'Conversation', description: 'What the agent sees of one visitor' })
export type ConversationView = z.infer<typeof conversation>

export const finding = z
  .object({
    id: z.enum(tokenChecks),
    level: z.enum(['MUST', 'SHOULD']),
    stage: z.enum(stages),
    code: z.string(),
    expected: z.string(),
    received: z.string(),
    cure: z.string(),
  })
  .meta({ id: 'TokenFinding' })

export const tokenReport = z
  .object({
    verdict: z.enum(['accepted', 'refused']),
    steps: z
      .array(
        z.object({
          stage: z.enum(stages),
          state: z
            .enum(['passed', 'warned', 'failed', 'not-seen'])
            .describe('not-seen: it was not come to, and is never a pass'),
        }),
      )
      .describe('the layers in causal order'),
    findings: z.array(finding),
    judged: z.array(z.enum(tokenChecks)),
    unseen: z.array(z.string()).describe('why the other checks could not be made'),
    facts: tokenFacts.omit({ keys: true }),
  })
  .meta({ id: 'TokenReport', description: 'Everything about a token but the token: facts, lengths, findings, cures' })
export type TokenReport = z.infer<typeof tokenReport>

export const activation = z
  .object({
    id: z.number().describe('counts from 1 in each site'),
    sid: z.string(),
    at: z.number().describe('milliseconds since the epoch'),
    cause: z
      .enum(['activate', 'session-expiry'])
      .nullable()
      .describe('whether the page called activate, or the session came to its end; null: the page did not say'),
    call: z.number().nullable().describe('number of the SDK’s call in its page'),
    page: z.string().nullable(),
    vuid: z.string().nullable(),
    provider: z
      .object({
        answer: z.enum(['secured', 'anonymous', 'invalid', 'threw']),
        shape: z.string().describe('what the provider answered, without any value'),
        variant: z.string().nullable().describe('a tolerated spelling'),
      })
      .nullable(),
    token: tokenReport.nullable(),
    exchange: z
      .object({
        option: z.enum(['SECURED_AUTHENTICATION', 'ANONYMOUS']),
        sid: z.string().describe('the site that the page named'),
        accepted: z.boolean(),
        /** why it was refused; the page is not told */
        because: z
          .enum(['token', 'token-spent', 'unknown-site', 'authenticated-mode-off', 'signed-out-meanwhile'])
          .nullable(),
        extId: z.boolean(),
      })
      .nullable()
      .describe('null: nothing has reached iAdvize, or a fault answered in its place'),
    fault: z
      .enum(faultNames)
      .nullable()
      .describe('the fault that hit it; with «exchange» null, the fault answered in iAdvize’s place'),
    attempts: z
      .array(z.union([z.number(), z.literal('network-error')]))
      .describe('status of each of the tag’s requests, as the sandbox answered and the page saw it'),
    outcome: z
      .enum(['pending', 'authentication-success', 'authentication-failure', 'page-left'])
      .describe('page-left: the page left before it ended'),
    reason: z.string().nullable().describe('what activate told the page'),
    realPlatform: z
      .object({ answer: z.string(), basis, source: z.string(), url: z.string().describe('the public page') })
      .nullable()
      .describe('what the real iAdvize would have told the page, and how sure that is'),
    padlock: z.boolean().nullable().describe('on the desk, right after; null: not known'),
    deskReason: z.string().nullable(),
    warnings: z.array(z.string()),
    cure: z.string().nullable().describe('what to do, in one sentence; null: nothing, or nobody here knows what'),
  })
  .meta({ id: 'Activation', description: 'One activation, as far as it has come' })
export type ActivationView = z.infer<typeof activation>

export const sighting = z
  .object({
    id: z.number(),
    sid: z.string(),
    at: z.number(),
    page: z.string().describe('empty: not known'),
    kind: z.enum([
      'ext-id',
      'fault',
      'storage',
      'logout',
      'navigate',
      'tag-run',
      'session-renewal',
      'interface-overwritten',
      'page-error',
      'policy-violation',
    ]),
    text: z.string(),
    tone: z.enum(['quiet', 'warn']),
  })
  .meta({ id: 'Sighting', description: 'What else the tag saw in a page, and what a fault hit' })
export type SightingView = z.infer<typeof sighting>

export const requirement = z
  .object({
    id: z.string(),
    level: z.enum(['MUST', 'SHOULD']),
    basis,
    title: z.string(),
    status: z
      .enum(['met', 'met-elsewhere', 'violated', 'blocked', 'not-observed', 'not-applicable', 'not-live'])
      .describe(
        'met: the page that was opened last shows it; met-elsewhere: that one does not, and another page did; not-live: only certify can judge it',
      ),
    because: z.string().nullable(),
    findings: z.array(
      z.object({
        outcome: z.enum(['met', 'violated']),
        code: z.string().nullable(),
        expected: z.string().nullable(),
        received: z.string(),
        cure: z.string().nullable(),
        page: z.string().nullable(),
        at: z.number().describe('milliseconds since the epoch'),
      }),
    ),
  })
  .meta({
    id: 'Requirement',
    description: 'What the pages show so far of one requirement; what was not seen is never a pass',
  })
export type RequirementView = z.infer<typeof requirement>

export const status = z
  .object({
    name: z.literal('padlock sandbox'),
    version: z.string(),
    origin: z.string(),
    startedAt: z.string(),
    state: z.enum(['memory', 'file']),
    defaultSid: z.string(),
    iAdvizePublicKey: z.string().describe('PEM of the test pair’s public half: encrypt to it'),
    limits: z.record(z.string(), z.number()),
  })
  .meta({ id: 'Status' })
export type StatusView = z.infer<typeof status>

export const waitForPadlock = z.strictObject({
  userId: z.string().max(255).optional().describe('of this user; anybody by default'),
  vuid: z.string().max(100).optional().describe('in this browser'),
  timeout: z.coerce.number().min(0).max(120).default(30).describe('seconds'),
})
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('how many, the newest first'),
})

export const problem = z
  .object({
    error: z.string().describe('what is wrong'),
    cure: z.string().describe('what to do'),
    problems: z
      .array(z.object({ where: z.string(), expected: z.string() }))
      .optional()
      .describe('all of them at once'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>
export const noPadlock = problem
  .extend({
    waited: z.number().describe('seconds'),
    conversation: conversation.nullable().describe('the one that came nearest'),
    lastActivation: activation.nullable(),
  })
  .meta({ id: 'NoPadlock', description: 'No padlock came in time, and what was there instead' })
