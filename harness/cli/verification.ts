/** What `padlock verify` finds out about one token or several, and its JSON. Plain data, never a token. */
import { z } from 'zod'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { stages, tokenChecks, type Decision, type Tenant } from '../../mock-iadvize/token/decision.ts'
import { tokenFacts } from '../../mock-iadvize/token/token-facts-schema.ts'
import type { Found, FoundToken } from '../token-sources/found-token.ts'

export const tokenFinding = z.object({
  id: z.enum(tokenChecks),
  /** MUST: the token is refused. SHOULD: it is accepted, with a warning. */
  level: z.enum(['MUST', 'SHOULD']),
  stage: z.enum(stages),
  /** stable, kebab-case name of this way of being wrong */
  code: z.string(),
  expected: z.string(),
  received: z.string(),
  cure: z.string(),
})

/** One token: what is wrong with it, first causes first, and what may be told of it. */
const judgedToken = z.object({
  verdict: z.enum(['accepted', 'refused']),
  /** of `refused`: `doc` where the documents of iAdvize say so, `assumed` where it is our inference (likely refused); null: accepted */
  basis: z.enum(['doc', 'assumed']).nullable(),
  findings: z.array(tokenFinding),
  /** ids of the checks that could be made; what is missing was not seen, and is never a pass */
  judged: z.array(z.enum(tokenChecks)),
  /** why the others could not be made */
  unseen: z.array(z.string()),
  /** no secret, no personal value; times in seconds since the epoch; null: not readable */
  token: tokenFacts,
})

const judgedTokens = z.object({
  /** refused: at least one is, or two share what must never repeat */
  verdict: z.enum(['accepted', 'refused']),
  /** `refused`: alone, or with others by `repeated`. `others`: JWTs and JWEs that are not meant for iAdvize, and were not judged */
  counts: z.object({ tokens: z.number(), accepted: z.number(), refused: z.number(), others: z.number() }),
  /** each alone. `at`: as of which moment it was judged, ISO 8601 */
  tokens: z.array(judgedToken.extend({ from: z.string(), at: z.string() })),
  /** token/never-repeats, for which all of them are refused: places of tokens under one content encryption key or initialization vector */
  repeated: z.array(z.object({ part: z.enum(['content-key', 'iv']), from: z.array(z.string()) })),
})

/** `padlock verify --json`: of TOKEN or stdin the one, of --tokens, --har and --from-url always the other. */
export const verificationSchema = z.union([judgedToken, judgedTokens])
type OneJson = z.infer<typeof judgedToken>
type ManyJson = z.infer<typeof judgedTokens>

type Part = ManyJson['repeated'][number]['part']
/** `repeats`: what it has in common with another of the tokens, and should not; it is refused for that, however sound it is alone */
export type Judged = { from: string; at: Date; decision: Decision; repeats: readonly Part[] }
export const isRefused = ({ decision, repeats }: Judged): boolean =>
  decision.verdict === 'refused' || repeats.length > 0
export type Verification = { judged: Judged[]; others: number; repeated: ManyJson['repeated']; accepted: boolean }

/** Enough to keep the thread pool busy. */
const atOnce = 32

/** Each as of its own moment, unless one is given for all. */
export const verification = async (
  { tokens, others }: Found,
  tenant: Tenant,
  at: Date | null,
): Promise<Verification> => {
  const judge = async (it: FoundToken): Promise<Alone> => {
    const moment = at ?? it.at ?? new Date()
    return { from: it.from, at: moment, decision: await authenticate(it.token, tenant, moment) }
  }
  const alone: Alone[] = []
  for (let from = 0; from < tokens.length; from += atOnce)
    alone.push(...(await Promise.all(tokens.slice(from, from + atOnce).map(judge))))
  const repeated = repetitions(tokens, alone)
  const judged = alone.map((it, index) => ({
    ...it,
    repeats: parts.filter(part => repeated.some(one => one.part === part && one.tokens.has(textOf(tokens[index])))),
  }))
  return {
    judged,
    others,
    repeated: repeated.map(({ part, tokens: places }) => ({ part, from: [...places.values()] })),
    accepted: !judged.some(isRefused),
  }
}
type Alone = Omit<Judged, 'repeats'>

const parts = ['content-key', 'iv'] as const
const textOf = (found: FoundToken | undefined): string => found?.token.trim() ?? ''

/** `tokens`: those that share it, each with the first place where it stands: one token in two places repeats nothing. */
const repetitions = (
  tokens: readonly FoundToken[],
  judged: readonly Alone[],
): { part: Part; tokens: Map<string, string> }[] =>
  parts.flatMap(part => {
    const seen = new Map<string, Map<string, string>>()
    judged.forEach(({ from, decision: { secrets } }, index) => {
      const secret = part === 'iv' ? secrets.iv : secrets.contentKey
      // An IV that is missing altogether has a finding of its own.
      if (secret === null || secret.length === 0) return
      const value = Buffer.from(secret).toString('hex')
      const places = seen.get(value) ?? new Map<string, string>()
      const token = textOf(tokens[index])
      seen.set(value, places.set(token, places.get(token) ?? from))
    })
    return [...seen.values()].filter(places => places.size > 1).map(places => ({ part, tokens: places }))
  })

export const oneJson = ({ verdict, basis, findings, judged, unseen, facts }: Decision): OneJson => ({
  verdict,
  basis,
  findings,
  judged,
  unseen,
  token: facts,
})

export const manyJson = ({ judged, others, repeated, accepted }: Verification): ManyJson => {
  const refused = judged.filter(isRefused).length
  return {
    verdict: accepted ? 'accepted' : 'refused',
    counts: { tokens: judged.length, accepted: judged.length - refused, refused, others },
    tokens: judged.map(({ from, at, decision }) => ({ from, at: at.toISOString(), ...oneJson(decision) })),
    repeated,
  }
}
