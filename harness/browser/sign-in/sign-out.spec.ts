/** The driver leaves sites by the ways out that others make, and sees whether anybody has left. */
import { expect } from '@playwright/test'
import { signIn } from './sign-in.ts'
import { seenSignedIn } from './signed-in.ts'
import { NobodySignedOut, SiteError } from '../waiting/site-error.ts'
import { ada, around, fields, form, see, signOut, test } from './small-sites.ts'
import type { Answer, Special } from './small-sites.ts'

const login = form(`${fields}<button>Sign in</button>`)
const leaves = see('/', { 'set-cookie': 'session=0; Path=/' })
const header =
  '<header><a href="/">Home</a> <form method="post" action="/logout"><button>Sign out</button></form></header>'
/** A page that asks, around which the site still shows its way out. */
const question = (text: string, button: string): string =>
  `${header}<main><h1>${text}</h1><form method="post" action="/logout"><input type="hidden" name="sure" value="1">${button}</form></main>`
const asks =
  (page: string): Special =>
  ({ path, body }): Answer | undefined =>
    path === '/logout' ? (body.get('sure') ? leaves : page) : undefined
const accountWith =
  (page: string, more: Special = () => undefined): Special =>
  asked =>
    asked.path === '/account' && asked.signedIn ? `<h1>Your account</h1>${page}` : more(asked)
const post = "fetch('/logout', { method: 'POST' }).then(() => (location = '/'))"

/** [what is special about the way out, what the site answers] */
const waysOut: [string, Special][] = [
  ['a page that asks', asks(question('Do you really want to sign out?', '<button>Yes, sign me out</button>'))],
  ['a page that asks with the same word', asks(question('Sign out?', '<button>Sign out</button>'))],
  [
    'a page that asks, in French',
    asks(
      question(
        'Voulez-vous vraiment vous déconnecter ?',
        '<button>Oui</button> <a href="/account">Non, rester connecté</a>',
      ),
    ),
  ],
  [
    'a page that asks, in German',
    asks(question('Wirklich abmelden?', '<a href="/account">Abbrechen</a> <button>Bestätigen</button>')),
  ],
  [
    'a page that asks, in Spanish',
    asks(
      question(
        '¿Seguro que quieres cerrar la sesión?',
        '<a href="/account">Cancelar</a> <button>Sí, cerrar sesión</button>',
      ),
    ),
  ],
  [
    'a page that asks, in Italian',
    asks(question('Vuoi davvero uscire?', '<a href="/account">Annulla</a> <button>Conferma</button>')),
  ],
  [
    'a page that asks, in Dutch',
    asks(question('Wil je uitloggen?', '<a href="/account">Nee</a> <button>Ja, uitloggen</button>')),
  ],
  [
    'a dialog element that asks',
    accountWith(
      `<button onclick="ask.showModal()">Sign out</button><dialog id="ask"><p>Sign out?</p><button onclick="ask.close()">Cancel</button><button onclick="${post}">Yes</button></dialog>`,
    ),
  ],
  [
    'a drawn dialog that asks, late',
    accountWith(
      `<button onclick="setTimeout(() => { ask.hidden = false }, 300)">Log out</button><div id="ask" role="dialog" aria-modal="true" hidden><p>Log out?</p><button onclick="ask.hidden = true">Stay</button><button onclick="${post}">Log out</button></div>`,
    ),
  ],
  [
    'a question in the page itself',
    accountWith(
      `<p id="out"><button onclick="ask()">Sign out</button></p><script>function ask() { out.innerHTML = 'Sure? <button onclick="leave()">Yes, sign out</button> <button>No</button>' } function leave() { ${post} }</script>`,
    ),
  ],
  ['the browser’s own question', accountWith(`<button onclick="if (confirm('Sure?')) ${post}">Sign out</button>`)],
  [
    'a link that becomes a form (data-method)',
    accountWith(
      `<a href="/logout" data-method="delete">Sign out</a><script>document.querySelector('[data-method]').onclick = event => { event.preventDefault(); ${post} }</script>`,
    ),
  ],
  [
    'a link that shows a picture alone',
    accountWith('<header><a href="/auth/sign-out"><svg width="20" height="20"></svg></a></header>', ({ path }) =>
      path === '/auth/sign-out' ? leaves : undefined,
    ),
  ],
  [
    'a menu behind a portrait that has no name',
    accountWith(
      `<header><button>Search everything</button><button onclick="theme.hidden = false"><svg width="20" height="20"></svg></button><i id="theme" hidden></i><button onclick="menu.hidden = false"><img width="20" height="20" alt=""></button><div id="menu" hidden><a href="/logout">Sign out</a></div></header>`,
    ),
  ],
  [
    'a menu behind initials in a shadow tree',
    accountWith(
      `<x-top></x-top><script>customElements.define('x-top', class extends HTMLElement { connectedCallback() { const root = this.attachShadow({ mode: 'open' }); root.innerHTML = '<header><div role="button" tabindex="0">AL</div></header>'; root.querySelector('div').onclick = () => { root.querySelector('header').insertAdjacentHTML('beforeend', '<a href="/logout">Log out</a>') } } })</script>`,
    ),
  ],
  [
    'a page that says goodbye and no more',
    ({ path }) =>
      path === '/logout' ? { headers: { 'set-cookie': 'session=0; Path=/' }, body: '<h1>Goodbye</h1>' } : undefined,
  ],
  [
    'a sign-out that the page takes a second for',
    accountWith(`<button onclick="setTimeout(() => ${post}, 1000)">Sign out</button>`),
  ],
]

