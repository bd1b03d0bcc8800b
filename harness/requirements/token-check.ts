/** Requirements that one token alone can break: iAdvize's side has judged it, and the recording holds what it said. */
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'
import type { TokenCheck } from '../../mock-iadvize/token/decision.ts'
import { isDisturbed, isKind, observed, whereOf } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording, Token } from '../recording/recording.ts'
import { met, requirement, violated } from './requirement.ts'
import type { Finding, Requirement } from './requirement.ts'
import { withEachShowing } from './shown-again.ts'

type Shown = { token: Token; answer: Seen<'provider-answer'> }

/** Each distinct token where it was first seen with no fault of ours on: one of those may have brought it about. */
export const tokensShown = (recording: Recording): Shown[] => {
  const answers = observed(recording).filter(isKind('provider-answer'))
  return recording.tokens.flatMap(token => {
    const answer = answers.find(shown => shown.token === token.ref && !isDisturbed(shown))
    return answer ? [{ token, answer }] : []
  })
}

/** Without these no token comes to be seen. */
export const authenticationCalls = [
  'activation/every-page',
  'activation/option-valid',
  'activation/secured-when-signed-in',
] as const

/** What must hold before iAdvize accepts a token at all; whatever follows from an accepted token needs these. */
export const tokenAcceptance = [
  'token/compact',
  'token/outer-alg',
  'token/outer-enc',
  'token/decrypts',
  'token/nested',
  'token/inner-alg',
  'token/signature',
  'token/key-strength',
  'token/user-id',
  'token/visitor-data',
  'token/issuer',
  'token/expiry',
] as const satisfies TokenCheck[]

/**
 * Judges by the findings and by what could be judged at all: what was not seen of a token is no finding. Each finding brings
 * its own cure; the remedy is the general one.
 */
export const tokenCheck = ({
  follows,
  shows,
  visibleWithoutKey,
  ...it
}: Omit<Requirement, 'id' | 'judge' | 'live' | 'inside'> & {
  id: TokenCheck
  /** a token shows it to anybody, who need not open it */
  visibleWithoutKey?: true
  /** requirements from whose violation this one follows, by what the recording shows of the token */
  follows?: (recording: Recording, token: Token, wrong: Token['findings'][number]) => readonly string[]
  /** what the page's own doings show of it, in a sentence that begins the cure; null: nothing */
  shows?: (recording: Recording, answer: Shown['answer'], wrong: Token['findings'][number]) => string | null
}): Requirement =>
  requirement({
    after: [
      ...authenticationCalls,
      ...tokenAcceptance.filter(id => tokenChecks.indexOf(id) < tokenChecks.indexOf(it.id)),
    ],
    ...(visibleWithoutKey ? {} : { inside: true as const }),
    live: withEachShowing,
    ...it,
    judge: recording =>
      tokensShown(recording).flatMap(({ token, answer }): Finding[] => {
        const where = whereOf(answer)
        const wrong = token.findings.filter(({ id }) => id === it.id)
        if (wrong.length > 0)
          return wrong.map(found => {
            const { level, code, expected, received, cure } = found
            const behind = follows?.(recording, token, found) ?? []
            const seen = shows?.(recording, answer, found)
            return violated(where, {
              code,
              expected,
              received,
              cure: seen ? `${seen} Besides, ${cure}` : cure,
              ...(level !== it.level && { level }),
              ...(behind.length > 0 && { follows: behind }),
            })
          })
        return token.judged.includes(it.id)
          ? [met(where, `token ${token.ref} of ${token.facts.length} characters`)]
          : []
      }),
  })

/** What must hold before a page can be authenticated with iAdvize. */
export const authentication = ['tag/allowed-by-policy', 'activation/option-valid', ...tokenAcceptance] as const
