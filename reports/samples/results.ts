/** Results to render in tests: what real runs come to. */
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { control, extId, journey, moment, refused, signIn, twoBrowsers } from './journeys.ts'
import { requirements, sampleCatalogue, violation } from './requirements.ts'
import type { Change } from './requirements.ts'
import { bare, soundTokens, unverified } from './tokens.ts'

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

/** Of all but two: one that no defect can break, and one that is newer than the proof. */
const proven: Result['proof'] = {
  basis: 'shown',
  at: '2025-11-20T09:12:00.000Z',
  versions: { padlock: '0.1.0', browser: 'chromium 147.0.7727.0', catalogue: '2025-11-22' },
  defects: { 'left-on': 'the account pages still set extID', 'wrong-key': 'the token is signed with another key' },
  requirements: Object.fromEntries(
    sampleCatalogue
      .filter(({ id }) => id !== 'token/compact' && id !== 'token/outer-alg')
      .map(({ id }) => [id, id === 'ext-id/absent' ? ['left-on', 'wrong-key'] : ['wrong-key']]),
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
      sampleCatalogue
        .filter(({ id }) => !/^(?:ext-id|padlock)\/|stays-out/.test(id))
        .map(({ id, level }, index) => [
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
  summary: 'Nothing observed speaks against the site; 1 of 3 journeys is missing: sign-out.',
  partial: { only: [], missing: ['sign-out'] },
  requirements: requirements({
    'logout/called': {
      status: 'not-observed',
      because: 'it never happened that a signed-in visitor signs out; the journey sign-out is missing',
    },
  }),
})

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
