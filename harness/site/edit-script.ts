import type { ShopPlan } from './plan.ts'

/** The plan with one passage of the page's script replaced: the change as it would show in a diff. */
export const editScript = (plan: ShopPlan, from: string, to: string): ShopPlan => {
  const script = plan.assets['/shop.js'] ?? ''
  if (script.split(from).length !== 2)
    throw new Error(`/shop.js should hold this passage once, so that it can be changed: ${from}`)
  return { ...plan, assets: { ...plan.assets, '/shop.js': script.replace(from, () => to) } }
}
