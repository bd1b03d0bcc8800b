/**
 * The sample shop: a small customer of iAdvize with a login, an account area and a token provider. It names the real
 * hosts of iAdvize, as any customer's site does. Where it is http on loopback, its cookie is not `Secure`; a real shop's is.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import express from 'express'
import type { Express, Request, Response } from 'express'
import { makeKeyPair } from '../../mock-iadvize/token/keys.ts'
import { newCustomers } from './customers.ts'
import type { Customer } from './customers.ts'
import { planUnder } from './defects.ts'
import { flavours } from './flavours.ts'
import type { FlavourName } from './flavours.ts'
import type { Flavour, Neighbour } from './flavours/flavour.ts'
import { newToken } from './new-token.ts'
import { catalogue, document, home, login, notFound, product, screen, shell } from './pages.ts'
import type { Page } from './pages.ts'
import type { Session, ShopKeys, ShopPlan, Visit } from './plan.ts'
import { openServer } from './server.ts'
import { rememberedSessions } from './sessions.ts'

export type { ShopKeys } from './plan.ts'

/** A shop's two keys, and those that its defects take instead: new ones, made when first asked for. */
export const shopKeys = (brandPrivateKey: KeyObject, iAdvizePublicKey: KeyObject): ShopKeys => ({
  brandPrivateKey,
  iAdvizePublicKey,
  foreign: () => makeKeyPair(),
  weak: () => makeKeyPair(1024),
})

export type ShopOptions = {
  keys: ShopKeys
  sid: string
  /** `halc`, `lc`, …: the first label of the tag's host */
  platform: string
  defects: readonly string[]
  /** classic by default */
  flavour?: FlavourName
  /** any that is free by default */
  port?: number
  /** milliseconds since the epoch */
  now?: () => number
  /** milliseconds that its token provider thinks before it answers, as a slow backend does */
  providerDelayMs?: number
}

type ShopUser = {
  username: string
  password: string
  /** the one that the shop's tokens are meant to carry */
  userId: string
  /** what reports may call this user */
  label: string
  /** personal: only to prove that it never reaches a report */
  visitorData: Record<string, string>
}

