/** The judgement of one token, while it is made. */
import type { KeyObject } from 'node:crypto'
import type { Tenant, TokenCheck, TokenFacts, TokenFinding, TokenSecrets } from './decision.ts'

/** What has come to light so far. */
export type Case = {
  tenant: Tenant
  at: Date
  findings: TokenFinding[]
  judged: Set<TokenCheck>
  unseen: string[]
  facts: TokenFacts
  secrets: TokenSecrets
  /** the keys that opened and verified it */
  opener: KeyObject | null
  signer: KeyObject | null
}

/** Says that checks could be made. */
export const judge = (open: Case, ...checks: TokenCheck[]): void => checks.forEach(check => open.judged.add(check))
