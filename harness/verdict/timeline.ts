/** A recording as the picture of a journey: what each lane shows at each moment, and what happened in between. Pure. */
import { activationsAndRenewals } from '../recording/activations.ts'
import { agreement } from '../recording/agreement.ts'
import { observed, plantedExtId, samples } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'
import type { JourneyResult, RequirementResult } from './result.ts'

type Moment = JourneyResult['moments'][number]
type Mark = JourneyResult['marks'][number]

const moment = (sample: Seen<'sample'>): Moment => {
  const { agrees } = agreement(sample)
  return {
    at: sample.at,
    step: sample.context.step,
    browser: sample.browser,
    tab: sample.tab,
    path: sample.path,
    user: sample.user,
    jwt: sample.jwts.some(({ state }) => state === 'live') ? 'live' : sample.jwts.length > 0 ? 'dead' : 'none',
    padlock: sample.desk?.padlock ?? false,
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
      return of('clock-jump', `${seen.minutes} minutes later`)
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

/** `requirements`: as judged, for the marks of violations. */
export const journeyResult = (recording: Recording, requirements: readonly RequirementResult[]): JourneyResult => {
  const { journey, outcome, duration } = recording
  let browser = recording.observations.find(seen => 'browser' in seen)?.browser ?? ''
  const marks = observed(recording).flatMap(seen => {
    if (seen.kind === 'step') browser = seen.browser
    return mark(seen, browser) ?? []
  })
  return {
    id: journey.id,
    title: journey.title,
    outcome: outcome.state,
    ...(outcome.state === 'stopped' && { because: outcome.because }),
    duration,
    recording: `recordings/${journey.id}.json`,
    moments: samples(recording).map(moment),
    marks: [...marks, ...unfinished(recording), ...violations(journey.id, requirements)].sort(
      (one, other) => one.at - other.at,
    ),
  }
}
