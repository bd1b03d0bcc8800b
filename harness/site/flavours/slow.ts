import { setTimeout as pause } from 'node:timers/promises'
import type { Flavour } from './flavour.ts'

/** Milliseconds that the server thinks about a page. */
const pageMs = 3_000

export const slow: Flavour = {
  summary: 'each page takes three seconds to come',
  apply: plan => ({
    ...plan,
    page: async (visit, render) => {
      await pause(pageMs, undefined, { ref: false })
      return plan.page(visit, render)
    },
  }),
}
