/** The words for the sites of one run, in all reports of it. */
import type { SiteRow, Sites } from '../../harness/verdict/sites.ts'
import { count, list, verdictTitle } from './words.ts'

/** The verdict of one, never without what limits it. */
export const siteTitle = ({ result, exitCode }: SiteRow): string => {
  if (!result) return 'Not played'
  const title = verdictTitle({ verdict: result.verdict, counts: result.counts })
  // What conforms, and fails all the same.
  return result.verdict === 'conforms' && exitCode === 1 ? `${title}, and the baseline is out of date` : title
}

/** `3 of 5 sites conform` */
export const sitesTitle = ({ counts, sites }: Pick<Sites, 'counts' | 'sites'>): string =>
  counts.conforms === sites.length
    ? `All ${count(sites.length, 'site')} conform`
    : `${counts.conforms} of ${count(sites.length, 'site')} ${counts.conforms === 1 ? 'conforms' : 'conform'}`

/** What keeps the others from it. */
export const sitesSummary = ({ counts, shared }: Pick<Sites, 'counts' | 'shared'>): string => {
  const others = [
    ...(counts.violated > 0 ? [`${counts.violated} ${counts.violated === 1 ? 'does' : 'do'} not conform`] : []),
    ...(counts.incomplete > 0 ? [`${counts.incomplete} ${counts.incomplete === 1 ? 'is' : 'are'} incomplete`] : []),
    ...(counts.unplayed > 0 ? [`${counts.unplayed} ${counts.unplayed === 1 ? 'was' : 'were'} not played`] : []),
  ]
  const [first] = shared
  return [
    others.length === 0
      ? 'No violations were observed.'
      : `${counts.conforms > 0 ? 'Of the others, ' : ''}${list(others)}.`,
    ...(first ? [`${first.id} is violated on ${count(first.sites.length, 'site')}: one fix may cure them all.`] : []),
  ].join(' ')
}

/** The worst first, and in each the order in which they were given. */
export const worstFirst = (sites: readonly SiteRow[]): SiteRow[] => {
  const ranks = ['violated', 'incomplete', 'conforms'] as const
  const rank = ({ result, exitCode }: SiteRow): number =>
    result === null ? 1.5 : ranks.indexOf(result.verdict) - (result.verdict === 'conforms' && exitCode !== 0 ? 0.5 : 0)
  return sites.toSorted((one, other) => rank(one) - rank(other))
}
