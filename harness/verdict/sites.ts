/** The results of the sites of one run → one that sums them up. Pure. */
import { z } from 'zod'
import { worstOf } from '../foundation/exit-codes.ts'
import { fails } from './baseline.ts'
import { resultSchema } from './result.ts'
import type { Result } from './result.ts'

export const sitesSchemaVersion = 1

const cause = z.object({ id: z.string(), title: z.string() })

const site = z.object({
  name: z.string(),
  /** as it was named on the command line; absent: recordings were judged */
  config: z.string().optional(),
  /** of its report, from the folder of sites.json; null: there is none */
  folder: z.string().nullable(),
  exitCode: z.number(),
  /** in one sentence */
  summary: z.string(),
  /** null: nothing was recorded of it */
  result: z
    .object({
      origin: z.string(),
      sid: z.string(),
      verdict: resultSchema.shape.verdict,
      startedAt: z.string(),
      /** milliseconds, from the beginning of its first journey to the end of its last */
      duration: z.number(),
      counts: resultSchema.shape.counts,
      journeys: z.object({ completed: z.number(), stopped: z.number() }),
      /** what to fix first; null: nothing is violated */
      firstCause: cause.nullable(),
      /** what counts against it */
      violated: z.array(cause),
    })
    .nullable(),
})
export type SiteRow = z.infer<typeof site>

export const sitesSchema = z.object({
  schemaVersion: z.literal(sitesSchemaVersion),
  /** of the run */
  startedAt: z.string(),
  /** milliseconds, the whole command */
  duration: z.number(),
  commit: z.string().optional(),
  versions: z.object({ padlock: z.string(), catalogue: z.string() }),
  /** the worst of all sites: 130, 5, 1, 2, 3, 4, 0 */
  exitCode: z.number(),
  counts: z.object({ conforms: z.number(), violated: z.number(), incomplete: z.number(), unplayed: z.number() }),
  /** what counts against more than one site, that of most sites first */
  shared: z.array(cause.extend({ sites: z.array(z.string()) })),
  /** as they were given */
  sites: z.array(site),
})
export type Sites = z.infer<typeof sitesSchema>

/** `folder`: of its report, from the folder that sums up. */
export const siteRow = (result: Result, of: { name: string; config?: string; folder: string }): SiteRow => {
  const { target, verdict, exitCode, summary, startedAt, duration, counts, journeys, requirements, firstCause } = result
  const stopped = journeys.filter(({ outcome }) => outcome === 'stopped').length
  const violated = requirements.filter(row => fails(row, result)).map(({ id, title }) => ({ id, title }))
  return {
    ...of,
    exitCode,
    summary,
    result: {
      origin: target.origin,
      sid: target.sid,
      verdict,
      startedAt,
      duration,
      counts,
      journeys: { completed: journeys.length - stopped, stopped },
      firstCause: violated.find(({ id }) => id === firstCause) ?? violated[0] ?? null,
      violated,
    },
  }
}

/** At least one site. */
export const sitesOf = (
  sites: readonly SiteRow[],
  run: Pick<Sites, 'startedAt' | 'duration' | 'commit' | 'versions'>,
): Sites => {
  const bearing = new Map<string, Sites['shared'][number]>()
  for (const { name, result } of sites)
    for (const { id, title } of result?.violated ?? [])
      bearing.set(id, { id, title, sites: [...(bearing.get(id)?.sites ?? []), name] })
  const number = (verdict: Result['verdict']): number =>
    sites.filter(({ result }) => result?.verdict === verdict).length
  return {
    schemaVersion: sitesSchemaVersion,
    ...run,
    exitCode: worstOf(sites.map(({ exitCode }) => exitCode)),
    counts: {
      conforms: number('conforms'),
      violated: number('violated'),
      incomplete: number('incomplete'),
      unplayed: sites.filter(({ result }) => result === null).length,
    },
    shared: [...bearing.values()]
      .filter(({ sites: those }) => those.length > 1)
      .toSorted((one, other) => other.sites.length - one.sites.length),
    sites: [...sites],
  }
}
