/** What is played to prove the harness: the sound shop, and the defects that can't be shown without a browser of their own. */
import { UsageError } from '../foundation/usage-error.ts'
import { journeyIds } from '../run/journey-ids.ts'
import type { PlannedTarget } from '../run/plan.ts'
import { changesTokensAlone, defectNames, defects, flavourOf, journeysOf, plantable } from '../site/defects.ts'
import type { FlavourName } from '../site/flavours.ts'
import { matches } from '../verdict/selection.ts'

/** `browser`: its journeys are played. `token`: the sound shop's are told with its tokens (token-defects.ts) */
export type ShownBy = 'browser' | 'token'

export type ProofPlan = {
  /** every flavour that a defect is a change of, sound */
  sound: readonly { flavour: FlavourName; target: string }[]
  defects: readonly { name: string; shownBy: ShownBy; journeys: readonly string[] }[]
  targets: PlannedTarget[]
  /** whether these are all defects that there are */
  whole: boolean
}

const soundName = (flavour: FlavourName): string => `sound ${flavour}`

/** What is retold was recorded here. */
export const soundClassic = soundName('classic')

/**
 * Names of the defects that are meant by name, or by a requirement that they break. Those that only an exploration shows are played when they
 * are named, and on every journey: there they must show nothing.
 */
const chosen = (only: readonly string[], everyJourney: boolean): string[] => {
  const means = (pattern: string, name: string): boolean =>
    matches(pattern, name) || (defects[name]?.breaks ?? []).some(id => matches(pattern, id))
  const idle = only.filter(pattern => !plantable.some(name => means(pattern, name)))
  if (idle.length > 0)
    throw new UsageError(
      ...idle.map(
        pattern => `--only ${pattern}: matches no defect and no requirement (padlock list --json shows both)`,
      ),
    )
  if (only.length === 0) return [...(everyJourney ? plantable : defectNames)]
  return plantable.filter(name => only.some(pattern => means(pattern, name)))
}

/** `shard`: `2/3`, the second of three parts. */
const partOf = (names: readonly string[], shard: string): string[] => {
  const [part = 0, parts = 0] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(shard)?.slice(1).map(Number) ?? []
  if (part < 1 || part > parts || parts > names.length)
    throw new UsageError(`--shard ${shard}: expected I/N, the I-th of at most ${names.length} parts, as 1/3`)
  return names.filter((_, index) => index % parts === part - 1)
}

export const proofPlan = (options: {
  only: readonly string[]
  shard: string
  /** in the browser, on all journeys */
  everyJourney: boolean
}): ProofPlan => {
  const names = partOf(chosen(options.only, options.everyJourney), options.shard)
  const sound = [...new Set<FlavourName>(['classic', ...names.map(flavourOf)])].map(flavour => ({
    flavour,
    target: soundName(flavour),
  }))
  const planned = names.map(name => ({
    name,
    shownBy: !options.everyJourney && changesTokensAlone(name) ? ('token' as const) : ('browser' as const),
    journeys: options.everyJourney ? journeyIds() : journeysOf(name),
  }))
  return {
    sound,
    defects: planned,
    targets: [
      ...sound.map(({ flavour, target: name }) => ({ kind: 'shop' as const, name, flavour, defects: [] })),
      ...planned.flatMap(({ name, shownBy, journeys }) =>
        shownBy === 'token'
          ? []
          : [{ kind: 'shop' as const, name, flavour: flavourOf(name), defects: [name], journeys: [...journeys] }],
      ),
    ],
    whole: defectNames.every(name => names.includes(name)),
  }
}
