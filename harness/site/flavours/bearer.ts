import { createHmac, randomBytes } from 'node:crypto'
import type { Request } from 'express'
import { editScript } from '../edit-script.ts'
import { login } from '../pages.ts'
import type { Session } from '../plan.ts'
import { newId } from '../sessions.ts'
import type { ShopSessions } from '../sessions.ts'
import type { Flavour } from './flavour.ts'
import { singlePage } from './single-page.ts'

const key = randomBytes(32)
/** Seconds that an access token lives: less than iAdvize's session. */
const life = 15 * 60

/** The page reads its exp; the server asks its own list. */
const accessToken = (customer: string): string => {
  const part = (of: object): string => Buffer.from(JSON.stringify(of)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + life
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: customer, exp, jti: newId() })}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

const bearerOf = (request: Request): string => /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? ''

/** Whoever signs out takes their token off the list. A guest has no session, and an empty basket. */
const bearerSessions = (): ShopSessions => {
  const sessions = new Map<string, Session>()
  return {
    of: request => sessions.get(bearerOf(request)) ?? null,
    open: (_response, customer, basket) => {
      const session = { id: customer ? accessToken(customer.id) : '', customer, basket }
      if (customer) sessions.set(session.id, session)
      return session
    },
    keep: () => undefined,
    end: session => void sessions.delete(session?.id ?? ''),
  }
}

const edits: [string, string][] = [
  ["fetch('/api/iadvize-token')", "fetch('/api/iadvize-token', { headers: bearer() })"],
  ["headers: { Accept: 'application/json' },", "headers: { Accept: 'application/json', ...bearer() },"],
  [
    "  if (path === '/logout') await sayGoodbye()\n",
    `  if (path === '/login') {
    const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
    const { access, main } = await answer.json()
    if (!answer.ok) return void (document.querySelector('main').innerHTML = main)
    localStorage.setItem('access', access)
    return go('/account', 'new')
  }
  if (path === '/logout') await sayGoodbye()
`,
  ],
  [
    "  await go(path, 'new', form)\n",
    "  await go(path, 'new', form)\n  if (path === '/logout') localStorage.removeItem('access')\n",
  ],
]

const access = `
// ── The access token ────────────────────────────────────────────────────────────────────────────────────────────────

const bearer = () => {
  const access = localStorage.getItem('access')
  return access ? { Authorization: \`Bearer \${access}\` } : {}
}
const isOver = () => {
  const access = localStorage.getItem('access')
  return access !== null && JSON.parse(atob(access.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).exp * 1000 <= Date.now()
}
if (isOver()) localStorage.removeItem('access')
const watch = setInterval(async () => {
  if (!isOver()) return
  clearInterval(watch)
  localStorage.removeItem('access')
  await sayGoodbye()
  location.assign('/login')
}, 5000)
`

export const bearer: Flavour = {
  summary: 'a single page that keeps its bearer token in storage, and signs out by its own clock when that has expired',
  apply: plan => {
    const edited = edits.reduce((so, [from, to]) => editScript(so, from, to), singlePage.apply(plan))
    return { ...edited, assets: { ...edited.assets, '/shop.js': `${access}${edited.assets['/shop.js']}` } }
  },
  sessions: bearerSessions,
  doors: (app, { signIn, customerWith, show }) => {
    app.post('/login', async (request, response) => {
      const { default: express } = await import('express')
      await new Promise<void>(done => express.urlencoded({ extended: false })(request, response, () => done()))
      const { username, password } = request.body as Record<string, unknown>
      const customer = customerWith(username, password)
      if (customer) response.json({ access: signIn(request, response, customer).id })
      else await show(request, response.status(401), login(true))
    })
  },
}
