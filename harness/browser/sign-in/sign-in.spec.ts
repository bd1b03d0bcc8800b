/** The driver meets logins as others make them: small sites of a few lines, each with its own way. */
import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { Target, User } from '../../config/target.ts'
import { watchIdle } from '../waiting/page-idle.ts'
import { signIn } from './sign-in.ts'
import { isSignedIn } from './signed-in.ts'
import { ada, around, byEnter, fields, form, see, signOut, test } from './small-sites.ts'
import type { Answer, Asked, Special } from './small-sites.ts'
import { visit } from './visit.ts'
import { RefusedSignIn, SiteError, UnreachableSite } from '../waiting/site-error.ts'

/** Byways to the same place: [how it is made, the login page, what else the site answers] */
const logins: [string, string, Special?][] = [
  [
    'an ordinary form',
    form(
      `<label>E-mail <input name="u"></label><label>Password <input name="p" type="password"></label><button>Sign in</button>`,
    ),
  ],
  [
    'a button of type button, in French',
    form(`${fields}<button type="button" onclick="this.form.submit()">Se connecter</button>`),
  ],
  [
    'a search and a newsletter beside it, in German',
    `<form role="search"><input name="q" type="search"><button>Suchen</button></form><form action="/news" id="newsletter"><input type="email" name="email"><button>Abonnieren</button></form>${form(`${fields}<button type="button" class="eye">Passwort anzeigen</button><button>Anmelden</button>`)}`,
  ],
  ['no button at all, only the Enter key', form(fields, byEnter)],
  ['a button that only looks like one', form(`${fields}<button type="button">Weiter</button>`, byEnter)],
  [
    'no form, in Spanish',
    `<div><input name="u" id="usuario"><input name="p" id="clave" type="password"><button onclick="go()">Iniciar sesión</button></div><script>async function go() { const body = new URLSearchParams({ u: usuario.value, p: clave.value }); const answer = await fetch('/login', { method: 'POST', body }); if (answer.ok) location = '/account' }</script>`,
  ],
  [
    'a registration above it, in Italian',
    `<form action="/register"><input name="email"><input type="password" autocomplete="new-password"><input type="password" autocomplete="new-password"><button>Crea account</button></form>${form(`${fields}<button>Accedi</button>`)}`,
  ],
  [
    'in a shadow tree, in Dutch',
    `<x-login></x-login><script>customElements.define('x-login', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = \`${form(`${fields}<button>Inloggen</button>`)}\` } })</script>`,
  ],
  [
    'in a frame',
    '<iframe src="/login-frame"></iframe>',
    ({ path }) => (path === '/login-frame' ? form(`${fields}<button>Sign in</button>`, 'target="_top"') : undefined),
  ],
  [
    'drawn by a script, late',
    `<div id="root"></div><script>setTimeout(() => { root.innerHTML = ${JSON.stringify(form(`${fields}<button>Log in</button>`))} }, 300)</script>`,
  ],
  [
    'a second user name field for the company before it',
    form(
      `<input name="company"><input name="u" id="user"><input name="p" type="password"><input type="submit" value="OK">`,
    ),
  ],
]

for (const [how, login, answer] of logins)
  test(`signs in and out: ${how}`, async ({ page, site }) => {
    const target = await site.serve(around(login, answer))
    await signIn(page, target, ada)
    await expect(page.locator('h1')).toHaveText('Your account')
    expect(await isSignedIn(page, target)).toBe(true)
    expect(site.posts).toEqual(['/login'])
    await signOut(page, target)
    await expect(page.locator('h1')).toHaveText('Welcome')
  })

const second =
  '<form method="post" action="/login"><input type="hidden" name="u" value="ada"><input name="p" type="password"><button>Sign in</button></form>'

test('the user name first, the password on the next page', async ({ page, site }) => {
  const first = '<form action="/password"><input name="identifier"><button>Next</button></form>'
  const target = await site.serve(around(first, ({ path }) => (path.startsWith('/password') ? second : undefined)))
  await signIn(page, target, ada)
  expect(await isSignedIn(page, target)).toBe(true)
  await signIn(
    page,
    { ...target, signIn: { next: 'text=Next', password: 'input[type=password]', submit: 'text=Sign in' } },
    ada,
  )
})

