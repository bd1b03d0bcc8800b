import { withPageCache } from '../page-cache.ts'
import type { Flavour } from './flavour.ts'

export const pageCache: Flavour = {
  summary: 'a page cache in front of the shop keeps the pages of guests, and lets those of a session through',
  apply: plan =>
    withPageCache(
      { ...plan, headers: visit => ({ ...plan.headers(visit), 'X-Cache': 'BYPASS' }) },
      {
        // Whether somebody has a basket shows on each page.
        key: ({ area, session, path }) => (area === 'guest' && !session ? path : null),
        says: hit => (hit ? { 'X-Cache': 'HIT', Age: String(hit.age) } : { 'X-Cache': 'MISS' }),
      },
    ),
}
