/** What is wrong, in the order in which it is best fixed. */
import { fails } from '../../harness/verdict/baseline.ts'
import type { RequirementResult, Result, ResultFinding } from '../../harness/verdict/result.ts'

type Violation = Extract<ResultFinding, { outcome: 'violated' }>

/** Where it was seen; `received` where that differs from the first place, and the cure does not. */
export type Place = Violation['where'] & { received?: string }

/** One way in which a requirement is violated, and all the places where it was seen. */
export type Problem = Omit<Violation, 'outcome' | 'where'> & { places: Place[] }

/** A cure without its place. */
const cureAnywhere = ({ cure, where: { path } }: Violation): string =>
  path === undefined ? cure : cure.replace(` ${path}`, ' …')

/** Violations that have one code and one cure, but for the place in it, are one problem; causes come before consequences. */
export const problems = ({ findings }: RequirementResult): Problem[] => {
  const found = new Map<string, Problem>()
  for (const finding of findings) {
    if (finding.outcome !== 'violated') continue
    const { outcome: _, where, ...rest } = finding
    const { level, code, received, blockedBy, known } = finding
    const key = JSON.stringify([level, code, cureAnywhere(finding), blockedBy, known])
    const problem = found.get(key)
    if (problem) problem.places.push(received === problem.received ? where : { ...where, received })
    else found.set(key, { ...rest, places: [where] })
  }
  // What counts, then what is known, then what follows from another.
  const rank = (problem: Problem): number => (isCause(problem) ? (problem.known ? 1 : 0) : 2)
  return [...found.values()].sort((one, other) => rank(one) - rank(other))
}

export const isCause = ({ blockedBy }: Pick<Problem, 'blockedBy'>): boolean => blockedBy.length === 0

/** Violated, and it counts against the verdict; the first cause comes first. */
export const failures = (result: Result): RequirementResult[] => {
  const all = result.requirements.filter(requirement => fails(requirement, result))
  return [...all.filter(({ id }) => id === result.firstCause), ...all.filter(({ id }) => id !== result.firstCause)]
}

/** Violated, and it does not count: a SHOULD, unless the run is strict. What is known is no warning. */
export const warnings = (result: Result): RequirementResult[] =>
  result.requirements.filter(
    requirement => requirement.status === 'violated' && !requirement.known && !fails(requirement, result),
  )

/** Violated, as the baseline says: it does not count. */
export const known = (result: Result): RequirementResult[] =>
  result.requirements.filter(requirement => requirement.status === 'violated' && requirement.known)

/** Entries of the baseline that say what is no longer so. */
export const outOfDate = ({ baseline }: Result): NonNullable<Result['baseline']>['entries'] =>
  baseline?.entries.filter(({ state }) => state === 'expired' || state === 'no-longer-happens') ?? []

export { fails }

export const withStatus = (result: Result, status: RequirementResult['status']): RequirementResult[] =>
  result.requirements.filter(requirement => requirement.status === status)

/** `token` of `token/signature`. */
export const area = (id: string): string => id.split('/')[0] ?? id

/** Requirements by area, in the order of the result. */
export const areas = (result: Result): [string, RequirementResult[]][] => {
  const found = new Map<string, RequirementResult[]>()
  for (const requirement of result.requirements) {
    const known = found.get(area(requirement.id))
    if (known) known.push(requirement)
    else found.set(area(requirement.id), [requirement])
  }
  return [...found]
}

/** The causes that block requirements, each with the number of those that wait for it; the weightiest first. */
export const blockers = (result: Result): { id: string; blocks: number }[] => {
  const found = new Map<string, number>()
  for (const { blockedBy = [] } of withStatus(result, 'blocked')) {
    for (const id of blockedBy) found.set(id, (found.get(id) ?? 0) + 1)
  }
  return [...found].map(([id, blocks]) => ({ id, blocks })).sort((one, other) => other.blocks - one.blocks)
}
