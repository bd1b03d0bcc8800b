import type { Flavour } from './flavour.ts'

/** What never changes comes out of the cache; pages and tokens from the network alone. */
const worker = `addEventListener('install', () => skipWaiting())
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('fetch', event => {
  const { pathname } = new URL(event.request.url)
  const isKept = /\\.(?:css|svg)$/.test(pathname)
  const answer = async () => {
    const kept = await caches.open('looks')
    const known = await kept.match(event.request)
    if (known) return known
    const fresh = await fetch(event.request)
    await kept.put(event.request, fresh.clone())
    return fresh
  }
  event.respondWith(isKept ? answer() : fetch(event.request))
})
`

export const serviceWorker: Flavour = {
  summary:
    'a service worker through which everything goes: what never changes from its cache, all else from the network',
  apply: plan => ({
    ...plan,
    assets: {
      ...plan.assets,
      '/shop.js': `${plan.assets['/shop.js']}\nvoid navigator.serviceWorker.register('/worker.js')\n`,
      '/worker.js': worker,
    },
  }),
}
