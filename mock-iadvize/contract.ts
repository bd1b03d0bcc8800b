/**
 * The public contract of iAdvize Authenticated Messaging on the web: names, hosts, storage keys, reasons and wire types.
 * Imports nothing. Every fact carries its source and its basis; nothing comes from reverse engineering.
 */

/**
 * How sure we are of a fact: `doc` stated by a public iAdvize page · `partial` stated by a truncated, older or contradictory
 * copy · `assumed` our inference, because the public record is silent · `practice` a published security practice.
 */
export type Basis = 'doc' | 'partial' | 'assumed' | 'practice'

const authenticatedMessaging = 'https://docs.iadvize.dev/use-cases/visitor-experience/authenticated-messaging/'

/** The public pages that facts are taken from, by the short names that sources use. */
export const sourcePages = {
  'BE-FAQ': `${authenticatedMessaging}web-backend-implementation/faq`,
  'BE-INFO': `${authenticatedMessaging}web-backend-implementation/important-information-and-recommendations`,
  'BE-SIGN': `${authenticatedMessaging}web-backend-implementation/signature-and-encryption-detailed-process`,
  'BE-TECH': `${authenticatedMessaging}web-backend-implementation/technical-backend-implementation`,
  'FE-AUTH': `${authenticatedMessaging}web-client-side-implementation/how-to-authenticate-with-iadvize-in-clients-website`,
  'FE-RESULT': `${authenticatedMessaging}web-client-side-implementation/how-to-deal-with-activation-success-or-failure`,
  'FE-LOGOUT': `${authenticatedMessaging}web-client-side-implementation/how-to-logout`,
  'FE-FAQ': `${authenticatedMessaging}web-client-side-implementation/faq`,
  INTRO: `${authenticatedMessaging}introduction`,
  'SDK-REF': 'https://github.com/iadvize/documentation/blob/master/docs/javascript-web-sdk.md',
  EXT: 'https://help.iadvize.com/hc/en-gb/articles/204497293',
  STORE: 'https://help.iadvize.com/hc/en-gb/articles/216438047',
  CONSENT: 'https://help.iadvize.com/hc/en-gb/articles/4403097203986',
  BOXED: 'https://github.com/iadvize/boxed-tag',
  'RFC 7515': 'https://www.rfc-editor.org/rfc/rfc7515',
  'RFC 7516': 'https://www.rfc-editor.org/rfc/rfc7516',
  'RFC 7518': 'https://www.rfc-editor.org/rfc/rfc7518',
  'RFC 7519': 'https://www.rfc-editor.org/rfc/rfc7519',
  'RFC 8725': 'https://www.rfc-editor.org/rfc/rfc8725',
  CSP3: 'https://www.w3.org/TR/CSP3/',
  'OWASP ASVS': 'https://owasp.org/www-project-application-security-verification-standard/',
} as const
export type SourcePage = keyof typeof sourcePages

// ── Token (BE-FAQ, BE-INFO, BE-SIGN, BE-TECH; doc) ──────────────────────────────────────────────────────────────────

/** Protected header of the outer JWE (BE-FAQ, doc). */
export const outerHeader = { alg: 'RSA-OAEP-256', enc: 'A256GCM' } as const
/** Protected header of the inner JWS (BE-FAQ, doc). */
export const innerHeader = { alg: 'RS256' } as const

