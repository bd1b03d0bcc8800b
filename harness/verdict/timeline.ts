/** A recording as the picture of a journey: what each lane shows at each moment, and what happened in between. Pure. */
import { activationsAndRenewals } from '../recording/activations.ts'
import { agreement } from '../recording/agreement.ts'
import { observed, plantedExtId, samples } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'
import type { JourneyResult, RequirementResult } from './result.ts'

type Moment = JourneyResult['moments'][number]
type Mark = JourneyResult['marks'][number]

/**
 * What the picture calls the person behind a userId: a user by the label, anybody else by a number of this journey. Where a
 * user's userId is not configured, it is the one that the first session of that user brought.
 */
const namesOf = ({ users }: Recording): ((userId: string, user: string | null) => string) => {
  const names = new Map(users.flatMap(({ label, userId }) => (userId === null ? [] : [[userId, label] as const])))
  const unknown = new Set(users.flatMap(({ label, userId }) => (userId === null ? [label] : [])))
  let others = 0
  return (userId, user) => {
    const known = names.get(userId)
    if (known !== undefined) return known
    const name = user !== null && unknown.delete(user) ? user : `userId ${(others += 1)}`
    names.set(userId, name)
    return name
  }
}

const moment = (sample: Seen<'sample'>, nameOf: ReturnType<typeof namesOf>): Moment => {
  const { agrees } = agreement(sample)
  const jwt = sample.jwts.find(({ state }) => state === 'live') ?? sample.jwts[0]
  const shown = sample.desk?.padlock === true ? sample.desk.userId : null
  return {
    at: sample.at,
    step: sample.context.step,
    browser: sample.browser,
    tab: sample.tab,
    path: sample.path,
    user: sample.user,
    jwt: sample.jwts.some(({ state }) => state === 'live') ? 'live' : sample.jwts.length > 0 ? 'dead' : 'none',
    jwtOf: jwt ? nameOf(jwt.userId, sample.user) : null,
    padlock: sample.desk?.padlock ?? false,
    padlockOf: shown === null ? null : nameOf(shown, sample.user),
    deskReason: sample.desk?.reason ?? 'the visitor never arrived',
    extId: sample.extId !== null,
    agrees,
    faults: [...sample.context.faults],
    provoked: !agrees && sample.context.faults.includes(plantedExtId),
  }
}

/** What an observation shows in the lane of marks; undefined: nothing. `browser`: the one of the step that is under way. */
const mark = (seen: Seen, browser: string): Mark | undefined => {
  const place = 'browser' in seen && 'tab' in seen ? { browser: seen.browser, tab: seen.tab } : { browser, tab: '' }
  const of = (kind: Mark['kind'], label: string, ok = true): Mark => ({ at: seen.at, kind, label, ok, ...place })
  switch (seen.kind) {
    case 'page-load':
      return of('page-load', seen.path)
    case 'activate-result': {
      const success = seen.status === 'authentication-success'
      return of('activation', `${seen.option}: ${success ? 'success' : (seen.reason ?? 'failure')}`, success)
    }
    case 'logout':
      return of('logout', 'logout')
    case 'session-renewal':
      return of('session-renewal', seen.renewed ? 'session renewed' : 'session not renewed', seen.renewed)
    case 'clock-jump':
      return of(
        'clock-jump',
        seen.minutes < 1
          ? `${Math.round(seen.minutes * 60)} seconds later`
          : `${seen.minutes} ${seen.minutes === 1 ? 'minute' : 'minutes'} later`,
      )
    case 'fault':
      return of('fault', `${seen.name} ${seen.on ? 'on' : 'off'}`, !seen.on)
    default:
      return undefined
  }
}

/** Activations that never came to a result: the page went away, or the answer did not come. */
const unfinished = (recording: Recording): Mark[] =>
  activationsAndRenewals(recording)
    .filter(({ cause, result }) => cause === 'activate' && result === null)
    .map(({ call: { at, browser, tab } }) => ({ at, kind: 'activation', label: 'no result', ok: false, browser, tab }))

const violations = (journey: string, requirements: readonly RequirementResult[]): Mark[] =>
  requirements.flatMap(({ id, findings }) =>
    findings.flatMap((finding): Mark[] => {
      if (finding.outcome !== 'violated' || finding.blockedBy.length > 0 || finding.where.journey !== journey) return []
      const { at, browser = '', tab = '' } = finding.where
      return [{ at, kind: 'violation', label: finding.received, ok: false, browser, tab, requirement: id }]
    }),
  )

/** `requirements`: as judged, for the marks of violations. `isPlayed`: it goes on, so that what has no result yet may get one. */
export const journeyResult = (
  recording: Recording,
  requirements: readonly RequirementResult[],
  { isPlayed = false } = {},
): JourneyResult => {
  const { journey, outcome, duration } = recording
  const nameOf = namesOf(recording)
  let browser = recording.observations.find(seen => 'browser' in seen)?.browser ?? ''
  const marks = observed(recording).flatMap(seen => {
    if (seen.kind === 'step') browser = seen.browser
    return mark(seen, browser) ?? []
  })
  return {
    id: journey.id,
    title: journey.title,
    ...(outcome.state === 'stopped' && !isPlayed
      ? { outcome: 'stopped' as const, because: outcome.because }
      : { outcome: 'completed' as const }),
    duration,
    recording: `recordings/${journey.id}.json`,
    moments: samples(recording).map(sample => moment(sample, nameOf)),
    marks: [...marks, ...(isPlayed ? [] : unfinished(recording)), ...violations(journey.id, requirements)].sort(
      (one, other) => one.at - other.at,
    ),
  }
}
