/**
 * What was seen so far → one row a requirement, as it is now: the page that shows something last decides, so that the list turns green when
 * the page is fixed. Met is only what the page that was opened last shows itself; what another page showed is told apart, and nothing
 * counts of it where the latest page has broken what it rests on. That is no verdict on a site: certify gives that, from a whole run. Pure.
 */
import { tokenChecks } from '../../mock-iadvize/token/decision.ts'
import type { RequirementView } from '../../mock-iadvize/sandbox/schemas.ts'
import { agreement } from '../recording/agreement.ts'
import type { Observation, Recording } from '../recording/recording.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { liveRequirements } from './live-requirements.ts'

/** Findings of one page. Each page has a tab of its own name. `onLatest`: it is the one that was opened last */
type Evidence = { findings: Finding[]; startedAt: number; onLatest: boolean }
type Row = { it: Requirement; evidence: Evidence | null }
type Placed = Extract<Observation, { load: string }>

const isPlaced = (seen: Observation): seen is Placed => 'load' in seen

/** The page that was opened last, of all. One that is only left has begun before. */
const latestPage = (recordings: readonly Recording[]): { recording: Recording; tab: string } | null => {
  for (const recording of recordings.toReversed()) {
    const tabs = new Set(
      recording.observations.flatMap(seen => (isPlaced(seen) && seen.kind !== 'page-leave' ? [seen.tab] : [])),
    )
    const tab = [...tabs].at(-1)
    if (tab !== undefined) return { recording, tab }
  }
  return null
}

/**
 * Without the looks at pages on which every activation came to nothing, and at which JWT and padlock go together all the same: both are
 * there by an earlier page, or neither by none.
 */
const withoutIdleLooks = (recording: Recording): Recording => {
  const admitted = new Map<string, boolean>()
  const observations = recording.observations.filter(seen => {
    if (seen.kind === 'activate-result')
      admitted.set(seen.load, admitted.get(seen.load) === true || seen.status === 'authentication-success')
    return !(seen.kind === 'sample' && admitted.get(seen.load) === false && agreement(seen).agrees)
  })
  return { ...recording, observations }
}

/** Name of a token that was judged again when it was shown once more. `times`: how often it had been shown before */
export const shownAgain = (ref: string, times: number): string => `${ref}, shown again (${times})`

/** Each showing of a token as a token of its own: it may have expired since the page before, or another key may be set up by now. */
const withEachShowing = (recording: Recording): Recording => {
  const refs = new Set(recording.tokens.map(({ ref }) => ref))
  const times = new Map<string, number>()
  const observations = recording.observations.map(seen => {
    if (seen.kind !== 'provider-answer' || seen.token === null) return seen
    const before = times.get(seen.token) ?? 0
    times.set(seen.token, before + 1)
    const again = shownAgain(seen.token, before)
    return refs.has(again) ? { ...seen, token: again } : seen
  })
  return { ...recording, observations }
}

const isTokenCheck = (id: string): boolean => (tokenChecks as readonly string[]).includes(id)

const judged = (it: Requirement, recording: Recording): Finding[] => {
  if (it.id === 'padlock/agrees-with-jwt') return it.judge(withoutIdleLooks(recording))
  return it.judge(isTokenCheck(it.id) ? withEachShowing(recording) : recording)
}

const isBreach = (finding: Finding): finding is Extract<Finding, { outcome: 'violated' }> =>
  finding.outcome === 'violated'

/** What counts for a requirement: what the page says that showed something last; the latest page, where both say that it is met. */
const evidenceOf = (
  it: Requirement,
  recordings: readonly Recording[],
  latest: ReturnType<typeof latestPage>,
): Evidence | null => {
  for (const recording of recordings.toReversed()) {
    const all = judged(it, recording)
    const [first] = all
    if (!first) continue
    const last = all.reduce((later, finding) => (finding.where.at >= later.where.at ? finding : later), first)
    const of = (tab: string | undefined): Finding[] => all.filter(({ where }) => where.tab === tab)
    const onLatest = latest?.recording === recording ? of(latest.tab) : []
    const startedAt = Date.parse(recording.startedAt)
    const decisive = of(last.where.tab)
    return onLatest.length > 0 && !decisive.some(isBreach)
      ? { findings: onLatest, startedAt, onLatest: true }
      : { findings: decisive, startedAt, onLatest: onLatest.length > 0 && last.where.tab === latest?.tab }
  }
  return null
}

const isBroken = ({ it, evidence }: Row): boolean =>
  evidence !== null && evidence.findings.some(finding => isBreach(finding) && (finding.level ?? it.level) === it.level)

const view = (it: Requirement): Omit<RequirementView, 'status' | 'because' | 'findings'> => ({
  id: it.id,
  level: it.level,
  basis: it.basis,
  title: it.title,
})

const told = (it: Requirement, finding: Finding, startedAt: number): RequirementView['findings'][number] => {
  const where = { page: finding.where.path ?? null, at: Math.round(startedAt + finding.where.at) }
  return finding.outcome === 'met'
    ? { outcome: 'met', code: null, expected: null, received: finding.seen, cure: null, ...where }
    : {
        outcome: 'violated',
        code: finding.code,
        expected: finding.expected,
        received: finding.received,
        cure: finding.cure ?? it.remedy(finding),
        ...where,
      }
}

/** `recordings`: of one site, in order; older ones first. */
export const liveVerdict = (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  trust: boolean,
): RequirementView[] => {
  const latest = latestPage(recordings)
  const rows = new Map(
    catalogue
      .filter(({ id }) => liveRequirements.has(id))
      .map(it => [it.id, { it, evidence: evidenceOf(it, recordings, latest) }]),
  )
  const broken = [...rows.values()].filter(isBroken)
  const brokenIds = new Set(broken.map(({ it }) => it.id))
  const brokenOnLatest = new Set(broken.filter(({ evidence }) => evidence?.onLatest).map(({ it }) => it.id))

  return catalogue.map((it): RequirementView => {
    const row = rows.get(it.id)
    if (!row)
      return {
        ...view(it),
        status: 'not-live',
        because: 'padlock certify judges it: it takes a journey, or knowing who is signed in to the site',
        findings: [],
      }
    const { evidence } = row
    if (!evidence) {
      const because =
        trust && it.inside
          ? 'tokens are accepted on trust: nobody looks into them'
          : `not seen yet: ${it.stimulus.replace(/\.$/, '')}`
      return { ...view(it), status: 'not-observed', because, findings: [] }
    }
    const findings = evidence.findings.map(finding => told(it, finding, evidence.startedAt))
    const hindering = evidence.onLatest
      ? []
      : [...(it.needs ?? []), ...(it.after ?? [])].filter(id => brokenOnLatest.has(id))
    if (evidence.findings.some(isBreach)) {
      const causes = [...new Set([...(it.needs ?? []).filter(need => brokenIds.has(need)), ...hindering])]
      return causes.length > 0
        ? { ...view(it), status: 'blocked', because: `put ${causes.join(', ')} right first`, findings }
        : { ...view(it), status: 'violated', because: null, findings }
    }
    if (evidence.onLatest) return { ...view(it), status: 'met', because: null, findings }
    return hindering.length > 0
      ? {
          ...view(it),
          status: 'not-observed',
          because: `the page that was opened last does not show it: put ${[...new Set(hindering)].join(', ')} right first`,
          findings: [],
        }
      : {
          ...view(it),
          status: 'met-elsewhere',
          because: 'another page showed it; the one that was opened last did not',
          findings,
        }
  })
}
