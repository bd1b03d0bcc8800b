/** Recordings and catalogue → what each requirement comes to, and what that means for the site. Pure. */
import { sourcePages } from '../../mock-iadvize/contract.ts'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { fails, isOutOfDate, withBaseline } from './baseline.ts'
import type { GivenBaseline } from './baseline.ts'
import { causesIn, firstCauseOf } from './causes.ts'
import type { Causes, Judgement } from './causes.ts'
import type { RequirementResult, Result, ResultFinding } from './result.ts'
import { gapWords, listed } from './gap-words.ts'
import { isIdentityUnknown } from './notes.ts'
import { selectedBy } from './selection.ts'
import type { Where } from '../recording/observed.ts'

export type VerdictOptions = {
  /** patterns of requirements; a part never conforms */
  only?: readonly string[]
  /** whether a violated SHOULD counts against the verdict */
  strict?: boolean
  /** known findings, which do not count against the verdict */
  baseline?: GivenBaseline
}

export type Verdict = Pick<
  Result,
  'verdict' | 'summary' | 'counts' | 'firstCause' | 'requirements' | 'strict' | 'partial' | 'baseline'
>

type Violated = Extract<ResultFinding, { outcome: 'violated' }>
type Met = Extract<ResultFinding, { outcome: 'met' }>

const judgement = (recording: Recording, catalogue: readonly Requirement[]): Judgement => ({
  recording,
  findings: new Map(
    catalogue.map(it => {
      try {
        return [it.id, it.judge(recording)]
      } catch (cause) {
        throw new Error(`${it.id} could not judge the journey ${recording.journey.id}`, { cause })
      }
    }),
  ),
})

const sentences = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('; ')
const number = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The summary names them all. */
const mostMissingByName = 3
/** Of waits that ended before what was waited for had come. */
const maxWaitsNamed = 2

/** What the journeys did not do, and why: where a requirement was not observed, that may be the reason. */
const leftUndone = (id: string, recordings: readonly Recording[]): string[] => {
  const leftOut = new Map<string, Set<string>>()
  for (const { observations } of recordings)
    for (const seen of observations)
      if (seen.kind === 'skipped' && (!seen.concerns || seen.concerns.includes(id)))
        leftOut.set(seen.because, (leftOut.get(seen.because) ?? new Set()).add(seen.what))
  const skipped = [...leftOut].map(([because, what]) =>
    what.size > mostMissingByName
      ? `${number(what.size, 'thing')} of the journeys were left out: ${because}`
      : `${listed([...what])} ${what.size === 1 ? 'was' : 'were'} left out: ${because}`,
  )
  // A slow machine or site makes many waits end, for much the same reason.
  const late = [
    ...new Set(
      recordings.flatMap(({ observations }) =>
        observations.flatMap(seen => (seen.kind === 'timed-out' ? [seen.because] : [])),
      ),
    ),
  ]
  const waits = [
    ...late.slice(0, maxWaitsNamed),
    ...(late.length > maxWaitsNamed
      ? [`${number(late.length - maxWaitsNamed, 'more wait')} ended before the site had answered`]
      : []),
  ]
  // A site that is down stops every journey for one reason: it is told once.
  const stops = new Map<string, string[]>()
  for (const { journey, outcome } of recordings)
    if (outcome.state === 'stopped')
      stops.set(outcome.because, [...(stops.get(outcome.because) ?? []), `«${journey.title}» at «${outcome.step}»`])
  const stopped = [...stops].map(([because, places]) =>
    places.length === 1
      ? `the journey ${places[0] ?? ''} stopped: ${because}`
      : `${places.length} journeys stopped: ${because}`,
  )
  const missing = missingJourneys(recordings)
  const gaps =
    missing.length > mostMissingByName
      ? [`${missing.length} journeys were not played`]
      : missing.map(id => `the journey ${id} is missing`)
  return [...new Set([...skipped, ...waits, ...stopped, ...gaps])]
}

/** Journeys of a whole run that were not recorded: it was cancelled, or a shard is not there. */
const missingJourneys = (recordings: readonly Recording[]): string[] => {
  const there = new Set(recordings.map(({ journey }) => journey.id))
  return [...new Set(recordings.flatMap(({ run }) => run.journeys))].filter(id => !there.has(id))
}

/** Why what stands inside of a token was not seen. */
const onTrust =
  'tokens were accepted on trust: without a private key of iAdvize’s (keys.iAdvize) nobody can look into them'

const withoutRepeats = (findings: readonly Violated[]): Violated[] => {
  const seen = new Set<string>()
  return findings.filter(({ where, code, expected, received, blockedBy }) => {
    const key = JSON.stringify([where.journey, where.browser, where.path, code, expected, received, blockedBy])
    return !seen.has(key) && seen.add(key)
  })
}