for (const [how, special] of waysOut)
  test(`signs out: ${how}`, async ({ page, site }) => {
    const target = await site.serve(around(login, special))
    await signIn(page, target, ada)
    await signOut(page, target)
    expect(await seenSignedIn(page, target)).not.toBe('in')
    await page.goto(`${target.origin}/account`)
    await expect(page).toHaveURL(/\/login$/)
  })

const deadEnds: [string, Special][] = [
  ['a button that does nothing', accountWith('<button>Sign out</button>')],
  [
    'a link to a page that ends nothing',
    accountWith(header, ({ path }) => (path === '/logout' ? see('/account') : undefined)),
  ],
  [
    'a menu that opens and does nothing',
    accountWith(
      `<header><button aria-haspopup="menu" onclick="menu.hidden = !menu.hidden">AL</button><div id="menu" hidden><button role="menuitem" onclick="menu.hidden = true">Sign out</button></div></header>`,
    ),
  ],
]

for (const [how, special] of deadEnds)
  test(`sees that nobody has left: ${how}`, async ({ page, site }) => {
    const target = await site.serve(around(login, special))
    await signIn(page, target, ada)
    const error = await signOut(page, target).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NobodySignedOut)
    expect((error as Error).message).toBe(
      'the sign-out signed nobody out: after it, /account still shows somebody who is signed in',
    )
  })

test('a login page that sends on whoever had signed out', async ({ page, site }) => {
  const target = await site.serve(
    around(login, ({ path, method, signedIn }) =>
      path === '/logout'
        ? '<h1>Goodbye</h1>'
        : path === '/login' && method === 'GET' && signedIn
          ? see('/account')
          : undefined,
    ),
  )
  await signIn(page, target, ada)
  await signOut(page, target)
  await expect(signIn(page, target, ada, { signedOut: true })).rejects.toThrow(
    'the sign-out signed nobody out: asked for the login form, /account shows somebody who is signed in',
  )
})

test('a menu that is not found is named in the configuration, and the sentence says how', async ({ page, site }) => {
  const target = await site.serve(
    around(
      login,
      accountWith(
        `<div><b id="who" onclick="document.querySelector('#menu').hidden = false">Ada Lovelace</b><div id="menu" hidden><a href="/logout">Sign out</a></div></div>`,
      ),
    ),
  )
  await signIn(page, target, ada)
  const error = await signOut(page, target).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SiteError)
  expect((error as Error).message).toBe(
    'no sign-out button or link was found on /account; name it in signOut.control, and what opens the menu around it in signOut.menu',
  )
  await signOut(page, { ...target, signOut: { menu: '#who' } })
  expect(await seenSignedIn(page, target)).not.toBe('in')
})