test('the user name first, the password in the same page; a name that is not known', async ({ page, site }) => {
  const script = `<div id="root"><input id="login"><button onclick="next()">Continuer</button><p id="error"></p></div><script>function next() { if (login.value === 'ada') root.innerHTML = ${JSON.stringify(second)}; else { fetch('/who', { method: 'POST' }); error.textContent = 'No such user: ' + login.value } }</script>`
  const target = await site.serve(around(script, ({ path }) => (path === '/who' ? { status: 422 } : undefined)))
  await signIn(page, target, ada)
  await expect(page.locator('h1')).toHaveText('Your account')
  await page.context().clearCookies()
  await expect(signIn(page, target, { ...ada, username: 'nobody' })).rejects.toThrow(
    /refused the sign-in of the first user \(«No such user: …»\)/,
  )
})

test('no login page where it is looked for: a link on the start page, or a dialog behind a button', async ({
  page,
  site,
}) => {
  const start =
    '<h1>Welcome</h1><a href="/signup">Sign up</a> <a href="/enter">Mein Konto</a><form action="/news"><input type="email" name="email"><button>Subscribe</button></form>'
  const login = form(`${fields}<button>Anmelden</button>`)
  const linked = around('', ({ path, method }) =>
    path === '/login' && method === 'GET' ? null : path === '/' ? start : path === '/enter' ? login : undefined,
  )
  const target = await site.serve(linked)
  await signIn(page, target, ada)
  expect(await isSignedIn(page, target)).toBe(true)
  await page.context().clearCookies()
  const dialog = `<h1>Welcome</h1><button onclick="d.showModal()">Log in</button><dialog id="d">${login}</dialog>`
  await site.serve(
    around('', ({ path, method }) =>
      path === '/login' && method === 'GET' ? null : path === '/' ? dialog : undefined,
    ),
  )
  await page.goto('about:blank')
  await signIn(page, target, ada)
  expect(await isSignedIn(page, target)).toBe(true)
})

test('as the configuration says: locators, a page that signs out, functions', async ({ page, site }) => {
  const odd =
    '<div><input id="a"><input id="b" class="pw"><span id="go">»</span></div><script>go.onclick = async () => { await fetch("/login", { method: "POST", body: new URLSearchParams({ u: a.value, p: b.value }) }); location = "/account" }</script>'
  const target = await site.serve(around(odd))
  const named: Target = {
    ...target,
    signInPageNamed: true,
    signIn: { username: '#a', password: '.pw', submit: '#go' },
    signOut: { page: '/logout' },
    isSignedIn: 'text=Your account',
  }
  await signIn(page, named, ada)
  expect(await isSignedIn(page, named)).toBe(true)
  await signOut(page, named)
  expect(await isSignedIn(page, named)).toBe(false)
  const steps: string[] = []
  const byFunction: Target = {
    ...target,
    signIn: async (page, { username, password, type }) => {
      await page.goto(`${target.origin}/login`)
      await type(page.locator('#a'), username)
      await type(page.locator('#b'), password)
      await page.locator('#go').click()
      await page.waitForURL('**/account')
    },
    signOut: async page => {
      steps.push('out')
      await page.goto(`${target.origin}/logout`)
    },
    isSignedIn: async page => (await page.locator('h1').textContent()) === 'Your account',
  }
  await signIn(page, byFunction, ada)
  await signOut(page, byFunction)
  expect([steps, await isSignedIn(page, byFunction)]).toEqual([['out'], false])
  const broken: Target = { ...target, signIn: () => Promise.reject(new Error('no such button')) }
  await expect(signIn(page, broken, ada)).rejects.toThrow(
    'the signIn function of the configuration failed: no such button',
  )
})

test('a stored browser state signs in; one that has expired is told; signing it out is left out', async ({
  page,
  site,
}) => {
  const target = await site.serve(around(form(fields)))
  const cookie = {
    name: 'session',
    value: '1',
    domain: '127.0.0.1',
    path: '/',
    expires: -1,
    httpOnly: false,
    secure: false,
    sameSite: 'Lax' as const,
  }
  const stored: User = { label: 'first', username: '', password: '', storageState: { cookies: [cookie], origins: [] } }
  await signIn(page, target, stored)
  await expect(page.locator('h1')).toHaveText('Your account')
  await expect(signOut(page, target, stored)).rejects.toThrow(/stored browser state, which signing out would end/)
  const expired = { ...stored, storageState: { cookies: [{ ...cookie, value: '0' }], origins: [] } }
  await expect(signIn(page, target, expired)).rejects.toThrow(/signs nobody in: it has expired/)
  expect(site.posts).toEqual([])
})

