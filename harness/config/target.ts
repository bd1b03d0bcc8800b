/** What is certified: a site, as the journeys know it. The sample shop is one of them, and has no privilege. */
import type { Locator, Page } from '@playwright/test'
import type { Stack } from '../cures/snippet.ts'
import type { StorageState } from './storage-state.ts'

export type User = {
  /** `first`, `second`, …: the only name under which a user appears in recordings and reports */
  label: string
  /** empty, as the password is, for one who is known by a stored browser state alone */
  username: string
  password: string
  /** the userId expected in the token */
  userId?: string
  /** cookies and local storage of a browser that was signed in by hand: single sign-on, a second factor, a trusted device */
  storageState?: StorageState
  /** where the name and the password come from, for a cure: `users[0].password (environment variable ADA_PASSWORD)` */
  from?: string
}

/** What a function of the configuration gets. `type` enters text that no trace and no report of Playwright shows. */
export type Credentials = Pick<User, 'label' | 'username' | 'password'> & {
  type: (field: Locator, text: string) => Promise<void>
}

/** Locators as Playwright reads them: CSS, `role=button[name="Sign in"]`, `text=…`. What is left out is found by itself. */
export type SignInForm = {
  username?: string | undefined
  /** the button after the user name, where name and password are asked for one after the other */
  next?: string | undefined
  password?: string | undefined
  submit?: string | undefined
}
// Interfaces: the published declarations then name them, and not where Playwright keeps its types.
export interface SignInFunction {
  (page: Page, user: Credentials): Promise<unknown>
}
export interface SignOutFunction {
  (page: Page): Promise<unknown>
}
export interface SignedInFunction {
  (page: Page): boolean | Promise<boolean>
}
export type SignIn = SignInForm | SignInFunction
/** `page`: a path whose mere visit signs out. `control`: a button or link on the page. `menu`: what opens the menu in which that stands */
export type SignOut =
  { page?: string | undefined; control?: string | undefined; menu?: string | undefined } | SignOutFunction
/** a locator of what only a signed-in visitor sees */
export type IsSignedIn = string | SignedInFunction

/** `accept`: the banner's button is found by its words. `leave`: banners are left alone. Or the button's locator */
export type Consent = 'accept' | 'leave' | { accept: string }

/** What stands between the network and the site. Values are secret. */
export type Access = {
  /** sent to the site's own origin alone */
  headers: Readonly<Record<string, string>>
  basicAuth?: { username: string; password: string }
  /** never used for iAdvize's hosts: name resolution can't lead what goes through a proxy */
  proxy?: { server: string; username?: string; password?: string; bypass?: readonly string[] }
  tls: {
    /** whether any certificate will do */
    ignoreErrors: boolean
    /** PEM of certificates that are trusted on top of the usual ones */
    ca?: string
  }
}

/**
 * Milliseconds, on an idle machine with a quick site: where either is slow, waits are longer (harness/browser/waiting).
 * `navigation`: a page to load. `action`: a form, a button, an answer of the page to appear. `journey`: a whole journey, at most
 */
export type Timeouts = { navigation: number; action: number; journey: number }

export type BrowserChoice = {
  name: 'chromium' | 'firefox' | 'webkit'
  channel?: string
  executablePath?: string
  /** WebSocket endpoint of a Playwright server elsewhere; secret, for it may hold a token */
  connect?: string
  /** Playwright's name of a phone or tablet: `iPhone 15` */
  device?: string
  headed?: boolean
  /** milliseconds before each action */
  slowMo?: number
}

export type Target = {
  name: string
  /** `http://127.0.0.1:8080` */
  origin: string
  sid: string
  /** first label of the tag's host: `halc` */
  platform: string
  /** the brand's own name of the tag's host, `chat.example.com`: the mock stands there too */
  tagHost?: string
  /** paths, each starting with `/` */
  pages: { guest: readonly string[]; signedIn: readonly string[] }
  users: readonly User[]
  /** path of the page with the login form */
  signInPage: string
  /** whether that page was named: otherwise it is a guess, and a link on the start page may lead further */
  signInPageNamed?: boolean
  signIn?: SignIn
  signOut?: SignOut
  isSignedIn?: IsSignedIn
  consent?: Consent
  /** what the backend is written in: cures show code in it first */
  stack?: Stack
  /** path of the token provider, where it can't be found by itself */
  tokenProvider?: string
  /** whether pages activate guests anonymously, or leave the tag idle */
  guests: 'anonymous' | 'idle' | 'either'
  /** whether an anonymous activation is the declared choice when the token provider fails */
  anonymousFallback?: boolean
  access?: Access
  timeouts?: Timeouts
  browser?: BrowserChoice
  /** sign-ins of one account in any 60 seconds; accounts lock. Without it they are not counted */
  signInsPerMinute?: number
  /** whether pages are pictured, all text covered, where something is wrong */
  pictures?: boolean
  /** whether tokens are accepted without a look inside: no private key of iAdvize's was given */
  trust?: boolean
}

export const defaultTimeouts: Timeouts = { navigation: 30_000, action: 10_000, journey: 300_000 }
