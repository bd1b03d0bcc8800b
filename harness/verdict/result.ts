/** The one result model that all reports render. Its JSON is report.json; its schema is published with the package. */
import { z } from 'zod'
import { tokenFacts } from '../../mock-iadvize/token/token-facts-schema.ts'
import { tokenFinding } from '../recording/recording.ts'
import { stacks } from '../cures/snippet.ts'
import { toldEntry, toldSignature } from './baseline-file.ts'
import { proofSchema } from './proof.ts'

export const resultSchemaVersion = 1

export const levelSchema = z.enum(['MUST', 'SHOULD'])
const basis = z.enum(['doc', 'partial', 'assumed', 'practice'])
export const status = z.enum(['met', 'violated', 'blocked', 'not-observed', 'not-applicable'])

const where = z.object({
  journey: z.string(),
  /** milliseconds since the journey began */
  at: z.number(),
  browser: z.string().optional(),
  tab: z.string().optional(),
  path: z.string().optional(),
  step: z.string().optional(),
})

const finding = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('met'), where, seen: z.string() }),
  z.object({
    outcome: z.literal('violated'),
    level: levelSchema,
    code: z.string(),
    where,
    expected: z.string(),
    received: z.string(),
    cure: z.string(),
    /** ids of the requirements whose violation in the same journey explains this one; empty: it stands for itself */
    blockedBy: z.array(z.string()),
    /** listed in the baseline of the run, and so not counted against the verdict */
    known: toldSignature.optional(),
  }),
])

const requirementResult = z.object({
  id: z.string(),
  /** as judged in this run: a MUST of which only the SHOULD part is broken says SHOULD */
  level: levelSchema,
  basis,
  title: z.string(),
  /** why it matters to a person */
  why: z.string(),
  source: z.object({ page: z.string(), url: z.string(), clause: z.string().optional() }),
  status,
  /** violated ones first, then one met finding a journey as proof */
  findings: z.array(finding),
  /** why it is blocked, not observed or not applicable, in one sentence */
  because: z.string().optional(),
  /** ids that block it, when blocked */
  blockedBy: z.array(z.string()).optional(),
  /** violated or blocked, and all of it is known by the baseline: it does not count against the verdict */
  known: z.literal(true).optional(),
})
export type RequirementResult = z.infer<typeof requirementResult>
export type ResultFinding = z.infer<typeof finding>

/** One moment of a journey: what each lane of the timeline shows from `at` until the next moment. Milliseconds. */
const moment = z.object({
  at: z.number(),
  step: z.string(),
  browser: z.string(),
  tab: z.string(),
  path: z.string(),
  /** label of the user signed in to the site; null: nobody */
  user: z.string().nullable(),
  jwt: z.enum(['live', 'dead', 'none']),
  /**
   * whose session token of iAdvize lies in storage: the user's label (whose userId, where it is not configured, is the first
   * that their session brought), or `userId 1`, `userId 2`, … for anybody else, numbered within the journey; null: there is none
   */
  jwtOf: z.string().nullable().optional(),
  padlock: z.boolean(),
  /** beside whom the desk shows the padlock, as `jwtOf`; null: there is no padlock */
  padlockOf: z.string().nullable().optional(),
  /** why there is, or is not, a padlock */
  deskReason: z.string(),
  extId: z.boolean(),
  /** JWT and padlock say the same */
  agrees: z.boolean(),
  /** names of the faults that Padlock itself had in force here */
  faults: z.array(z.string()),
  /** they differ because Padlock made them, as a control: nothing of the site's is wrong with it */
  provoked: z.boolean(),
})
const mark = z.object({
  at: z.number(),
  kind: z.enum(['activation', 'logout', 'session-renewal', 'clock-jump', 'fault', 'violation', 'page-load']),
  /** what the activation came to, and the like, in a few words */
  label: z.string(),
  ok: z.boolean(),
  browser: z.string(),
  tab: z.string(),
  /** for a violation: id of the requirement */
  requirement: z.string().optional(),
})

export const journeyResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['completed', 'stopped']),
  /** why it stopped */
  because: z.string().optional(),
  /** milliseconds */
  duration: z.number(),
  /** path of the recording, relative to the report */
  recording: z.string(),
  moments: z.array(moment),
  marks: z.array(mark),
})
export type JourneyResult = z.infer<typeof journeyResultSchema>

const span = z.object({ least: z.number(), most: z.number() })

