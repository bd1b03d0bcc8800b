/** The plan of a run of several sites: which browsers it needs, what each shard plays, and what is wrong with any of them. */
import type { LoadedConfig } from '../config/load-config.ts'
import type { BrowserChoice } from '../config/target.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { folderOf, pagesInParts } from '../run/plan.ts'
import type { PlannedTarget } from '../run/plan.ts'
import type { Values } from './command.ts'
import { siteChoice } from './site-choice.ts'

export type ChosenSite = {
  config: string
  loaded: LoadedConfig
  planned: Extract<PlannedTarget, { kind: 'site' }>
  browser: BrowserChoice
}

/** Every mistake in all of them. */
export const chosenSites = async (
  values: Values,
  files: readonly string[],
): Promise<{ sites: ChosenSite[]; problems: string[] }> => {
  const sites: ChosenSite[] = []
  const problems = new Set<string>()
  for (const config of files) {
    const { problems: own, choice } = await siteChoice({ ...values, config })
    for (const problem of own) problems.add(problem)
    if (choice?.loaded && choice.planned.kind === 'site')
      sites.push({ config, loaded: choice.loaded, planned: choice.planned, browser: choice.browser })
  }
  for (const problem of sameNames(sites)) problems.add(problem)
  return { sites, problems: [...problems] }
}

/** Reports, and all that is kept of a run, go by the names. */
const sameNames = (sites: readonly ChosenSite[]): string[] =>
  sites.flatMap(({ config, planned, loaded }, index) => {
    const key = ({ planned: other }: ChosenSite): string => folderOf(other).toLowerCase()
    const earlier = sites.slice(0, index).find(other => key(other) === folderOf(planned).toLowerCase())
    return earlier
      ? [
          `${config}: name: expected another name than that of ${earlier.config}; received «${planned.name}»${loaded.target.name === new URL(loaded.target.origin).host ? ', which is its host' : ''}; give each site a name of its own`,
        ]
      : []
  })

/**
 * Sites share a browser where they ask for the same, trust the same certificates, and where none is led to the mock as the host of
 * another's tag. Sets `browser` of each, and answers with the browsers.
 */
export const sharedBrowsers = (sites: readonly ChosenSite[]): BrowserChoice[] => {
  const groups: { key: string; browser: BrowserChoice; hosts: Set<string>; tagHosts: Set<string> }[] = []
  for (const { planned, loaded, browser } of sites) {
    const { origin, tagHost, access } = loaded.target
    const key = JSON.stringify([browser, access?.tls.ca])
    const { hostname } = new URL(origin)
    const fits = (group: (typeof groups)[number]): boolean =>
      group.key === key && !group.tagHosts.has(hostname) && (tagHost === undefined || !group.hosts.has(tagHost))
    let group = groups.find(fits)
    if (!group) groups.push((group = { key, browser, hosts: new Set(), tagHosts: new Set() }))
    group.hosts.add(hostname)
    if (tagHost !== undefined) group.tagHosts.add(tagHost)
    planned.browser = groups.indexOf(group)
  }
  return groups.map(({ browser }) => browser)
}

/**
 * The part of all journeys of all sites that one shard plays, site by site: whoever plays the others shares them out in the same way,
 * whatever doctor holds back there. Without a shard, all.
 */
export const partOf = (
  sites: readonly ChosenSite[],
  shard: string | undefined,
  chosen: readonly string[] | undefined,
): ChosenSite[] => {
  const all = sites.flatMap(site =>
    journeyIds(pagesInParts(site.planned)).flatMap(journey =>
      chosen?.includes(journey) === false ? [] : [{ site, journey }],
    ),
  )
  const [part = 1, parts = 1] = shard?.split('/').map(Number) ?? []
  const own = all.slice(Math.floor((all.length * (part - 1)) / parts), Math.floor((all.length * part) / parts))
  return sites.flatMap(site => {
    const journeys = own.flatMap(({ site: of, journey }) => (of === site ? [journey] : []))
    return journeys.length === 0 ? [] : [{ ...site, planned: { ...site.planned, journeys } }]
  })
}
