import { editPage, signInLink, signOutForm } from '../edit-page.ts'
import { html } from '../html.ts'
import { login } from '../pages.ts'
import type { ShopPlan } from '../plan.ts'
import type { Flavour } from './flavour.ts'

const wayIn = html`<button type="button" class="link" id="open-login">Sign in</button>
  <dialog id="login">${login(false).main}</dialog>`.markup

const accountLink = '<a href="/account">Account</a>'
const menu = html`<button type="button" id="open-menu">
    <svg width="24" height="24" viewBox="0 0 120 120"><use href="/herbs.svg#leaf" /></svg>
  </button>
  <div id="menu" hidden>
    <a href="/account">Account</a>
    <form method="post" action="/logout"><button class="link">Sign out</button></form>
  </div>`.markup

const opens = `
document.querySelector('#open-login')?.addEventListener('click', () => document.querySelector('#login').showModal())
document.querySelector('#open-menu')?.addEventListener('click', () => {
  const menu = document.querySelector('#menu')
  menu.hidden = !menu.hidden
})
`

const withoutLink = (plan: ShopPlan): ShopPlan =>
  editPage(
    plan,
    accountLink,
    () => '',
    ({ visitor }) => visitor !== null,
  )

export const dialog: Flavour = {
  summary: 'sign-in in a dialog over the page, and an account menu that is a picture without a name',
  apply: plan => {
    const guests = editPage(
      withoutLink(plan),
      signInLink,
      () => wayIn,
      ({ visitor }) => visitor === null,
    )
    const all = editPage(
      guests,
      signOutForm,
      () => menu,
      ({ visitor }) => visitor !== null,
    )
    return { ...all, assets: { ...all.assets, '/shop.js': `${all.assets['/shop.js']}${opens}` } }
  },
  doors: (app, { customerOf }) => {
    app.get('/login', (request, response) => response.redirect(303, customerOf(request) ? '/account' : '/'))
  },
}
