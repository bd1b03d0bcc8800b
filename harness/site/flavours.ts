/** Sound forms of the sample shop: ways in which brands build sites. Each is certified without a finding. */
import { singlePage } from './flavours/single-page.ts'
import type { Flavour } from './flavours/flavour.ts'

export const flavours = {
  classic: {
    summary: 'pages from the server, the tag in their HTML, the token fetched by the page',
    apply: plan => plan,
  },
  'single-page': singlePage,
} as const satisfies Record<string, Flavour>

export type FlavourName = keyof typeof flavours
export const flavourNames = Object.keys(flavours) as FlavourName[]
export const isFlavour = (name: string): name is FlavourName => Object.hasOwn(flavours, name)
