/** A flavour: the sound shop, built another way. */
import { readFileSync } from 'node:fs'
import type { ShopPlan } from '../plan.ts'

export type Flavour = {
  /** how such a site is made, in one plain sentence */
  summary: string
  apply(plan: ShopPlan): ShopPlan
}

/** Source of a script that pages of a flavour load. */
export const pageScript = (name: string): string =>
  readFileSync(new URL(`../scripts/${name}.js`, import.meta.url), 'utf8')