/** Custom claims carry this prefix exactly (BE-FAQ, doc). */
export const claimPrefix = 'https://iadvize.com/'
export const userIdClaim = 'https://iadvize.com/userId'
export const visitorDataClaim = 'https://iadvize.com/visitorData'
/** Characters (BE-INFO, doc). */
export const userIdMaxLength = 255
/** Optional string fields of visitorData (BE-INFO; names: partial). */
export const visitorDataFields = [
  'firstName',
  'lastName',
  'address',
  'city',
  'zipCode',
  'country',
  'phoneNumber',
  'email',
] as const
/** The seed page's `iss` (BE-FAQ, doc, contradictory: BE-TECH shows `https://test.iadvize.com`): a SHOULD. */
export const documentedIssuer = 'https://livechat.iadvize.com'
/** Seconds; recommended and default lifetime of a token (FE-FAQ, doc). */
export const recommendedTokenLifetime = 60
/** iAdvize's production public key as published on BE-SIGN: SPKI, DER, base64, RSA-2048. */
export const productionPublicKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1KdAzuUa5rOXgLHavoDRYoNXzwWz/pFhgGypYFbvV8DNjB93XK2AzKTwW+vxT7RYl4f+sKLdEi3dJYgPt2hquhTNmFxAzRvTuolUOKr1XNx7QbDj+7cfLVDYjmds/ydNtyHi8TUHSvfzs8SGXO5E5H13llmayPEslHKShG0cLIDcLNr6hJcfv9fvOZqQlLQ4Bx7to/66IHke9zY+1oidrUdFGzxXG+RGK81mIMuXj6N2EGJ7YYcQqXJfBJnWFlSGCQNttw5Rfj00eZbkMRO3XohhNqGIiBG2tejSjfB53UpiHdbzni+tyB72R5aaq4d+gkkgaOVYn/Or2fArOH2FUQIDAQAB'

// ── Hosts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `//<platform>.iadvize.com/iadvize.js` is the tag (SDK-REF, doc). */
export const iadvizeDomain = 'iadvize.com'
/** A name may be written with the root's dot behind it. */
export const isIAdvizeHost = (hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  return host === iadvizeDomain || host.endsWith(`.${iadvizeDomain}`)
}
export const tagPath = '/iadvize.js'
/** The API's host (doc). The paths below it are ours: the real endpoint of the exchange is not public (assumed). */
export const apiHost = 'api.iadvize.com'
export const exchangePath = '/padlock-mock/exchange'
export const logoutPath = '/padlock-mock/logout'
/** Of the sandbox alone: the visitor's chat window, and what its tag reports of the page. */
export const chatPath = '/padlock-mock/chat'
export const reportPath = '/padlock-mock/report'

// ── Browser (FE-AUTH, FE-RESULT, SDK-REF) ───────────────────────────────────────────────────────────────────────────

/** What the provider returns (FE-AUTH, doc; `ANONYMOUS_AUTHENTICATION` and `token: null` seen in BOXED, partial: tolerated with a warning). */
export type AuthenticationOption = { type: 'SECURED_AUTHENTICATION'; token: string } | { type: 'ANONYMOUS' }

/** What `activate` resolves to; a failure does not reject (FE-RESULT, doc). `option` echoes the raw token. */
export type ActivationResult = {
  authentication: {
    option: unknown
    status: 'authentication-success' | 'authentication-failure'
    reason?: string
  }
}

/** Reasons of `authentication-failure`, verbatim (FE-FAQ, FE-RESULT). */
export const reasons = {
  /** wrong or missing option; doc. Token not a string; assumed. */
  invalidOption: 'A valid authentication option must be provided',
  /** activate again before the first resolved; doc */
  ongoing: 'An activation is already ongoing',
  /** secured activate again after a secured success; doc */
  twice: "Can't activate twice, please logout first",
  /** wrong keys, feature flag off, wrong token, server down: one opaque reason for all of them; doc */
  serverError: 'Failed to fetch authentication with a server error',
  /** site misconfigured; partial: every public copy is cut here, and the tail is never invented */
  siteNotConfiguredPrefix: 'Failed to authenticate visitor from credentials : the website is not cor',
  /** seen only as an example; trigger unknown: never emitted by default; doc */
  loginOngoing: 'A login is already ongoing',
} as const

/** The tag itself retries this often on a server error (FE-FAQ, doc). Whether a retry asks the provider again: assumed no. */
export const tagRetries = 3

// ── Storage (STORE, FE-FAQ; partial) ────────────────────────────────────────────────────────────────────────────────

/** Local storage key whose value is the JSON of {@link VisitorRecord}. */
export const visitorKey = (sid: string): string => `iadvize-${sid}-vuid`
export const consentKey = (sid: string): string => `iadvize-${sid}-consent`
/** `vuid`: 45 hex characters; `deviceId`: a UUID; `jwtIdentity`: the session token when authentication is on. */
export type VisitorRecord = { vuid: string; deviceId: string; jwtIdentity?: string }

