/**
 * A recording: what was seen on one journey. Typed, ordered, free of secrets: facts, lengths and salted hashes instead of
 * tokens, passwords, cookies and personal values. It is all that requirements judge by, now and years later.
 */
import { z } from 'zod'
import { tokenFacts } from '../../mock-iadvize/token/token-facts-schema.ts'
import { stacks } from '../cures/snippet.ts'

export const recordingSchemaVersion = 1

/**
 * A salted hash. Equal values have equal hashes within a recording, and nothing else can be told from it: shards of one run
 * have salts of their own, so hashes of two recordings are never compared (harness/verdict/salts.test.ts).
 */
const digest = z.string().regex(/^[0-9a-f]{16}$/)

export const tokenFinding = z.object({
  id: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  stage: z.string(),
  code: z.string(),
  expected: z.string(),
  received: z.string(),
  cure: z.string(),
})

/** One distinct token, as often as it may have been shown. */
const token = z.object({
  /** `t1`, `t2`, … in the order of first sight */
  ref: z.string(),
  digest,
  /** for which user the site made it, by comparison with the expected userIds; null: nobody we know, or not readable */
  userId: digest.nullable(),
  contentKey: digest.nullable(),
  iv: digest.nullable(),
  verdict: z.enum(['accepted', 'refused']),
  findings: z.array(tokenFinding),
  judged: z.array(z.string()),
  unseen: z.array(z.string()),
  facts: tokenFacts,
})
export type Token = z.infer<typeof token>

/**
 * `at`: milliseconds since the journey began, real time. `browser`: `first`, `second` (separate profiles). `tab`: `tab 1`, …
 * `load`: one document, from its creation to its end: `load 1`, … `path`: of the page, without query.
 */
const place = { at: z.number(), browser: z.string(), tab: z.string(), load: z.string(), path: z.string() }
const step = { at: z.number() }
const cause = z.enum(['activate', 'session-expiry'])

/** Where in a response the token lay. `pointer`: a JSON pointer (RFC 6901). */
const carrier = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('json'), pointer: z.string() }),
  z.object({ kind: z.literal('text') }),
  z.object({ kind: z.literal('header'), name: z.string() }),
  z.object({ kind: z.literal('cookie'), name: z.string() }),
  /** the page itself brought it: there is no request for the token alone */
  z.object({ kind: z.literal('html') }),
])
export type Carrier = z.infer<typeof carrier>

/** Requests for a token that no page of the site made: what was done otherwise than the page does it. */
export const probes = [
  'as-page',
  'as-guest',
  'as-guest-with-session',
  'as-guest-with-offer',
  'as-another-user',
  'from-foreign-origin',
  'preflight-from-foreign-origin',
  'in-parallel',
  'after-sign-out',
] as const
export type ProbeName = (typeof probes)[number]
/** Why a picture was taken: JWT and padlock part, an activation failed, a script of the page failed, the journey can't go on. */
const pictureReasons = ['disagreement', 'activation-failure', 'page-error', 'stopped'] as const
const option = z.enum(['secured', 'anonymous', 'invalid'])

/**
 * Why something that a page sent was not recorded. `malformed`: no event, or with values that no event has · `not-for-a-page`: it is for
 * the harness alone to say, or for the page probe and not for the tag · `another-document`: in the name of another page ·
 * `too-many`: one page said it without end
 */
const refusals = ['malformed', 'not-for-a-page', 'another-document', 'too-many'] as const
export type Refusal = (typeof refusals)[number]

/** Milliseconds; the three add up to the whole. What each of them is: harness/browser/waiting/time-shares.ts. */
export const timing = z.object({ site: z.number(), browser: z.number(), us: z.number() })
export type Timing = z.infer<typeof timing>

