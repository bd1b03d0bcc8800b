/** Sign-outs that leave something behind. */
import { randomUUID } from 'node:crypto'
import type { ShopPlan, Visitor } from '../plan.ts'
import { atSignOut, editScript } from './defect.ts'
import type { Defect } from './defect.ts'

/**
 * The plan with an access token for the shop's API in its account pages. The token provider takes it in place of the
 * session, also when that session has ended: nothing revokes it.
 */
const withAccessToken = (plan: ShopPlan, accessTokenInPage: string): ShopPlan => {
  const bearers = new Map<string, Visitor>()
  return {
    ...editScript(
      plan,
      "fetch('/api/iadvize-token')",
      `fetch('/api/iadvize-token', { headers: { Authorization: \`Bearer \${${accessTokenInPage}}\` } })`,
    ),
    bodyData: async visit => {
      const data = await plan.bodyData(visit)
      if (visit.area !== 'account' || !visit.visitor) return data
      const access = randomUUID()
      bearers.set(access, visit.visitor)
      return { ...data, access }
    },
    provider: visit =>
      bearers.get(visit.header('Authorization')?.slice('Bearer '.length) ?? '') ?? plan.provider(visit),
  }
}

const whenRestored = "addEventListener('pageshow', ({ persisted }) => persisted && location.reload())"

/** Account pages that a browser may keep alive whatever becomes of the session. */
const withKeptAccountPages = (plan: ShopPlan): ShopPlan => ({
  ...plan,
  headers: visit =>
    visit.area === 'account' ? { ...plan.headers(visit), 'Cache-Control': 'private, no-cache' } : plan.headers(visit),
})

export const signOutDefects = {
  'sign-out-does-nothing': {
    summary: 'the sign-out control leads to the start page, and nobody ends the session',
    breaks: ['logout/works'],
    journeys: ['sign-out'],
    apply: plan => editScript(plan, 'const leave = () => signOut.submit()', "const leave = () => location.assign('/')"),
  },
  'logout-forgotten': {
    summary: 'signing out ends the shop’s session only: iAdvize.logout is never called',
    breaks: ['logout/called', 'logout/jwt-removed', 'logout/padlock-removed'],
    journeys: ['sign-out'],
    apply: plan => editScript(plan, 'const farewell = chat?.logout()', 'const farewell = null'),
  },
  'logout-cut-off': {
    summary: 'signing out calls iAdvize.logout and leaves the page in the same breath',
    breaks: ['logout/finishes'],
    journeys: ['sign-out'],
    apply: plan => editScript(plan, 'Promise.race([farewell, patience]).then(leave, leave)', 'leave()'),
  },
  'logout-cut-off-after-a-while': {
    summary: 'signing out waits for iAdvize.logout for 0.7 seconds and leaves: enough on the developer’s network',
    breaks: ['logout/finishes'],
    journeys: ['token-provider-probes'],
    apply: plan => editScript(plan, 'setTimeout(resolve, 3000)', 'setTimeout(resolve, 700)'),
  },
  'logout-while-leaving': {
    summary: 'iAdvize.logout is called in a pagehide handler, when the browser is already on its way',
    breaks: ['logout/finishes'],
    journeys: ['sign-out'],
    apply: plan =>
      editScript(
        editScript(plan, 'Promise.race([farewell, patience]).then(leave, leave)', 'leave()'),
        'const farewell = chat?.logout()',
        "addEventListener('pagehide', () => chat?.logout())",
      ),
  },
  'jwt-copied-by-site': {
    summary: 'the page copies iAdvize’s session token to a key of its own in local storage, and leaves it there',
    breaks: ['logout/jwt-removed'],
    journeys: ['sign-out'],
    apply: plan =>
      editScript(
        plan,
        'const { authentication } = await activate(iAdvize)',
        `const { authentication } = await activate(iAdvize)
    const record = Object.keys(localStorage).find(key => /^iadvize-.*-vuid$/.test(key))
    const { jwtIdentity } = JSON.parse(localStorage.getItem(record) ?? '{}')
    if (jwtIdentity) localStorage.setItem('maison-verveine-chat', jwtIdentity)`,
      ),
  },
  'back-button-reactivates': {
    summary:
      'account pages are no-cache instead of no-store and carry an access token: going back after sign-out uses both',
    breaks: ['logout/stays-out', 'logout/provider-refuses'],
    journeys: ['sign-out', 'token-provider-probes'],
    apply: plan => ({
      ...withAccessToken(plan, "document.body.dataset.access ?? ''"),
      headers: visit =>
        visit.area === 'account'
          ? { ...plan.headers(visit), 'Cache-Control': 'private, no-cache' }
          : plan.headers(visit),
    }),
  },
  'restored-page-keeps-chat': {
    summary:
      'when the browser brings an account page back to life, its script hides the details and leaves the chat open',
    breaks: ['logout/restored-page'],
    journeys: ['back-after-sign-out'],
    apply: plan =>
      withKeptAccountPages(
        editScript(
          plan,
          whenRestored,
          whenRestored.replace('location.reload()', "(document.querySelector('main').hidden = true)"),
        ),
      ),
  },
  'no-store-missing-on-account': {
    summary:
      'account pages are no-cache instead of no-store, and nothing in them notices that the browser brings them back',
    breaks: ['logout/restored-page'],
    journeys: ['back-after-sign-out'],
    apply: plan => withKeptAccountPages(editScript(plan, whenRestored, '')),
  },
  'other-tab-stays-in': {
    summary: 'each tab keeps an access token of its own, and signing out clears that of one tab only',
    breaks: ['logout/stays-out', 'logout/provider-refuses'],
    journeys: ['sign-out', 'token-provider-probes'],
    apply: plan => {
      const keeping = editScript(
        withAccessToken(plan, "sessionStorage.access ?? ''"),
        "if (document.body.dataset.chat === 'anonymous')",
        `if (document.body.dataset.access) sessionStorage.access = document.body.dataset.access
  if (!sessionStorage.access && document.body.dataset.chat === 'anonymous')`,
      )
      return editScript(keeping, atSignOut, `${atSignOut}\n  delete sessionStorage.access`)
    },
  },
  'next-user-inherits': {
    summary: 'the token provider goes by the device: whoever signed in there first stays its identity',
    breaks: ['logout/next-user-is-new', 'provider/ignores-client-identity'],
    journeys: ['switch-user', 'token-provider-identity'],
    apply: plan => {
      const devices = new Map<string, Visitor>()
      return {
        ...editScript(
          plan,
          "fetch('/api/iadvize-token')",
          "fetch('/api/iadvize-token', { headers: { 'X-Device': (localStorage.device ??= crypto.randomUUID()) } })",
        ),
        provider: visit => {
          const visitor = plan.provider(visit)
          const device = visit.header('X-Device')
          if (!visitor || !device) return visitor
          if (!devices.has(device)) devices.set(device, visitor)
          return devices.get(device) ?? visitor
        },
      }
    },
  },
} as const satisfies Record<string, Defect>
