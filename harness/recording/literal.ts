/**
 * Recordings as literals, for unit tests: `recording(signIn(), load('/account'), activation({ secured: token('first') }),
 * sample({ user: 'first', jwt: true, padlock: true }))`. Each part goes on where the one before it stopped.
 */
import { recordingSchemaVersion } from './recording.ts'
import type { Observation, ObservationOf, ProbeName, Recording, Sample, Token } from './recording.ts'

type Action = ObservationOf<'step'>['action']
type Jwt = Sample['jwts'][number]
type Place = { browser: string; tab: string; load: string; path: string }
type Draft = {
  at: number
  place: Place
  loads: number
  call: number
  tokens: Map<TokenLiteral, Token>
  observations: Observation[]
  skeleton: Partial<Recording>
}
/** A token before it has a ref: the same literal shown twice is the same token shown twice. */
export type TokenLiteral = Omit<Token, 'ref' | 'digest'>
export type Part = (draft: Draft) => void

/** A digest for a word: 16 hex digits, as the recorder's salted hashes have. FNV-1a, twice 32 bits. */
export const digest = (word: string): string =>
  [0x811c9dc5, 0x01000193]
    .map(seed => [...word].reduce((hash, char) => Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0, seed))
    .map(hash => hash.toString(16).padStart(8, '0'))
    .join('')

/** An accepted token for one user, unless told otherwise. */
export const token = (userId: string | null, facts: Partial<TokenLiteral> = {}): TokenLiteral => ({
  userId: userId === null ? null : digest(userId),
  contentKey: null,
  iv: null,
  verdict: 'accepted',
  findings: [],
  judged: [],
  unseen: [],
  facts: {
    length: 900,
    segments: 5,
    outerHeader: null,
    innerHeader: null,
    decrypted: true,
    verified: true,
    claimNames: null,
    issuer: null,
    expiresAt: null,
    issuedAt: null,
    lifetime: 60,
    userId: null,
    visitorData: null,
  },
  ...facts,
})

/** Two users, `first` and `second`, whose expected userIds are `digest('first')` and `digest('second')`. */
export const recording = (...parts: Part[]): Recording => {
  const draft: Draft = {
    at: 0,
    place: { browser: 'first', tab: 'tab 1', load: 'load 0', path: '/' },
    loads: 0,
    call: 0,
    tokens: new Map(),
    observations: [],
    skeleton: {},
  }
  for (const part of parts) part(draft)
  return {
    schemaVersion: recordingSchemaVersion,
    journey: { id: 'literal', title: 'a literal' },
    target: { name: 'literal', origin: 'https://shop.test', sid: '1', guests: 'anonymous', defects: [] },
    run: { journeys: [], versions: { padlock: '0.0.0', node: 'v20', playwright: '1' } },
    startedAt: '2026-01-01T00:00:00.000Z',
    duration: draft.at,
    users: ['first', 'second'].map(label => ({ label, userId: digest(label) })),
    browser: { name: 'chromium', version: '1', interception: 'name-resolution' },
    outcome: { state: 'completed' },
    ...draft.skeleton,
    tokens: [...draft.tokens.values()],
    observations: draft.observations,
  }
}

/** Everything of a recording that is no observation: journey, users, outcome. */
export const about =
  (skeleton: Partial<Recording>): Part =>
  draft =>
    void Object.assign(draft.skeleton, skeleton)

const add = (draft: Draft, observation: Observation): void => void draft.observations.push(observation)

export const step =
  (action: Action, { browser, name = action }: { browser?: string; name?: string } = {}): Part =>
  draft => {
    draft.at += 100
    if (browser && browser !== draft.place.browser) draft.place = { ...draft.place, browser }
    add(draft, { kind: 'step', at: draft.at, name, action, browser: draft.place.browser })
  }

export const signIn = (browser?: string): Part => step('sign-in', browser ? { browser } : {})
export const signOut = (): Part => step('sign-out')