const observation = z.discriminatedUnion('kind', [
  /** the journey goes on to its next step; what follows belongs to it. `user`: the one who acts, null: nobody signed in */
  z.object({
    kind: z.literal('step'),
    ...step,
    name: z.string(),
    action: z.enum([
      'open',
      'follow',
      'sign-in',
      'sign-out',
      'reload',
      'go-back',
      'go-forward',
      'new-tab',
      'accept-cookies',
      'let-session-expire',
      'let-time-pass',
      'let-answer',
      'probe',
      'look-for-keys',
      'wait',
      'fault-on',
      'fault-off',
      'close',
    ]),
    browser: z.string(),
  }),
  /** `origin`, `status`: of the document, where they were told */
  z.object({
    kind: z.literal('page-load'),
    ...place,
    origin: z.string().optional(),
    status: z.number().nullable().optional(),
  }),
  /** the page shows another screen in the same document; `path` is the new one */
  z.object({ kind: z.literal('screen-change'), ...place, from: z.string() }),
  /** the browser is done with a script element that includes the tag (harness/browser/in-page/tag-elements.ts) */
  z.object({
    kind: z.literal('tag-element'),
    ...place,
    frame: z.boolean(),
    host: z.string(),
    inclusion: z.enum(['html', 'script']),
    insertedBy: z.string().nullable(),
    /** whether the browser stopped building the page until the tag had run */
    blocking: z.boolean(),
    outcome: z.enum(['loaded', 'failed', 'blocked-by-policy', 'inert']),
    /** it has an integrity attribute */
    integrity: z.literal(true).optional(),
    /** it has a crossorigin attribute */
    crossOrigin: z.literal(true).optional(),
  }),
  /** the tag did not come. `error`: the browser's own name of what went wrong (`net::ERR_NAME_NOT_RESOLVED`, `csp`), or `HTTP 404` */
  z.object({ kind: z.literal('tag-request-failed'), ...place, host: z.string(), error: z.string() }),
  z.object({
    kind: z.literal('tag-run'),
    ...place,
    sid: z.string().nullable(),
    again: z.boolean(),
    frame: z.boolean(),
    /** functions that the page had pushed before the tag ran */
    queued: z.number().optional(),
    /** `explicit`: the tag stores nothing before the visitor has agreed */
    consent: z.enum(['explicit', 'implied']).optional(),
    /** tells this run from all others, and goes along with each of its exchanges */
    run: digest.optional(),
  }),
  z.object({ kind: z.literal('activate'), ...place, call: z.number() }),
  z.object({ kind: z.literal('provider-call'), ...place, call: z.number(), cause }),
  z.object({
    kind: z.literal('provider-answer'),
    ...place,
    call: z.number(),
    cause,
    answer: z.enum(['secured', 'anonymous', 'invalid', 'threw']),
    /** ref of the token in it; null: there was none, or no string */
    token: z.string().nullable(),
    shape: z.string(),
    variant: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('exchange'),
    ...place,
    call: z.number(),
    attempt: z.number(),
    status: z.union([z.number(), z.literal('network-error')]),
  }),
  z.object({
    kind: z.literal('activate-result'),
    ...place,
    call: z.number(),
    option,
    status: z.enum(['authentication-success', 'authentication-failure']),
    reason: z.string().nullable(),
  }),
  z.object({ kind: z.literal('session-renewal'), ...place, call: z.number(), renewed: z.boolean() }),
  z.object({ kind: z.literal('logout'), ...place, call: z.number() }),
  z.object({ kind: z.literal('logout-result'), ...place, call: z.number() }),
  /** iAdvize got a request to end a session: also one of a page that was too far on its way out to tell of it */
  z.object({ kind: z.literal('logout-received'), ...step }),
  z.object({ kind: z.literal('navigate'), ...place, screen: z.string() }),
  /** extID was seen in the page: its spelling, its length in characters, how it was seen */
  z.object({
    kind: z.literal('ext-id'),
    ...place,
    spelling: z.string(),
    length: z.number(),
    seen: z.enum(['assigned', 'present']),
  }),
  /** the page has put something else where the tag had put its interface, or, `before` the tag, its own set-up with the sid */
  z.object({ kind: z.literal('interface-overwritten'), ...place, before: z.literal('tag').optional() }),
  /** the browser begins to leave this document for another; it lives on until that one's answer is there */
  z.object({
    kind: z.literal('page-leave'),
    ...place,
    /** milliseconds for which a call of iAdvize.logout had been under way by then, by the page's own clock */
    loggingOutForMs: z.number().optional(),
  }),
  /** the browser has brought this document back to life, as it was left (back/forward cache) */
  z.object({ kind: z.literal('page-restored'), ...place }),
  /** back or forward in the history, the browser had kept no page; `because`: its own names of the reasons */
  z.object({ kind: z.literal('page-not-restored'), ...step, browser: z.string(), because: z.array(z.string()) }),
  /** something was typed into a password field of this document */
  z.object({ kind: z.literal('credentials-entered'), ...place }),
  z.object({ kind: z.literal('page-error'), ...place, message: z.string() }),
  /** `enforced: false`: only reported, and let through */
  z.object({
    kind: z.literal('policy-violation'),
    ...place,
    directive: z.string(),
    blocked: z.string(),
    enforced: z.boolean().optional(),
  }),
  /** by iAdvize's own account: it has served its tag, told once in a journey */
  z.object({ kind: z.literal('tag-served'), ...step }),
  /** by iAdvize's own account: what a run of the tag has asked it for, in which of its calls, and whether it was given */
  z.object({
    kind: z.literal('exchange-answered'),
    ...step,
    run: digest.nullable(),
    call: z.number().nullable(),
    option: z.enum(['secured', 'anonymous']),
    accepted: z.boolean(),
    /** an extID came with it */
    extId: z.boolean(),
  }),
  /** something that this page sent to the recorder, and that is not recorded (harness/recording/page-message-schema.ts) */
  z.object({
    kind: z.literal('message-refused'),
    ...place,
    because: z.enum(refusals),
    count: z.number().int(),
  }),
  /** what the visitor set out to do on the site, and whether it came to its end: each sign-out, and sign-ins during a fault of ours */
  z.object({
    kind: z.literal('attempt'),
    ...place,
    what: z.enum(['sign-in', 'sign-out']),
    done: z.boolean(),
    /** why not, in one sentence; null: it is done */
    because: z.string().nullable(),
    /** it had not come to its end when the wait for it was over: whether it would have, nobody knows */
    timedOut: z.literal(true).optional(),
    /** what sends the request of the sign-out control: a script that acts on its attributes; absent: the browser, or nobody knows */
    sender: z.enum(['data-method', 'turbo', 'htmx']).optional(),
    /** the way out was taken, and the site went on to show somebody who is signed in */
    stillSignedIn: z.literal(true).optional(),
  }),
  /**
   * One look at everything at the end of a step, when the page had come to rest: who is signed in to the site as far as the
   * journey knows, which session tokens of iAdvize lie in browser storage, and what the agent's desk shows.
   */
  z.object({
    kind: z.literal('sample'),
    ...place,
    /** label of the user signed in to the site in this browser; null: nobody */
    user: z.string().nullable(),
    /** iAdvize session tokens in this page's storage */
    jwts: z.array(
      z.object({
        where: z.enum(['localStorage', 'sessionStorage', 'cookie']),
        /** whether the tag put it there, under its own key */
        own: z.boolean(),
        key: z.string(),
        userId: digest,
        state: z.enum(['live', 'expired', 'ended', 'replaced']),
      }),
    ),
    desk: z
      .object({ padlock: z.boolean(), reason: z.string(), userId: digest.nullable(), extId: z.boolean() })
      .nullable(),
    extId: z.string().nullable(),
    /** whether the tag has noted down that the visitor agreed to storage */
    consented: z.boolean().optional(),
    /** links, buttons and fields that a visitor could use: visible, enabled, and with nothing over them */
    controls: z.number().optional(),
    /** after a sign-out: whether the page showed somebody who is signed in; absent: it does not say, or nobody has signed out */
    signedIn: z.boolean().optional(),
    /** how far the browser had come with the document */
    ready: z.enum(['loading', 'interactive', 'complete']).optional(),
    /** false: the page was still busy when the wait for it ended, and what is not there may still come: nothing is judged by this look */
    idle: z.literal(false).optional(),
  }),
  /** a wait ended before what was waited for was there; `because`: what, for how long, and what was slow, in one sentence */
  z.object({ kind: z.literal('timed-out'), ...step, because: z.string() }),
  /** the page did not answer when Padlock looked: its main thread was blocked */
  z.object({ kind: z.literal('unresponsive'), ...place }),
  /** the response that carried the token which the page then handed over; once for each kind of response */
  z.object({
    kind: z.literal('provider-found'),
    ...place,
    cause,
    token: z.string(),
    method: z.string(),
    /** `https://api.example.com` */
    origin: z.string(),
    path: z.string(),
    /** names of the query's parameters */
    parameters: z.array(z.string()),
    carrier,
    status: z.number(),
    headers: z.object({
      cacheControl: z.string().nullable(),
      vary: z.string().nullable(),
      allowOrigin: z.string().nullable(),
      allowCredentials: z.string().nullable(),
    }),
    /** whether it is served by the machine that the browser runs on */
    local: z.boolean(),
    /** by what the page's request may be known as a visitor's, from the form of its values */
    session: z.enum(['bearer-jwt', 'bearer', 'auth-js', 'cookie-jwt', 'sealed-cookie', 'cookie', 'none']).optional(),
  }),
  /**
   * where the token lay that the page handed over, each time. `served`: which cache of the browser's machine had the answer, if
   * any did. `hitBy`: name of the header by which a cache in front of the site says that it had it. `age`: seconds, by Age.
   * `page`: this document had it already
   */
  z.object({
    kind: z.literal('token-source'),
    ...place,
    token: z.string(),
    source: z.discriminatedUnion('from', [
      z.object({
        from: z.literal('response'),
        document: z.boolean(),
        method: z.string(),
        responsePath: z.string(),
        served: z.enum(['network', 'browser-cache', 'service-worker']),
        cacheControl: z.string().nullable(),
        age: z.number().nullable(),
        hitBy: z.string().nullable(),
        /** it says that it came through a proxy (Via) */
        via: z.literal(true).optional(),
        /** it bears a name of its content (ETag), by which a copy that is asked for again is found to be good */
        etag: z.literal(true).optional(),
      }),
      z.object({
        from: z.literal('storage'),
        where: z.enum(['localStorage', 'sessionStorage', 'cookie', 'cache-storage']),
      }),
      z.object({ from: z.literal('page') }),
      z.object({ from: z.literal('unknown') }),
    ]),
  }),
  /**
   * what a page asked for while it had no token for iAdvize, and what came of it. `crossOrigin`: of another origin than the page.
   * `withSession`: a cookie or an Authorization header went along
   */
  z.object({
    kind: z.literal('data-request'),
    ...place,
    method: z.string(),
    origin: z.string(),
    requestPath: z.string(),
    crossOrigin: z.boolean(),
    withSession: z.boolean(),
    outcome: z.discriminatedUnion('is', [
      z.object({ is: z.literal('refused'), status: z.number() }),
      /** a page in the place of data; `redirectedTo`: where it came from, null: from the address itself */
      z.object({ is: z.literal('page'), redirectedTo: z.string().nullable() }),
      /** the browser's own words: `net::ERR_FAILED` */
      z.object({ is: z.literal('failed'), error: z.string() }),
      /** there was a token in it, and the page did not hand it over; the carrier's place */
      z.object({ is: z.literal('token'), pointer: z.string().nullable() }),
    ]),
  }),
  /** a fault of ours answered, or held back, a request of this page */
  z.object({ kind: z.literal('fault-hit'), ...place, name: z.string() }),
  z.object({
    kind: z.literal('provider-probe'),
    ...step,
    browser: z.string(),
    probe: z.enum(probes),
    /** what was varied, without values: `query parameter userId`, `Origin: null` */
    variation: z.string().nullable(),
    /** label of the user whose session went with it; null: nobody's */
    user: z.string().nullable(),
    /** `no-answer`: the connection broke. `timed-out`: there was none in time */
    status: z.union([z.number(), z.literal('no-answer'), z.literal('timed-out')]),
    token: z.string().nullable(),
    /** by `Access-Control-Allow-Origin` and `Access-Control-Allow-Credentials`: whether the origin that asked may read the answer */
    readable: z.enum(['with-credentials', 'without-credentials', 'no']),
  }),
  /** what a page received was searched for private keys */
  z.object({
    kind: z.literal('keys-searched'),
    ...place,
    /** how many of its documents, scripts and answers were read */
    responses: z.number(),
    found: z.array(
      z.object({
        path: z.string(),
        form: z.enum(['PEM', 'JWK', 'DER']),
        /** whose public half the configuration knows; other: nobody's */
        of: z.enum(['brand', 'iadvize', 'other']),
      }),
    ),
  }),
  /** the raw token was seen where it does not belong */
  z.object({
    kind: z.literal('token-leak'),
    ...place,
    token: z.string(),
    where: z.enum(['console', 'address', 'url', 'referer', 'third-party', 'own-server']),
    /** method of the console, or who received it */
    to: z.string(),
  }),
  /** what the page looked like where something was wrong, with every word, field and picture on it covered */
  z.object({
    kind: z.literal('picture'),
    ...place,
    because: z.enum(pictureReasons),
    /** pixels */
    width: z.number().int(),
    height: z.number().int(),
    /** base64 */
    jpeg: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/),
  }),
  z.object({ kind: z.literal('clock-jump'), ...step, minutes: z.number() }),
  z.object({ kind: z.literal('fault'), ...step, name: z.string(), on: z.boolean() }),
  /** what the browser asked of iAdvize, once each: answered by the mock, or stopped on this machine because nobody answers there */
  z.object({
    kind: z.literal('iadvize-request'),
    ...step,
    host: z.string(),
    method: z.string(),
    path: z.string(),
    via: z.enum(['http', 'websocket']),
    answer: z.enum(['mock', 'stopped']),
  }),
  /** what the journey did not do, and why: `no second user configured` */
  z.object({
    kind: z.literal('skipped'),
    ...step,
    what: z.string(),
    because: z.string(),
    /** what it is about the site that leaves nothing to do here */
    site: z.enum(['token-in-page', 'no-provider']).optional(),
    /** the requirements that were not observed for it; absent: it may be why any was not */
    concerns: z.array(z.string()).optional(),
  }),
])
export type Observation = z.infer<typeof observation>
export type ObservationOf<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>
export type Sample = ObservationOf<'sample'>
export type PictureReason = (typeof pictureReasons)[number]

