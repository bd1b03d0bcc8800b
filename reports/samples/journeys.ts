/** Journeys as a report draws them. */
import type { JourneyResult } from '../../harness/verdict/result.ts'

type Moment = JourneyResult['moments'][number]
type Mark = JourneyResult['marks'][number]

export const moment = (at: number, step: string, path: string, rest: Partial<Moment> = {}): Moment => ({
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

export const journey = (
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

export const signIn = journey(
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

export const twoBrowsers = journey(
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

export const extId = journey(
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

export const refused = journey(
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

/** The control: Padlock plants an extID in its own browser, sees the padlock go, and takes it out again. */
export const control = journey(
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
