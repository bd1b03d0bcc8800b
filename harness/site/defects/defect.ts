/** A defect: a small change of the sound shop, with the exact requirements that it breaks. */
import type { FlavourName } from '../flavours.ts'
import type { ShopPlan } from '../plan.ts'

/** What is wrong at iAdvize rather than in the shop: the brand's key is not set up, or the one handed over is RSA-1024. */
type TenantChange = 'without-brand-key' | 'with-weak-brand-key'

export type Defect = {
  /** what a developer did wrong, in one plain sentence */
  summary: string
  /** ids of the requirements that are violated, and not merely blocked; the first of them is what the report begins with: the cause */
  breaks: readonly string[]
  /** the flavour of the shop that it is a change of; the classic one by default */
  flavour?: FlavourName
  /** ids of the journeys that show all of it, as few as there need to be; by default the one on which most defects show */
  journeys?: readonly string[]
  apply(plan: ShopPlan): ShopPlan
  tenant?: TenantChange
}

export { editScript } from '../edit-script.ts'

/** The passage of the page's script at which a sign-out begins. */
export const atSignOut = 'event.preventDefault()'
