/** What one check of the claims came to. */
import type { TokenCheck, TokenFinding } from './decision.ts'

/** What it found, and whether it could be made. */
export type Judgement = { judged: TokenCheck[]; findings: TokenFinding[]; unseen?: string }

export const wrongClaim = (
  id: TokenCheck,
  code: string,
  expected: string,
  received: string,
  cure: string,
  level: TokenFinding['level'] = 'MUST',
): TokenFinding => ({ id, level, stage: 'claims', code, expected, received, cure })
