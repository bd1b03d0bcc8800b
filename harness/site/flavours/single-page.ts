import { pageScript } from './flavour.ts'
import type { Flavour } from './flavour.ts'

export const singlePage: Flavour = {
  summary: 'one document, whose script shows screens, signs in and out by fetch, and tells the chat of each change',
  apply: plan => ({
    ...plan,
    sends: 'screens',
    assets: { ...plan.assets, '/shop.js': pageScript('single-page') },
  }),
}
