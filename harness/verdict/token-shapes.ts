/** The tokens of all journeys by their shape: what is alike but for lengths and times is one row. Pure. */
import type { Recording, Token } from '../recording/recording.ts'
import { tokensShown } from '../requirements/token-check.ts'
import type { TokenShape } from './result.ts'
import { tokenLifetime } from './token-lifetime.ts'

type Span = TokenShape['spans']['length']

/** Who made it how: same headers, claims, keys and findings. Lengths, times and what they are quoted in are left out. */
const key = ({ verdict, findings, judged, unseen, facts }: Token): string =>
  JSON.stringify([
    verdict,
    findings.map(({ id, level, stage, code }) => [id, level, stage, code]),
    judged,
    unseen,
    [facts.segments, facts.outerHeader, facts.innerHeader, facts.decrypted, facts.verified, facts.claimNames],
    [facts.issuer, facts.userId?.looksLike, facts.visitorData && Object.keys(facts.visitorData), facts.keys],
    tokenLifetime(facts)?.since,
  ])

const span = (values: readonly number[]): Span => ({ least: Math.min(...values), most: Math.max(...values) })
const spanOrNull = (values: readonly (number | undefined)[]): Span | null => {
  const known = values.filter(value => value !== undefined)
  return known.length > 0 ? span(known) : null
}

const spans = (tokens: readonly Token[]): TokenShape['spans'] => {
  const fields = Object.keys(tokens[0]?.facts.visitorData ?? {})
  return {
    length: span(tokens.map(({ facts }) => facts.length)),
    lifetime: spanOrNull(tokens.map(({ facts }) => tokenLifetime(facts)?.seconds)),
    userId: spanOrNull(tokens.map(({ facts }) => facts.userId?.length)),
    visitorData:
      fields.length > 0
        ? Object.fromEntries(
            fields.map(field => [field, span(tokens.flatMap(({ facts }) => facts.visitorData?.[field] ?? []))]),
          )
        : null,
  }
}

/**
 * Of the tokens that requirements are judged by: those that a page handed over with no fault of ours on. The refused ones come
 * first, then the frequent ones.
 */
export const tokenShapes = (recordings: readonly Recording[]): TokenShape[] => {
  const found = new Map<string, { token: Token; journey: string }[]>()
  for (const recording of recordings)
    for (const { token } of tokensShown(recording)) {
      const alike = found.get(key(token))
      const shown = { token, journey: recording.journey.id }
      if (alike) alike.push(shown)
      else found.set(key(token), [shown])
    }
  const rank = ({ verdict, findings }: TokenShape): number => (verdict === 'refused' ? 0 : findings.length > 0 ? 1 : 2)
  return [...found.values()]
    .flatMap((alike): TokenShape[] => {
      const [first] = alike
      if (!first) return []
      const { verdict, findings, judged, unseen, facts } = first.token
      return [
        {
          tokens: alike.length,
          journeys: [...new Set(alike.map(({ journey }) => journey))],
          verdict,
          findings,
          judged,
          unseen,
          facts,
          spans: spans(alike.map(({ token }) => token)),
        },
      ]
    })
    .sort((one, other) => rank(one) - rank(other) || other.tokens - one.tokens)
}
