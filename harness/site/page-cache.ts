/** A cache of whole pages, as a plug-in, a cached view or a CDN keeps them: with their headers, and so with their nonce. */
import type { ShopPlan, Visit } from './plan.ts'

export type PageCache = {
  /** pages of one key are one page; null: this one is not kept */
  key: (visit: Visit) => string | null
  /** what the cache says of itself: with a page that it had, after so many seconds, and with one that it had not */
  says?: (hit: { age: number } | null) => Record<string, string>
}

export const withPageCache = (plan: ShopPlan, { key, says = () => ({}) }: PageCache): ShopPlan => {
  const kept = new Map<string, { html: string; headers: Record<string, string>; at: number }>()
  return {
    ...plan,
    page: async (visit, render) => {
      const name = key(visit)
      if (name === null) return plan.page(visit, render)
      const known = kept.get(name)
      if (known) {
        const age = Math.max(1, Math.round((Date.now() - known.at) / 1000))
        return { html: known.html, headers: { ...known.headers, ...says({ age }) } }
      }
      const { html } = await plan.page(visit, render)
      const headers = plan.headers(visit)
      kept.set(name, { html, headers, at: Date.now() })
      return { html, headers: { ...headers, ...says(null) } }
    },
  }
}
