import { expect, test } from '@playwright/test'
import { authenticate } from '../../mock-iadvize/token/authenticate.ts'
import { visitorDataClaim } from '../../mock-iadvize/contract.ts'
import { defaultTokenSettings } from '../../mock-iadvize/token/decision.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { base64url, claimsAt, forged, jwe, jws, oaep } from '../../mock-iadvize/token/forgery.ts'
import { tokenXray } from './token-xray.ts'
import { xrayOf, type XrayView } from './xray-view.ts'

// One worker for the whole file: the keys are made once.
test.describe.configure({ mode: 'default' })

const at = new Date('2026-03-01T12:00:00Z')
const pairs = { brand, iAdvize }
const claims = (more: object = {}): Record<string, unknown> =>
  claimsAt(at, { [visitorDataClaim]: { firstName: 'Hortense', email: 'hortense@example.com' }, ...more })
const viewOf = async (token: string, keys: 'all' | 'none' = 'all'): Promise<XrayView> =>
  xrayOf(
    await authenticate(
      token,
      {
        sid: '1',
        brandKeys: [brand.publicKey],
        iAdvizeKeys: keys === 'all' ? [iAdvize.privateKey] : [],
        settings: defaultTokenSettings,
        trust: true,
      },
      at,
    ),
  )
const states = ({ layers }: XrayView): string[] => layers.map(({ kind, state }) => `${kind} ${state}`)
const row = ({ claims }: XrayView, name: string): string | undefined =>
  claims?.filter(each => each.name === name).map(({ says, mark }) => `${mark}: ${says}`)[0]
const text = (view: XrayView): string => tokenXray(view).markup.replaceAll(/<[^>]*>/g, ' ')

test('a sound token: both layers, all checks, and never a value', async () => {
  const token = forged(pairs, claims({ iat: at.getTime() / 1000 }))
  const view = await viewOf(token)
  expect(states(view)).toEqual(['jwe sound', 'jws sound'])
  const marks = [...view.envelope, ...view.layers.flatMap(({ checks }) => checks), ...view.claimChecks]
  expect(new Set(marks.map(({ mark }) => mark))).toEqual(new Set(['met']))
  expect(row(view, '…/visitorData')).toBe('met: firstName (8 characters), email (20 characters)')
  expect(row(view, 'iat')).toBe('told: a moment')
  expect(view.lifetime).toEqual({ seconds: { least: 60, most: 60 }, recommended: 60, since: 'iat', mark: 'met' })
  expect(view.platform).toMatchObject({ status: 'authentication-success', reason: null, basis: 'doc' })
  const told = JSON.stringify(view) + tokenXray(view).markup
  for (const secret of ['Hortense', 'hortense@example.com', 'account-7f3a', ...token.split('.')])
    expect(told).not.toContain(secret)
  expect(text(view)).toContain(`RSA 2048 bits`)
})

for (const [name, token, layers, says] of [
  ['a signed token that is not encrypted', jws(claims(), brand.privateKey), ['jwe absent', 'jws sound'], 'no JWE'],
  [
    'claims that are not signed',
    jwe(JSON.stringify(claims()), iAdvize.publicKey),
    ['jwe sound', 'jws absent'],
    'no JWS',
  ],
  [
    'layers that are swapped',
    jws(jwe(JSON.stringify(claims()), iAdvize.publicKey), brand.privateKey),
    ['jws sound', 'jwe sound'],
    'encrypted first, then signed',
  ],
  [
    'another encryption',
    forged(pairs, claims(), { encrypting: { header: { alg: 'RSA-OAEP' }, wrapped: oaep('sha1') } }),
    ['jwe wrong', 'jws sound'],
    'opens with iAdvize&#39;s key, but is invalid',
  ],
  [
    'encrypted for somebody else',
    forged({ brand, iAdvize: brand }, claims()),
    ['jwe wrong', 'jws closed'],
    'tried, none matched',
  ],
] as const) {
  test(`the picture is that of the token: ${name}`, async () => {
    const view = await viewOf(token)
    expect(states(view)).toEqual(layers)
    expect(text(view)).toContain(says)
    expect(view.platform).toMatchObject({
      status: 'authentication-failure',
      reason: 'Failed to fetch authentication with a server error',
      basis: 'doc',
    })
  })
}

test('what was not seen is never met', async () => {
  const view = await viewOf(forged(pairs, claims()), 'none')
  expect(states(view)).toEqual(['jwe closed', 'jws closed'])
  expect(view.claims).toBeNull()
  expect(new Set(view.claimChecks.map(({ mark }) => mark))).toEqual(new Set(['not-seen']))
  expect(view.platform.status).toBeNull()
  expect(text(view)).toContain('Not known.')
})

test('what is no token at all is shown as such', async () => {
  const view = await viewOf(`<html>${base64url('x')}</html>`)
  expect(states(view)).toEqual(['jwe closed', 'jws closed'])
  expect(view.envelope[0]).toMatchObject({ id: 'token/compact', mark: 'violated' })
})

test('a lifetime is told from issue, or from sight where there is no iat', async () => {
  const now = at.getTime() / 1000
  const day = await viewOf(forged(pairs, claims({ iat: now, exp: now + 86_400 })))
  expect(day.lifetime).toMatchObject({ seconds: { most: 86_400 }, since: 'iat', mark: 'warning' })
  expect(text(day)).toMatch(/24 hours/)
  expect((await viewOf(forged(pairs, claims()))).lifetime).toMatchObject({ since: 'sight' })
  expect((await viewOf(forged(pairs, claims({ exp: now * 1000 })))).lifetime).toBeNull()
  expect(text(await viewOf(forged(pairs, claims({ exp: now - 30 }))))).toContain('already expired, 30 s before')
})

test('requirements are linked where the caller knows them', async () => {
  const view = await viewOf(jws(claims(), brand.privateKey))
  expect(tokenXray(view).markup).not.toContain('<a ')
  expect(tokenXray(view, id => `#${id}`).markup).toContain('<a href="#token/nested">token/nested</a>')
})
