import { expect, test } from '@playwright/test'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { reasons, sourcePages, visitorDataClaim } from '../../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { tokenReport } from '../../mock-iadvize/sandbox/activations.ts'
import type { ActivationView } from '../../mock-iadvize/sandbox/schemas.ts'
import { claimsAt, forged } from '../../mock-iadvize/token/forgery.ts'
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

const secured = { option: 'SECURED_AUTHENTICATION', sid: '1', accepted: true, because: null, extId: false } as const
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
  fault: null,
  attempts: [200],
  outcome: 'authentication-success',
  reason: null,
  realPlatform: { answer: 'authentication-success', basis: 'doc', source: 'FE-RESULT', url: sourcePages['FE-RESULT'] },
  padlock: true,
  deskReason: 'identity verified',
  warnings: [],
  cure: null,
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
  const cure = token.findings[0]!.cure
  const it: ActivationView = { ...sound, ...failed, token, exchange: refused, attempts: [401], cure }
  const { markup } = liveActivation(it)
  expect(outcomeOf(it)).toEqual({
    look: 'violated',
    title: `Failed: its token was refused: ${token.findings[0]!.received}`,
  })
  expect(markup.indexOf('Cure')).toBeLessThan(markup.indexOf('live-steps'))
  expect(markup).toContain('data-key="xray" open')
  expect(text(it)).toContain(`is refused by token/expiry : ${token.findings[0]!.received}`)
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
    { look: 'violated', title: 'Failed: iAdvize gave no answer' },
  ],
  [
    'a fault that answered in iAdvize’s place',
    { ...failed, exchange: null, fault: 'exchange-refused', attempts: [401] },
    { look: 'violated', title: 'Failed: the fault exchange-refused answered in iAdvize’s place' },
  ],
  [
    'a fault that broke the connection',
    { ...failed, exchange: null, fault: 'exchange-unreachable', attempts: ['network-error'] },
    { look: 'violated', title: 'Failed: the fault exchange-unreachable broke the connection in iAdvize’s place' },
  ],
  [
    'a provider without a valid option',
    { ...failed, reason: reasons.invalidOption, exchange: null, attempts: [] },
    { look: 'violated', title: 'Failed: the provider gave no valid option' },
  ],
  [
    'a site that nobody set up',
    { ...failed, exchange: { ...refused, sid: '4243', because: 'unknown-site' } },
    { look: 'violated', title: 'Failed: there is no site 4243' },
  ],
  [
    'a page that has left',
    { outcome: 'page-left', exchange: null, padlock: null, deskReason: null },
    { look: 'not-observed', title: 'The page left before it ended' },
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

test('a fault is told once in the head and once where iAdvize would have answered, with what it kept back', async () => {
  const warning = 'the fault exchange-refused answered in iAdvize’s place'
  const cure = 'end the fault'
  const token = await report({})
  const fault: ActivationView = {
    ...sound,
    ...failed,
    fault: 'exchange-refused',
    exchange: null,
    attempts: [401],
    warnings: [warning],
    cure,
    token,
  }
  const told = text(fault)
  expect(told).not.toMatch(/nothing came through|Failed: Failed/)
  expect(told).toContain('Cure end the fault')
  expect(told).toContain('passes all 16 checks; the fault kept it from iAdvize')
  expect(told).toContain('did not answer: the fault exchange-refused answered in iAdvize’s place. Status: 401.')
  expect(told.split(warning)).toHaveLength(3)
})

test('a cure that a warning has told is not told again; what the answer rests on is a link', () => {
  const cure = 'remove it'
  expect(text({ ...sound, cure, warnings: [`extID is set; ${cure}`] })).not.toContain('Cure')
  expect(liveActivation(sound).markup).toContain(`href="${sourcePages['FE-RESULT']}"`)
})

test('a renewal tells the page nothing', () => {
  expect(text({ ...sound, cause: 'session-expiry' })).not.toContain('is told')
  const renewal = { ...sound, ...failed, reason: null, exchange: null, attempts: [] }
  expect(outcomeOf({ ...renewal, cause: 'session-expiry' }).title).toBe('Failed: the session was not renewed')
})

test('what a page may choose is text, and no markup', () => {
  const page = '/<img src=x onerror=alert(1)>'
  const { markup } = liveActivation({ ...sound, page, warnings: [page], provider: { ...sound.provider!, shape: page } })
  expect(markup).not.toContain('<img')
})
