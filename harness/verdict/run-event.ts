/** What `certify --events` prints while a run is under way: one line of JSON for each event. */
import { z } from 'zod'
import { journeyResultSchema, levelSchema, resultSchema, status } from './result.ts'
import type { RequirementResult, Result } from './result.ts'

export const runEventSchemaVersion = 1

const judgedRow = z.object({
  id: z.string(),
  level: levelSchema,
  title: z.string(),
  status,
  /** why it is blocked, not observed or not applicable */
  because: z.string().nullable(),
  /** the first violation that no other explains; null: there is none */
  violation: z
    .object({
      journey: z.string(),
      path: z.string().nullable(),
      expected: z.string(),
      received: z.string(),
      cure: z.string(),
    })
    .nullable(),
})
export type JudgedRow = z.infer<typeof judgedRow>

export const runEventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('begun'),
    schemaVersion: z.literal(runEventSchemaVersion),
    site: z.string(),
    /** ISO 8601 */
    startedAt: z.string(),
  }),
  /** doctor has looked at the site, and nothing stands in the way of the run */
  z.object({ event: z.literal('checked') }),
  z.object({ event: z.literal('planned'), journeys: z.array(z.object({ id: z.string(), title: z.string() })) }),
  z.object({ event: z.literal('journey-began'), journey: z.string() }),
  z.object({
    event: z.literal('journey-ended'),
    journey: z.string(),
    state: z.enum(['done', 'stopped', 'cut-off']),
    /** milliseconds */
    duration: z.number(),
  }),
  /** what was seen of a journey by now, again and again while it is played */
  z.object({ event: z.literal('seen'), isWhole: z.boolean(), journey: journeyResultSchema }),
  /** by the journeys that are over */
  z.object({ event: z.literal('judged'), requirements: z.array(judgedRow) }),
  z.object({
    event: z.literal('ended'),
    exitCode: z.number(),
    /** null: there was nothing to report */
    verdict: resultSchema.shape.verdict.nullable(),
    summary: z.string(),
    /** the folder of the report */
    report: z.string().nullable(),
  }),
])
export type RunEvent = z.infer<typeof runEventSchema>

/** The first violation stands for all of them: the report has the rest. */
export const judgedRows = (requirements: readonly RequirementResult[]): JudgedRow[] =>
  requirements.map(({ id, level, title, status: state, because = null, findings }) => {
    const first = findings.find(finding => finding.outcome === 'violated' && finding.blockedBy.length === 0)
    return {
      id,
      level,
      title,
      status: state,
      because,
      violation:
        first?.outcome === 'violated'
          ? {
              journey: first.where.journey,
              path: first.where.path ?? null,
              expected: first.expected,
              received: first.received,
              cure: first.cure,
            }
          : null,
    }
  })

export const endedEvent = ({ verdict, summary }: Result, exitCode: number, report: string): RunEvent => ({
  event: 'ended',
  exitCode,
  verdict,
  summary,
  report,
})
