/** Activations that iAdvize refused, or could not carry out, and what the page did next. */
import { reasons } from '../../mock-iadvize/contract.ts'
import { activations } from './activations.ts'
import type { Activation } from './activations.ts'
import { isKind, observed } from './observed.ts'
import type { Recording } from './recording.ts'

export type Failure = {
  /** with a valid option; a call that came too often does not fail for iAdvize's sake */
  failed: Activation
  /** the same page's next call of `activate` after the failure, with no logout between */
  next: Activation | null
  /** `retries`: with the same kind of option, or with whatever fails before it is known */
  conduct: 'retries' | 'falls-back' | 'leaves-it'
  /** it had come in place of a secured one that failed on the same page: what the page does then belongs to its falling back */
  inPlaceOfSecured: boolean
}

const tooOften: ReadonlySet<string | null> = new Set([reasons.ongoing, reasons.twice])

const conductOf = ({ answer }: Activation, next: Activation | null): Failure['conduct'] => {
  if (!next) return 'leaves-it'
  if (answer?.answer === next.answer?.answer) return 'retries'
  // Somebody signs in on a page that had failed for a guest, or has signed out of one.
  if (answer?.answer === 'anonymous' || next.user === null) return 'leaves-it'
  return next.answer?.answer === 'anonymous' ? 'falls-back' : 'retries'
}

export const failures = (recording: Recording): Failure[] => {
  const all = activations(recording)
  const logouts = observed(recording).filter(isKind('logout'))
  const isSecuredFailure = ({ answer, result }: Activation): boolean =>
    answer?.answer === 'secured' && result?.status === 'authentication-failure'
  return all.flatMap((failed): Failure[] => {
    const { call, answer, result } = failed
    if (result?.status !== 'authentication-failure' || tooOften.has(result.reason)) return []
    if (answer?.answer !== 'secured' && answer?.answer !== 'anonymous') return []
    const isAfter = (seen: { load: string; context: { index: number } }) =>
      seen.load === call.load && seen.context.index > result.context.index
    // One that comes before the result is what has cut the activation off.
    const logout = logouts.find(seen => seen.load === call.load && seen.context.index > call.context.index)
    const next = all.find(
      other => isAfter(other.call) && other.call.context.index < (logout?.context.index ?? Infinity),
    )
    const inPlaceOfSecured =
      answer.answer === 'anonymous' &&
      all.some(
        other =>
          other.call.load === call.load && other.call.context.index < call.context.index && isSecuredFailure(other),
      )
    return [{ failed, next: next ?? null, conduct: conductOf(failed, next ?? null), inPlaceOfSecured }]
  })
}

/** Failures whose page was looked at later on: what it does not do then, it does not do. */
export const failuresLookedAt = (recording: Recording): Failure[] =>
  failures(recording).filter(
    ({ failed: { call, result }, next }) =>
      next !== null ||
      observed(recording)
        .filter(isKind('sample'))
        .some(({ load, context }) => load === call.load && context.index > (result?.context.index ?? Infinity)),
  )
