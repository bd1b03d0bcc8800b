/** Known findings, set against what a run found: which of them stand, and which entries hold no longer. Pure. */
import { baselineSchemaVersion, entryName } from './baseline-file.ts'
import type { BaselineDraft, BaselineEntry, Identified } from './baseline-file.ts'
import { unnumbered } from '../recording/privacy/addresses.ts'
import type { RequirementResult, Result, ResultFinding } from './result.ts'

export type GivenBaseline = {
  /** as the reader of a report knows it */
  file: string
  entries: readonly BaselineEntry[]
  /** `YYYY-MM-DD`, UTC */
  today: string
}

type Violated = Extract<ResultFinding, { outcome: 'violated' }>
type JudgedEntry = NonNullable<Result['baseline']>['entries'][number]

/** What stands for itself: a consequence of another violation is judged when that is fixed. */
const ownViolations = ({ findings }: RequirementResult): Violated[] =>
  findings.filter((finding): finding is Violated => finding.outcome === 'violated' && finding.blockedBy.length === 0)

const covers = (entry: Identified, id: string, { code, where }: Violated): boolean =>
  entry.requirement === id &&
  (entry.code ?? code) === code &&
  (entry.journey ?? where.journey) === where.journey &&
  (entry.path === undefined || unnumbered(entry.path) === unnumbered(where.path))

/** Whether a violation that nobody has put their name to counts against the verdict. */
export const fails = (row: RequirementResult, { strict }: Pick<Result, 'strict'>): boolean =>
  row.status === 'violated' && ownViolations(row).some(({ level, known }) => !known && (level === 'MUST' || strict))

const isKnown = (row: RequirementResult): boolean =>
  row.status === 'violated' && ownViolations(row).every(({ known }) => known)

/**
 * Marks what the baseline knows, and says of each of its entries whether it still holds. `unseen`: ids of journeys that were
 * not seen to their end; what happens in them is not known to have ended.
 */
export const withBaseline = (
  rows: readonly RequirementResult[],
  { file, entries, today }: GivenBaseline,
  unseen: readonly string[],
): { rows: RequirementResult[]; baseline: NonNullable<Result['baseline']> } => {
  const inForce = entries.filter(({ expires }) => expires >= today)
  const marked = rows.map((row): RequirementResult => {
    const own = new Set<ResultFinding>(ownViolations(row))
    const findings = row.findings.map(finding => {
      const entry = inForce.find(each => own.has(finding) && covers(each, row.id, finding as Violated))
      if (!entry) return finding
      const { reason, owner, expires } = entry
      return { ...finding, known: { reason, owner, expires } }
    })
    return { ...row, findings }
  })
  const known = new Set(marked.filter(isKnown).map(({ id }) => id))
  const accepted = (row: RequirementResult): boolean => {
    const { blockedBy = [] } = row
    const named = inForce.some(
      ({ requirement, blocks = [] }) => blockedBy.includes(requirement) && blocks.includes(row.id),
    )
    return row.status === 'blocked' && named && blockedBy.every(id => known.has(id))
  }
  return {
    rows: marked.map(row => (known.has(row.id) || accepted(row) ? { ...row, known: true } : row)),
    baseline: { file, entries: entries.map(entry => ({ ...entry, ...stateOf(entry, rows, today, unseen) })) },
  }
}

const stateOf = (
  entry: BaselineEntry,
  rows: readonly RequirementResult[],
  today: string,
  unseen: readonly string[],
): Pick<JudgedEntry, 'state' | 'says'> => {
  const row = rows.find(({ id }) => id === entry.requirement)
  const happens = row !== undefined && ownViolations(row).some(violation => covers(entry, row.id, violation))
  const judged = row !== undefined && row.status !== 'blocked' && row.status !== 'not-observed'
  const seen = judged && (entry.journey === undefined ? unseen.length === 0 : !unseen.includes(entry.journey))
  if (entry.expires < today)
    return {
      state: 'expired',
      says: happens
        ? `was accepted until ${entry.expires} and still happens: fix it, or ${entry.owner} decides anew`
        : `was accepted until ${entry.expires} ${seen ? 'and happens no longer' : 'and could not be checked'}: remove the entry`,
    }
  if (!happens)
    return seen
      ? { state: 'no-longer-happens', says: 'happens no longer: remove the entry' }
      : { state: 'not-checked', says: 'this run could not tell whether it still happens' }
  const freed = (entry.blocks ?? []).filter(id =>
    rows.some(other => other.id === id && (other.status === 'met' || other.status === 'violated')),
  )
  if (freed.length > 0)
    return { state: 'no-longer-happens', says: `no longer blocks ${freed.join(', ')}: remove that from «blocks»` }
  return { state: 'known', says: `is accepted until ${entry.expires}` }
}

/** Whether an entry says what is no longer so. */
export const isOutOfDate = (baseline: Result['baseline']): boolean =>
  baseline?.entries.some(({ state }) => state === 'expired' || state === 'no-longer-happens') ?? false

/** The page on which all of these were seen; undefined: there are several. An entry for one page keeps others from getting as bad. */
const onePath = (violations: readonly Violated[]): string | undefined => {
  const paths = new Set(violations.map(({ where }) => unnumbered(where.path)))
  return paths.size === 1 ? [...paths][0] : undefined
}

/**
 * The baseline with an entry, to be filled in, for all that counts against the verdict and has none. Nothing is taken away:
 * which entries may go, the report says. `schema`: for the editor's sake, where the file names none yet.
 */
export const completed = (
  draft: BaselineDraft | null,
  { requirements, strict }: Pick<Result, 'requirements' | 'strict'>,
  schema?: string,
): { draft: BaselineDraft; added: string[] } => {
  const named = draft?.$schema ?? schema
  const findings = [...(draft?.findings ?? [])]
  const added: string[] = []
  for (const row of requirements) {
    const own = ownViolations(row)
    for (const violation of own) {
      if (row.status !== 'violated' || (violation.level === 'SHOULD' && !strict)) continue
      const isNew = (each: Violated): boolean => !findings.some(entry => covers(entry, row.id, each))
      if (!isNew(violation)) continue
      const path = onePath(own.filter(each => each.code === violation.code && isNew(each)))
      const which = { requirement: row.id, code: violation.code, ...(path !== undefined && { path }) }
      const entry = { ...which, reason: '', owner: '', expires: '' }
      findings.push(entry)
      added.push(entryName(entry))
    }
    // The first entry of a requirement names what it blocks.
    const first = findings.findIndex(({ requirement }) => requirement === row.id)
    const entry = findings[first]
    const blocks = requirements.flatMap(({ id, status, level, blockedBy }) =>
      status === 'blocked' && level === 'MUST' && blockedBy?.includes(row.id) ? [id] : [],
    )
    const all = [...new Set([...(entry?.blocks ?? []), ...blocks])]
    if (entry && row.status === 'violated' && all.length > (entry.blocks ?? []).length) {
      const { reason, owner, expires, ...which } = entry
      findings[first] = { ...which, blocks: all, reason, owner, expires }
    }
  }
  return {
    draft: {
      ...(named !== undefined && { $schema: named }),
      schemaVersion: baselineSchemaVersion,
      findings,
    },
    added,
  }
}
