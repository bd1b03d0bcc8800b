/** Results to render in tests: what real runs come to, by hand. */
import { sourcePages, userIdClaim, visitorDataClaim, type Basis, type SourcePage } from '../mock-iadvize/contract.ts'
import { tokenChecks } from '../mock-iadvize/token/decision.ts'
import type { JourneyResult, RequirementResult, Result, ResultFinding, TokenShape } from '../harness/verdict/result.ts'

type Row = [id: string, level: 'MUST' | 'SHOULD', basis: Basis, page: SourcePage, title: string, why: string]

const catalogue: Row[] = [
  [
    'token/compact',
    'MUST',
    'doc',
    'BE-SIGN',
    'the token is five canonical base64url segments',
    'iAdvize cannot read anything else, and says only that something failed',
  ],
  [
    'token/outer-alg',
    'MUST',
    'doc',
    'BE-FAQ',
    'the token is encrypted with RSA-OAEP-256',
    'iAdvize cannot open it otherwise',
  ],
  [
    'token/outer-enc',
    'MUST',
    'doc',
    'BE-FAQ',
    'the content is encrypted with A256GCM',
    'iAdvize cannot open it otherwise',
  ],
  [
    'token/decrypts',
    'MUST',
    'doc',
    'BE-SIGN',
    'the token opens with the private key of iAdvize',
    'nobody is authenticated while it does not',
  ],
  [
    'token/nested',
    'MUST',
    'doc',
    'BE-SIGN',
    'the encrypted content is a signed JWS',
    'without a signature anybody could pose as your customer',
  ],
  ['token/inner-alg', 'MUST', 'doc', 'BE-FAQ', 'the JWS is signed with RS256', 'iAdvize refuses every other algorithm'],
  [
    'token/signature',
    'MUST',
    'doc',
    'BE-SIGN',
    'the signature verifies with the public key that the brand handed to iAdvize',
    'the signature is the only proof that the token comes from you',
  ],
  [
    'token/user-id',
    'MUST',
    'doc',
    'BE-FAQ',
    'the prefixed userId is a non-empty string of at most 255 characters',
    'it is the identity that the agent sees',
  ],
  [
    'token/visitor-data',
    'MUST',
    'doc',
    'BE-INFO',
    'visitorData is an object of known fields with text in them',
    'the agent would see nothing, or the token would be refused',
  ],
  ['token/issuer', 'MUST', 'doc', 'BE-FAQ', 'iss is a non-empty string', 'it says who made the token'],
  [
    'token/expiry',
    'MUST',
    'doc',
    'BE-FAQ',
    'exp is in seconds and in the future on arrival',
    'an expired token is refused',
  ],
  [
    'token/lifetime',
    'SHOULD',
    'doc',
    'FE-FAQ',
    'the token lives for at most one minute',
    'whoever steals it can pose as the visitor until it expires',
  ],
  [
    'token/user-id-opaque',
    'SHOULD',
    'practice',
    'RFC 7519',
    'the userId is no e-mail address and no phone number',
    'an identifier turns up in logs where personal data must not be',
  ],
  [
    'activation/every-page',
    'MUST',
    'doc',
    'FE-AUTH',
    'activate is called on every load of the tag in the authenticated area',
    'on the other pages the visitor has no chat at all',
  ],
  [
    'activation/once-per-page',
    'MUST',
    'doc',
    'FE-AUTH',
    'activate is called once per page load',
    'a second call fails, and may undo the first',
  ],
  [
    'activation/secured-when-signed-in',
    'MUST',
    'doc',
    'FE-AUTH',
    'a signed-in visitor is activated with the secured option',
    'the agent would talk to a stranger',
  ],
  [
    "activation/identity-is-the-session's",
    'MUST',
    'doc',
    'BE-INFO',
    "the token's userId is the signed-in user's",
    'two people with one userId read each other’s conversations',
  ],
  [
    'activation/provider-reusable',
    'MUST',
    'doc',
    'FE-AUTH',
    'asked again at session expiry, the provider fetches a new token',
    'the padlock would be lost in the middle of a conversation',
  ],
  [
    'logout/called',
    'MUST',
    'doc',
    'FE-LOGOUT',
    'signing out of the site calls iAdvize.logout',
    'the next person on this device would read the conversation',
  ],
  [
    'logout/jwt-removed',
    'MUST',
    'assumed',
    'FE-LOGOUT',
    'after sign-out no JWT is left in local storage',
    'whoever uses the device next would be taken for the visitor',
  ],
  [
    'logout/stays-out',
    'MUST',
    'doc',
    'FE-LOGOUT',
    'no secured activation follows a sign-out: not after reload, not after the back button',
    'whoever uses the device next would be taken for the visitor',
  ],
  [
    'ext-id/absent',
    'MUST',
    'doc',
    'BE-FAQ',
    'in the authenticated area window.idzCustomData never holds extID, in any spelling, at any time',
    'with extID present the activation succeeds and the agent still has no padlock',
  ],
  [
    'padlock/agrees-with-jwt',
    'MUST',
    'doc',
    'BE-FAQ',
    'at every moment there is a JWT in local storage exactly when there is a padlock, for the same user',
    'the site believes that its visitor is authenticated, and the agent does not',
  ],
  [
    'padlock/after-sign-in',
    'MUST',
    'doc',
    'INTRO',
    'the padlock appears after sign-in',
    'the agent cannot tell whether to trust the visitor',
  ],
]