/** A new document. `tag: false`: the tag does not run in it. `sid`: the one the tag finds. `origin`: another site's. */
export const load =
  (
    path: string,
    {
      tab,
      tag = true,
      sid = '1',
      ...document
    }: { tab?: string; tag?: boolean; sid?: string | null; origin?: string; status?: number } = {},
  ): Part =>
  draft => {
    draft.at += 10
    draft.call = 0
    draft.place = { ...draft.place, tab: tab ?? draft.place.tab, load: `load ${++draft.loads}`, path }
    add(draft, { kind: 'page-load', at: draft.at, ...draft.place, ...document })
    if (tag) tagRun({ sid })(draft)
  }

/** The tag runs in the document. `queued`: functions that the page had pushed before. */
export const tagRun =
  ({ sid = '1', ...facts }: { sid?: string | null; queued?: number; consent?: 'explicit' | 'implied' } = {}): Part =>
  draft =>
    add(draft, { kind: 'tag-run', at: draft.at, ...draft.place, sid, again: false, frame: false, ...facts })

/** The browser is done with a script element that includes the tag; in the HTML and asynchronous unless told otherwise. */
export const tagElement =
  (facts: Partial<ObservationOf<'tag-element'>> = {}): Part =>
  draft =>
    add(draft, {
      kind: 'tag-element',
      at: (draft.at += 1),
      ...draft.place,
      frame: false,
      host: 'halc.iadvize.com',
      inclusion: 'html',
      insertedBy: null,
      blocking: false,
      outcome: 'loaded',
      ...facts,
    })

/** The tag did not come, as the browser says. */
export const tagRequestFailed =
  (error: string, host = 'halc.iadvize.com'): Part =>
  draft =>
    add(draft, { kind: 'tag-request-failed', at: (draft.at += 1), ...draft.place, host, error })

/** The form that signs in is filled in this document. */
export const credentials = (): Part => draft =>
  add(draft, { kind: 'credentials-entered', at: (draft.at += 1), ...draft.place })

/** Another screen in the same document. */
export const screenChange =
  (path: string): Part =>
  draft => {
    const from = draft.place.path
    draft.place = { ...draft.place, path }
    add(draft, { kind: 'screen-change', at: (draft.at += 1), ...draft.place, from })
  }

export const navigate = (): Part => draft =>
  add(draft, { kind: 'navigate', at: (draft.at += 1), ...draft.place, screen: draft.place.path })

export const policyViolation =
  (directive: string, blocked: string, enforced = true): Part =>
  draft =>
    add(draft, { kind: 'policy-violation', at: (draft.at += 1), ...draft.place, directive, blocked, enforced })

/** The tag's call of iAdvize is answered. */
export const exchange =
  (status: number | 'network-error' = 200): Part =>
  draft =>
    add(draft, { kind: 'exchange', at: (draft.at += 1), ...draft.place, call: draft.call, attempt: 1, status })

/** `because`: why it came to nothing. `late`: because the wait for it was over. `stillSignedIn`: the way out led nobody out. */
export const attempt =
  (
    what: 'sign-in' | 'sign-out',
    because: string | null = null,
    {
      late = false,
      ...more
    }: { late?: boolean; stillSignedIn?: true; sender?: NonNullable<ObservationOf<'attempt'>['sender']> } = {},
  ): Part =>
  draft =>
    add(draft, {
      kind: 'attempt',
      at: (draft.at += 1),
      ...draft.place,
      what,
      done: because === null,
      because,
      ...more,
      ...(late && { timedOut: true as const }),
    })

/** A wait that ended before what was waited for was there. */
export const timedOut =
  (because: string): Part =>
  draft =>
    add(draft, { kind: 'timed-out', at: (draft.at += 1), because })

/** A call of activate that iAdvize leaves without an answer. */
export const unanswered = (): Part => draft =>
  add(draft, { kind: 'activate', at: (draft.at += 1), ...draft.place, call: (draft.call += 1) })