/** All tokens that are alike but for lengths and times: their X-ray. */
const tokenShape = z.object({
  /** how many distinct tokens */
  tokens: z.number(),
  /** ids of the journeys in which a page handed one over */
  journeys: z.array(z.string()),
  verdict: z.enum(['accepted', 'refused']),
  /** in causal order; numbers in the texts are those of the first of the tokens, and so are the facts */
  findings: z.array(tokenFinding),
  judged: z.array(z.string()),
  unseen: z.array(z.string()),
  facts: tokenFacts,
  /** characters; `lifetime`: seconds from issue (without iat: from when it was seen) to exp */
  spans: z.object({
    length: span,
    lifetime: span.nullable(),
    userId: span.nullable(),
    visitorData: z.record(z.string(), span).nullable(),
  }),
})
export type TokenShape = z.infer<typeof tokenShape>

const picture = z.object({
  where,
  /** ids of the violated requirements that it shows the page of; empty: the journey stopped here */
  requirements: z.array(z.string()),
  /** pixels */
  width: z.number().int(),
  height: z.number().int(),
  /** base64 */
  jpeg: z.string(),
})
export type Picture = z.infer<typeof picture>

const judgedEntry = toldEntry.extend({
  /** `not-checked`: this run could not tell whether it still happens */
  state: z.enum(['known', 'expired', 'no-longer-happens', 'not-checked']),
  /** the state in one sentence, with what to do */
  says: z.string(),
})

export const resultSchema = z.object({
  schemaVersion: z.literal(resultSchemaVersion),
  /**
   * `incomplete` also when only a part was judged (`partial`): a part never conforms. `conforms` with `counts.known` over 0:
   * but for those findings, which the baseline lists
   */
  verdict: z.enum(['conforms', 'violated', 'incomplete']),
  /** the exit code of the command: 0 to 5, 130 */
  exitCode: z.number(),
  /** the verdict in one sentence */
  summary: z.string(),
  target: z.object({
    name: z.string(),
    origin: z.string(),
    sid: z.string(),
    defects: z.array(z.string()),
    /** what the backend is written in, as the configuration says */
    stack: z.enum(stacks).optional(),
  }),
  /** ISO 8601 */
  startedAt: z.string(),
  /** milliseconds, the whole command */
  duration: z.number(),
  /** the commit that the run was about, as CI names it */
  commit: z.string().optional(),
  /** where the time went; absent where no recording tells */
  timing: z
    .object({
      /** milliseconds of all journeys together, some of which ran side by side. What each share is: harness/browser/waiting/time-shares.ts */
      site: z.number(),
      browser: z.number(),
      us: z.number(),
      /** milliseconds of the command before the first journey and after the last: runner, browser, keys, verdict */
      outside: z.number(),
    })
    .optional(),
  versions: z.object({
    padlock: z.string(),
    node: z.string(),
    playwright: z.string(),
    browser: z.string(),
    catalogue: z.string(),
  }),
  /** what a reader must know of how the run saw: what the browser hid, in a sentence each */
  notes: z.array(z.string()),
  /** tokens were accepted without a look inside; such a run never conforms */
  trust: z.literal(true).optional(),
  /** what the site asked of iAdvize and the mock does not imitate, stopped on this machine: `GET api.iadvize.com/graphql` */
  stoppedRequests: z.array(z.string()).optional(),
  /** present when only a part was judged. `only`: the patterns of `--only`; `missing`: ids of journeys that have no recording */
  partial: z.object({ only: z.array(z.string()), missing: z.array(z.string()) }).optional(),
  /** present when known findings were taken out of the verdict (`--baseline`) */
  baseline: z.object({ file: z.string(), entries: z.array(judgedEntry) }).optional(),
  /** whether a violated SHOULD counts against the verdict (`--strict`) */
  strict: z.boolean(),
  counts: z.object({
    met: z.number(),
    violated: z.number(),
    /** of `violated`, those of level SHOULD that are not known */
    warnings: z.number(),
    /** of `violated`, those that are known by the baseline */
    known: z.number(),
    blocked: z.number(),
    'not-observed': z.number(),
    'not-applicable': z.number(),
  }),
  /** id of the first cause, in causal order: «start here»; null: nothing is violated but what is known */
  firstCause: z.string().nullable(),
  requirements: z.array(requirementResult),
  journeys: z.array(journeyResultSchema),
  /** which defects the requirements of this result have been shown to catch, by the last `padlock prove` */
  proof: proofSchema.optional(),
  /** what pages looked like where something was wrong, all text covered: those that a violation or a stop is shown by */
  pictures: z.array(picture).optional(),
  /** the tokens that pages handed over, by their shape: the refused ones first; absent: there was none */
  tokens: z.array(tokenShape).optional(),
})
export type Result = z.infer<typeof resultSchema>
