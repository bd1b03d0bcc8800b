/**
 * What was seen so far → one row a requirement, as it is now: the latest page that shows something decides, so that the list turns green
 * when the page is mended. That is no verdict on a site: certify gives that, from a whole run. Pure.
 */
import type { RequirementView } from '../../mock-iadvize/sandbox/schemas.ts'
import type { Recording } from '../recording/recording.ts'
import type { Finding, Requirement } from '../requirements/requirement.ts'
import { liveRequirements } from './live-requirements.ts'

type Row = { it: Requirement; latest: Finding[] }

const isBroken = ({ it, latest }: Row): boolean =>
  latest.some(finding => finding.outcome === 'violated' && (finding.level ?? it.level) === it.level)

/** The findings of the page that was opened last, of those that say anything. Each page has a tab of its own name. */
const latestOf = (it: Requirement, recordings: readonly Recording[]): Finding[] => {
  const findings = recordings.findLast(recording => it.judge(recording).length > 0)
  const all = findings ? it.judge(findings) : []
  const last = all.reduce<Finding | undefined>(
    (latest, finding) => (latest === undefined || finding.where.at >= latest.where.at ? finding : latest),
    undefined,
  )
  return all.filter(({ where }) => where.tab === last?.where.tab)
}

const view = (it: Requirement): Omit<RequirementView, 'status' | 'because' | 'findings'> => ({
  id: it.id,
  level: it.level,
  basis: it.basis,
  title: it.title,
})

const told = (it: Requirement, finding: Finding): RequirementView['findings'][number] => {
  const page = finding.where.path ?? null
  return finding.outcome === 'met'
    ? { outcome: 'met', code: null, expected: null, received: finding.seen, cure: null, page }
    : {
        outcome: 'violated',
        code: finding.code,
        expected: finding.expected,
        received: finding.received,
        cure: finding.cure ?? it.remedy(finding),
        page,
      }
}

/** `recordings`: of one site, in order; older ones first. */
export const liveVerdict = (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  trust: boolean,
): RequirementView[] => {
  const rows = new Map(
    catalogue.filter(({ id }) => liveRequirements.has(id)).map(it => [it.id, { it, latest: latestOf(it, recordings) }]),
  )
  const broken = new Set([...rows.values()].filter(isBroken).map(({ it }) => it.id))
  return catalogue.map((it): RequirementView => {
    const row = rows.get(it.id)
    if (!row)
      return {
        ...view(it),
        status: 'not-live',
        because: 'padlock certify judges it: it takes a journey, or knowing who is signed in to the site',
        findings: [],
      }
    const findings = row.latest.map(finding => told(it, finding))
    if (findings.some(({ outcome }) => outcome === 'violated')) {
      const causes = (it.needs ?? []).filter(need => broken.has(need))
      return causes.length > 0
        ? { ...view(it), status: 'blocked', because: `put ${causes.join(', ')} right first`, findings }
        : { ...view(it), status: 'violated', because: null, findings }
    }
    if (findings.length > 0) return { ...view(it), status: 'met', because: null, findings }
    const because =
      trust && it.inside
        ? 'tokens are accepted on trust: nobody looks into them'
        : `not seen yet: ${it.stimulus.replace(/\.$/, '')}`
    return { ...view(it), status: 'not-observed', because, findings }
  })
}