/** The tag runs once more in the same document. */
export const tagAgain = (): Part => draft =>
  add(draft, { kind: 'tag-run', at: (draft.at += 1), ...draft.place, sid: '1', again: true, frame: false })

/** The tag runs in a frame of the page: a document of its own. */
export const tagInFrame = (): Part => draft => {
  const load = `load ${++draft.loads}`
  add(draft, { kind: 'tag-run', at: (draft.at += 1), ...draft.place, load, sid: '1', again: false, frame: true })
}

/** Back to a document that still stands: another tab, or a page kept by the browser. */
export const backTo =
  (load: string): Part =>
  draft => {
    const known = draft.observations.find(seen => 'load' in seen && seen.load === load)
    if (!known || !('load' in known)) throw new Error(`no ${load} in this literal yet`)
    draft.place = { browser: known.browser, tab: known.tab, load: known.load, path: known.path }
  }

type Answer = { secured: TokenLiteral } | { invalid: string } | 'anonymous' | 'threw'

const refOf = (draft: Draft, literal: TokenLiteral): string => {
  const known = draft.tokens.get(literal)
  if (known) return known.ref
  const ref = `t${draft.tokens.size + 1}`
  draft.tokens.set(literal, { ref, digest: digest(ref), ...literal })
  return ref
}

const answered = (
  draft: Draft,
  answer: Answer,
  cause: 'activate' | 'session-expiry',
  variant: string | null,
): Token | null => {
  const at = (draft.at += 1)
  const kind = typeof answer === 'string' ? answer : 'secured' in answer ? 'secured' : 'invalid'
  const literal = typeof answer === 'object' && 'secured' in answer ? answer.secured : null
  if (literal) refOf(draft, literal)
  const shown = literal ? (draft.tokens.get(literal) ?? null) : null
  const shape = typeof answer === 'object' && 'invalid' in answer ? answer.invalid : kind
  const call = { call: draft.call, cause }
  add(draft, { kind: 'provider-call', at, ...draft.place, ...call })
  add(draft, {
    kind: 'provider-answer',
    at,
    ...draft.place,
    ...call,
    answer: kind,
    token: shown?.ref ?? null,
    shape,
    variant,
  })
  return shown
}

/**
 * The page calls activate, the provider answers, and the result follows from the answer unless it is given. `meanwhile`:
 * what happens before it has ended.
 */
export const activation =
  (
    answer: Answer,
    { reason, variant = null, meanwhile }: { reason?: string; variant?: string | null; meanwhile?: Part } = {},
  ): Part =>
  draft => {
    draft.call += 1
    const { call } = draft
    add(draft, { kind: 'activate', at: (draft.at += 1), ...draft.place, call })
    meanwhile?.(draft)
    const latest = draft.call
    draft.call = call
    const shown = answered(draft, answer, 'activate', variant)
    const failed = reason !== undefined || shown?.verdict === 'refused' || (answer !== 'anonymous' && !shown)
    add(draft, {
      kind: 'activate-result',
      at: (draft.at += 1),
      ...draft.place,
      call,
      option: answer === 'anonymous' ? 'anonymous' : shown ? 'secured' : 'invalid',
      status: failed ? 'authentication-failure' : 'authentication-success',
      reason: reason ?? (failed ? 'Failed to fetch authentication with a server error' : null),
    })
    draft.call = latest
  }

/** iAdvize's session ends and the tag asks the provider again. */
export const renewal =
  (answer: Answer): Part =>
  draft => {
    const shown = answered(draft, answer, 'session-expiry', null)
    const renewed = shown?.verdict === 'accepted'
    add(draft, { kind: 'session-renewal', at: draft.at, ...draft.place, call: draft.call, renewed })
  }

/** iAdvize gets a request to end a session. */
export const logoutReceived = (): Part => draft => add(draft, { kind: 'logout-received', at: (draft.at += 1) })