const onePerJourney = (findings: readonly Met[]): Met[] =>
  findings.filter(({ where }, index) => findings.findIndex(other => other.where.journey === where.journey) === index)

/** A report goes by the path. */
const placeIn = ({ recording }: Judgement, { load: _, ...where }: Where): Violated['where'] => ({
  journey: recording.journey.id,
  ...where,
})

const requirementResult = (
  it: Requirement,
  judgements: readonly Judgement[],
  catalogue: readonly Requirement[],
  causes: Causes,
): RequirementResult => {
  const order = (ids: Iterable<string>): string[] => {
    const wanted = new Set(ids)
    return catalogue.flatMap(({ id }) => (wanted.has(id) ? [id] : []))
  }
  const violations: Violated[] = []
  const proofs: Met[] = []
  for (const judged of judgements) {
    for (const finding of judged.findings.get(it.id) ?? []) {
      const where = placeIn(judged, finding.where)
      if (finding.outcome === 'met') proofs.push({ ...finding, where })
      else
        violations.push({
          outcome: 'violated',
          level: finding.level ?? it.level,
          code: finding.code,
          where,
          expected: finding.expected,
          received: finding.received,
          cure: finding.cure ?? it.remedy(finding),
          blockedBy: causes.of(it.id, finding, judged),
        })
    }
  }
  const own = withoutRepeats(violations.filter(({ blockedBy }) => blockedBy.length === 0))
  const consequences = withoutRepeats(violations.filter(({ blockedBy }) => blockedBy.length > 0))
  const row = {
    id: it.id,
    level: own.length > 0 && own.every(({ level }) => level === 'SHOULD') ? ('SHOULD' as const) : it.level,
    basis: it.basis,
    title: it.title,
    why: it.because,
    source: { ...it.source, url: sourcePages[it.source.page] },
    findings: [...own, ...consequences, ...onePerJourney(proofs)],
  }
  if (own.length > 0) return { ...row, status: 'violated' }
  const blockers = order(
    consequences.length > 0
      ? consequences.flatMap(({ blockedBy }) => blockedBy)
      : proofs.length > 0
        ? []
        : unmetBefore(it.id, catalogue, causes),
  )
  if (blockers.length > 0) {
    const many = blockers.length > 1
    const because = `${listed(blockers)} ${many ? 'are' : 'is'} violated; put ${many ? 'those' : 'that'} right first, then this can be judged`
    return { ...row, status: 'blocked', blockedBy: blockers, because }
  }
  if (proofs.length > 0) return { ...row, status: 'met' }
  const recordings = judgements.map(({ recording }) => recording)
  const inapplicable = recordings.length === 0 ? null : (it.notApplicable?.(recordings) ?? null)
  if (inapplicable !== null) return { ...row, status: 'not-applicable', because: inapplicable }
  const why = recordings.length === 0 ? ['there is no recording'] : leftUndone(it.id, recordings)
  const trusts = recordings.some(({ target }) => target.trust)
  const what = it.inside && trusts ? [onTrust] : [`it never happened that ${it.stimulus}`]
  return { ...row, status: 'not-observed', because: sentences(...what, ...why) }
}

/** What comes before, however indirectly, and is violated for itself in some recording: no wonder nothing was seen. */
const unmetBefore = (id: string, catalogue: readonly Requirement[], causes: Causes): string[] => {
  const before = new Map(catalogue.map(it => [it.id, [...(it.needs ?? []), ...(it.after ?? [])]]))
  const all = new Set<string>()
  const collect = (of: string): void => {
    for (const need of before.get(of) ?? []) {
      if (all.has(need)) continue
      all.add(need)
      collect(need)
    }
  }
  collect(id)
  return [...all].filter(need => causes.stands(need))
}

/** Id of a requirement → those that name the cause of all that it is violated by. */
const behindOf = (judgements: readonly Judgement[], catalogue: readonly Requirement[]): Map<string, Set<string>> =>
  new Map(
    catalogue.map(({ id }) => {
      const violations = judgements
        .flatMap(({ findings }) => findings.get(id) ?? [])
        .filter(finding => finding.outcome === 'violated')
      const [first, ...others] = violations.map(({ behind = [] }) => behind)
      return [id, new Set((first ?? []).filter(other => others.every(behind => behind.includes(other))))]
    }),
  )

const countsOf = (requirements: readonly RequirementResult[]): Result['counts'] => {
  const of = (status: RequirementResult['status']): number => requirements.filter(row => row.status === status).length
  return {
    met: of('met'),
    violated: of('violated'),
    warnings: requirements.filter(({ status, level, known }) => status === 'violated' && level === 'SHOULD' && !known)
      .length,
    known: requirements.filter(({ status, known }) => status === 'violated' && known).length,
    blocked: of('blocked'),
    'not-observed': of('not-observed'),
    'not-applicable': of('not-applicable'),
  }
}

