/**
 * Sound forms of the sample shop: ways in which brands build sites. Each is certified without a finding. Many commands ask for
 * their names, so each loads what its servers need when they are opened.
 */
import { createRequire } from 'node:module'
import { bearer } from './flavours/bearer.ts'
import { asksFirst } from './flavours/asks-first.ts'
import { consentWall } from './flavours/consent-wall.ts'
import { dialog } from './flavours/dialog.ts'
import { isolated } from './flavours/isolated.ts'
import { manyPages } from './flavours/many-pages.ts'
import { rateLimited } from './flavours/rate-limited.ts'
import { sandboxed } from './flavours/sandboxed.ts'
import { signedCookie } from './flavours/signed-cookie.ts'
import { smallScreen } from './flavours/small-screen.ts'
import { slow } from './flavours/slow.ts'
import { boxed } from './flavours/boxed.ts'
import { consent } from './flavours/consent.ts'
import type { Flavour } from './flavours/flavour.ts'
import { inlineToken } from './flavours/inline-token.ts'
import { nonceGuarded } from './flavours/nonce-guarded.ts'
import { openid, shadowIdentity } from './flavours/openid.ts'
import { pageCache } from './flavours/page-cache.ts'
import { selfSigned } from './flavours/self-signed.ts'
import { serviceWorker } from './flavours/service-worker.ts'
import { singlePage } from './flavours/single-page.ts'
import { strictCsp } from './flavours/strict-csp.ts'
import { tagManager } from './flavours/tag-manager.ts'

const classic: Flavour = {
  summary: 'pages from the server, the tag in their HTML, the token fetched by the page',
  apply: plan => plan,
}

export const flavours = {
  classic,
  'single-page': singlePage,
  bearer,
  'inline-token': inlineToken,
  'nonce-guarded': nonceGuarded,
  'page-cache': pageCache,
  'service-worker': serviceWorker,
  'tag-manager': tagManager,
  boxed,
  'strict-csp': strictCsp,
  'self-signed': selfSigned,
  openid,
  'shadow-identity': shadowIdentity,
  consent,
  'consent-wall': consentWall,
  dialog,
  'asks-first': asksFirst,
  'signed-cookie': signedCookie,
  isolated,
  'small-screen': smallScreen,
  sandboxed,
  'many-pages': manyPages,
  'rate-limited': rateLimited,
  slow,
} as const satisfies Record<string, Flavour>

export type FlavourName = keyof typeof flavours
export const flavourNames = Object.keys(flavours) as FlavourName[]
export const isFlavour = (name: string): name is FlavourName => Object.hasOwn(flavours, name)

/** Whether its pages ask for consent before they do anything of the chat's. */
export const asksForConsent = (name: FlavourName): boolean => flavours[name].consent === true

/** Name of the package that a flavour needs and that is not installed; null: it can be opened. */
export const missingPackage = (name: FlavourName): string | null => {
  const { needs }: Flavour = flavours[name]
  if (needs === undefined) return null
  try {
    createRequire(import.meta.url).resolve(needs)
    return null
  } catch {
    return needs
  }
}