/** The browser begins to leave the page. `loggingOutForMs`: a logout was under way for so long. */
export const leave =
  (loggingOutForMs?: number): Part =>
  draft =>
    add(draft, {
      kind: 'page-leave',
      at: (draft.at += 1),
      ...draft.place,
      ...(loggingOutForMs !== undefined && { loggingOutForMs }),
    })

/** `ends`: before the page is left, after the browser has begun to leave it, or never. */
export const logout =
  ({ ends = 'in-time' }: { ends?: 'in-time' | 'late' | 'never' } = {}): Part =>
  draft => {
    draft.call += 1
    add(draft, { kind: 'logout', at: (draft.at += 1), ...draft.place, call: draft.call })
    if (ends === 'late') add(draft, { kind: 'page-leave', at: draft.at, ...draft.place })
    if (ends !== 'never') add(draft, { kind: 'logout-result', at: draft.at, ...draft.place, call: draft.call })
  }

/** The browser brings a document back to life. */
export const restored =
  (load: string): Part =>
  draft => {
    backTo(load)(draft)
    add(draft, { kind: 'page-restored', at: (draft.at += 1), ...draft.place })
  }

/** The browser has to load a page of its history. */
export const notRestored =
  (...because: string[]): Part =>
  draft =>
    add(draft, { kind: 'page-not-restored', at: (draft.at += 1), browser: draft.place.browser, because })

export const interfaceOverwritten =
  (before?: 'tag'): Part =>
  draft =>
    add(draft, { kind: 'interface-overwritten', at: (draft.at += 1), ...draft.place, ...(before && { before }) })

export const pageError =
  (message = 'chat is undefined'): Part =>
  draft =>
    add(draft, { kind: 'page-error', at: (draft.at += 1), ...draft.place, message })

/** extID is seen in the page. */
export const extId =
  (spelling = 'extID', seen: 'assigned' | 'present' = 'assigned'): Part =>
  draft =>
    add(draft, { kind: 'ext-id', at: (draft.at += 1), ...draft.place, spelling, length: 8, seen })

export const fault =
  (name: string, on = true): Part =>
  draft =>
    add(draft, { kind: 'fault', at: (draft.at += 1), name, on })

export const skipped =
  (what: string, because: string, site?: 'token-in-page' | 'no-provider'): Part =>
  draft =>
    add(draft, { kind: 'skipped', at: draft.at, what, because, ...(site && { site }) })

/** A fault of ours strikes a request of the page. */
export const faultHit =
  (name: string): Part =>
  draft =>
    add(draft, { kind: 'fault-hit', at: (draft.at += 1), ...draft.place, name })

export const unresponsive = (): Part => draft =>
  add(draft, { kind: 'unresponsive', at: (draft.at += 1), ...draft.place })

/** Where the token lay that the page has handed over last. */
export const tokenSource =
  (source: ObservationOf<'token-source'>['source']): Part =>
  draft => {
    const shown = draft.observations.findLast(seen => seen.kind === 'provider-answer')?.token ?? ''
    add(draft, { kind: 'token-source', at: (draft.at += 1), ...draft.place, token: shown, source })
  }

/** `GET /api/token` with the token in JSON, and `no-store`, unless told otherwise. */
export const providerFound =
  ({
    headers,
    ...facts
  }: Partial<Omit<ObservationOf<'provider-found'>, 'headers'>> & {
    headers?: Partial<ObservationOf<'provider-found'>['headers']>
  } = {}): Part =>
  draft =>
    add(draft, {
      kind: 'provider-found',
      at: (draft.at += 1),
      ...draft.place,
      cause: 'activate',
      token: 't1',
      method: 'GET',
      origin: 'https://shop.test',
      path: '/api/token',
      parameters: [],
      carrier: { kind: 'json', pointer: '/token' },
      status: 200,
      headers: { cacheControl: 'no-store', vary: null, allowOrigin: null, allowCredentials: null, ...headers },
      local: false,
      ...facts,
    })

