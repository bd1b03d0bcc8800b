import { recording } from '../recording/literal.ts'
import type { Part } from '../recording/literal.ts'
import type { Requirement } from './requirement.ts'

/** What a requirement says of a literal recording, in short: `met`, or the code of the violation. For unit tests. */
export const outcomes = (it: Requirement, ...parts: Part[]): string[] =>
  it.judge(recording(...parts)).map(finding => (finding.outcome === 'met' ? 'met' : finding.code))
