import { NothingToEdit } from './edit-script.ts'
import type { ShopPlan, Visit } from './plan.ts'

/**
 * The plan with one passage of its pages replaced, where they have it. `isThere`: whether a page must have it; throws
 * {@link NothingToEdit} where it has not.
 */
export const editPage = (
  plan: ShopPlan,
  from: string,
  to: (visit: Visit) => string,
  isThere: (visit: Visit) => boolean,
): ShopPlan => ({
  ...plan,
  page: (visit, render) =>
    plan.page(visit, async () => {
      const page = await render()
      if (page.includes(from)) return page.replace(from, () => to(visit))
      if (!isThere(visit)) return page
      throw new NothingToEdit(`${visit.path} should hold this passage, so that it can be changed: ${from}`)
    }),
})

/** What the pages say to guests, and to customers. */
export const signInLink = '<a href="/login">Sign in</a>'
export const signOutForm = '<form method="post" action="/logout"><button class="link">Sign out</button></form>'
