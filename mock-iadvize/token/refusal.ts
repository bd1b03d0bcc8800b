/**
 * How sure it is that the real platform refuses a token for a finding. Its documents say what a token is made of, and that a wrong
 * one is answered by one sentence (FE-FAQ); how strict it is with what they do not mention, nobody outside knows.
 */
import type { TokenCheck, TokenFinding } from './decision.ts'

/** `doc`: the platform's documents say so · `assumed`: our inference */
export type RefusalBasis = 'doc' | 'assumed'

/** Rules of RFCs, of good practice, or of our own: no document of the platform has them. */
const undocumentedChecks: ReadonlySet<TokenCheck> = new Set([
  'token/size',
  'token/key-strength',
  'token/no-foreign-keys',
  // The names are known in part, and what becomes of a field of another type is not.
  'token/visitor-data',
  'token/lifetime',
  'token/user-id-opaque',
])

/** Deviations that a lenient reader of tokens may let pass. */
const lenientlyRead = new Set([
  'padded',
  'standard-base64',
  'white-space-around',
  'white-space-inside',
  'trailing-bits',
  'compressed',
  'iv-of-128-bits',
  'tag-truncated',
  'jws-not-canonical',
  'byte-order-mark',
  'claim-repeated',
  'claims-in-latin1',
  'user-id-not-a-string',
  'user-id-empty',
  'issuer-not-a-string',
  'issuer-empty',
  'issued-in-the-future',
  'not-yet-valid',
])

const lenientForms =
  /-(?:not-a-string|repeats-a-member|malformed|nested-too-deep)$|^(?:iat|nbf)-|^exp-(?:in-|too-late|not-a-number)/

export const refusalBasisOf = ({ id, code }: Pick<TokenFinding, 'id' | 'code'>): RefusalBasis =>
  undocumentedChecks.has(id) || lenientlyRead.has(code) || lenientForms.test(code) ? 'assumed' : 'doc'

/** Of a token: one documented reason is enough. Null: nothing speaks for a refusal. */
export function refusalBasis(
  findings: readonly (Pick<TokenFinding, 'level' | 'code'> & { id: string })[],
): RefusalBasis | null {
  const musts = findings.filter(({ level }) => level === 'MUST')
  if (musts.length === 0) return null
  return musts.some(({ id, code }) => refusalBasisOf({ id: id as TokenCheck, code }) === 'doc') ? 'doc' : 'assumed'
}

/** What people read where no document of the platform says that it refuses. */
export const likely = 'likely refused (assumed)'

export const tokenVerdict = (
  verdict: 'accepted' | 'refused',
  findings: readonly (Pick<TokenFinding, 'level' | 'code'> & { id: string })[],
): string => (verdict === 'refused' && refusalBasis(findings) === 'assumed' ? likely : verdict)
