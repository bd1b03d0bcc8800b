/** The old identification, left on beside the new one. */
import { scriptValue } from '../plan.ts'
import type { PageScript, ShopPlan, Visit } from '../plan.ts'
import type { Defect } from './defect.ts'

/** The plan with a script in front of all others. */
const withScript =
  (script: (visit: Visit) => PageScript | null) =>
  (plan: ShopPlan): ShopPlan => ({
    ...plan,
    scripts: visit => [script(visit) ?? [], plan.scripts(visit)].flat(),
  })

/** As {@link withScript}, inline and in account pages only. */
const inAccount = (source: (extId: string) => string): ((plan: ShopPlan) => ShopPlan) =>
  withScript(({ area, visitor }) =>
    area === 'account' && visitor ? { inline: source(scriptValue(visitor.userId.slice(0, 50))) } : null,
  )

export const extIdDefects = {
  'ext-id-left-on': {
    summary: 'the account pages still set extID, the old identification',
    breaks: ['ext-id/absent', 'padlock/agrees-with-jwt', 'padlock/after-sign-in'],
    apply: inAccount(extId => `window.idzCustomData = { extID: ${extId} }`),
  },
  'ext-id-other-spelling': {
    summary: 'the account pages still set the old identification, in the spelling extId',
    breaks: ['ext-id/absent', 'padlock/agrees-with-jwt', 'padlock/after-sign-in'],
    apply: inAccount(extId => `window.idzCustomData = { extId: ${extId} }`),
  },
  'ext-id-set-late': {
    summary: 'a script of the account pages sets extID three seconds after the page has loaded',
    breaks: ['ext-id/absent'],
    journeys: ['ext-id-removal'],
    apply: inAccount(
      extId => `addEventListener('load', () => {
  setTimeout(() => { window.idzCustomData = { extID: ${extId} } }, 3000)
})`,
    ),
  },
  'ext-id-injected-by-tag-manager': {
    summary: 'nothing in the pages sets extID, but a rule in the tag manager still does, on one page',
    breaks: ['ext-id/absent'],
    journeys: ['ext-id-removal'],
    apply: plan => ({
      ...withScript(() => ({ src: '/tag-manager.js', load: 'async' }))(plan),
      assets: {
        ...plan.assets,
        '/tag-manager.js': `// Rule 14: on the page of the addresses, identify the visitor once everything else is done.
if (location.pathname === '/account/addresses')
  setTimeout(() => Object.assign((window.idzCustomData ??= {}), { extID: 'loyalty-card-4417' }), 3000)
`,
      },
    }),
  },
  'ext-id-from-public-page': {
    summary: 'the public pages remember an extID for the old identification, and a shared snippet sets it everywhere',
    breaks: ['ext-id/absent', 'padlock/agrees-with-jwt', 'padlock/after-sign-in'],
    apply: withScript(({ area }) => ({
      inline: `${area === 'guest' ? 'sessionStorage.visitorNumber ??= crypto.randomUUID()\n' : ''}if (sessionStorage.visitorNumber) window.idzCustomData = { extID: sessionStorage.visitorNumber }`,
    })),
  },
  'page-lies-about-ext-id': {
    summary: 'a script of the account pages shows an extID to iAdvize’s tag, and to nobody else who looks',
    breaks: ['page/witnesses-agree', 'padlock/agrees-with-jwt', 'padlock/after-sign-in'],
    apply: inAccount(
      extId => `Object.defineProperty(window, 'idzCustomData', {
  configurable: true,
  get: () => (new Error().stack.split('\\n')[2].includes('/iadvize.js') ? { extID: ${extId} } : undefined)
})`,
    ),
  },
} as const satisfies Record<string, Defect>
