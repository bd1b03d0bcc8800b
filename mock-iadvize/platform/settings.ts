/** Every choice that the public record leaves open, in one place: its value, its basis and why. */
import { defaultSessionMinutes, type Basis, type SourcePage } from '../contract.ts'

/** How iAdvize's side behaves where the documentation is silent, or leaves it to the site's settings. */
export type PlatformSettings = {
  /** minutes until a session must be verified again */
  sessionMinutes: number
  /** whether one token may be exchanged more than once while it lives */
  replay: 'allowed' | 'refused'
  /** what an anonymous activation does to a live verified session of the same browser */
  anonymousOverIdentity: 'keeps-identity' | 'drops-identity'
  /** when a conversation shows on the desk */
  conversationOpens: 'on-arrival' | 'on-first-message'
  /** whether a browser that signed out goes on under its visitor id */
  visitorIdAfterSignOut: 'kept' | 'renewed'
}

export const defaultPlatformSettings: Readonly<PlatformSettings> = {
  sessionMinutes: defaultSessionMinutes,
  replay: 'allowed',
  anonymousOverIdentity: 'keeps-identity',
  conversationOpens: 'on-arrival',
  visitorIdAfterSignOut: 'kept',
}

/** How our tag behaves where the documentation is silent. Fixed: the tag runs in the page and is asked nothing. */
export const tagSettings = {
  /** milliseconds before each of the tag's own retries; its length is the number of retries */
  retryDelays: [50, 100, 200],
} as const

/** Choices that are fixed in code, by name. A choice that can be changed is named after its setting. */
type Choice =
  | keyof PlatformSettings
  | keyof typeof tagSettings
  | 'exchangeEndpoint'
  | 'unknownSite'
  | 'exchangeTimeout'
  | 'retryAsksProvider'
  | 'providerFailure'
  | 'anonymousAfterSecured'
  | 'failedActivation'
  | 'failedRenewal'
  | 'logoutOrder'
  | 'explicitConsent'
  | 'storage'
  | 'presence'
  | 'conversationId'

/** What each choice rests on. */
export const choices: Readonly<Record<Choice, { basis: Basis; source?: SourcePage; is: string; because: string }>> = {
  sessionMinutes: {
    basis: 'doc',
    source: 'FE-FAQ',
    is: '60 minutes by default',
    because: 'the default; a bank may have 7, a utility 20 to 30',
  },
  replay: {
    basis: 'assumed',
    is: 'a token may be exchanged again while it lives',
    because: 'nothing public forbids it, and the tag’s own retries send the same token again',
  },
  anonymousOverIdentity: {
    basis: 'assumed',
    is: 'an anonymous activation leaves a live verified session as it is',
    because:
      'iAdvize asks for logout() at sign-out; so a forgotten logout stays visible, as a JWT and a padlock that remain',
  },
  conversationOpens: {
    basis: 'assumed',
    is: 'a conversation opens when the visitor activates, before any message',
    because: 'the padlock can then be seen without a chat',
  },
  visitorIdAfterSignOut: {
    basis: 'partial',
    source: 'FE-FAQ',
    is: 'a browser keeps its visitor id after sign-out',
    because: 'the page says that it may change, not that it does',
  },
  retryDelays: {
    basis: 'doc',
    source: 'FE-FAQ',
    is: '3 retries on a server error, after 50, 100 and 200 ms',
    because: 'the number is documented; the delays are assumed and short, so that tests are',
  },
  exchangeEndpoint: {
    basis: 'assumed',
    is: 'POST https://api.iadvize.com/padlock-mock/exchange and …/logout',
    because: 'the real endpoint is not public; the path says that it is ours',
  },
  unknownSite: {
    basis: 'assumed',
    is: 'an unknown sid gets the one opaque reason',
    because: 'the reason for a site that is set up wrongly is public only in a cut copy, and its tail is not invented',
  },
  exchangeTimeout: {
    basis: 'assumed',
    is: 'the tag waits for the exchange without limit',
    because: 'no limit is documented; a page must not wait for the chat',
  },
  retryAsksProvider: {
    basis: 'assumed',
    is: 'a retry sends the same token and does not ask the provider again',
    because: 'the documentation speaks of the provider for activation and expiry only',
  },
  providerFailure: {
    basis: 'assumed',
    is: 'a provider that throws, rejects or answers nonsense fails the activation with the invalid-option reason',
    because: 'no valid option was provided',
  },
  anonymousAfterSecured: {
    basis: 'assumed',
    is: 'an anonymous activation after a secured success in the same page is not refused as a second one',
    because: 'the reason is documented for a second secured activation only',
  },
  failedActivation: {
    basis: 'assumed',
    is: 'a failed activation leaves a session that lives from an earlier page as it is',
    because: 'the session was verified and has not ended',
  },
  failedRenewal: {
    basis: 'assumed',
    is: 'when a session ends and is not renewed, the tag removes its JWT',
    because: 'the identity is no longer verified, and there is no padlock',
  },
  logoutOrder: {
    basis: 'assumed',
    is: 'logout() removes the JWT first, then tells iAdvize; it wins over an activation under way',
    because: 'what must be gone is gone even when the page is left at once',
  },
  explicitConsent: {
    basis: 'assumed',
    source: 'CONSENT',
    is: 'with config.useExplicitCookiesConsent nothing is stored before consent; the visitor lives in memory',
    because: 'the setting is documented, what the tag does meanwhile is not',
  },
  storage: {
    basis: 'partial',
    source: 'STORE',
    is: 'the visitor record is read from local storage or a cookie, and written to local storage',
    because: 'the public pages name both',
  },
  presence: {
    basis: 'assumed',
    is: 'a visitor is online from activation to logout',
    because: 'the mock knows no heartbeat',
  },
  conversationId: {
    basis: 'assumed',
    is: 'conversation:id is the mock’s own id, from the first activation on',
    because: 'the property is documented, its value is not',
  },
}