type Change = Partial<Pick<RequirementResult, 'status' | 'level' | 'findings' | 'because' | 'blockedBy' | 'known'>>

const proof = (journey: string): ResultFinding => ({
  outcome: 'met',
  where: { journey, at: 2210, browser: 'first', tab: 'tab 1', path: '/account', step: 'sign in as alice' },
  seen: 'accepted by the mock, for the user who is signed in',
})

type Violated = Extract<ResultFinding, { outcome: 'violated' }>
const violation = (what: Pick<Violated, 'code' | 'expected' | 'received' | 'cure'> & Partial<Violated>): Violated => ({
  outcome: 'violated',
  level: 'MUST',
  where: { journey: 'sign-in', at: 2210, browser: 'first', tab: 'tab 1', path: '/account', step: 'sign in as alice' },
  blockedBy: [],
  ...what,
})

const requirementOf = ([id, level, basis, page, title, why]: Row, change: Change = {}): RequirementResult => ({
  id,
  level,
  basis,
  title,
  why,
  source: { page, url: sourcePages[page] },
  status: 'met',
  findings: (change.status ?? 'met') === 'met' ? [proof('sign-in'), proof('ext-id-removal')] : [],
  ...change,
})

const requirements = (changes: Record<string, Change>, only = ''): RequirementResult[] =>
  catalogue.filter(([id]) => id.startsWith(only)).map(row => requirementOf(row, changes[row[0]]))

type Moment = JourneyResult['moments'][number]
type Mark = JourneyResult['marks'][number]

const moment = (at: number, step: string, path: string, rest: Partial<Moment> = {}): Moment => ({
  at,
  step,
  path,
  browser: 'first',
  tab: 'tab 1',
  user: null,
  jwt: 'none',
  jwtOf: null,
  padlock: false,
  padlockOf: null,
  deskReason: 'an anonymous visitor',
  extId: false,
  agrees: true,
  faults: [],
  provoked: false,
  ...rest,
})
const mark = (at: number, kind: Mark['kind'], label: string, rest: Partial<Mark> = {}): Mark => ({
  at,
  kind,
  label,
  ok: true,
  browser: 'first',
  tab: 'tab 1',
  ...rest,
})
const authenticated = (user: string): Partial<Moment> => ({
  user,
  jwt: 'live',
  jwtOf: user,
  padlock: true,
  padlockOf: user,
  deskReason: 'the identity was verified',
})

