import { expect, test } from '@playwright/test'
import { reasons } from '../contract.ts'
import { cureOf, warningsOf } from './activation-advice.ts'
import type { ActivationView } from './schemas.ts'

test.describe.configure({ mode: 'default' })

const failed: ActivationView = {
  id: 1,
  sid: '4242',
  at: 0,
  cause: 'activate',
  call: 1,
  page: '/',
  vuid: null,
  provider: { answer: 'secured', shape: '{}', variant: null },
  token: null,
  exchange: null,
  fault: null,
  attempts: [],
  outcome: 'authentication-failure',
  reason: reasons.serverError,
  realPlatform: null,
  padlock: null,
  deskReason: null,
  warnings: [],
  cure: null,
}
const usual = { once: false, keysSetUp: true }
const refused = (because: NonNullable<ActivationView['exchange']>['because']) =>
  ({ sid: '4243', option: 'SECURED_AUTHENTICATION', accepted: false, because, extId: false }) as const
const provided = (answer: 'invalid' | 'threw', shape: string) =>
  ({ reason: reasons.invalidOption, provider: { answer, shape, variant: null } }) as const
const shapeOf = (token: string) => `{ authenticationOption: { type: 'SECURED_AUTHENTICATION', token: ${token} } }`

const cures: [string, Partial<ActivationView>, RegExp | null][] = [
  [
    'a provider that returns nothing',
    provided('invalid', 'undefined'),
    /^the provider returned undefined: let it return \{/,
  ],
  [
    'getToken that returns nothing',
    provided('invalid', shapeOf('undefined')),
    /^the token is undefined: let the provider await/,
  ],
  ['an empty token', provided('invalid', shapeOf('string(0)')), /^the token is empty: /],
  [
    'a token under a wrong name',
    provided('invalid', "{ type: 'SECURED', token: string(9) }"),
    /^the provider returned \{ type/,
  ],
  ['a provider that throws', provided('threw', 'threw TypeError'), /^look for the error in the page’s console/],
  ['no provider', { reason: reasons.invalidOption, provider: null }, /^give activate a function: /],
  ['two at once', { reason: reasons.ongoing }, /^call activate once in a page, and wait/],
  ['twice', { reason: reasons.twice }, /await logout\(\)$/],
  ['a login under way', { reason: reasons.loginOngoing }, /^wait until/],
  ['a site that is set up wrongly', { reason: `${reasons.siteNotConfiguredPrefix}x` }, /^ask iAdvize/],
  [
    'another site',
    { exchange: refused('unknown-site') },
    /^use 4242 as iAdvizeInterface.config.sid, or set 4243 up in/,
  ],
  ['mode off', { exchange: refused('authenticated-mode-off') }, /^switch «Authenticated mode is on» on again/],
  ['a replay', { exchange: refused('token-spent') }, /fresh token/],
  ['signed out meanwhile', { exchange: refused('signed-out-meanwhile') }, /^await logout\(\)/],
  [
    'a fault',
    { fault: 'exchange-refused', attempts: [401] },
    /^end the fault: .*DELETE \/control\/v1\/tenants\/4242\/fault$/,
  ],
  ['a policy that forbids the sandbox', { attempts: ['network-error'] }, /connect-src/],
  ['a fault of our own', { attempts: [500] }, /terminal of the sandbox/],
  ['success', { outcome: 'authentication-success' }, null],
  ['under way', { outcome: 'pending' }, null],
]
for (const [name, change, cure] of cures)
  test(`the cure: ${name}`, () => {
    const told = cureOf({ ...failed, ...change }, usual)
    if (cure === null) expect(told).toBeNull()
    else expect(told).toMatch(cure)
  })

test('every documented reason has a cure', () => {
  for (const reason of Object.values(reasons)) {
    const attempts = reason === reasons.serverError ? (['network-error'] as 'network-error'[]) : []
    expect([reason, cureOf({ ...failed, ...provided('invalid', 'null'), reason, attempts }, usual)]).toEqual([
      reason,
      expect.any(String),
    ])
  }
})

test('a fault for one request is over; what else is wrong with the token is told with it', () => {
  const struck: ActivationView = { ...failed, fault: 'exchange-refused', attempts: [401] }
  expect(cureOf(struck, { ...usual, once: true })).toMatch(/^activate again: /)
  expect(warningsOf(struck, usual)).toEqual(['the fault exchange-refused answered in iAdvize’s place'])
})

test('extID has its cure in an activation that succeeds', () => {
  const exchange = { ...refused(null), accepted: true, extId: true }
  const it = { ...failed, outcome: 'authentication-success', exchange } as const
  const cure = cureOf(it, usual)
  expect(cure).toMatch(/^remove extID from window.idzCustomData/)
  expect(warningsOf(it, usual).join()).toContain(cure)
})
