/** The token provider's work. */
import type { ShopKeys, ShopPlan, Visitor } from './plan.ts'

/** A new token: claims, signed, encrypted. */
export const newToken = (plan: ShopPlan, visitor: Visitor, keys: ShopKeys, now: number): Promise<string> =>
  plan.issue(visitor, async () => {
    const signed = await plan.sign(plan.encode(plan.claims(visitor, now)), keys)
    return plan.finish(await plan.encrypt(Buffer.from(signed), keys), now)
  })
