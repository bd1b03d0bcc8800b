/** Requirements of the catalogue, as a verdict tells them: met, unless a test says otherwise. */
import { sourcePages } from '../../mock-iadvize/contract.ts'
import { loadCatalogue } from '../../harness/requirements/catalogue.ts'
import type { Requirement } from '../../harness/requirements/requirement.ts'
import type { RequirementResult, ResultFinding } from '../../harness/verdict/result.ts'

/** Of most areas some: a report of all would tell no more. */
const chosen = new Set([
  'token/compact',
  'token/outer-alg',
  'token/outer-enc',
  'token/decrypts',
  'token/nested',
  'token/inner-alg',
  'token/signature',
  'token/user-id',
  'token/visitor-data',
  'token/issuer',
  'token/expiry',
  'token/lifetime',
  'token/user-id-opaque',
  'activation/every-page',
  'activation/once-per-page',
  'activation/secured-when-signed-in',
  "activation/identity-is-the-session's",
  'activation/provider-reusable',
  'logout/called',
  'logout/jwt-removed',
  'logout/stays-out',
  'ext-id/absent',
  'padlock/agrees-with-jwt',
  'padlock/after-sign-in',
])

/** In the order of the catalogue. */
export const sampleCatalogue = (await loadCatalogue()).filter(({ id }) => chosen.has(id))

export type Change = Partial<
  Pick<RequirementResult, 'status' | 'level' | 'findings' | 'because' | 'blockedBy' | 'known'>
>

const proof = (journey: string): ResultFinding => ({
  outcome: 'met',
  where: { journey, at: 2210, browser: 'first', tab: 'tab 1', path: '/account', step: 'sign in as alice' },
  seen: 'accepted by the mock, for the user who is signed in',
})

type Violated = Extract<ResultFinding, { outcome: 'violated' }>
export const violation = (
  what: Pick<Violated, 'code' | 'expected' | 'received' | 'cure'> & Partial<Violated>,
): Violated => ({
  outcome: 'violated',
  level: 'MUST',
  where: { journey: 'sign-in', at: 2210, browser: 'first', tab: 'tab 1', path: '/account', step: 'sign in as alice' },
  blockedBy: [],
  ...what,
})

const requirementOf = (
  { id, level, basis, title, because, source }: Requirement,
  change: Change = {},
): RequirementResult => ({
  id,
  level,
  basis,
  title,
  why: because,
  source: { ...source, url: sourcePages[source.page] },
  status: 'met',
  findings: (change.status ?? 'met') === 'met' ? [proof('sign-in'), proof('ext-id-removal')] : [],
  ...change,
})

/** `only`: how their ids begin */
export const requirements = (changes: Record<string, Change>, only = ''): RequirementResult[] =>
  sampleCatalogue.filter(({ id }) => id.startsWith(only)).map(it => requirementOf(it, changes[it.id]))