const journey = (
  id: string,
  title: string,
  moments: Moment[],
  marks: Mark[],
  rest: Partial<JourneyResult> = {},
): JourneyResult => ({
  id,
  title,
  outcome: 'completed',
  duration: (moments.at(-1)?.at ?? 0) + 160,
  recording: `recordings/${id}.json`,
  moments,
  marks,
  ...rest,
})

const signIn = journey(
  'sign-in',
  'a visitor signs in',
  [
    moment(640, 'open the home page', '/'),
    moment(2210, 'sign in as alice', '/account', authenticated('alice')),
    moment(2900, 'open /account/orders', '/account/orders', authenticated('alice')),
    moment(3500, 'reload the page', '/account/orders', authenticated('alice')),
  ],
  [
    mark(200, 'page-load', '/'),
    mark(420, 'activation', 'anonymous: success'),
    mark(1500, 'page-load', '/account'),
    mark(1800, 'activation', 'secured: success'),
    mark(2400, 'page-load', '/account/orders'),
    mark(2650, 'activation', 'secured: success'),
    mark(3050, 'page-load', '/account/orders'),
    mark(3300, 'activation', 'secured: success'),
  ],
)

const twoBrowsers = journey(
  'second-browser',
  'the same user in a second browser, then another on the first',
  [
    moment(700, 'sign in as alice', '/account', authenticated('alice')),
    moment(1600, 'sign in as alice in the second browser', '/account', {
      ...authenticated('alice'),
      browser: 'second',
    }),
    moment(2300, 'open a new tab', '/account', { ...authenticated('alice'), tab: 'tab 2' }),
    moment(3000, 'sign out', '/', {}),
    moment(3900, 'sign in as bob', '/account', authenticated('bob')),
    moment(4500, 'let 61 minutes pass', '/account', {
      user: 'bob',
      jwt: 'dead',
      jwtOf: 'bob',
      deskReason: 'the session of iAdvize has expired',
    }),
    moment(5200, 'open /account/orders', '/account/orders', authenticated('bob')),
  ],
  [
    mark(300, 'page-load', '/account'),
    mark(500, 'activation', 'secured: success'),
    mark(1100, 'page-load', '/account', { browser: 'second' }),
    mark(1300, 'activation', 'secured: success', { browser: 'second' }),
    mark(1900, 'page-load', '/account', { tab: 'tab 2' }),
    mark(2100, 'activation', 'secured: success', { tab: 'tab 2' }),
    mark(2600, 'logout', 'logout: finished'),
    mark(3300, 'page-load', '/account'),
    mark(3600, 'activation', 'secured: success'),
    mark(4000, 'clock-jump', 'clock + 61 min'),
    mark(4200, 'fault', 'exchange-server-error on', { ok: false }),
    mark(4300, 'session-renewal', 'renewal failed', { ok: false }),
    mark(4700, 'fault', 'exchange-server-error off'),
    mark(4800, 'page-load', '/account/orders'),
    mark(5000, 'activation', 'secured: success'),
  ],
)

