import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Response } from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Customer } from '../customers.ts'
import { editPage, signOutForm } from '../edit-page.ts'
import { editScript } from '../edit-script.ts'
import { html } from '../html.ts'
import { bare, login } from '../pages.ts'
import type { Page } from '../pages.ts'
import { header, soundPolicy } from '../plan.ts'
import { openServer } from '../server.ts'
import type { Flavour, Neighbour, Shop } from './flavour.ts'

/** What the shop uses of oidc-provider, which brings no types of its own. */
type Provider = {
  callback(): RequestListener
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>
}
type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> }
type Context = {
  body: string
  set(headers: Record<string, string>): void
  oidc: {
    client: { clientId: string }
    session: { accountId: string }
    provider: { Grant: new (of: { clientId: string; accountId: string }) => Grant }
  }
}

/** Only this flavour needs it, and the published package goes without. */
const newProvider = async (issuer: string, configuration: object): Promise<Provider> => {
  // @ts-ignore: it has no types, and may not be there
  const { default: Provider } = (await import('oidc-provider')) as {
    default: new (issuer: string, configuration: object) => Provider
  }
  return new Provider(issuer, configuration)
}

const clientId = 'maison-verveine'
const random = (): string => randomBytes(32).toString('base64url')

/** Pages of the identity server; it has no scripts but the one that goes on with a sign-out. */
const policy = (shop: Shop, script = "'none'"): Record<string, string> =>
  header({
    'default-src': "'none'",
    'script-src': script,
    'style-src': "'self'",
    'img-src': "'self'",
    'base-uri': "'none'",
    'form-action': `'self' ${shop.origin}`,
    'frame-ancestors': "'none'",
  })

const plain = { scripts: [], bodyData: {}, nonce: '' }

const whoAreYou: Page = {
  title: 'Sign in',
  main: html`<form class="panel narrow" method="post">
    <h1>Sign in</h1>
    <label>E-mail address <input name="username" autocomplete="username" required /></label>
    <button class="button">Next</button>
  </form>`,
}

/** The second step; whoever it is, the page does not say whether there is such an account. */
const passwordOf = (username: string): Page => ({
  title: 'Password',
  main: html`<form class="panel narrow" method="post">
    <h1>Password</h1>
    <p>${username}</p>
    <input type="hidden" name="username" value="${username}" />
    <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
    <button class="button">Sign in</button>
  </form>`,
})

/** What its pages look like. `steps`: 2: asks for the address first, and for the password then */
type Look = { steps: 1 | 2; dress(page: string): string }

const inOneStep: Look = { steps: 1, dress: page => page }

/** The brand's identity server: an origin of its own, where customers sign in to all that the brand has. */
const identityServer = async (shop: Shop, clientSecret: string, { steps, dress }: Look): Promise<Neighbour> => {
  const { default: express } = await import('express')
  const app = express()
  app.disable('x-powered-by')
  const server = await openServer('http', app)

  const goOn = 'document.forms[0].submit()'
  const goOnHash = `'sha256-${createHash('sha256').update(goOn).digest('base64')}'`
  const provider = await newProvider(server.origin, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${shop.origin}/login/callback`],
        post_logout_redirect_uris: [`${shop.origin}/`],
      },
    ],
    jwks: {
      keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })].map(key => ({
        ...key,
        alg: 'ES256',
        use: 'sig',
      })),
    },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    cookies: { keys: [random()] },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/sign-in/${uid}` },
    // The shop is the brand's own: nobody is asked whether it may know who they are.
    loadExistingGrant: async ({ oidc }: Context) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        // Whoever signs out of the shop signs out here as well, without being asked again.
        logoutSource: (context: Context, form: string) => {
          context.set(policy(shop, goOnHash))
          context.body = `<!doctype html><title>Signing out</title>${form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')}<script>${goOn}</script>`
        },
      },
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
  })

  app.use(express.static(fileURLToPath(new URL('../public', import.meta.url)), { index: false }))
  const show = (response: Response, page: Page): unknown =>
    response.set({ ...policy(shop), 'Cache-Control': 'no-store' }).send(dress(bare(page, plain)))
  app.get('/sign-in/:uid', (_request, response) => show(response, steps === 1 ? login(false, '') : whoAreYou))
  app.post('/sign-in/:uid', express.urlencoded({ extended: false }), async (request, response) => {
    const { username, password } = request.body as Record<string, unknown>
    if (password === undefined) return show(response, passwordOf(String(username)))
    const customer = shop.customerWith(username, password)
    if (customer) return provider.interactionFinished(request, response, { login: { accountId: customer.id } })
    return show(response.status(401), login(true, ''))
  })
  app.use(provider.callback())
  return server
}

