/** Sound forms of the sample shop: ways in which brands build sites. Each is certified without a finding. */
import type { ShopPlan } from './plan.ts'

type Flavour = {
  /** how such a site is made, in one plain sentence */
  summary: string
  apply(plan: ShopPlan): ShopPlan
}

export const flavours = {
  classic: {
    summary: 'pages from the server, the tag in their HTML, the token fetched by the page',
    apply: plan => plan,
  },
} as const satisfies Record<string, Flavour>

export type FlavourName = keyof typeof flavours
export const flavourNames = Object.keys(flavours) as FlavourName[]
export const isFlavour = (name: string): name is FlavourName => Object.hasOwn(flavours, name)
