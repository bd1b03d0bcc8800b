import { html } from '../html.ts'
import type { ShopPlan } from '../plan.ts'
import type { Flavour } from './flavour.ts'

const titles = [
  'Invoices',
  'Returns',
  'Reviews',
  'Vouchers',
  'Subscriptions',
  'Wish list',
  'Payment',
  'Newsletter',
  'Security',
  'Devices',
  'Messages',
  'Appointments',
  'Documents',
  'Preferences',
  'Points',
  'Gifts',
  'Recipes',
]
const pages = titles.map((title, index) => ({ title, path: `/account/page-${String.fromCodePoint(97 + index)}` }))

const accountPages = (plan: ShopPlan): ShopPlan['accountPages'] => ({
  ...plan.accountPages,
  ...Object.fromEntries(
    pages.map(({ title, path }) => [
      path,
      () => ({
        title,
        main: html`<h1>${title}</h1>
          <ul>
            ${pages.map(page => html`<li><a href="${page.path}">${page.title}</a></li>`)}
          </ul>`,
      }),
    ]),
  ),
})

export const manyPages: Flavour = {
  summary: 'an account area of twenty pages',
  apply: plan => ({ ...plan, accountPages: accountPages(plan) }),
}
