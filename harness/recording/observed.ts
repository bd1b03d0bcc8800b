/** The observations of a recording in order, each with what the plain list leaves to the reader: its step and our own faults. */
import { faultOf, isProviderFault } from './faults.ts'
import type { faultCatalogue } from './faults.ts'
import type { Observation, ObservationOf, Recording } from './recording.ts'

/** Where in the journey something was seen. `load`: the document, for the verdict alone: reports go by the path. */
export type Where = { at: number; browser?: string; tab?: string; path?: string; step?: string; load?: string }

type Kind = Observation['kind']
/** `index`: position among what is observed; the order to go by, for two observations can share one millisecond. */
type Context = {
  index: number
  step: string
  action: ObservationOf<'step'>['action'] | null
  faults: readonly string[]
}

/**
 * One observation in its context. `step`, `action`: name and kind of the journey's step it belongs to. `faults`: the faults of our own making
 * that were on now, or earlier in the life of the same page: what they caused is not the site's doing.
 */
export type Seen<K extends Kind = Kind> = K extends Kind ? ObservationOf<K> & { context: Context } : never

const cache = new WeakMap<Recording, readonly Seen[]>()

export const observed = (recording: Recording): readonly Seen[] => {
  const known = cache.get(recording)
  if (known) return known
  const on = new Set<string>()
  const ofLoad = new Map<string, Set<string>>()
  let step = ''
  let action: Context['action'] = null
  const seen: Seen[] = []
  for (const observation of recording.observations) {
    if (observation.kind === 'step') ({ name: step, action } = observation)
    if (observation.kind === 'fault') on[observation.on ? 'add' : 'delete'](observation.name)
    const faults = 'load' in observation ? (ofLoad.get(observation.load) ?? new Set<string>()) : new Set<string>()
    on.forEach(name => faults.add(name))
    if ('load' in observation) ofLoad.set(observation.load, faults)
    // What is missing on a page that was still busy may have come a moment later: such a look proves nothing.
    if (observation.kind === 'sample' && observation.idle === false) continue
    seen.push({ ...observation, context: { index: seen.length, step, action, faults: [...faults] } })
  }
  cache.set(recording, seen)
  return seen
}

export const isKind =
  <K extends Kind>(...kinds: K[]) =>
  (seen: Seen): seen is Seen<K> =>
    (kinds as Kind[]).includes(seen.kind)

export const samples = (recording: Recording): Seen<'sample'>[] => observed(recording).filter(isKind('sample'))

/** Whether something that was missing or failed here may be due to a fault of ours. */
export const isDisturbed = ({ context }: Pick<Seen, 'context'>): boolean => context.faults.length > 0

export const plantedExtId = 'ext-id-injected' satisfies keyof typeof faultCatalogue
export const tagHeld = 'tag-held' satisfies keyof typeof faultCatalogue
export const scriptsHeld = 'scripts-held' satisfies keyof typeof faultCatalogue

/** Whether a fault of ours may have made something fail here. */
export const isUnderOutage = ({ context }: Pick<Seen, 'context'>): boolean =>
  context.faults.some(name => !faultOf(name).onlyLater)

/** Whether a fault of ours keeps the tag itself from coming. */
export const isWithoutTag = ({ context }: Pick<Seen, 'context'>): boolean =>
  context.faults.some(name => faultOf(name).takes === 'tag')

/**
 * Whether the browser could show this page from its cache. Not where requests are routed: Playwright switches the cache off
 * then, so that the back button always asks the site.
 */
export const couldBeFromCache = ({ browser }: Recording): boolean => browser.interception !== 'routing'

/** Whether a fault of ours may have stood between the page and its token provider. */
export const isUnderProviderFault = ({ context }: Pick<Seen, 'context'>): boolean =>
  context.faults.some(isProviderFault)

export const whereOf = (seen: Seen): Where => ({
  at: seen.at,
  ...('browser' in seen && { browser: seen.browser }),
  ...('tab' in seen && { tab: seen.tab }),
  ...('path' in seen && { path: seen.path }),
  ...('load' in seen && { load: seen.load }),
  ...(seen.context.step && { step: seen.context.step }),
})
