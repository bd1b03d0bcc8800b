/** Places that keep a token, each of which gives it to the next page, or to the next person. */
import { withPageCache } from '../page-cache.ts'
import type { ShopPlan } from '../plan.ts'
import { editScript } from './defect.ts'
import type { Defect } from './defect.ts'

const firstToken = 'const tokens = [await freshToken()]'

/** Account pages with their first token in the HTML. */
const withTokenInPage = (plan: ShopPlan): ShopPlan => ({
  ...editScript(plan, firstToken, 'const tokens = [document.body.dataset.token ?? (await freshToken())]'),
  bodyData: async visit => ({
    ...(await plan.bodyData(visit)),
    ...(visit.area === 'account' && visit.visitor && { token: await visit.token(visit.visitor) }),
  }),
})

/** A service worker that looks into its cache first for whatever it is asked at one path. */
const cacheFirst = (path: string): string => `addEventListener('install', () => skipWaiting())
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('fetch', event => {
  if (new URL(event.request.url).pathname !== '${path}') return
  const answer = async () => {
    const kept = await caches.open('api')
    const known = await kept.match(event.request)
    if (known) return known
    const fresh = await fetch(event.request)
    if (fresh.ok) await kept.put(event.request, fresh.clone())
    return fresh
  }
  event.respondWith(answer())
})
`

export const cacheDefects = {
  'token-in-server-page-cache': {
    summary: 'the token is rendered into the account pages, and a page cache keeps each of them for everybody',
    breaks: ['activation/token-fresh', "activation/identity-is-the-session's"],
    journeys: ['switch-user'],
    apply: plan =>
      withPageCache(withTokenInPage(plan), {
        key: ({ area, visitor, path }) => (area === 'account' && visitor ? path : null),
      }),
  },
  'token-in-cdn-cache': {
    summary:
      'the token is rendered into the account pages, and a CDN in front of the shop keeps them for a session each',
    breaks: ['activation/token-fresh', 'provider/not-cacheable'],
    journeys: ['sign-out'],
    apply: plan =>
      withPageCache(
        {
          ...withTokenInPage(plan),
          headers: visit =>
            visit.area === 'account'
              ? { ...plan.headers(visit), 'Cache-Control': 'public, s-maxage=300' }
              : plan.headers(visit),
        },
        {
          key: ({ area, visitor, path, session }) => (area === 'account' && visitor ? `${session?.id} ${path}` : null),
          says: hit => (hit ? { 'X-Cache': 'HIT', Age: String(hit.age) } : { 'X-Cache': 'MISS' }),
        },
      ),
  },
  'service-worker-keeps-token': {
    summary: 'a service worker answers from its cache first, also the request for the token',
    breaks: ['activation/token-fresh', "activation/identity-is-the-session's"],
    journeys: ['switch-user'],
    apply: plan => ({
      ...plan,
      assets: {
        ...plan.assets,
        '/shop.js': `${plan.assets['/shop.js']}\nvoid navigator.serviceWorker.register('/worker.js')\n`,
        '/worker.js': cacheFirst('/api/iadvize-token'),
      },
    }),
  },
  'token-memoised-in-local-storage': {
    summary: 'the page keeps the token in local storage for as long as it holds, whoever signs in meanwhile',
    breaks: ['activation/token-fresh', "activation/identity-is-the-session's"],
    journeys: ['switch-user'],
    apply: plan =>
      editScript(
        plan,
        firstToken,
        `const kept = JSON.parse(localStorage.chatToken ?? '{}')
  if (!(kept.until > Date.now())) Object.assign(kept, { token: await freshToken(), until: Date.now() + 50_000 })
  localStorage.chatToken = JSON.stringify(kept)
  const tokens = [kept.token]`,
      ),
  },
} as const satisfies Record<string, Defect>
