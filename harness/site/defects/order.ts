/**
 * Defects that depend on the order in which things happen: none of the fixed journeys plays it, and `padlock explore` finds it.
 * `breaks` is what the shortest journey shows (harness/explore/order-defects.spec.ts plays it, and demands exactly that).
 */
import type { ShopPlan, Visit, Visitor } from '../plan.ts'
import { atSignOut, editScript } from './defect.ts'
import type { Defect } from './defect.ts'

export type OrderDefect = Defect & {
  /** the shortest journey that shows it, in the words of `explore --replay` */
  explored: string
}

const firstToken = 'const tokens = [await freshToken()]'
const request = "fetch('/api/iadvize-token')"
const activated = 'const { authentication } = await activate(iAdvize)'
const navigationType = "performance.getEntriesByType('navigation')[0]?.type"

/** The token request says which device it comes from. */
const withDevice = (plan: ShopPlan): ShopPlan =>
  editScript(
    plan,
    request,
    "fetch('/api/iadvize-token', { headers: { 'X-Device': (localStorage.device ??= crypto.randomUUID()) } })",
  )

/** The token request says when it is a renewal. `credential`: an expression of the page */
const withRenewals = (plan: ShopPlan, credential: string): ShopPlan =>
  editScript(
    editScript(
      editScript(plan, 'const freshToken = async () => {', 'const freshToken = async (headers = {}) => {'),
      request,
      "fetch('/api/iadvize-token', { headers })",
    ),
    'secured(tokens.pop() ?? (await freshToken()))',
    `secured(tokens.pop() ?? (await freshToken({ 'X-Renewal': ${credential} })))`,
  )