/** The token provider is asked by us. `token`: what it gives, with status 200; without one it answers 401. */
export const probe =
  (
    name: ProbeName,
    answer: Partial<Omit<ObservationOf<'provider-probe'>, 'token'>> & { token?: TokenLiteral } = {},
  ): Part =>
  draft => {
    const { token: literal, ...facts } = answer
    add(draft, {
      kind: 'provider-probe',
      at: (draft.at += 1),
      browser: draft.place.browser,
      probe: name,
      variation: null,
      user: null,
      status: literal ? 200 : 401,
      readable: 'no',
      ...facts,
      token: literal ? refOf(draft, literal) : null,
    })
  }

/** The page asked for data, and had no token for iAdvize: `GET /api/token` with the page's session, unless told otherwise. */
export const dataRequest =
  (outcome: ObservationOf<'data-request'>['outcome'], facts: Partial<ObservationOf<'data-request'>> = {}): Part =>
  draft =>
    add(draft, {
      kind: 'data-request',
      at: (draft.at += 1),
      ...draft.place,
      method: 'GET',
      origin: 'https://shop.test',
      requestPath: '/api/token',
      crossOrigin: false,
      withSession: true,
      outcome,
      ...facts,
    })

export const keysSearched =
  (...found: ObservationOf<'keys-searched'>['found']): Part =>
  draft =>
    add(draft, { kind: 'keys-searched', at: (draft.at += 1), ...draft.place, responses: 3, found })

export const tokenLeak =
  (where: ObservationOf<'token-leak'>['where']): Part =>
  draft =>
    add(draft, { kind: 'token-leak', at: (draft.at += 1), ...draft.place, token: 't1', where, to: 'somewhere' })

/**
 * One look. `jwt` and `padlock`: true for the one who is signed in, or the userId they stand for; `copy`: a further JWT under
 * a key of the site's own.
 */
export const sample =
  (look: {
    user: string | null
    jwt?: boolean | string
    state?: Jwt['state']
    padlock?: boolean | string
    copy?: Partial<Jwt>
    reason?: string
    extId?: string
    consented?: boolean
    controls?: number
    ready?: NonNullable<Sample['ready']>
    /** the page was still busy */
    busy?: true
    signedIn?: boolean
  }): Part =>
  draft => {
    const { consented, controls, ready, signedIn } = look
    const idOf = (it: boolean | string | undefined) => (it ? digest(it === true ? (look.user ?? '') : it) : null)
    const own = idOf(look.jwt)
    const padlock = idOf(look.padlock)
    const jwt = { where: 'localStorage' as const, userId: idOf(true) ?? '', state: look.state ?? ('live' as const) }
    add(draft, {
      kind: 'sample',
      at: (draft.at += 10),
      ...draft.place,
      user: look.user,
      jwts: [
        ...(own ? [{ ...jwt, own: true, key: 'iadvize-1-vuid', userId: own }] : []),
        ...(look.copy ? [{ ...jwt, own: false, key: 'shop-chat', ...look.copy }] : []),
      ],
      desk: {
        padlock: padlock !== null,
        reason: look.reason ?? (padlock ? 'identity verified' : 'anonymous'),
        userId: padlock,
        extId: look.extId !== undefined,
      },
      extId: look.extId ?? null,
      ...(consented !== undefined && { consented }),
      ...(controls !== undefined && { controls }),
      ...(signedIn !== undefined && { signedIn }),
      ...(ready !== undefined && { ready }),
      ...(look.busy && { idle: false as const }),
    })
  }

export const picture =
  (because: ObservationOf<'picture'>['because']): Part =>
  draft =>
    add(draft, { kind: 'picture', at: draft.at, ...draft.place, because, width: 4, height: 3, jpeg: 'AAAA' })