/** Minutes; default lifetime of iAdvize's own session (FE-FAQ, doc; banks use 7, utilities 20–30). */
export const defaultSessionMinutes = 60

// ── extId (BE-FAQ, BE-INFO, EXT; doc) ───────────────────────────────────────────────────────────────────────────────

/** The global that carries the old identification: `window.idzCustomData = { extID: "…" }`. */
export const customDataGlobal = 'idzCustomData'
/** Prose spells it extID, ExtID, extId (doc): any case counts. */
export const isExtIdKey = (key: string): boolean => key.toLowerCase() === 'extid'

// ── Wire types between our tag and our mock (assumed: invented by us) ───────────────────────────────────────────────

/** Body of `POST https://api.iadvize.com/padlock-mock/exchange`, as JSON in `text/plain` or `application/json`. */
export type ExchangeRequest = {
  sid: string
  vuid: string
  deviceId: string
  option: 'SECURED_AUTHENTICATION' | 'ANONYMOUS'
  token?: string
  /** the `jwtIdentity` that the browser stores, when there is one */
  session?: string
  /** value of extID when the page has one at this moment */
  extId?: string
  /** path of the page, without query */
  page: string
  /** the run of the tag in this page, and the number of the SDK's call: to tell the integrator which call it was */
  run?: string
  call?: number
}
/**
 * 200. `session` is absent for an anonymous visitor; one that is kept comes back as it was. `expiresIn`: seconds until the
 * provider is asked again.
 */
export type ExchangeAccepted = {
  vuid: string
  conversation: string
  session?: { token: string; expiresIn: number }
}
/** 4xx: the opaque answer. `reason` is what `activate` resolves with. */
export type ExchangeRefused = { reason: string }
/** Body of `POST https://api.iadvize.com/padlock-mock/logout`. */
export type LogoutRequest = { sid: string; vuid: string; session?: string }

// ── What the tag tells whoever watches (ours) ───────────────────────────────────────────────────────────────────────

/**
 * Name of an optional global function in the page. When it is there, the tag calls it with a {@link TagEvent} at each step;
 * the harness puts it there to record. It never changes what the tag does.
 */
export const observerGlobal = '__iadvizeMockObserver'

/** `call` numbers the SDK calls of one tag run from 1. `token` is raw: it lives in the memory of the harness only. */
export type TagEvent =
  | {
      kind: 'tag-run'
      sid: string | null
      again: boolean
      /** functions that the page had pushed before */
      queued: number
      src: string | null
      /** `config.useExplicitCookiesConsent`: nothing is stored before the visitor agreed */
      explicitConsent: boolean
      /** random; goes along with each exchange of this run */
      run?: string
    }
  | { kind: 'activate'; call: number }
  | { kind: 'provider-call'; call: number; cause: 'activate' | 'session-expiry' }
  | {
      kind: 'provider-answer'
      call: number
      cause: 'activate' | 'session-expiry'
      answer: 'secured' | 'anonymous' | 'invalid' | 'threw'
      /** present when a string stood where the token belongs */
      token?: string
      /** the answer's shape in words, free of values: `{ authenticationOption: { type: 'SECURED', token: string(712) } }` */
      shape: string
      /** a documented variant that is tolerated: `ANONYMOUS_AUTHENTICATION`, `token: null` */
      variant?: string
    }
  | { kind: 'exchange'; call: number; attempt: number; status: number | 'network-error' }
  /** iAdvize has admitted the page under this visitor id, which may lie in no storage */
  | { kind: 'visitor'; vuid: string }
  | {
      kind: 'activate-result'
      call: number
      option: 'secured' | 'anonymous' | 'invalid'
      status: 'authentication-success' | 'authentication-failure'
      reason?: string
    }
  /** the session came to its end and was, or was not, renewed */
  | { kind: 'session-renewal'; call: number; renewed: boolean }
  | { kind: 'logout'; call: number }
  | { kind: 'logout-result'; call: number }
  | { kind: 'navigate'; screen: string }
