/**
 * The sample shop as a record of behaviours. The sound shop is one plan; a defect is a small change of it, so the shop's
 * own code knows nothing of defects.
 */
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  apiHost,
  documentedIssuer,
  iadvizeDomain,
  innerHeader,
  outerHeader,
  recommendedTokenLifetime,
  tagPath,
  userIdClaim,
  visitorDataClaim,
} from '../../mock-iadvize/contract.ts'
import type { Customer } from './customers.ts'
import { encryption, signature } from './layers.ts'
import type { Layer } from './layers.ts'
import { accountPages } from './pages.ts'
import type { Page } from './pages.ts'
import type { Scheme } from './server.ts'

type KeyPair = { privateKey: KeyObject; publicKey: KeyObject }
export type ShopKeys = {
  brandPrivateKey: KeyObject
  iAdvizePublicKey: KeyObject
  /** someone else's pair, made when first asked for */
  foreign(): Promise<KeyPair>
  /** RSA-1024, made when first asked for */
  weak(): Promise<KeyPair>
}

/** Whom a token speaks of. `session`: the shop's own session id. */
export type Visitor = { userId: string; visitorData: Record<string, string>; session: string }

export type Session = { id: string; customer: Customer | null; basket: number }

/** One request of a browser to the shop. */
export type Visit = {
  path: string
  area: 'guest' | 'account'
  session: Session | null
  /** who is signed in; null: a guest */
  visitor: Visitor | null
  sid: string
  platform: string
  /** origin of the flavour's neighbour; empty: it has none */
  neighbour: string
  /** lets the page's own inline scripts through its Content-Security-Policy */
  nonce: string
  header(name: string): string | undefined
  query(name: string): string | undefined
  /** of the form that was sent */
  field(name: string): string | undefined
  /** a new token for the visitor who is signed in */
  token(visitor: Visitor): Promise<string>
}

/** A script element in the head of a page. `nonce`: let through by the page's nonce, and not by its host. */
export type PageScript = { inline: string } | { src: string; load: 'async' | 'module' | 'blocking'; nonce?: true }

export type ShopPlan = {
  /** the id by which the shop knows a customer at iAdvize */
  userId(customer: Customer): string

  // The token, from claims to text. `now`: milliseconds since the epoch.
  claims(visitor: Visitor, now: number): Record<string, unknown>
  encode(claims: Record<string, unknown>): Uint8Array
  sign: Layer
  encrypt: Layer
  finish(token: string, now: number): string
  /** a token for the visitor; `make` makes a new one */
  issue(visitor: Visitor, make: () => Promise<string>): Promise<string>

  // The token provider.
  providerMethod: 'GET' | 'POST'
  /** whose token it gives; null: nobody's, 401 */
  provider(visit: Visit): Visitor | null
  providerHeaders(visit: Visit): Record<string, string>

  // The pages.
  scheme: Scheme
  /** `pages`: a document each. `screens`: one document for every path, which fetches what it shows */
  sends: 'pages' | 'screens'
  /** path → what a customer sees there */
  accountPages: Readonly<Record<string, (customer: Customer) => Page>>
  headers(visit: Visit): Record<string, string>
  scripts(visit: Visit): PageScript[]
  /** a page of the shop, with headers of its own beside those above; `render` makes a new one */
  page(visit: Visit, render: () => Promise<string>): Promise<{ html: string; headers?: Record<string, string> }>
  /** `data-` attributes of the body, which the page's script reads */
  bodyData(visit: Visit): Promise<Record<string, string>>
  /** path → source of the shop's own scripts */
  assets: Record<string, string>
}

/** A Content-Security-Policy, by directive. */
export type Policy = Record<string, string>

export const header = (policy: Policy): Record<string, string> => ({
  'Content-Security-Policy': Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; '),
})

export const soundPolicy = ({ nonce, platform }: Visit): Policy => ({
  'default-src': "'none'",
  'script-src': `'self' 'nonce-${nonce}' ${platform}.${iadvizeDomain}`,
  'connect-src': `'self' ${apiHost}`,
  'style-src': "'self'",
  'img-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
})

/** JSON that may stand in an inline script. */
export const scriptValue = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** The set-up that stands before the tag. */
export const setUp = (config: Record<string, unknown>): PageScript => {
  const members = Object.entries(config).map(([name, value]) => `${name}: ${scriptValue(value)}`)
  return {
    inline: `window.iAdvizeInterface = window.iAdvizeInterface || []
iAdvizeInterface.config = { ${members.join(', ')} }`,
  }
}

export const tagUrl = ({ platform }: Visit): string => `//${platform}.${iadvizeDomain}${tagPath}`

/** The shop's own script, which holds its chat. */
export const shopScript: PageScript = { src: '/shop.js', load: 'module' }

export const soundPlan: ShopPlan = {
  userId: customer => customer.id,

  claims: ({ userId, visitorData }, now) => ({
    [userIdClaim]: userId,
    [visitorDataClaim]: visitorData,
    iss: documentedIssuer,
    exp: Math.floor(now / 1000) + recommendedTokenLifetime,
  }),
  encode: claims => new TextEncoder().encode(JSON.stringify(claims)),
  sign: signature(innerHeader, keys => keys.brandPrivateKey),
  encrypt: encryption(outerHeader, keys => keys.iAdvizePublicKey),
  finish: token => token,
  issue: (_visitor, make) => make(),

  providerMethod: 'GET',
  provider: visit => visit.visitor,
  providerHeaders: () => ({ 'Cache-Control': 'no-store' }),

  scheme: 'http',
  sends: 'pages',
  accountPages,
  // Every page shows who is signed in, so none may outlive the session: not in a cache, not behind the back button.
  headers: visit => ({ ...header(soundPolicy(visit)), 'Cache-Control': 'no-store' }),
  scripts: visit => [setUp({ sid: visit.sid }), { src: tagUrl(visit), load: 'async' }, shopScript],
  page: async (_visit, render) => ({ html: await render() }),
  bodyData: async visit => ({ chat: visit.visitor ? 'secured' : 'anonymous' }),
  assets: { '/shop.js': readFileSync(new URL('./public/shop.js', import.meta.url), 'utf8') },
}
