import { expect, test } from '@playwright/test'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { reasons, type ExchangeAccepted } from '../contract.ts'
import { createMock } from './create-mock.ts'
import type { MockEvent, MockOptions } from './mock.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'

const brand = sampleBrand
const opaque = { reason: reasons.serverError }

async function mockOf(options: Partial<MockOptions> = {}) {
  const { tenant, token } = brand
  const events: MockEvent[] = []
  const mock = createMock({ tenant, onEvent: event => events.push(event), ...options })
  const signIn = async (request = token('u-1', { firstName: 'Alice' })) => {
    const { status, body } = await mock.exchange(signInRequest(await request))
    return { status, ...(body as ExchangeAccepted) }
  }
  return { mock, events, token, signIn }
}

test('a sound token becomes a session: a JWS on the session clock, and a padlock', async () => {
  const { mock, events, signIn } = await mockOf()
  mock.clock.jump(3_600_000)
  const { status, session } = await signIn()
  expect(status).toBe(200)
  expect(session?.expiresIn).toBe(3600)
  expect(decodeProtectedHeader(session!.token)).toMatchObject({ alg: 'HS256' })
  const { sid: claimed, iat, exp, sub } = decodeJwt(session!.token)
  expect(claimed).toBe(sid)
  expect(exp! - iat!).toBe(3600)
  expect(iat! - Date.now() / 1000).toBeGreaterThan(3590)
  expect(sub).not.toContain('u-1')
  expect(mock.sessionOf(session!.token)).toEqual({ userId: 'u-1', state: 'live' })
  expect(mock.sessionOf('not ours')).toBeNull()
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ padlock: true, name: 'Alice' })
  expect(events.map(event => event.kind)).toEqual(['desk-changed', 'exchange', 'desk-changed'])
  expect(events[1]).toMatchObject({ accepted: true, option: 'SECURED_AUTHENTICATION', extId: false, page: '/account' })
})

test('a bad token: the page gets the opaque reason, whoever watches gets the decision', async () => {
  const { mock, events } = await mockOf()
  expect(await mock.exchange(signInRequest('a.b.c'))).toEqual({ status: 401, body: opaque })
  expect(events).toMatchObject([{ kind: 'exchange', accepted: false, decision: { verdict: 'refused' }, ...opaque }])
  expect(mock.deskOf(visitor.vuid)).toBeNull()
})

test('a brand whose key is not set up is refused, and accepted once it is', async () => {
  const { mock, signIn } = await mockOf()
  const { tenant } = mock
  mock.setTenant({ ...tenant, brandKeys: [] })
  expect((await signIn()).status).toBe(401)
  mock.setTenant(tenant)
  expect((await signIn()).status).toBe(200)
})

test('a request that the tag would never send is refused without a trace', async () => {
  const { mock, events } = await mockOf()
  const { token: _none, ...withoutToken } = signInRequest('')
  for (const body of [undefined, null, 1, [], {}, { ...guestRequest, vuid: '../etc' }, withoutToken])
    expect(await mock.exchange(body)).toEqual({ status: 400, body: opaque })
  expect(mock.logout({ vuid: 7 }).status).toBe(400)
  expect(events).toEqual([])
})

test('another site’s id is refused', async () => {
  const { mock, events } = await mockOf()
  expect(await mock.exchange({ ...guestRequest, sid: '9' })).toEqual({ status: 401, body: opaque })
  expect(events).toMatchObject([{ kind: 'exchange', option: 'ANONYMOUS', accepted: false }])
  expect(mock.logout({ sid: '9', vuid: visitor.vuid }).status).toBe(400)
})

test('a token ages by the jumps since it was first presented; a fresh one does not', async () => {
  const { mock, token, signIn } = await mockOf()
  const captured = token('u-1')
  expect((await signIn(captured)).status).toBe(200)
  mock.clock.jump(61 * 60_000)
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ reason: 'session expired' })
  expect((await signIn(captured)).status).toBe(401)
  expect((await signIn(token('u-1'))).status).toBe(200)
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ padlock: true })
})

