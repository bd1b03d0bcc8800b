import { expect, test } from '@playwright/test'
import { authenticate } from '../mock-iadvize/authenticate.ts'
import { reasons, visitorDataClaim } from '../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../mock-iadvize/decision.ts'
import { brand, iAdvize } from '../mock-iadvize/sample-keys.ts'
import { tokenReport } from '../mock-iadvize/sandbox/activations.ts'
import type { ActivationView } from '../mock-iadvize/sandbox/schemas.ts'
import { claimsAt, forged } from '../mock-iadvize/token/forgery.ts'
import { liveActivation, outcomeOf } from './live-activation.ts'

test.describe.configure({ mode: 'default' })

const at = new Date('2026-03-01T12:00:00Z')
const report = async (claims: object, now = at) =>
  tokenReport(
    await authenticate(
      forged({ brand, iAdvize }, claimsAt(at, { [visitorDataClaim]: { firstName: 'Hortense' }, ...claims })),
      { sid: '1', brandKeys: [brand.publicKey], iAdvizeKeys: [iAdvize.privateKey], settings: defaultTokenSettings },
      now,
    ),
  )

const secured = { option: 'SECURED_AUTHENTICATION', accepted: true, because: null, extId: false } as const
const sound: ActivationView = {
  id: 3,
  sid: '1',
  at: at.getTime(),
  cause: 'activate',
  call: 1,
  page: '/account',
  vuid: 'a'.repeat(45),
  provider: { answer: 'secured', shape: "{ type: 'SECURED_AUTHENTICATION', token: string(9) }", variant: null },
  token: null,
  exchange: secured,
  attempts: [200],
  outcome: 'authentication-success',
  reason: null,
  realPlatform: { answer: 'authentication-success', basis: 'doc', source: 'FE-RESULT' },
  padlock: true,
  deskReason: 'identity verified',
  warnings: [],
}
const failed = {
  outcome: 'authentication-failure',
  reason: reasons.serverError,
  padlock: null,
  deskReason: null,
} as const
const refused = { ...secured, accepted: false, because: 'token' } as const
const text = (it: ActivationView): string =>
  liveActivation(it)
    .markup.replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('a padlock: each step in its order, and the X-ray folded', async () => {
  const told = text({ ...sound, token: await report({}) })
  const order = [
    'Padlock',
    '/account calls',
    'answers with a token',
    'passes all 16 checks',
    'opens a session',
    'is told',
    'shows the padlock',
  ]
  expect(order.map(words => told.indexOf(words))).toEqual(order.map(words => told.indexOf(words)).sort((a, b) => a - b))
  expect(order.filter(words => !told.includes(words))).toEqual([])
  const { markup } = liveActivation({ ...sound, token: await report({}) })
  expect(markup).not.toContain('Hortense')
  expect(markup).toContain('<details class="more" data-key="xray">')
  expect(markup).toContain('aria-label="Identity verified"')
})

test('a token that is refused: the cure stands before the steps, and the X-ray is open', async () => {
  const token = await report({}, new Date(at.getTime() + 120_000))
  const it: ActivationView = { ...sound, ...failed, token, exchange: refused, attempts: [401] }
  const { markup } = liveActivation(it)
  expect(outcomeOf(it)).toEqual({ look: 'violated', title: 'Failed: its token was refused' })
  expect(markup.indexOf('Cure')).toBeLessThan(markup.indexOf('live-steps'))
  expect(markup).toContain('data-key="xray" open')
  expect(text(it)).toContain('is refused by token/expiry')
  expect(text(it)).toContain(`authentication-failure , «${reasons.serverError}»`)
})

const cases: [string, Partial<ActivationView>, ReturnType<typeof outcomeOf>][] = [
  ['under way', { outcome: 'pending', exchange: null, padlock: null }, { look: 'not-observed', title: 'Under way' }],
  [
    'an anonymous visitor',
    { exchange: { ...secured, option: 'ANONYMOUS' }, padlock: false, deskReason: 'anonymous' },
    { look: 'not-applicable', title: 'Anonymous, no padlock' },
  ],
  [
    'extID',
    { exchange: { ...secured, extId: true }, padlock: false, deskReason: 'extID is set' },
    { look: 'violated', title: 'No padlock: extID is set' },
  ],
  [
    'trust is no padlock that was judged',
    { deskReason: 'accepted on trust' },
    { look: 'warning', title: 'Accepted on trust: nobody could look into the token' },
  ],
  [
    'a desk that was not seen',
    { padlock: null },
    { look: 'not-observed', title: 'Accepted; the desk has not been seen' },
  ],
  [
    'a provider that threw',
    { ...failed, exchange: null, provider: { answer: 'threw', shape: 'threw TypeError', variant: null } },
    { look: 'violated', title: 'Failed: the provider threw' },
  ],
  [
    'an iAdvize that cannot be reached',
    { ...failed, exchange: null, attempts: ['network-error', 'network-error'] },
    { look: 'violated', title: `Failed: ${reasons.serverError}` },
  ],
  [
    'authenticated mode off',
    { ...failed, exchange: { ...refused, because: 'authenticated-mode-off' } },
    { look: 'violated', title: 'Failed: authenticated mode is off' },
  ],
]
for (const [name, change, outcome] of cases)
  test(`what came of it: ${name}`, () => {
    expect(outcomeOf({ ...sound, ...change })).toEqual(outcome)
    expect(text({ ...sound, ...change })).toContain(outcome.title)
  })

test('what a page may choose is text, and no markup', () => {
  const page = '/<img src=x onerror=alert(1)>'
  const { markup } = liveActivation({ ...sound, page, warnings: [page], provider: { ...sound.provider!, shape: page } })
  expect(markup).not.toContain('<img')
})
