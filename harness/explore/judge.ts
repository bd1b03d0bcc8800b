/** What a journey shows, by the same requirements as a run: nothing here judges anew. */
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { verdict } from '../verdict/verdict.ts'
import type { RequirementResult } from '../verdict/result.ts'

export type Violation = {
  id: string
  level: 'MUST' | 'SHOULD'
  /** what was seen, in one sentence */
  received: string
  expected: string
  /** milliseconds since the journey began, of the first that was seen */
  at: number
}

export type Judged = {
  violations: readonly Violation[]
  /** id of the one that the report begins with */
  first: string | null
  /** ids of requirements that had something to judge */
  exercised: readonly string[]
}

const violationOf = ({ id, level, status, findings }: RequirementResult): Violation[] => {
  const own = findings.flatMap(finding =>
    finding.outcome === 'violated' && finding.blockedBy.length === 0 ? [finding] : [],
  )
  const [first] = own.toSorted((one, other) => one.where.at - other.where.at)
  if (status !== 'violated' || !first) return []
  return [{ id, level, received: first.received, expected: first.expected, at: first.where.at }]
}

export const judged = (recording: Recording, catalogue: readonly Requirement[]): Judged => {
  const { requirements, firstCause } = verdict([recording], catalogue)
  return {
    violations: requirements.flatMap(violationOf),
    first: firstCause,
    exercised: requirements.flatMap(({ id, status }) => (status === 'met' || status === 'violated' ? [id] : [])),
  }
}