test('a living token may be exchanged again, unless the setting says otherwise', async () => {
  const lenient = await mockOf()
  const token = lenient.token('u-1')
  expect((await lenient.signIn(token)).status).toBe(200)
  expect((await lenient.signIn(token)).status).toBe(200)
  const strict = await mockOf({ settings: { replay: 'refused' } })
  expect((await strict.signIn(token)).status).toBe(200)
  expect((await strict.signIn(token)).status).toBe(401)
})

test('a guest who still stores a live JWT gets it back as it is', async () => {
  const { mock, signIn } = await mockOf({ sessionMinutes: 7 })
  const { session } = await signIn()
  const again = await mock.exchange({ ...guestRequest, session: session!.token })
  expect(again.body).toMatchObject({ session: { token: session!.token } })
  const without = await mock.exchange(guestRequest)
  expect(without.body).not.toHaveProperty('session')
})

test('a logout that overtakes an exchange wins', async () => {
  const { mock, token } = await mockOf()
  const request = signInRequest(await token('u-1'))
  const late = mock.exchange(request)
  expect(mock.logout({ sid, vuid: visitor.vuid }).status).toBe(200)
  expect((await late).status).toBe(401)
  expect(mock.deskOf(visitor.vuid)).toBeNull()
  expect((await mock.exchange(request)).status).toBe(200)
  mock.logout({ sid, vuid: visitor.vuid })
  expect(mock.deskOf(visitor.vuid)).toMatchObject({ padlock: false, reason: 'signed out' })
})

test('a reset forgets visitors, sessions and the fault', async () => {
  const { mock, signIn } = await mockOf()
  const { session } = await signIn()
  mock.setFault('exchange-refused')
  mock.reset()
  expect(mock.desk()).toEqual([])
  expect(mock.sessionOf(session!.token)).toBeNull()
  expect(mock.fault()).toBeNull()
})

test('an unknown fault is named, with those that exist', async () => {
  const { mock } = await mockOf()
  expect(() => mock.setFault('toString')).toThrow(/«toString»; there are: exchange-server-error, /)
})

test('on trust: a token that nobody can open lets in, under a stand-in that ends with the sign-out', async () => {
  const { mock, signIn } = await mockOf({ tenant: { ...brand.tenant, iAdvizeKeys: [], trust: true } })
  const one = await signIn()
  expect([one.status, mock.deskOf(visitor.vuid)]).toMatchObject([
    200,
    { padlock: true, reason: 'accepted on trust', userId: expect.not.stringContaining('u-1'), visitorData: {} },
  ])
  const first = mock.sessionOf(one.session!.token)
  const again = await signIn()
  expect(mock.sessionOf(again.session!.token)?.userId).toBe(first?.userId)
  expect(again.conversation).toBe(one.conversation)
  mock.logout({ sid, vuid: visitor.vuid })
  const next = await signIn()
  expect(mock.sessionOf(next.session!.token)?.userId).not.toBe(first?.userId)
  expect(next.conversation).not.toBe(one.conversation)
})

test('on trust, what is wrong outside is refused all the same; without trust nobody comes in whom nobody knows', async () => {
  const { mock, signIn, token } = await mockOf({ tenant: { ...brand.tenant, iAdvizeKeys: [], trust: true } })
  const [header = '', ...rest] = (await token('u-1')).split('.')
  const weaker = Buffer.from(header, 'base64url').toString().replace('A256GCM', 'A128GCM')
  expect((await signIn(Promise.resolve([Buffer.from(weaker).toString('base64url'), ...rest].join('.')))).status).toBe(
    401,
  )
  mock.setTenant({ ...brand.tenant, iAdvizeKeys: [] })
  expect((await signIn()).status).toBe(401)
})