/** Why journeys stopped, or most of them: two workers may meet one failure in two ways. undefined: none did. */
const commonStop = (recordings: readonly Recording[]): string | undefined => {
  const reasons = recordings.flatMap(({ outcome }) => (outcome.state === 'stopped' ? [outcome.because] : []))
  const count = (reason: string): number => reasons.filter(other => other === reason).length
  return reasons.toSorted((one, other) => count(other) - count(one))[0]
}

const summaryOf = (
  { verdict: outcome, counts, firstCause, requirements, strict, partial, baseline }: Omit<Verdict, 'summary'>,
  recordings: readonly Recording[],
): string => {
  const { only = [], missing = [] } = partial ?? {}
  const against = requirements.filter(row => fails(row, { strict })).length
  const others = counts.violated - against - counts.known
  const unjudged = counts.blocked + counts['not-observed']
  const stopped = recordings.filter(({ outcome: of }) => of.state === 'stopped').length
  const trust = recordings.some(({ target }) => target.trust === true)
  const stop = commonStop(recordings)
  const nothing =
    recordings.length === 0
      ? 'Nothing was recorded'
      : counts.met + counts.violated + counts.blocked > 0
        ? undefined
        : `Nothing could be judged${stop === undefined ? '' : `: ${stop}`}`
  const main = {
    violated: `${number(against, 'requirement')} ${against === 1 ? 'is' : 'are'} violated, start with ${firstCause ?? ''}`,
    incomplete: nothing ?? 'Nothing observed speaks against the site',
    conforms:
      counts.violated + unjudged === 0
        ? `All ${number(counts.met, 'requirement')} were observed and met`
        : `${number(counts.met, 'requirement')} were observed and met`,
  }[outcome]
  return `${sentences(
    main,
    counts.known > 0
      ? `${number(counts.known, 'violated requirement')} ${counts.known === 1 ? 'is' : 'are'} known, by ${baseline?.file ?? ''}`
      : undefined,
    baseline && isOutOfDate(baseline) ? `${baseline.file} is out of date` : undefined,
    unjudged > 0 && !nothing ? `${unjudged} could not be judged` : undefined,
    others > 0 ? `${number(others, 'warning')} to review` : undefined,
    stopped > 0 && !nothing ? `${number(stopped, 'journey')} stopped before the end` : undefined,
    missing.length > 0
      ? gapWords(
          recordings.map(({ journey }) => journey.id),
          missing,
        )
      : undefined,
    outcome === 'conforms' && isIdentityUnknown(recordings)
      ? 'whether a token carries the right userId was not judged, as users[].userId is not configured'
      : undefined,
    trust ? 'tokens were accepted on trust, so nothing is certified' : undefined,
    only.length > 0 ? `only a part was judged (--only ${only.join(' --only ')})` : undefined,
  )}.`
}

/** Judges recordings of one target. Throws a UsageError for a pattern that names no requirement. */
export const verdict = (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  { only = [], strict = false, baseline: given }: VerdictOptions = {},
): Verdict => {
  const judgements = recordings.map(recording => judgement(recording, catalogue))
  const causes = causesIn(judgements, catalogue)
  const judged = selectedBy(only, catalogue).map(it => requirementResult(it, judgements, catalogue, causes))
  const missing = missingJourneys(recordings)
  const stopped = recordings.filter(({ outcome }) => outcome.state === 'stopped').map(({ journey }) => journey.id)
  const { rows: requirements, baseline } = given
    ? withBaseline(judged, given, [...missing, ...stopped])
    : { rows: judged }
  const counts = countsOf(requirements)
  const open = requirements.filter(
    ({ status, level, known }) => level === 'MUST' && !known && (status === 'blocked' || status === 'not-observed'),
  )
  const partial = only.length > 0 || missing.length > 0
  const trust = recordings.some(({ target }) => target.trust === true)
  const whole = {
    verdict: requirements.some(row => fails(row, { strict }))
      ? ('violated' as const)
      : open.length > 0 || stopped.length > 0 || recordings.length === 0 || partial || trust
        ? ('incomplete' as const)
        : ('conforms' as const),
    counts,
    firstCause: firstCauseOf(requirements, behindOf(judgements, catalogue)),
    requirements,
    strict,
    ...(partial && { partial: { only: [...only], missing } }),
    ...(baseline && { baseline }),
  }
  return { ...whole, summary: summaryOf(whole, recordings) }
}
