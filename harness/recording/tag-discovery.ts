/** How a site includes the tag, from what was seen of it: for whoever writes a configuration, or wonders where it comes from. */
import { coveredPath } from './privacy/addresses.ts'
import { iadvizeDomain } from '../../mock-iadvize/contract.ts'
import { pageViews } from './page-views.ts'
import type { Recording } from './recording.ts'
import { tagOn } from './tags.ts'

export type FoundTag = {
  /** path of the page where it was found first */
  page: string
  frame: boolean
  /** null: no script element brings it */
  host: string | null
  /** null: the page has set none, or what came is not the tag of this run */
  sid: string | null
  inclusion: 'html' | 'script' | null
  /** address of the script that adds it, or `inline`; null: not known */
  insertedBy: string | null
}

const isSame = (one: FoundTag, other: FoundTag): boolean =>
  one.host === other.host && one.sid === other.sid && one.frame === other.frame && one.inclusion === other.inclusion

/** Each way once, in the order in which they were seen. */
export const foundTags = (recordings: readonly Recording[]): FoundTag[] => {
  const all = recordings.flatMap(recording =>
    pageViews(recording).flatMap((view): FoundTag[] => {
      const { run, elements } = tagOn(recording, view)
      const [element] = elements
      if (!run && !element) return []
      return [
        {
          page: view.path,
          frame: (run ?? element)?.frame ?? false,
          host: element?.host ?? null,
          sid: run?.sid ?? null,
          inclusion: element?.inclusion ?? null,
          insertedBy: element?.insertedBy ?? null,
        },
      ]
    }),
  )
  return all.filter((tag, index) => all.findIndex(other => isSame(other, tag)) === index)
}

/** `halc` of `halc.iadvize.com`; null: a name of the brand's own, or of this machine. */
export const platformOf = (host: string): string | null =>
  host.endsWith(`.${iadvizeDomain}`) ? host.slice(0, -iadvizeDomain.length - 1) : null

/** Makers of tag managers by the hosts of their scripts. */
const tagManagers: readonly [RegExp, string][] = [
  [/(^|\.)googletagmanager\.com$/, 'Google Tag Manager'],
  [/(^|\.)tiqcdn\.com$/, 'Tealium'],
  [/(^|\.)(tagcommander|commander1|trustcommander)\.(com|net)$/, 'Commanders Act'],
  [/(^|\.)adobedtm\.com$/, 'Adobe Experience Platform Tags'],
  [/(^|\.)piwik\.pro$/, 'Piwik PRO'],
  [/(^|\.)matomo\.cloud$/, 'Matomo Tag Manager'],
  [/(^|\.)segment\.com$/, 'Segment'],
]

/** `scripts`: addresses of those that were running when it was asked for, innermost first; empty: the HTML asks. */
export type TagRequest = { host: string; scripts: readonly string[] }

const adder = ({ insertedBy }: FoundTag, scripts: readonly string[]): string => {
  const known = [...scripts, insertedBy ?? ''].filter(address => URL.canParse(address)).map(address => new URL(address))
  const managed = known.flatMap(url => {
    const maker = tagManagers.find(([host]) => host.test(url.hostname))?.[1]
    return maker ? [`${maker} (${url.host}${coveredPath(url.pathname)})`] : []
  })
  // Whatever else was running was the page itself.
  const script = known.find(url => /\.m?js$/.test(url.pathname))
  return (
    managed[0] ??
    (script ? `${script.host}${coveredPath(script.pathname)}` : `${insertedBy === 'inline' ? 'an inline' : 'a'} script`)
  )
}

/** `, in the HTML, from halc.iadvize.com`; empty where no script element brings it. `requests`: what the browser told of them. */
export const insertionInWords = (tag: FoundTag, requests: readonly TagRequest[]): string => {
  if (tag.host === null) return ''
  const scripts = requests.find(({ host }) => host === tag.host)?.scripts ?? []
  return `, ${tag.inclusion === 'html' ? 'in the HTML' : `added by ${adder(tag, scripts)}`}, from ${tag.host}`
}
