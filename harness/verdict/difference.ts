/** Two results of one site: what got better, what got worse, what is new, what is gone. Pure. */
import { z } from 'zod'
import { fails } from './baseline.ts'
import { resultSchema, status } from './result.ts'
import type { RequirementResult, Result } from './result.ts'

export const differenceSchemaVersion = 1

/** What a requirement came to. `codes`: the ways in which it is violated for itself and not known. */
const state = z.object({ status, level: z.enum(['MUST', 'SHOULD']), known: z.boolean(), codes: z.array(z.string()) })
type State = z.infer<typeof state>

const change = z.object({
  id: z.string(),
  title: z.string(),
  /** absent: it was not in the report */
  before: state.optional(),
  after: state.optional(),
  /** the change in one sentence */
  says: z.string(),
  /** of what is violated now: how to fix it */
  cure: z.string().optional(),
})
export type Change = z.infer<typeof change>

const side = z.object({
  verdict: resultSchema.shape.verdict,
  summary: z.string(),
  target: resultSchema.shape.target,
  startedAt: z.string(),
  versions: resultSchema.shape.versions,
  strict: z.boolean(),
  /** `--only`, trust and baselines: what kept each from being a full run */
  limits: z.array(z.string()),
})

export const differenceSchema = z.object({
  schemaVersion: z.literal(differenceSchemaVersion),
  before: side,
  after: side,
  /** whether the later one is worse: a requirement is, a new one is violated, or the verdict is. Exit code 1 */
  isWorse: z.boolean(),
  better: z.array(change),
  worse: z.array(change),
  /** requirements that only the later report has */
  new: z.array(change),
  /** requirements that only the earlier report has */
  gone: z.array(change),
  /** neither better nor worse: what was violated can no longer be seen, say */
  unclear: z.array(change),
  unchanged: z.number(),
  journeys: z.array(
    z.object({ id: z.string(), before: z.string().nullable(), after: z.string().nullable(), says: z.string() }),
  ),
  /** why the two can hardly be compared, in sentences */
  notes: z.array(z.string()),
})
export type Difference = z.infer<typeof differenceSchema>

const stateOf = (row: RequirementResult): State => ({
  status: row.status,
  level: row.level,
  known: row.known === true,
  codes: [
    ...new Set(
      row.findings.flatMap(finding =>
        finding.outcome === 'violated' && finding.blockedBy.length === 0 && !finding.known ? [finding.code] : [],
      ),
    ),
  ],
})

const isOpen = ({ status }: State): boolean => status === 'blocked' || status === 'not-observed'

/** How far from well: nothing is wrong · known · not to be judged · a warning · it counts. */
const rank = (of: State, strict: boolean): number => {
  if (of.status === 'met' || of.status === 'not-applicable') return 0
  if (of.known) return 1
  if (isOpen(of)) return 2
  return of.level === 'SHOULD' && !strict ? 3 : 4
}

const words = ({ status, level, known, codes }: State): string => {
  const what = status === 'violated' && level === 'SHOULD' ? 'violated (a warning)' : status.replaceAll('-', ' ')
  const how = codes.length > 0 && status === 'violated' ? ` (${codes.join(', ')})` : ''
  return `${what}${known ? ', and known' : ''}${how}`
}

type Kind = 'better' | 'worse' | 'unclear'

const kindOf = (before: State, after: State, strict: [boolean, boolean], isPart: boolean): Kind | null => {
  const [was, is] = [rank(before, strict[0]), rank(after, strict[1])]
  // What is no longer to be seen is not fixed, and what is seen at last was not broken by it.
  if ((was > 2 && is === 2) || (was === 2 && is > 2)) return 'unclear'
  // Nor did what was not played get worse.
  if (isPart && before.status !== after.status && after.status === 'not-observed') return 'unclear'
  if (is < was) return 'better'
  if (is > was) return 'worse'
  if (before.status !== after.status) return 'unclear'
  const added = after.codes.some(code => !before.codes.includes(code))
  const removed = before.codes.some(code => !after.codes.includes(code))
  if (added) return removed ? 'unclear' : 'worse'
  return removed ? 'better' : null
}

const cureOf = (row: RequirementResult): { cure?: string } => {
  const violation = row.findings.find(finding => finding.outcome === 'violated' && !finding.known)
  return row.status === 'violated' && violation?.outcome === 'violated' ? { cure: violation.cure } : {}
}