const extId = journey(
  'ext-id-removal',
  'extID is on, then removed',
  [
    moment(640, 'open the home page', '/'),
    moment(2210, 'sign in as alice', '/account', {
      user: 'alice',
      jwt: 'live',
      jwtOf: 'alice',
      extId: true,
      agrees: false,
      deskReason: 'extID was present at activation: identified, not authenticated',
    }),
    moment(3000, 'open /account/orders', '/account/orders', {
      user: 'alice',
      jwt: 'live',
      jwtOf: 'alice',
      extId: true,
      agrees: false,
      deskReason: 'extID was present at activation: identified, not authenticated',
    }),
    moment(3900, 'sign out', '/', {}),
    moment(5200, 'sign in as alice, extID removed', '/account', authenticated('alice')),
  ],
  [
    mark(200, 'page-load', '/'),
    mark(420, 'activation', 'anonymous: success'),
    mark(1500, 'page-load', '/account'),
    mark(1600, 'violation', 'extID assigned', { ok: false, requirement: 'ext-id/absent' }),
    mark(1800, 'activation', 'secured: success'),
    mark(2210, 'violation', 'JWT without padlock', { ok: false, requirement: 'padlock/agrees-with-jwt' }),
    mark(2210, 'violation', 'no padlock after sign-in', { ok: false, requirement: 'padlock/after-sign-in' }),
    mark(2400, 'page-load', '/account/orders'),
    mark(2650, 'activation', 'secured: success'),
    mark(3000, 'violation', 'JWT without padlock', { ok: false, requirement: 'padlock/agrees-with-jwt' }),
    mark(3600, 'logout', 'logout: finished'),
    mark(4500, 'page-load', '/account'),
    mark(4900, 'activation', 'secured: success'),
  ],
)

const refused = journey(
  'sign-in',
  'a visitor signs in',
  signIn.moments.map(each =>
    each.user === null
      ? each
      : { ...each, jwt: 'none', jwtOf: null, padlock: false, padlockOf: null, deskReason: 'the activation failed' },
  ),
  [
    ...signIn.marks.map(each =>
      each.label === 'secured: success' ? { ...each, ok: false, label: 'secured: failure' } : each,
    ),
    mark(1800, 'violation', 'the signature does not verify', { ok: false, requirement: 'token/signature' }),
    mark(2650, 'violation', 'the signature does not verify', { ok: false, requirement: 'token/signature' }),
    mark(3300, 'violation', 'the signature does not verify', { ok: false, requirement: 'token/signature' }),
  ],
)

const result = (what: Partial<Result> & Pick<Result, 'verdict' | 'summary' | 'requirements'>): Result => {
  const number = (status: RequirementResult['status']): number =>
    what.requirements.filter(requirement => requirement.status === status).length
  return {
    schemaVersion: 1,
    exitCode: { conforms: 0, violated: 1, incomplete: 4 }[what.verdict],
    target: { name: 'sample shop', origin: 'https://shop.localhost:41873', sid: '1234', defects: [] },
    startedAt: '2025-11-22T16:24:05.120Z',
    duration: 18_420,
    timing: { site: 5_200, browser: 18_100, us: 2_050, outside: 3_900 },
    versions: {
      padlock: '0.1.0',
      node: '20.20.2',
      playwright: '1.65.1',
      browser: 'Chromium 147.0.7727.0',
      catalogue: '2025-11-22',
    },
    strict: false,
    counts: {
      met: number('met'),
      violated: number('violated'),
      warnings: what.requirements.filter(
        ({ status, level, known }) => status === 'violated' && level === 'SHOULD' && !known,
      ).length,
      blocked: number('blocked'),
      known: what.requirements.filter(({ status, known }) => status === 'violated' && known).length,
      'not-observed': number('not-observed'),
      'not-applicable': number('not-applicable'),
    },
    firstCause: null,
    notes: [],
    journeys: [signIn, twoBrowsers],
    ...what,
  }
}

const lifetime = violation({
  level: 'SHOULD',
  code: 'lives-too-long',
  expected: 'at most 60 s',
  received: '86400 s',
  cure: 'Set exp to now + 60; today it is 86400 seconds ahead.',
})