export const recordingSchema = z.object({
  schemaVersion: z.literal(recordingSchemaVersion),
  journey: z.object({ id: z.string(), title: z.string() }),
  target: z.object({
    name: z.string(),
    origin: z
      .string()
      .refine(
        origin => /^https?:\/\//.test(origin) && URL.canParse(origin),
        'expected the origin of a site, such as https://www.example.com',
      ),
    sid: z.string(),
    /** whether pages activate guests anonymously, or leave the tag idle */
    guests: z.enum(['anonymous', 'idle', 'either']),
    /** whether a page may activate anonymously when the site's backend has no token to give; a declared choice */
    anonymousFallback: z.boolean().optional(),
    /** paths that the configuration declares */
    pages: z.object({ guest: z.array(z.string()), signedIn: z.array(z.string()) }).optional(),
    /** the defects that the sample shop was given; empty for any other site */
    defects: z.array(z.string()),
    /** tokens were accepted without a look inside, for want of a private key of iAdvize's */
    trust: z.literal(true).optional(),
    /** what the backend is written in, as the configuration says: cures show code in it first */
    stack: z.enum(stacks).optional(),
  }),
  run: z.object({
    /** ids of all journeys of a whole run: one that is not among its recordings was never seen */
    journeys: z.array(z.string()),
    /** random, of one call of the command; absent: it was recorded by somebody's own Playwright project */
    id: z.string().optional(),
    /** names of all the sites of a run of several, this one among them */
    sites: z.array(z.string()).optional(),
    /** which part of a run that was shared out this call was: `1/3` */
    shard: z.string().optional(),
    /** by which it was recorded */
    versions: z.object({ padlock: z.string(), node: z.string(), playwright: z.string() }),
  }),
  /** ISO 8601 */
  startedAt: z.string(),
  /** milliseconds */
  duration: z.number(),
  /** where the time went, from the set-up of the mock to the last context's end */
  timing: timing.optional(),
  /** in the order of the configuration; `userId`: the one expected in the token, null: not configured */
  users: z.array(z.object({ label: z.string(), userId: digest.nullable() })),
  browser: z.object({
    name: z.string(),
    version: z.string(),
    interception: z.enum(['name-resolution', 'proxy', 'routing']),
    device: z.string().optional(),
  }),
  tokens: z.array(token),
  observations: z.array(observation),
  /** `stopped`: the journey could not go on; `because` says why in one sentence, and `blame` whose fault it is; `time`: nobody’s, a wait was over */
  outcome: z.discriminatedUnion('state', [
    z.object({ state: z.literal('completed') }),
    z.object({
      state: z.literal('stopped'),
      step: z.string(),
      because: z.string(),
      blame: z.enum(['site', 'configuration', 'harness', 'time']),
    }),
  ]),
})
export type Recording = z.infer<typeof recordingSchema>
