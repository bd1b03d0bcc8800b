/** What `import … from 'iadvize-padlock/token'` gives: a token judged in a backend's unit tests, without browser or network. */
import { authenticate } from './authenticate.ts'
import { defaultTokenSettings, type Decision, type TokenFacts, type TokenFinding } from './decision.ts'
import { givenKey, type GivenKey } from './given-key.ts'

export type { GivenKey, TokenFacts, TokenFinding }

export type VerifyOptions = {
  /** the brand's public key: its private half signs the tokens; several while keys are changed */
  brandKey: GivenKey | readonly GivenKey[]
  /** the private key of iAdvize's test pair, to whose public half the tokens are encrypted */
  iAdvizeKey: GivenKey
  /** the moment of judgement; now by default */
  at?: Date
}

/** `findings`: all that is wrong, first causes first, each with what was expected, what was received, and the cure. */
export type VerifiedToken = Pick<Decision, 'verdict' | 'findings' | 'unseen' | 'facts'> & {
  /** the userId that the token carries, to compare with the one that was meant; null: not readable */
  userId: string | null
  visitorData: Record<string, string>
}

/**
 * Judges one token as Padlock's mock of iAdvize does. A bad token is an answer, not an error: `refused`, with findings. A
 * finding of level SHOULD is a warning: the token is accepted all the same.
 *
 * Throws a TypeError for a key that can't be used, or a token that is no string.
 *
 * @example
 * const { verdict, findings, userId } = await verifyToken(token, { brandKey, iAdvizeKey })
 */
export async function verifyToken(token: string, { brandKey, iAdvizeKey, at }: VerifyOptions): Promise<VerifiedToken> {
  if (typeof token !== 'string')
    throw new TypeError(`the token is no string but ${typeof token}: await the token provider, and give its text`)
  const brandKeys = (Array.isArray(brandKey) ? brandKey : [brandKey]) as readonly GivenKey[]
  const tenant = {
    sid: 'verify',
    brandKeys: brandKeys.map(key => givenKey('brandKey', key, 'public')),
    iAdvizeKeys: [givenKey('iAdvizeKey', iAdvizeKey, 'private')],
    settings: defaultTokenSettings,
  }
  const { verdict, findings, unseen, facts, secrets } = await authenticate(token, tenant, at ?? new Date())
  return { verdict, findings, unseen, facts, userId: secrets.userId, visitorData: secrets.visitorData }
}