test('signs out inside a menu, and through a question', async ({ page, site }) => {
  const menu =
    '<header><button aria-haspopup="menu" onclick="m.hidden = false">AL</button><div id="m" hidden><a href="/logout" onclick="return confirm(\'Sure?\')">Déconnexion</a></div></header><h1>Your account</h1>'
  const target = await site.serve(
    around(form(`${fields}<button>Go</button>`), ({ path, signedIn }) =>
      path === '/account' && signedIn ? menu : undefined,
    ),
  )
  await signIn(page, target, ada)
  await signOut(page, target)
  await expect(page.locator('h1')).toHaveText('Welcome')
})

// ── What goes wrong ─────────────────────────────────────────────────────────────────────────────────────────────────

const failure = async (page: Page, target: Target, user = ada): Promise<Error> => {
  try {
    await signIn(page, target, user)
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it signed in')
}
const login = form(`${fields}<button>Sign in</button>`)

test('wrong credentials: refused, with what the site says, the cure, and no secret', async ({ page, site }) => {
  const target = await site.serve(around(login))
  const error = await failure(page, target, { ...ada, password: 'wrong password' })
  expect(error).toBeInstanceOf(RefusedSignIn)
  expect(error.message).toBe(
    'the site refused the sign-in of the first user («Wrong name or password for …»): check users[0].password (environment variable ADA); this account is not tried again in this run',
  )
})

test('wrong credentials in a page that asks by script', async ({ page, site }) => {
  const script = `${form(`${fields}<button>Sign in</button>`, 'onsubmit="go(event)"')}<p role="alert" id="e"></p><script>async function go(event) { event.preventDefault(); const answer = await fetch('/api', { method: 'POST' }); if (!answer.ok) e.textContent = 'Try again' }</script>`
  const target = await site.serve(around(script, ({ path }) => (path === '/api' ? { status: 401 } : undefined)))
  expect((await failure(page, target)).message).toMatch(/refused the sign-in .*«Try again»/)
  expect(site.posts).toEqual(['/api'])
})

/** [what the site does, how, what the message says, whether the account is given up] */
const hindrances: [string, (asked: Asked) => Answer, RegExp, boolean][] = [
  [
    'a CAPTCHA in the form',
    around(form(`${fields}<div class="g-recaptcha">…</div><button>Sign in</button>`)),
    /\/login shows a CAPTCHA/,
    false,
  ],
  [
    'a picture to read',
    around(form(`${fields}<img src="/captcha.png" alt="x"><input name="captcha"><button>Sign in</button>`)),
    /shows a CAPTCHA/,
    false,
  ],
  [
    'a challenge in front of the page',
    around('', () => ({ status: 403, body: '<title>Just a moment...</title>' })),
    /\/login shows a CAPTCHA/,
    false,
  ],
  [
    'a second factor',
    around(login, ({ method }) => (method === 'POST' ? '<input autocomplete="one-time-code">' : undefined)),
    /asks for a second factor/,
    true,
  ],
  [
    'too many sign-ins',
    around(login, ({ method }) => (method === 'POST' ? { status: 429, body: login } : undefined)),
    /429, too many requests.*signInsPerMinute/,
    false,
  ],
  ['too many requests', () => ({ status: 429 }), /\/login answers 429/, false],
  [
    'a circle of redirects',
    ({ path }) => see(path === '/login' ? '/x' : '/login'),
    /\/login is part of a redirect loop \(ERR_TOO_MANY_REDIRECTS\)/,
    false,
  ],
  ['trouble of its own', () => ({ status: 503 }), /\/login answers 503: the site itself is in trouble/, false],
  [
    'trouble when signing in',
    around(login, ({ method }) => (method === 'POST' ? { status: 500 } : undefined)),
    /\/login answers 500/,
    false,
  ],
  [
    'basic authentication',
    () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
    /asks for basic authentication: give basicAuth/,
    false,
  ],
  [
    'an authentication that Padlock does not give',
    around(login, ({ path, signedIn }) =>
      path === '/account' && signedIn
        ? { status: 401, headers: { 'www-authenticate': 'Digest realm="x", nonce="1"' } }
        : undefined,
    ),
    /\/account answers 401 and asks the browser for Digest authentication, which Padlock does not give/,
    false,
  ],
  [
    'a page after the login that is not for this user',
    around(login, ({ path, signedIn }) => (path === '/account' && signedIn ? { status: 403 } : undefined)),
    /the first user was not let in: the site took the login form, and \/account, which it leads to, answers 403/,
    true,
  ],
  [
    'a form that only loads its page anew',
    around(
      form(`${fields}<button>Sign in</button>`, 'onsubmit="location.reload(); return false"') +
        '<script>fetch("//localhost:9/", { method: "POST", body: "hello", mode: "no-cors" }).catch(() => 0)</script>',
    ),
    /the login form on \/login was filled in, and what was typed never left the page/,
    false,
  ],
  [
    'no login at all',
    around('<h1>Hello</h1>'),
    /no login form: \/login shows no password field, and no link on \/ leads to one; name it in signIn\.page/,
    false,
  ],
  [
    'a button that is disabled',
    around(form(`${fields}<button disabled>Sign in</button>`)),
    /the button of the login form on \/login can’t be clicked: it is disabled/,
    false,
  ],
  [
    'a form that does nothing',
    around(form(`${fields}<button>Sign in</button>`, 'onsubmit="return false"')),
    /nothing happened when it was sent/,
    false,
  ],
]

for (const [what, answer, message, givenUp] of hindrances)
  test(`names what is in the way: ${what}`, async ({ page, site }) => {
    const target = await site.serve(answer)
    const error = await failure(page, target)
    expect(error.message).toMatch(message)
    expect([error instanceof SiteError, error instanceof RefusedSignIn]).toEqual([true, givenUp])
    if (message.source.includes('CAPTCHA')) expect(site.posts).toEqual([])
  })

test('nobody there, and no answer in time', async ({ page, site }) => {
  const target = await site.serve(() => ({ hangs: true }))
  page.setDefaultNavigationTimeout(500)
  const slow = await failure(page, { ...target, timeouts: { navigation: 500, action: 500, journey: 60_000 } })
  expect(slow.message).toMatch(
    /could not be reached \(no answer in time\): no page within [\d.]+ s.*timeouts\.navigation/,
  )
  const nobody = await failure(page, { ...target, origin: target.origin.replace(/\d+$/, '9') })
  expect([slow instanceof UnreachableSite, nobody instanceof UnreachableSite]).toEqual([true, true])
  expect(nobody.message).toMatch(/could not be reached \(ERR_\w+\)/)
})

test('what the page itself does not accept is told', async ({ page, site }) => {
  const target = await site.serve(
    around(form(`<input name="u" type="email"><input name="p" type="password"><button>Sign in</button>`)),
  )
  expect((await failure(page, target)).message).toMatch(/does not accept what was typed \(«.*@.*»\): check users\[0\]/)
})

test('a site that sends the browser on by script without end', async ({ page, site }) => {
  const next = `location = '/' + Math.random()`
  const target = await site.serve(({ path }) =>
    path === '/late' ? `<script>onload = () => setTimeout(() => { ${next} })</script>` : `<script>${next}</script>`,
  )
  await expect(visit(page, target, '/')).rejects.toThrow('the site sends the browser on from page to page without end')
  const another = await page.context().newPage()
  const idle = watchIdle(
    another,
    { request: () => false, document: () => false },
    { ...target, timeouts: { navigation: 4_000, action: 25_000, journey: 60_000 } },
  )
  await visit(another, target, '/late')
  const endless = idle.wait(() => ({ open: 0, settled: false, spoke: false }))
  await expect(endless).rejects.toThrow('the site sends the browser on from page to page without end')
})

test('a page that sends the browser on by script has been served', async ({ page, site }) => {
  const target = await site.serve(({ path }) =>
    path === '/' ? '<script>location = "/there"</script>' : '<h1>There</h1>',
  )
  await visit(page, target, '/')
  await expect(page.locator('h1')).toHaveText('There')
})