/** A sign-in that is under way at the identity server, by its state. */
type Pending = { verifier: string; nonce: string }

/** The shop's side: the authorization code flow with PKCE (RFC 7636), and RP-initiated logout. */
const relyingParty = (shop: Shop, issuer: string, clientSecret: string): NonNullable<Neighbour['doors']> => {
  const pending = new Map<string, Pending>()
  const idTokens = new Map<Customer, string>()
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  const redirectUri = `${shop.origin}/login/callback`
  const pendingCookie = 'sign-in'
  const cookieOptions = { httpOnly: true, sameSite: 'lax', path: '/login' } as const

  const customerOf = async (
    code: string,
    { verifier, nonce }: Pending,
  ): Promise<{ customer: Customer; idToken: string }> => {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    })
    if (!answer.ok) throw new Error(`the identity server answered ${answer.status}`)
    const { id_token: idToken } = (await answer.json()) as { id_token: string }
    const { payload } = await jwtVerify(idToken, keys, { issuer, audience: clientId, algorithms: ['ES256'] })
    const customer = shop.customers.find(({ id }) => id === payload.sub)
    if (!customer || payload['nonce'] !== nonce)
      throw new Error('the ID token is of somebody else, or of another sign-in')
    return { customer, idToken }
  }

  return (app, sessions) => {
    app.get('/login', (request, response) => {
      if (sessions.customerOf(request)) return response.redirect(303, '/account')
      const state = random()
      const verifier = random()
      const nonce = random()
      pending.set(state, { verifier, nonce })
      const query = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: redirectUri,
        state,
        nonce,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      response.cookie(pendingCookie, state, cookieOptions).set('Cache-Control', 'no-store')
      return response.redirect(303, `${issuer}/auth?${query}`)
    })
    app.get('/login/callback', async (request, response) => {
      const { code, state } = request.query
      if (typeof code !== 'string' || typeof state !== 'string') return response.redirect(303, '/login')
      const begun = pending.get(state)
      pending.delete(state)
      // The browser that comes back must be the one that had left.
      const isSame = request.headers.cookie?.split('; ').includes(`${pendingCookie}=${state}`)
      if (!begun || !isSame) return response.redirect(303, '/login')
      const { customer, idToken } = await customerOf(code, begun)
      idTokens.set(customer, idToken)
      sessions.signIn(request, response, customer)
      return response.clearCookie(pendingCookie, cookieOptions).redirect(303, '/account')
    })
    app.post('/logout', (request, response) => {
      const customer = sessions.customerOf(request)
      sessions.signOut(request, response)
      const query = new URLSearchParams({
        client_id: clientId,
        post_logout_redirect_uri: `${shop.origin}/`,
        ...(customer && { id_token_hint: idTokens.get(customer) ?? '' }),
      })
      response.redirect(303, `${issuer}/session/end?${query}`)
    })
  }
}

const signsInAt = (look: Look): Pick<Flavour, 'needs' | 'neighbour'> & { apply: Flavour['apply'] } => ({
  needs: 'oidc-provider',
  apply: plan => ({
    ...plan,
    // A form's redirects count too: signing out goes by way of the identity server.
    headers: visit => ({
      ...plan.headers(visit),
      ...header({ ...soundPolicy(visit), 'form-action': `'self' ${visit.neighbour}` }),
    }),
  }),
  neighbour: async shop => {
    const clientSecret = random()
    const server = await identityServer(shop, clientSecret, look)
    return { ...server, doors: relyingParty(shop, server.origin, clientSecret) }
  },
})

export const openid: Flavour = {
  summary: 'sign-in at an identity server on another origin: OpenID Connect with authorization code and PKCE',
  ...signsInAt(inOneStep),
}

/** Into a shadow root, which the parser opens: no script is needed. */
const inShadow = (name: string, markup: string): string =>
  `<${name}><template shadowrootmode="open"><link rel="stylesheet" href="/shop.css">${markup}</template></${name}>`

const inShadowRoots = signsInAt({
  steps: 2,
  dress: page => page.replace(/<form[^]*?<\/form>/, form => inShadow('verveine-sign-in', form)),
})

export const shadowIdentity: Flavour = {
  ...inShadowRoots,
  summary: 'an identity server that asks for the address first; its forms and the sign-out stand in shadow roots',
  apply: plan =>
    editScript(
      editPage(
        inShadowRoots.apply(plan),
        signOutForm,
        () => inShadow('verveine-sign-out', signOutForm),
        ({ visitor }) => visitor !== null,
      ),
      `document.querySelector('form[action="/logout"]')`,
      `document.querySelector('verveine-sign-out')?.shadowRoot.querySelector('form')`,
    ),
}
