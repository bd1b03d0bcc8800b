/** `certify --again`: which journeys show what was wrong or open the last time, and what became of it. Pure. */
import type { RequirementResult, Result } from './result.ts'

const isOpen = ({ status, known }: RequirementResult): boolean =>
  !known && (status === 'violated' || status === 'blocked' || status === 'not-observed')

/**
 * Ids of the journeys on which something was violated, blocked or not observed, in the order of `all`. `showing`: the journeys that can
 * show a requirement, for one that none of the journeys has shown.
 */
export const journeysAgain = (
  { requirements, journeys, partial }: Result,
  all: readonly string[],
  showing: (id: string) => readonly string[],
): string[] => {
  const wanted = new Set<string>([
    ...journeys.flatMap(({ id, outcome }) => (outcome === 'stopped' ? [id] : [])),
    ...requirements.filter(isOpen).flatMap(row => {
      const shown = row.findings.flatMap(finding => (finding.outcome === 'violated' ? [finding.where.journey] : []))
      // What a part did not play is not what was looked for.
      return shown.length > 0 ? shown : partial && row.status !== 'violated' ? [] : showing(row.id)
    }),
  ])
  return all.filter(id => wanted.has(id))
}

export type AfterFix = {
  /** violated, blocked or not observed before, met now */
  fixed: string[]
  /** wrong or open, before and now */
  left: string[]
  /** met before, violated now */
  broken: string[]
}

export const afterFix = (before: Result, after: Result): AfterFix => {
  const earlier = new Map(before.requirements.map(row => [row.id, row]))
  const ids = (test: (was: RequirementResult, is: RequirementResult) => boolean): string[] =>
    after.requirements.flatMap(is => {
      const was = earlier.get(is.id)
      return was && test(was, is) ? [is.id] : []
    })
  return {
    fixed: ids((was, is) => isOpen(was) && is.status === 'met'),
    left: ids((was, is) => isOpen(was) && isOpen(is)),
    broken: ids((was, is) => was.status === 'met' && is.status === 'violated'),
  }
}
