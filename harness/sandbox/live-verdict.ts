/**
 * What was seen so far → one row a requirement, as it is now: the page that shows something last decides, so that the list turns green when
 * the page is fixed. Met is only what the page that was opened last shows itself; what another page showed is told apart, and nothing
 * counts of it where the latest page has broken what it rests on. That is no verdict on a site: certify gives that, from a whole run. Pure.
 */
import type { RequirementView } from '../../mock-iadvize/sandbox/schemas.ts'
import type { Observation, Recording } from '../recording/recording.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'

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

const judged = (it: Requirement, recording: Recording): Finding[] =>
  it.judge(typeof it.live === 'function' ? it.live(recording) : recording)

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
      .filter(({ live }) => live !== undefined)
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