export type OpenShop = {
  origin: string
  readonly users: ShopUser[]
  /** paths of the account area */
  readonly accountPages: readonly string[]
  /** changes the shop from the next request on; sessions live on */
  setDefects(names: readonly string[]): void
  /** ends all connections at once */
  close(): Promise<void>
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const samePassword = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const customerWith = (customers: readonly Customer[], username: unknown, password: unknown): Customer | undefined =>
  customers.find(customer => customer.username === username && samePassword(String(password), customer.password))

const shopApp = (
  customers: readonly Customer[],
  { keys, sid, platform, now = Date.now, providerDelayMs = 0 }: ShopOptions,
  currentPlan: () => ShopPlan,
  flavour: Flavour,
  neighbour: Neighbour | null,
): Express => {
  const cookieOptions = {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: currentPlan().scheme === 'https',
  } as const
  const sessions = (flavour.sessions ?? rememberedSessions)({ customers, cookieOptions })

  const signIn = (request: Request, response: Response, customer: Customer): Session => {
    // A new session id at sign-in: whoever knew the guest's can do nothing with it.
    const guest = sessions.of(request)
    if (guest) sessions.end(guest, null)
    return sessions.open(response, customer, guest?.basket ?? 0)
  }
  const signOut = (request: Request, response: Response): void => sessions.end(sessions.of(request), response)

  const visitOf = (request: Request): Visit => {
    const session = sessions.of(request)
    const plan = currentPlan()
    return {
      path: request.path,
      area: Object.hasOwn(plan.accountPages, request.path) ? 'account' : 'guest',
      session,
      visitor: session?.customer
        ? {
            userId: plan.userId(session.customer),
            visitorData: session.customer.visitorData,
            session: session.id,
          }
        : null,
      sid,
      platform,
      neighbour: neighbour?.origin ?? '',
      nonce: randomBytes(16).toString('base64url'),
      header: name => request.get(name),
      query: name => new URL(request.url, 'http://shop').searchParams.get(name) ?? undefined,
      field: name => asText((request.body as Record<string, unknown> | undefined)?.[name]),
      token: visitor => newToken(plan, visitor, keys, now()),
    }
  }

  const show = async (request: Request, response: Response, page: Page): Promise<void> => {
    const plan = currentPlan()
    const visit = visitOf(request)
    response.set(plan.headers(visit))
    if (plan.sends === 'screens') {
      response.json(screen(page, visit))
      return
    }
    const { html, headers = {} } = await plan.page(visit, async () =>
      document(page, { ...visit, scripts: plan.scripts(visit), bodyData: await plan.bodyData(visit) }),
    )
    response.set(headers).send(html)
  }

  const app = express()
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin' })
    next()
  })

  app.all('/api/iadvize-token', express.urlencoded({ extended: false }), async (request, response) => {
    const plan = currentPlan()
    if (request.method !== plan.providerMethod) {
      response.set('Allow', plan.providerMethod).sendStatus(405)
      return
    }
    const visit = visitOf(request)
    if (providerDelayMs > 0) await pause(providerDelayMs, undefined, { ref: false })
    const visitor = plan.provider(visit)
    response.set(plan.providerHeaders(visit))
    if (visitor) response.json({ token: await visit.token(visitor) })
    else response.status(401).json({ error: 'nobody is signed in' })
  })

  // Whoever enters the single-page shop gets its one document, wherever that is.
  app.use(async (request, response, next) => {
    const plan = currentPlan()
    const enters = request.method === 'GET' && request.get('accept')?.includes('text/html')
    if (plan.sends !== 'screens' || !enters) return next()
    const visit = visitOf(request)
    const frame = { ...visit, scripts: plan.scripts(visit), bodyData: await plan.bodyData(visit) }
    response.set(plan.headers(visit)).vary('Accept').send(shell(frame))
  })

  const own = {
    signIn,
    signOut,
    customerOf: (request: Request) => sessions.of(request)?.customer ?? null,
    customerWith: (username: unknown, password: unknown) => customerWith(customers, username, password),
    show,
  }
  neighbour?.doors?.(app, own)
  flavour.doors?.(app, own)

  app.get('/', (request, response) => show(request, response, home()))
  app.get('/catalogue', (request, response) => show(request, response, catalogue()))
  app.get('/product', (request, response) => show(request, response, product(request.query['tea'])))

  app.post('/basket', (request, response) => {
    const session = sessions.of(request) ?? sessions.open(response, null, 0)
    session.basket += 1
    sessions.keep(response, session)
    response.redirect(303, '/catalogue')
  })

  app.get('/login', async (request, response) => {
    if (sessions.of(request)?.customer) response.redirect(303, '/account')
    else await show(request, response, login(false))
  })

  app.post('/login', express.urlencoded({ extended: false }), async (request, response) => {
    const { username, password } = request.body as Record<string, unknown>
    const customer = customerWith(customers, username, password)
    if (!customer) {
      await show(request, response.status(401), login(true))
      return
    }
    signIn(request, response, customer)
    response.redirect(303, '/account')
  })

  app.post('/logout', (request, response) => {
    signOut(request, response)
    response.redirect(303, '/')
  })

  app.get(Object.keys(currentPlan().accountPages), async (request, response) => {
    const customer = sessions.of(request)?.customer
    const page = currentPlan().accountPages[request.path]
    if (customer && page) await show(request, response, page(customer))
    else response.set('Cache-Control', 'no-store').redirect(303, '/login')
  })

  app.use((request, response, next) => {
    const source = currentPlan().assets[request.path]
    if (source === undefined) next()
    else response.type('text/javascript').set('Cache-Control', 'no-cache').send(source)
  })
  app.use(express.static(fileURLToPath(new URL('public', import.meta.url)), { index: false }))
  app.use((request, response) => show(request, response.status(404), notFound()))
  return app
}

/** Opens a shop of its own: customers, sessions and port. */
export const openShop = async (options: ShopOptions): Promise<OpenShop> => {
  const customers = newCustomers()
  const flavour: Flavour = flavours[options.flavour ?? 'classic']
  let plan = planUnder(options.defects, options.flavour)
  // The neighbour must know the shop's origin, and the shop the neighbour's.
  let app: Express | undefined
  const server = await openServer(plan.scheme, (request, response) => app?.(request, response), options.port)
  const neighbour = await flavour.neighbour?.({
    origin: server.origin,
    sid: options.sid,
    platform: options.platform,
    customers,
    customerWith: (username, password) => customerWith(customers, username, password),
  })
  app = shopApp(customers, options, () => plan, flavour, neighbour ?? null)
  return {
    origin: server.origin,
    get accountPages() {
      return Object.keys(plan.accountPages)
    },
    get users() {
      return customers.map(customer => ({
        username: customer.username,
        password: customer.password,
        userId: plan.userId(customer),
        label: customer.label,
        visitorData: customer.visitorData,
      }))
    },
    setDefects: names => {
      plan = planUnder(names, options.flavour)
    },
    close: async () => {
      await Promise.all([server.close(), neighbour?.close()])
    },
  }
}
