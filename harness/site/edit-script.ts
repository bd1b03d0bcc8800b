import type { ShopPlan } from './plan.ts'

/** The script does not hold what was to be changed: another flavour has written it, or another defect has changed it. */
export class NothingToEdit extends Error {
  override name = 'NothingToEdit'
}

/** The plan with one passage of the page's script replaced: the change as it would show in a diff. Throws {@link NothingToEdit}. */
export const editScript = (plan: ShopPlan, from: string, to: string): ShopPlan => {
  const script = plan.assets['/shop.js'] ?? ''
  if (script.split(from).length !== 2)
    throw new NothingToEdit(`/shop.js should hold this passage once, so that it can be changed: ${from}`)
  return { ...plan, assets: { ...plan.assets, '/shop.js': script.replace(from, () => to) } }
}