const sideOf = ({ verdict, summary, target, startedAt, versions, strict, partial, trust, baseline }: Result) => ({
  verdict,
  summary,
  target,
  startedAt,
  versions,
  strict,
  limits: [
    ...(partial && partial.only.length > 0 ? [`only ${partial.only.join(', ')}`] : []),
    ...(partial && partial.missing.length > 0 ? [`without ${partial.missing.join(', ')}`] : []),
    ...(trust ? ['on trust'] : []),
    ...(baseline ? [`baseline ${baseline.file}`] : []),
  ],
})

/** A site on the machine of the run may have another port each time. */
const at = ({ origin, sid }: Result['target']): string =>
  `${origin.replace(/^(https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\d+$/, '$1')}, site ${sid}`

const notesOf = (before: Result, after: Result): string[] => {
  const limits = (result: Result): string => sideOf(result).limits.join('; ') || 'nothing'
  return [
    ...(at(before.target) === at(after.target)
      ? []
      : [`they are of two sites: ${at(before.target)} and ${at(after.target)}`]),
    ...(before.versions.catalogue === after.versions.catalogue
      ? []
      : [
          `they were judged by two catalogues, ${before.versions.catalogue} and ${after.versions.catalogue}: a change may be the catalogue's, not the site's`,
        ]),
    ...(before.strict === after.strict ? [] : [`the ${after.strict ? 'later' : 'earlier'} one is strict`]),
    ...(limits(before) === limits(after) ? [] : [`what limits them differs: ${limits(before)}, then ${limits(after)}`]),
  ]
}

const severity = { conforms: 0, incomplete: 1, violated: 2 } as const

export const difference = (before: Result, after: Result): Difference => {
  const isPart = (after.partial?.missing.length ?? 0) > 0
  const isVerdictWorse =
    severity[after.verdict] > severity[before.verdict] && !(isPart && after.verdict === 'incomplete')
  const earlier = new Map(before.requirements.map(row => [row.id, row]))
  const later = new Set(after.requirements.map(({ id }) => id))
  const found: Record<Kind | 'new' | 'gone', Change[]> = { better: [], worse: [], unclear: [], new: [], gone: [] }
  let unchanged = 0
  for (const row of after.requirements) {
    const old = earlier.get(row.id)
    const now = stateOf(row)
    const { id, title } = row
    if (!old) {
      found.new.push({ id, title, after: now, says: `new: ${words(now)}`, ...cureOf(row) })
      continue
    }
    const was = stateOf(old)
    const kind = kindOf(was, now, [before.strict, after.strict], isPart)
    if (kind === null) unchanged += 1
    else
      found[kind].push({
        id,
        title,
        before: was,
        after: now,
        says: `was ${words(was)}, is ${words(now)}`,
        ...(kind === 'better' ? {} : cureOf(row)),
      })
  }
  for (const row of before.requirements)
    if (!later.has(row.id)) {
      const was = stateOf(row)
      found.gone.push({ id: row.id, title: row.title, before: was, says: `gone: it was ${words(was)}` })
    }
  const outcomes = ({ journeys }: Result) => new Map(journeys.map(it => [it.id, it]))
  const [then, now] = [outcomes(before), outcomes(after)]
  const journeys = [...new Set([...then.keys(), ...now.keys()])].flatMap(id => {
    const [was, is] = [then.get(id), now.get(id)]
    if (was?.outcome === is?.outcome) return []
    const says = is
      ? `${was ? `was ${was.outcome}, is` : 'was not played, is'} ${is.outcome}${is.because === undefined ? '' : `: ${is.because}`}`
      : `was ${was?.outcome ?? ''}, and has no recording now`
    return [{ id, before: was?.outcome ?? null, after: is?.outcome ?? null, says }]
  })
  const newlyFailing = after.requirements.some(row => !earlier.has(row.id) && fails(row, after))
  return {
    schemaVersion: differenceSchemaVersion,
    before: sideOf(before),
    after: sideOf(after),
    isWorse: found.worse.length > 0 || newlyFailing || isVerdictWorse,
    ...found,
    unchanged,
    journeys,
    notes: notesOf(before, after),
  }
}
