/** Which violations follow from which, and which of them to begin with. Pure. */
import type { Recording } from '../recording/recording.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import type { RequirementResult } from './result.ts'
import type { Where } from '../recording/observed.ts'

export type Violation = Extract<Finding, { outcome: 'violated' }>

/** What one recording says of every requirement. */
export type Judgement = { recording: Recording; findings: ReadonlyMap<string, readonly Finding[]> }

export type Causes = {
  /** ids of the requirements that stand behind a violation, in the order of the catalogue; none: it stands for itself */
  of(id: string, violation: Violation, judgement: Judgement): string[]
  /** whether a requirement is violated somewhere in the run, and by nothing else */
  stands(id: string): boolean
}

const isViolation = (finding: Finding): finding is Violation => finding.outcome === 'violated'

/** What is said of the same screen; else of the same document; else of the whole journey. */
const nearest = (findings: readonly Finding[], where: Where): readonly Finding[] => {
  if (where.load === undefined) return findings
  const ofDocument = findings.filter(finding => finding.where.load === where.load)
  const ofScreen = ofDocument.filter(finding => finding.where.path === where.path)
  return ofScreen.length > 0 ? ofScreen : ofDocument.length > 0 ? ofDocument : findings
}

/** Weighed page by page: a requirement that is met where the violation was seen has not brought it about. */
export const causesIn = (judgements: readonly Judgement[], catalogue: readonly Requirement[]): Causes => {
  const byId = new Map(catalogue.map(it => [it.id, it]))
  const inOrder = (ids: Iterable<string>): string[] => {
    const wanted = new Set(ids)
    return catalogue.flatMap(({ id }) => (wanted.has(id) ? [id] : []))
  }
  /** At its own level, and not only in its SHOULD part. */
  const violations = (id: string, findings: readonly Finding[]): Violation[] => {
    const level = byId.get(id)?.level
    return findings.filter(isViolation).filter(finding => (finding.level ?? level) === level)
  }

  const known = new Map<Violation, readonly string[]>()
  const byNeeds = (id: string, violation: Violation, judgement: Judgement): readonly string[] => {
    const earlier = known.get(violation)
    if (earlier) return earlier
    const found = (byId.get(id)?.needs ?? []).flatMap(need => {
      const all = judgement.findings.get(need) ?? []
      return standing(need, violations(need, nearest(all, violation.where)), judgement)
    })
    const causes = inOrder(found)
    known.set(violation, causes)
    return causes
  }
  /** A requirement itself, where one of these violations stands for itself; else what is behind them. */
  const standing = (id: string, of: readonly Violation[], judgement: Judgement): readonly string[] => {
    const behind = of.map(violation => byNeeds(id, violation, judgement))
    return behind.some(causes => causes.length === 0) ? [id] : behind.flat()
  }
  const inTheRun = (id: string): readonly string[] =>
    judgements.flatMap(judgement => standing(id, violations(id, judgement.findings.get(id) ?? []), judgement))

  return {
    of: (id, violation, judgement) =>
      inOrder([
        ...byNeeds(id, violation, judgement),
        ...(violation.follows ?? []).flatMap(other => (other === id ? [] : inTheRun(other))),
      ]),
    stands: id => inTheRun(id).includes(id),
  }
}

/**
 * Where to begin: at a violation that no other one explains, and of those at the one that explains most; of several, at the
 * one that comes first in the catalogue. `behind`: id of a requirement → those that name its cause better.
 */
export const firstCauseOf = (
  rows: readonly RequirementResult[],
  behind: ReadonlyMap<string, ReadonlySet<string>>,
): string | null => {
  const violated = rows.filter(({ status, known }) => status === 'violated' && !known)
  const ids = new Set(violated.map(({ id }) => id))
  const betterThan = (id: string): string[] => [...(behind.get(id) ?? [])].filter(other => ids.has(other))
  const weight = (id: string): number =>
    rows.filter(row => row.blockedBy?.includes(id)).length +
    violated.filter(row => betterThan(row.id).includes(id)).length
  const open = violated.filter(({ id }) => betterThan(id).length === 0)
  const candidates = open.length > 0 ? open : violated
  // A SHOULD comes first only where it explains a MUST.
  const leads = ({ id, level }: RequirementResult): boolean =>
    level === 'MUST' || violated.some(row => row.level === 'MUST' && betterThan(row.id).includes(id))
  const leading = candidates.filter(leads)
  const [first] = (leading.length > 0 ? leading : candidates).toSorted(
    (one, other) => weight(other.id) - weight(one.id),
  )
  return first?.id ?? null
}