/** What a sound site makes: in four journeys, for two users. */
const soundTokens: TokenShape = {
  tokens: 23,
  journeys: ['sign-in', 'second-browser'],
  verdict: 'accepted',
  findings: [],
  judged: [...tokenChecks],
  unseen: [],
  facts: {
    length: 1190,
    segments: 5,
    outerHeader: { alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT' },
    innerHeader: { alg: 'RS256', kid: 'brand-2026' },
    decrypted: true,
    verified: true,
    claimNames: [userIdClaim, visitorDataClaim, 'iss', 'iat', 'exp'],
    issuer: 'https://livechat.iadvize.com',
    expiresAt: 1_764_000_060,
    issuedAt: 1_764_000_000,
    lifetime: 60,
    userId: { length: 12, looksLike: 'other' },
    visitorData: { firstName: 3, email: 15 },
    keys: {
      iAdvize: [{ fingerprint: 'SHA256:q3Jm5wz0E4b8CkT1vYhN7uRxPdLs2aGf6oXiQeWtBnA', bits: 2048, used: true }],
      brand: [{ fingerprint: 'SHA256:Zp9KcV4sHd1rTjM8yGwLxNb2fQeUa7oIi3kXtBvE5nY', bits: 3072, used: true }],
    },
  },
  spans: {
    length: { least: 1184, most: 1203 },
    lifetime: { least: 60, most: 60 },
    userId: { least: 12, most: 12 },
    visitorData: { firstName: { least: 3, most: 5 }, email: { least: 15, most: 18 } },
  },
}
/** Signed with a key that nobody knows; what is inside can be read all the same. */
const unverified: TokenShape = {
  ...soundTokens,
  tokens: 4,
  journeys: ['sign-in'],
  verdict: 'refused',
  findings: [
    {
      id: 'token/signature',
      level: 'MUST',
      stage: 'signature',
      code: 'signed-with-another-key',
      expected: "a signature that the brand's public key verifies",
      received: "a signature that is a greater number than the brand's modulus: another key has certainly made it",
      cure: "compare the fingerprint of the signing key's public half with the one set up",
    },
    {
      id: 'token/lifetime',
      level: 'SHOULD',
      stage: 'claims',
      code: 'lives-too-long',
      expected: 'at most 60 seconds from issue to exp',
      received: '24 hours',
      cure: 'set exp to now + 60 seconds: whoever steals the token can pose as the visitor until then',
    },
  ],
  facts: {
    ...soundTokens.facts,
    verified: false,
    expiresAt: 1_764_086_400,
    keys: {
      iAdvize: soundTokens.facts.keys?.iAdvize ?? [],
      brand: (soundTokens.facts.keys?.brand ?? []).map(key => ({ ...key, used: false })),
    },
  },
  spans: { ...soundTokens.spans, lifetime: { least: 86_399, most: 86_400 } },
}
/** A token that was never encrypted. */
const bare: TokenShape = {
  ...soundTokens,
  tokens: 1,
  journeys: ['sign-in'],
  verdict: 'refused',
  findings: [
    {
      id: 'token/nested',
      level: 'MUST',
      stage: 'nested',
      code: 'jws-not-encrypted',
      expected: 'a JWE whose payload is a signed JWS in compact serialization',
      received: 'a JWS that is not encrypted: anybody can read it',
      cure: "encrypt the signed JWS to iAdvize's public key (RSA-OAEP-256, A256GCM), and send the JWE",
    },
  ],
  judged: tokenChecks.filter(id => !/compact|outer|decrypts|foreign/.test(id)),
  unseen: ['the outer layer: there is none'],
  facts: {
    ...soundTokens.facts,
    segments: 3,
    outerHeader: null,
    decrypted: null,
    keys: {
      iAdvize: (soundTokens.facts.keys?.iAdvize ?? []).map(key => ({ ...key, used: false })),
      brand: soundTokens.facts.keys?.brand ?? [],
    },
  },
}

/** Of all but two: one that no defect can break, and one that is newer than the proof. */
const proven: Result['proof'] = {
  basis: 'shown',
  at: '2025-11-20T09:12:00.000Z',
  versions: { padlock: '0.1.0', browser: 'chromium 147.0.7727.0', catalogue: '2025-11-22' },
  defects: { 'left-on': 'the account pages still set extID', 'wrong-key': 'the token is signed with another key' },
  requirements: Object.fromEntries(
    catalogue.slice(2).map(([id]) => [id, id === 'ext-id/absent' ? ['left-on', 'wrong-key'] : ['wrong-key']]),
  ),
  unshown: { 'token/compact': 'the sample shop has no other form of token' },
}

const conforming = result({
  proof: proven,
  verdict: 'conforms',
  summary: 'All 24 requirements were observed and met.',
  requirements: requirements({}),
  tokens: [soundTokens],
})

const signatureCure =
  'Send the public half of the key pair you sign with to iAdvize, or sign with the private half of the pair they know. The key that they know has the fingerprint SHA256:q3Zx…; compare with: openssl pkey -in private.pem -pubout -outform DER | openssl dgst -sha256 -binary | base64'
const blockedBySignature: Change = {
  status: 'blocked',
  blockedBy: ['token/signature'],
  because: 'The claims of a token whose signature does not verify are not judged.',
}

/** One cause, twelve requirements that wait for it, and a warning. */
const oneCause = result({
  verdict: 'violated',
  summary: 'One requirement is violated; 12 more wait for it, and there is one warning to review.',
  target: {
    name: 'sample shop',
    origin: 'https://shop.localhost:41873',
    sid: '1234',
    defects: ['signed-with-wrong-key'],
    stack: 'php',
  },
  firstCause: 'token/signature',
  requirements: requirements({
    'token/signature': {
      status: 'violated',
      findings: [1800, 2650, 3300].map((at, index) =>
        violation({
          code: 'signed-with-unknown-key',
          expected: 'a signature by the private key whose public half iAdvize has (fingerprint SHA256:q3Zx…)',
          received: 'a signature that none of the 1 known keys verifies',
          cure: signatureCure,
          where: {
            journey: 'sign-in',
            at,
            browser: 'first',
            tab: 'tab 1',
            path: index === 0 ? '/account' : '/account/orders',
            step: ['sign in as alice', 'open /account/orders', 'reload the page'][index] ?? '',
          },
        }),
      ),
    },
    'token/lifetime': { status: 'violated', findings: [lifetime] },
    ...Object.fromEntries(
      [
        'token/user-id',
        'token/visitor-data',
        'token/issuer',
        'token/expiry',
        'token/user-id-opaque',
        'activation/secured-when-signed-in',
        "activation/identity-is-the-session's",
        'activation/provider-reusable',
        'logout/jwt-removed',
        'logout/stays-out',
        'padlock/agrees-with-jwt',
        'padlock/after-sign-in',
      ].map(id => [id, blockedBySignature]),
    ),
  }),
  journeys: [refused, twoBrowsers],
  tokens: [unverified],
})

/** The seed's silent failure: the activation succeeds, a JWT is there, and the agent has no padlock. */
const silentFailure = result({
  verdict: 'violated',
  summary: 'A JWT is in local storage and the agent has no padlock, because extID is set.',
  target: { name: 'sample shop', origin: 'https://shop.localhost:41873', sid: '1234', defects: ['ext-id-left-on'] },
  firstCause: 'ext-id/absent',
  proof: { ...proven, basis: 'declared' },
  requirements: requirements({
    'ext-id/absent': {
      status: 'violated',
      findings: [
        violation({
          code: 'ext-id-set',
          expected: 'no extID in idzCustomData',
          received: '«extID», 12 characters, assigned before the tag ran',
          cure: 'Remove window.idzCustomData.extID from the pages of the authenticated area, also from the tag manager.',
          where: {
            journey: 'ext-id-removal',
            at: 1600,
            browser: 'first',
            tab: 'tab 1',
            path: '/account',
            step: 'sign in as alice',
          },
        }),
      ],
    },
    'padlock/agrees-with-jwt': {
      status: 'blocked',
      blockedBy: ['ext-id/absent'],
      because: 'extID explains why JWT and padlock differ.',
      findings: [
        violation({
          code: 'jwt-without-padlock',
          expected: 'a padlock, because a live JWT of alice is in local storage',
          received: 'no padlock: extID was present at activation',
          cure: 'Remove extID: see ext-id/absent.',
          blockedBy: ['ext-id/absent'],
          where: {
            journey: 'ext-id-removal',
            at: 2210,
            browser: 'first',
            tab: 'tab 1',
            path: '/account',
            step: 'sign in as alice',
          },
        }),
      ],
    },
    'padlock/after-sign-in': {
      status: 'blocked',
      blockedBy: ['ext-id/absent'],
      because: 'extID explains why there is no padlock.',
    },
  }),
  pictures: [
    {
      where: {
        journey: 'ext-id-removal',
        at: 2215,
        browser: 'first',
        tab: 'tab 1',
        path: '/account',
        step: 'sign in as alice',
      },
      requirements: ['ext-id/absent'],
      width: 1280,
      height: 720,
      jpeg: 'AAAA',
    },
  ],
  journeys: [extId, signIn, twoBrowsers],
})

/** Nearly everything is wrong, each thing for itself. */
const manyFindings = result({
  verdict: 'violated',
  summary: '20 requirements are violated, 2 of them as warnings.',
  firstCause: 'token/compact',
  requirements: requirements(
    Object.fromEntries(
      catalogue.slice(0, 20).map(([id, level], index) => [
        id,
        {
          status: 'violated',
          findings: [
            violation({
              level,
              code: `fault-${index + 1}`,
              expected: 'what the documentation of iAdvize asks for, said in one sentence',
              received: `something else, for the ${index + 1}. time`,
              cure: 'Change the line of the token provider that sets this value, and run padlock certify again.',
            }),
            ...(index % 5 === 0
              ? [
                  violation({
                    level,
                    code: 'another-way',
                    expected: 'one thing',
                    received: 'another',
                    cure: 'Fix it.',
                    blockedBy: ['token/compact'],
                  }),
                ]
              : []),
          ],
        } satisfies Change,
      ]),
    ),
  ),
  journeys: [extId, refused, twoBrowsers],
  tokens: [bare, unverified, soundTokens],
})

/** A journey stopped, so that a part was never seen. */
const incomplete = result({
  verdict: 'incomplete',
  summary: 'Nothing observed speaks against the site, but 3 requirements were not observed.',
  requirements: requirements({
    'logout/called': {
      status: 'not-observed',
      because: 'The journey «sign out» stopped before a signed-in visitor signed out.',
    },
    'logout/jwt-removed': {
      status: 'not-observed',
      because: 'The journey «sign out» stopped before a signed-in visitor signed out.',
    },
    'activation/provider-reusable': {
      status: 'not-observed',
      because: 'No session of iAdvize expired while a visitor was signed in.',
    },
    "activation/identity-is-the-session's": { status: 'not-applicable', because: 'No second user is configured.' },
  }),
  journeys: [
    signIn,
    journey('sign-out', 'a visitor signs out', [moment(600, 'open the home page', '/')], [], {
      outcome: 'stopped',
      because: 'No element matches the selector «#sign-out» on /account.',
    }),
    journey('session-expiry', 'the session expires', [], [], {
      outcome: 'stopped',
      because: 'The login page did not answer.',
    }),
  ],
})

/** A run filtered by `--only`: it never conforms. */
const partial = result({
  verdict: 'incomplete',
  summary: 'What was judged is met, but only a part was judged.',
  partial: { only: ['token/*'], missing: [] },
  requirements: requirements({}, 'token/'),
  journeys: [signIn],
})

/** The control: Padlock plants an extID in its own browser, sees the padlock go, and takes it out again. */
const control = journey(
  'ext-id-removal',
  'extID is removed',
  [
    moment(2210, 'sign in as the first user', '/account', {
      user: 'first',
      jwt: 'live',
      jwtOf: 'first',
      extId: true,
      agrees: false,
      deskReason: 'extID was present at activation: identified, not authenticated',
      faults: ['ext-id-injected'],
      provoked: true,
    }),
    moment(3000, 'open /account', '/account', authenticated('first')),
  ],
  [
    mark(100, 'fault', 'ext-id-injected on', { ok: false }),
    mark(1500, 'page-load', '/account'),
    mark(1800, 'activation', 'secured: success'),
    mark(2400, 'fault', 'ext-id-injected off'),
    mark(2500, 'page-load', '/account'),
    mark(2650, 'activation', 'secured: success'),
  ],
)
const controlled = result({
  verdict: 'conforms',
  summary: 'All 24 requirements were observed and met.',
  requirements: requirements({}),
  journeys: [control, signIn],
})

const accepted = { reason: 'The shop of 2026 does without extID; it goes live in March.', owner: 'web team' }
/** Two findings that the baseline knows, one entry that has expired, one that happens no longer. */
const baselined = result({
  verdict: 'conforms',
  exitCode: 1,
  summary: '20 requirements were observed and met; 2 violated requirements are known, by padlock-baseline.json.',
  requirements: requirements({
    'ext-id/absent': {
      status: 'violated',
      known: true,
      findings: silentFailure.requirements
        .filter(({ id }) => id === 'ext-id/absent')
        .flatMap(({ findings }) => findings.map(each => ({ ...each, known: { ...accepted, expires: '2026-03-31' } }))),
    },
    'padlock/after-sign-in': {
      status: 'blocked',
      known: true,
      blockedBy: ['ext-id/absent'],
      because: 'extID explains why there is no padlock.',
    },
    'token/lifetime': {
      status: 'violated',
      known: true,
      findings: [{ ...lifetime, known: { ...accepted, expires: '2026-01-31' } }],
    },
  }),
  baseline: {
    file: 'padlock-baseline.json',
    entries: [
      {
        requirement: 'ext-id/absent',
        code: 'ext-id-set',
        blocks: ['padlock/after-sign-in'],
        ...accepted,
        expires: '2026-03-31',
        state: 'known',
        says: 'is accepted until 2026-03-31',
      },
      {
        requirement: 'token/lifetime',
        journey: 'sign-in',
        path: '/account',
        ...accepted,
        expires: '2026-01-31',
        state: 'known',
        says: 'is accepted until 2026-01-31',
      },
      {
        requirement: 'logout/called',
        ...accepted,
        expires: '2025-10-31',
        state: 'no-longer-happens',
        says: 'happens no longer: remove the entry',
      },
    ],
  },
  journeys: [extId, signIn],
})

/** Shards of which one is not there. */
const missing = result({
  verdict: 'incomplete',
  summary: 'Nothing that was observed is against it; 1 of 3 journeys is missing: sign-out.',
  partial: { only: [], missing: ['sign-out'] },
  requirements: requirements({
    'logout/called': {
      status: 'not-observed',
      because: 'it never happened that a signed-in visitor signs out; the journey sign-out is missing',
    },
  }),
})

/** Strings of the model that are words of a closed list. */
const closed = new Set(['looksLike', 'stack', 'verdict', 'status', 'level', 'basis', 'outcome', 'kind', 'jwt', 'state'])
export const hostileText = `<script>alert(1)</script>]]>--><img src=x onerror=alert(1)>&"'\u0000\u0008\u001b[31m\u009b31m\u202e\ufffe\ud800`

const poisoned = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return closed.has(key) ? value : `${hostileText}${value}`
  if (Array.isArray(value)) return value.map(each => poisoned(each, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, poisoned(each, name)]))
}

/** Every free text of a result, as a site that means harm would have it. */
export const hostile = (result: Result): Result => poisoned(result) as Result

export const results = {
  conforming,
  oneCause,
  silentFailure,
  manyFindings,
  incomplete,
  partial,
  controlled,
  baselined,
  missing,
}
