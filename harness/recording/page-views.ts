/** What a recording tells of each document that was opened, and of who was signed in to the site while it stood. */
import { isKind, observed } from './observed.ts'
import type { Seen } from './observed.ts'
import type { Recording } from './recording.ts'

/** Label of a user; null: nobody is signed in; undefined: not known, no sample was taken that tells. */
export type SiteUser = string | null | undefined

type Placed = Extract<Seen, { load: string }>

export type PageView = {
  load: string
  browser: string
  tab: string
  path: string
  /** the first sign of it: what findings about the whole view point to */
  start: Placed
  /** who was signed in according to all samples of this load; undefined too when that changed while the page stood */
  user: SiteUser
  observations: readonly Placed[]
  samples: readonly Seen<'sample'>[]
  tagRuns: readonly Seen<'tag-run'>[]
  /** faults of our own making that were on at some time while it stood; not those in which it was only left */
  faults: readonly string[]
}

/** One for each load id, in the order of their beginning. */
export const pageViews = (recording: Recording): PageView[] => {
  const byLoad = new Map<string, [Placed, ...Placed[]]>()
  for (const seen of observed(recording)) {
    if (!('load' in seen)) continue
    const known = byLoad.get(seen.load)
    if (known) known.push(seen)
    else byLoad.set(seen.load, [seen])
  }
  return [...byLoad].map(([load, observations]) => {
    const [start] = observations
    const samples = observations.filter(isKind('sample'))
    const users = new Set(samples.map(sample => sample.user))
    return {
      load,
      browser: start.browser,
      tab: start.tab,
      path: start.path,
      start,
      user: users.size === 1 ? samples[0]?.user : undefined,
      observations,
      samples,
      tagRuns: observations.filter(isKind('tag-run')),
      faults: [...new Set(observations.flatMap(({ kind, context }) => (kind === 'page-leave' ? [] : context.faults)))],
    }
  })
}

/** The loads on which the tag ran. */
export const loadsWithTag = (recording: Recording): Set<string> =>
  new Set(
    observed(recording)
      .filter(isKind('tag-run'))
      .map(run => run.load),
  )
