/** Many runs of one site → what broke when, what was fixed, what was flaky. Pure; it takes of a report only what it needs. */
import { z } from 'zod'
import { resultSchema, status } from './result.ts'

export const trendSchemaVersion = 1

/** Of report.json, in every version up to this one. A report holds much more, which is not read. */
export const trendedReportSchema = z.object({
  schemaVersion: z.number(),
  verdict: resultSchema.shape.verdict,
  exitCode: z.number(),
  target: z.object({ name: z.string(), origin: z.string(), sid: z.string() }),
  startedAt: z.string(),
  duration: z.number(),
  commit: z.string().optional(),
  versions: z.object({ padlock: z.string(), catalogue: z.string() }),
  partial: z.object({ only: z.array(z.string()), missing: z.array(z.string()) }).optional(),
  strict: z.boolean(),
  firstCause: z.string().nullable(),
  requirements: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      level: z.enum(['MUST', 'SHOULD']),
      status,
      known: z.literal(true).optional(),
    }),
  ),
  journeys: z.array(z.object({ id: z.string(), outcome: z.enum(['completed', 'stopped']) })),
})
export type TrendedReport = z.infer<typeof trendedReportSchema>

/** What a requirement came to in one run; `warning`: a violated SHOULD that does not count · `absent`: not in its catalogue */
export const cellStates = [
  'met',
  'violated',
  'warning',
  'known',
  'blocked',
  'not-observed',
  'not-applicable',
  'absent',
] as const
export type CellState = (typeof cellStates)[number]
const cellState = z.enum(cellStates)

const trendRun = z.object({
  /** where its report.json lies, as it was found */
  report: z.string(),
  startedAt: z.string(),
  /** null: the report names none */
  commit: z.string().nullable(),
  verdict: resultSchema.shape.verdict,
  exitCode: z.number(),
  /** milliseconds */
  duration: z.number(),
  versions: z.object({ padlock: z.string(), catalogue: z.string() }),
  /** whether the whole site was judged: a part breaks nothing by what it did not see */
  isWhole: z.boolean(),
  stoppedJourneys: z.array(z.string()),
  firstCause: z.string().nullable(),
  /** ids that count against this run, and did not the last time that they were seen */
  broke: z.array(z.string()),
  /** ids that are met, and counted the last time that they were seen */
  fixed: z.array(z.string()),
})
export type TrendRun = z.infer<typeof trendRun>

const trendRow = z.object({
  id: z.string(),
  title: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  /** one for each run, in their order */
  states: z.array(cellState),
  /** commits of which it was met in one run and violated in another: neither the site's code nor its verdict can be relied on */
  flakyAt: z.array(z.string()),
  /** since which run it counts against the site, by its index; null: it does not, as far as the last run saw it */
  brokenSince: z.number().nullable(),
})
export type TrendRow = z.infer<typeof trendRow>

const trendSite = z.object({
  name: z.string(),
  /** without the port, where it is on the machine of the run */
  origin: z.string(),
  sid: z.string(),
  /** the earliest first */
  runs: z.array(trendRun),
  requirements: z.array(trendRow),
  /** commits with runs of different verdicts */
  flakyCommits: z.array(z.string()),
})
export type TrendSite = z.infer<typeof trendSite>

export const trendSchema = z.object({
  schemaVersion: z.literal(trendSchemaVersion),
  sites: z.array(trendSite),
  /** files that are called report.json and were not read, and why */
  skipped: z.array(z.object({ file: z.string(), because: z.string() })),
})
export type Trend = z.infer<typeof trendSchema>

