/** All defects of the sample shop, by name. */
import type { Tenant } from '../../mock-iadvize/token/decision.ts'
import { activationDefects } from './defects/activation.ts'
import { cacheDefects } from './defects/caches.ts'
import type { Defect } from './defects/defect.ts'
import { extIdDefects } from './defects/ext-id.ts'
import { failureDefects } from './defects/failure.ts'
import { orderDefects } from './defects/order.ts'
import type { OrderDefect } from './defects/order.ts'
import { providerDefects } from './defects/provider.ts'
import { signOutDefects } from './defects/sign-out.ts'
import { spaDefects } from './defects/spa.ts'
import { tagDefects } from './defects/tag.ts'
import { tokenDefects } from './defects/token.ts'
import { NothingToEdit } from './edit-script.ts'
import { flavours } from './flavours.ts'
import type { FlavourName } from './flavours.ts'
import { soundPlan } from './plan.ts'
import type { ShopKeys, ShopPlan } from './plan.ts'

export const defectGroups: readonly Readonly<Record<string, Defect>>[] = [
  tokenDefects,
  tagDefects,
  activationDefects,
  cacheDefects,
  spaDefects,
  failureDefects,
  providerDefects,
  signOutDefects,
  extIdDefects,
]

export const defects: Readonly<Record<string, Defect>> = Object.assign({}, ...defectGroups)

export const defectNames: readonly string[] = defectGroups.flatMap(group => Object.keys(group))

/** Those that no journey of the proof plays, by name: `padlock explore` finds them. */
export const explorable: Readonly<Record<string, OrderDefect>> = orderDefects

/** What the shop can be given: all that there are. */
export const plantable: readonly string[] = [...defectNames, ...Object.keys(explorable)]

const named = (name: string): Defect => {
  const defect = Object.hasOwn(defects, name) ? defects[name] : explorable[name]
  if (!defect) throw new Error(`the sample shop has no defect called «${name}»`)
  return defect
}

/** A guest's page, the sign-in, and the pages after it. */
const mostTelling = ['sign-in']
/** A token that is wrong by itself is wrong the same way on every journey. These compare tokens: two users; two browsers, and two tokens of one user. */
const comparesTokens = ['switch-user', 'second-browser']

/** The parts of the shop that make a token, and have no other effect. */
const tokenParts: ReadonlySet<string> = new Set<keyof ShopPlan>([
  'userId',
  'claims',
  'encode',
  'sign',
  'encrypt',
  'finish',
  'issue',
])

/** Whether a defect is one of the tokens and of nothing else: all pages, requests and headers are those of the sound shop. */
export const changesTokensAlone = (name: string): boolean => {
  const { flavour, journeys, apply } = named(name)
  if (flavour !== undefined || journeys !== undefined || Object.hasOwn(explorable, name)) return false
  const sound = planUnder([])
  const plan = apply(sound)
  return (Object.keys(sound) as (keyof ShopPlan)[]).every(part => tokenParts.has(part) || plan[part] === sound[part])
}

/** The journeys that show all of a defect. On the others it shows nothing else: `prove --every-journey` proves that. */
export const journeysOf = (name: string): readonly string[] =>
  named(name).journeys ?? (changesTokensAlone(name) ? comparesTokens : mostTelling)

/** The flavour that a defect is a change of. */
export const flavourOf = (name: string): FlavourName => named(name).flavour ?? 'classic'

/** A sound shop with the named defects, applied in their order. */
export const planUnder = (names: readonly string[], flavour: FlavourName = 'classic'): ShopPlan =>
  names.reduce((plan, name) => named(name).apply(plan), flavours[flavour].apply(soundPlan))

/** The first defect that can't be planted, because the flavour, or one before it, has nothing left that it changes. undefined: all can. */
export const misfit = (names: readonly string[], flavour: FlavourName): string | undefined =>
  names.find((_, index) => {
    try {
      planUnder(names.slice(0, index + 1), flavour)
      return false
    } catch (error) {
      if (error instanceof NothingToEdit) return true
      throw error
    }
  })

/** What iAdvize has set up for the shop under the named defects. */
export const tenantUnder = async (names: readonly string[], tenant: Tenant, keys: ShopKeys): Promise<Tenant> => {
  const changes = new Set(names.map(name => named(name).tenant))
  if (changes.has('without-brand-key')) return { ...tenant, brandKeys: [] }
  if (changes.has('with-weak-brand-key')) return { ...tenant, brandKeys: [(await keys.weak()).publicKey] }
  return tenant
}