export const orderDefects = {
  'third-sign-in-mixed-up': {
    summary:
      'the token provider remembers two sessions of a device; the third takes the place, and the identity, of the second',
    breaks: ['logout/next-user-is-new'],
    explored: 'sign-in=1,sign-out,sign-in=2,sign-out,sign-in=1',
    apply: plan => {
      const devices = new Map<string, Map<string, Visitor>>()
      return {
        ...withDevice(plan),
        provider: visit => {
          const visitor = plan.provider(visit)
          const device = visit.header('X-Device')
          if (!visitor || !device) return visitor
          const known = devices.get(device) ?? new Map<string, Visitor>()
          devices.set(device, known)
          const second = [...known.values()][1]
          if (!known.has(visitor.session)) known.set(visitor.session, second ?? visitor)
          return known.get(visitor.session) ?? visitor
        },
      }
    },
  },
  'spare-token-of-another-tab': {
    summary:
      'pages below the account keep a spare token in local storage for the next page; a sign-out removes only that of its own tab',
    breaks: ['logout/next-user-is-new'],
    explored: 'sign-in=1,new-tab=/account/orders,tab=1,sign-out,sign-in=2',
    apply: plan =>
      editScript(
        editScript(
          plan,
          firstToken,
          `const kept = JSON.parse(localStorage.spareToken ?? '{}')
  delete localStorage.spareToken
  const tokens = [kept.until > Date.now() ? kept.token : await freshToken()]
  sessionStorage.tab ??= crypto.randomUUID()
  if (location.pathname.startsWith('/account/'))
    localStorage.spareToken = JSON.stringify({ token: await freshToken(), until: Date.now() + 50_000, tab: sessionStorage.tab })`,
        ),
        atSignOut,
        `${atSignOut}
  if (JSON.parse(localStorage.spareToken ?? '{}').tab === sessionStorage.tab) delete localStorage.spareToken`,
      ),
  },
  'renewal-outlives-sign-out': {
    summary: 'once it was renewed, the chat is kept by a credential of the device, which no sign-out ends',
    breaks: ['logout/stays-out'],
    explored: 'sign-in=1,expire,sign-out',
    apply: plan => {
      const devices = new Map<string, Visitor>()
      return {
        ...editScript(
          withRenewals(plan, '(localStorage.renewed ??= crypto.randomUUID())'),
          "if (document.body.dataset.chat === 'anonymous') return",
          "if (document.body.dataset.chat === 'anonymous' && localStorage.renewed) return iAdvize.activate(async () => secured(await freshToken({ 'X-Renewal': localStorage.renewed })))\n  if (document.body.dataset.chat === 'anonymous') return",
        ),
        provider: visit => {
          const visitor = plan.provider(visit)
          const device = visit.header('X-Renewal')
          if (visitor && device) devices.set(device, visitor)
          return visitor ?? devices.get(device ?? '') ?? null
        },
      }
    },
  },
  'renewal-after-sign-out-in-another-tab': {
    summary:
      'each account page carries a credential for renewals that nobody revokes: a tab that stays open goes on after the sign-out',
    breaks: ['logout/stays-out'],
    explored: 'sign-in=1,new-tab=/account,sign-out,tab=1,expire',
    apply: plan => {
      const bearers = new Map<string, Visitor>()
      return {
        ...withRenewals(plan, "document.body.dataset.renewal ?? ''"),
        bodyData: async visit => {
          const data = await plan.bodyData(visit)
          if (visit.area !== 'account' || !visit.visitor) return data
          const renewal = `r-${visit.nonce}`
          bearers.set(renewal, visit.visitor)
          return { ...data, renewal }
        },
        provider: visit => bearers.get(visit.header('X-Renewal') ?? '') ?? plan.provider(visit),
      }
    },
  },
  'activation-lost-after-back-and-forward': {
    summary: 'the page takes the second step through the history for a page that is still alive, and does not activate',
    breaks: ['activation/every-page', 'padlock/keeps'],
    explored: 'sign-in=1,open=/account/orders,back,forward',
    apply: plan =>
      editScript(
        plan,
        activated,
        `const isHistory = ${navigationType} === 'back_forward'
    sessionStorage.history = isHistory ? Number(sessionStorage.history ?? 0) + 1 : 0
    if (document.body.dataset.chat === 'secured' && Number(sessionStorage.history) > 1) return
    ${activated}`,
      ),
  },
  'token-cache-by-counter': {
    summary: 'the first token of a session is cached under a counter of sign-ins that begins anew at every third',
    breaks: ['activation/token-fresh'],
    explored: 'sign-in=1,sign-out,sign-in=1,sign-out,sign-in=1',
    apply: plan => {
      const sessions = new Map<string, Map<string, number>>()
      const kept = new Map<string, Promise<string>>()
      return {
        ...plan,
        issue: (visitor, make) => {
          const own = sessions.get(visitor.userId) ?? new Map<string, number>()
          sessions.set(visitor.userId, own)
          if (own.has(visitor.session)) return plan.issue(visitor, make)
          own.set(visitor.session, own.size)
          const key = `${visitor.userId} ${(own.size - 1) % 2}`
          const token = kept.get(key) ?? plan.issue(visitor, make)
          kept.set(key, token)
          return token
        },
      }
    },
  },
  'failure-sticks-with-two-tabs': {
    summary: 'when an activation fails and another tab is open, the page leaves the chat to that tab for good',
    breaks: ['failure/recovers'],
    explored: 'sign-in=1,new-tab=/account,fault=api-server-error,reload,fault-off,reload',
    apply: plan =>
      editScript(
        editScript(
          plan,
          activated,
          `const tabs = new Set(JSON.parse(localStorage.tabs ?? '[]')).add((sessionStorage.tab ??= crypto.randomUUID()))
    localStorage.tabs = JSON.stringify([...tabs])
    if (document.body.dataset.chat === 'secured' && localStorage.chatElsewhere) return
    ${activated}
    if (document.body.dataset.chat === 'secured' && tabs.size > 1 && authentication.status === 'authentication-failure')
      localStorage.chatElsewhere = 'yes'`,
        ),
        atSignOut,
        `${atSignOut}\n  delete localStorage.chatElsewhere`,
      ),
  },
  'reload-serves-kept-token': {
    summary: 'a page that is reloaded keeps its token in session storage, for the next reload',
    breaks: ['activation/token-fresh'],
    explored: 'sign-in=1,reload,open=/account,reload',
    apply: plan =>
      editScript(
        plan,
        firstToken,
        `const isReload = ${navigationType} === 'reload'
  const tokens = [(isReload && sessionStorage.reloaded) || (await freshToken())]
  if (isReload) sessionStorage.reloaded = tokens[0]`,
      ),
  },
  'new-leader-activates-again': {
    summary:
      'one tab leads; when it goes, the next one takes over and activates the chat that it has activated already',
    breaks: ['activation/once-per-page'],
    explored: 'sign-in=1,new-tab=/account,tab=1,close-tab',
    apply: plan =>
      editScript(
        plan,
        activated,
        `${activated}
    if (document.body.dataset.chat === 'secured')
      navigator.locks.query().then(({ held }) => {
        const waits = held.length > 0
        void navigator.locks.request('chat', async () => {
          if (waits) await activate(iAdvize).catch(() => undefined)
          return new Promise(() => {})
        })
      })`,
      ),
  },
  'second-renewal-repeats-token': {
    summary: 'the page asks its backend once for a renewal, and gives the same token when iAdvize asks again',
    breaks: ['activation/provider-reusable', 'padlock/after-expiry'],
    explored: 'sign-in=1,expire,expire',
    apply: plan =>
      editScript(
        editScript(plan, firstToken, `${firstToken}\n  let renewal`),
        'secured(tokens.pop() ?? (await freshToken()))',
        'secured(tokens.pop() ?? (renewal ??= await freshToken()))',
      ),
  },
  'guest-choice-remembered': {
    summary: 'a page that somebody has seen as a guest stays anonymous in that tab, also once they have signed in',
    breaks: ['activation/secured-when-signed-in'],
    explored: 'open=/,sign-in=1,open=/',
    apply: plan =>
      editScript(
        plan,
        "if (document.body.dataset.chat === 'anonymous') return iAdvize.activate(anonymous)",
        `const choice = \`chat \${location.pathname}\`
  if (document.body.dataset.chat === 'anonymous') sessionStorage[choice] = 'anonymous'
  if (sessionStorage[choice]) return iAdvize.activate(anonymous)`,
      ),
  },
  'sign-out-elsewhere-ends-tokens': {
    summary:
      'a sign-out on one device takes the tokens from all sessions of the customer, and leaves those sessions open',
    breaks: ['activation/every-page', 'padlock/keeps'],
    explored: 'sign-in=1,browser=2,sign-in=1,sign-out,browser=1,reload',
    apply: plan => {
      const sessions = new Map<string, Visitor>()
      const ended = new Set<string>()
      const track = (visit: Visit): void => {
        if (visit.visitor) sessions.set(visit.visitor.session, visit.visitor)
      }
      return {
        ...editScript(
          plan,
          atSignOut,
          `${atSignOut}\n  void fetch('/api/iadvize-token?leaving=yes', { keepalive: true })`,
        ),
        bodyData: visit => {
          track(visit)
          return plan.bodyData(visit)
        },
        provider: visit => {
          const visitor = plan.provider(visit)
          if (!visitor) return null
          if (visit.query('leaving') !== undefined) {
            for (const [session, { userId }] of sessions) if (userId === visitor.userId) ended.add(session)
            return null
          }
          return ended.has(visitor.session) ? null : visitor
        },
      }
    },
  },
  'renewal-kept-for-pages-seen-before': {
    summary: 'a renewed token is kept in session storage, for the pages that the back button or a reload brings again',
    breaks: ['activation/token-fresh'],
    explored: 'sign-in=1,open=/account/orders,expire,back',
    apply: plan =>
      editScript(
        editScript(
          plan,
          firstToken,
          `const tokens = [(history.state?.seen && sessionStorage.renewed) || (await freshToken())]
  history.replaceState({ seen: true }, '')`,
        ),
        'secured(tokens.pop() ?? (await freshToken()))',
        'secured(tokens.pop() ?? (sessionStorage.renewed = await freshToken()))',
      ),
  },
} as const satisfies Record<string, OrderDefect>