/** A site on the machine of the run may have another port each time. */
export const steadyOrigin = (origin: string): string =>
  origin.replace(/^(https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\d+$/, '$1')

/** What is kept of one report, so that thousands fit into memory. */
export type TrendEntry = {
  site: { name: string; origin: string; sid: string }
  run: Omit<TrendRun, 'broke' | 'fixed'>
  rows: ReadonlyMap<string, { state: CellState; title: string; level: 'MUST' | 'SHOULD' }>
}

export const trendEntry = (report: string, of: TrendedReport): TrendEntry => ({
  site: { name: of.target.name, origin: steadyOrigin(of.target.origin), sid: of.target.sid },
  run: {
    report,
    startedAt: of.startedAt,
    commit: of.commit ?? null,
    verdict: of.verdict,
    exitCode: of.exitCode,
    duration: of.duration,
    versions: { padlock: of.versions.padlock, catalogue: of.versions.catalogue },
    isWhole: !of.partial,
    stoppedJourneys: of.journeys.flatMap(({ id, outcome }) => (outcome === 'stopped' ? [id] : [])),
    firstCause: of.firstCause,
  },
  rows: new Map(of.requirements.map(row => [row.id, { state: stateOf(row, of), title: row.title, level: row.level }])),
})

const stateOf = (row: TrendedReport['requirements'][number], of: TrendedReport): CellState => {
  if (row.known) return 'known'
  return row.status === 'violated' && row.level === 'SHOULD' && !of.strict ? 'warning' : row.status
}

/** What says how it is: whoever could not see it says nothing. */
const speaks = (state: CellState | undefined): boolean =>
  state === 'met' || state === 'violated' || state === 'warning' || state === 'known'

export const trend = (entries: readonly TrendEntry[], skipped: Trend['skipped'] = []): Trend => {
  const sites = new Map<string, TrendEntry[]>()
  for (const entry of entries) {
    const key = Object.values(entry.site).join('\n')
    const known = sites.get(key)
    if (known) known.push(entry)
    else sites.set(key, [entry])
  }
  return {
    schemaVersion: trendSchemaVersion,
    sites: [...sites.values()].map(siteTrend),
    skipped: [...skipped],
  }
}

const siteTrend = (unsorted: readonly TrendEntry[]): TrendSite => {
  const entries = unsorted.toSorted((a, b) => Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt))
  const last = entries.at(-1)!
  // In the order of the latest catalogue; what it no longer has comes last.
  const ids = new Set([...last.rows.keys(), ...entries.flatMap(({ rows }) => [...rows.keys()])])
  const runs: TrendRun[] = entries.map(({ run }) => ({ ...run, broke: [], fixed: [] }))
  const requirements = [...ids].map((id): TrendRow => {
    const states = entries.map(({ rows }) => rows.get(id)?.state ?? 'absent')
    const { title = '', level = 'MUST' as const } = entries.findLast(({ rows }) => rows.has(id))?.rows.get(id) ?? {}
    let spoke: CellState | undefined
    let brokenSince: number | null = null
    for (const [index, state] of states.entries()) {
      if (!speaks(state)) continue
      if (state === 'violated') {
        if (spoke !== 'violated') {
          brokenSince = index
          // What the first run finds was there before.
          if (spoke !== undefined) runs[index]!.broke.push(id)
        }
      } else {
        if (spoke === 'violated' && state === 'met') runs[index]!.fixed.push(id)
        brokenSince = null
      }
      spoke = state
    }
    return { id, title, level, states, flakyAt: flakyCommits(runs, states), brokenSince }
  })
  return {
    ...last.site,
    runs,
    requirements,
    flakyCommits: contradicting(
      runs.map(({ commit, verdict, isWhole }) => ({
        commit,
        said: isWhole && verdict !== 'incomplete' ? verdict : null,
      })),
    ),
  }
}

/** Commits of which two runs say different things; `said` null: it says nothing. */
const contradicting = (runs: readonly { commit: string | null; said: string | null }[]): string[] => {
  const said = new Map<string, Set<string>>()
  for (const { commit, said: what } of runs)
    if (commit !== null && what !== null) said.set(commit, (said.get(commit) ?? new Set()).add(what))
  return [...said].flatMap(([commit, all]) => (all.size > 1 ? [commit] : []))
}

const flakyCommits = (runs: readonly TrendRun[], states: readonly CellState[]): string[] =>
  contradicting(
    runs.map(({ commit, versions }, index) => {
      const state = states[index]
      // Another catalogue may judge otherwise; a known finding is a violated one.
      const said = state === 'met' ? 'met' : speaks(state) ? 'violated' : null
      return { commit: commit === null ? null : `${commit} ${versions.catalogue}`, said }
    }),
  ).map(key => key.split(' ')[0] ?? key)
