/** What a requirement looks like in every picture: its status, and whether it counts against the verdict. */
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import type { Look } from './icons.ts'
import { fails } from '../wording/problems.ts'
import { statusWords } from '../wording/words.ts'

export const lookOf = (requirement: RequirementResult, result: Result): Look => {
  if (requirement.status !== 'violated' || fails(requirement, result)) return requirement.status
  return requirement.known ? 'known' : 'warning'
}

export const lookWords = (look: Look): string => (look === 'warning' || look === 'known' ? look : statusWords[look])
