import { decodeJwt } from 'jose'
import { reasons, type TagEvent } from '../contract.ts'
import { sid } from '../samples/sample-brand.ts'
import { expect, test } from '../samples/sample-page.ts'

const guest = { authenticationOption: { type: 'ANONYMOUS' } }
const kinds = (events: TagEvent[]) => events.map(event => event.kind)

test('signs a visitor in and out: JWT in storage and padlock on the desk come and go together', async ({
  page,
  site,
  mock,
}) => {
  await page.goto(site.origin)
  const authentication = await site.signIn('u-1')
  expect(authentication).toMatchObject({ status: 'authentication-success', option: { type: 'SECURED_AUTHENTICATION' } })
  const record = (await site.record())!
  expect(record.vuid).toMatch(/^[0-9a-f]{45}$/)
  expect(record.deviceId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(decodeJwt(record.jwtIdentity!)).toMatchObject({ sid })
  expect(mock.deskOf(record.vuid)).toMatchObject({ padlock: true, name: 'Alice', page: '/' })
  expect(kinds(await site.events())).toEqual([
    'tag-run',
    'activate',
    'provider-call',
    'provider-answer',
    'exchange',
    'visitor',
    'activate-result',
  ])
  expect((await site.events())[0]).toMatchObject({
    sid,
    again: false,
    queued: 0,
    src: 'http://halc.iadvize.com/iadvize.js',
  })

  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-failure', reason: reasons.twice })
  await site.logout()
  await site.logout()
  expect(await site.record()).toEqual({ vuid: record.vuid, deviceId: record.deviceId })
  expect(mock.sessionOf(record.jwtIdentity!)).toMatchObject({ state: 'ended' })
  expect(mock.deskOf(record.vuid)).toMatchObject({ padlock: false, reason: 'signed out' })
  expect(await site.signIn('u-2')).toMatchObject({ status: 'authentication-success' })
  expect(mock.deskOf(record.vuid)).toMatchObject({ padlock: true, userId: 'u-2' })
})

test('a guest signs in without a logout between, and may not activate twice at once', async ({
  page,
  site,
  mock,
  brand,
}) => {
  await page.goto(site.origin)
  expect(await site.activate(guest)).toEqual({ option: guest.authenticationOption, status: 'authentication-success' })
  const { vuid } = (await site.record())!
  const { conversation } = mock.deskOf(vuid)!
  const token = await brand.token('u-1')
  const both = await page.evaluate(
    answer =>
      new Promise(done =>
        iAdvizeInterface.push(async iAdvize => {
          const results = await Promise.all([iAdvize.activate(() => answer), iAdvize.activate(() => answer)])
          done(results.map(({ authentication }) => authentication.reason))
        }),
      ),
    { authenticationOption: { type: 'SECURED_AUTHENTICATION', token } },
  )
  expect(both).toEqual([undefined, reasons.ongoing])
  expect(mock.deskOf(vuid)).toMatchObject({ padlock: true, conversation })
})

test('an invalid option fails with the documented reason, and nothing is exchanged', async ({ page, site }) => {
  await page.goto(site.origin)
  const failure = { status: 'authentication-failure', reason: reasons.invalidOption }
  for (const answer of [null, {}, { authenticationOption: { type: 'SECURED_AUTHENTICATION', token: { token: 'x' } } }])
    expect(await site.activate(answer)).toMatchObject(failure)
  const thrown = await page.evaluate(
    () =>
      new Promise(done =>
        iAdvizeInterface.push(async iAdvize => {
          const rejecting = await iAdvize.activate(() => Promise.reject(new RangeError('secret')))
          done([rejecting.authentication, (await iAdvize.activate()).authentication])
        }),
      ),
  )
  expect(thrown).toMatchObject([failure, failure])
  expect(kinds(await site.events())).not.toContain('exchange')
  expect((await site.events()).findLast(event => event.kind === 'provider-answer')).toMatchObject({
    answer: 'threw',
    shape: 'threw RangeError',
  })
})

test('with extID in the page, in any spelling, there is a JWT and no padlock', async ({ page, site, mock }) => {
  await page.addInitScript(() => Object.assign(window, { idzCustomData: { ExtId: 42 } }))
  await page.goto(site.origin)
  await site.signIn('u-1')
  const { vuid, jwtIdentity } = (await site.record())!
  expect(mock.sessionOf(jwtIdentity!)).toMatchObject({ state: 'live' })
  expect(mock.deskOf(vuid)).toMatchObject({ padlock: false, reason: 'extID is set', extId: '42' })
})

test('when the session ends, the provider is asked again; a stale token loses the JWT', async ({
  page,
  site,
  mock,
  brand,
}) => {
  await page.clock.install()
  const tokens = [await brand.token('u-1'), await brand.token('u-1')]
  await page.goto(site.origin)
  await page.evaluate(
    tokens =>
      new Promise(done => {
        iAdvizeInterface.push(async iAdvize => {
          await iAdvize.activate(() => ({
            authenticationOption: {
              type: 'SECURED_AUTHENTICATION',
              token: tokens.length > 1 ? tokens.shift() : tokens[0],
            },
          }))
          done(null)
        })
      }),
    tokens,
  )
  const before = (await site.record())!
  const letSessionExpire = async () => {
    mock.clock.jump(61 * 60_000)
    await page.clock.fastForward(61 * 60_000)
  }
  const renewals = async () =>
    (await site.events()).filter(event => event.kind === 'session-renewal').map(event => event.renewed)

  await letSessionExpire()
  await expect.poll(renewals).toEqual([true])
  const after = (await site.record())!
  expect(after.jwtIdentity).not.toBe(before.jwtIdentity)
  expect(mock.deskOf(before.vuid)).toMatchObject({ padlock: true })

  await letSessionExpire()
  await expect.poll(renewals).toEqual([true, false])
  expect(await site.record()).not.toHaveProperty('jwtIdentity')
  expect(mock.deskOf(before.vuid)).toMatchObject({ padlock: false, reason: 'session expired' })
})

test('retries a server error three times with the same token, and no other refusal', async ({ page, site, mock }) => {
  await page.goto(site.origin)
  /** of the latest activation */
  const attempts = async () => {
    const events = await site.events()
    const latest = events.findLastIndex(event => event.kind === 'activate')
    return events.slice(latest).flatMap(event => (event.kind === 'exchange' ? [event.status] : []))
  }
  mock.setFault('exchange-server-error')
  const failed = { status: 'authentication-failure', reason: reasons.serverError }
  expect(await site.signIn('u-1')).toMatchObject(failed)
  expect(kinds(await site.events()).filter(kind => kind === 'provider-call')).toHaveLength(1)
  expect(await attempts()).toEqual([503, 503, 503, 503])
  mock.setFault('exchange-unreachable')
  expect(await site.signIn('u-1')).toMatchObject(failed)
  expect(await attempts()).toEqual(Array.from({ length: 4 }, () => 'network-error'))
  mock.setFault('exchange-refused')
  expect(await site.signIn('u-1')).toMatchObject(failed)
  expect(await attempts()).toEqual([401])
  mock.setFault('exchange-server-error-once')
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
  expect(await attempts()).toEqual([503, 200])
})

test('a logout ends an activation that never gets its answer', async ({ page, site, mock }) => {
  await page.goto(site.origin)
  mock.setFault('exchange-never-answers')
  const pending = site.signIn('u-1')
  await expect.poll(async () => kinds(await site.events())).toContain('provider-answer')
  await site.logout()
  expect(await pending).toMatchObject({ status: 'authentication-failure', reason: reasons.serverError })
  mock.setFault(null)
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
})

test('runs what was pushed before it came, and after; a failing function stops no other', async ({ page, site }) => {
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.addInitScript(() => {
    const ran: string[] = []
    const pushed = [
      () => {
        throw new Error('the shop fails')
      },
      () => ran.push('before'),
    ]
    Object.assign(window, { ran, iAdvizeInterface: pushed })
  })
  await page.goto(site.origin)
  await page.evaluate(() => {
    iAdvizeInterface.push(() => (window as unknown as { ran: string[] }).ran.push('after'))
  })
  expect(await page.evaluate(() => (window as unknown as { ran: string[] }).ran)).toEqual(['before', 'after'])
  expect(await page.evaluate(() => iAdvizeInterface.config)).toEqual({ sid })
  expect(errors).toEqual(['the shop fails'])
})

test('works in a frame, leaves a first run in charge, and does not start without a site id', async ({ page, site }) => {
  const runs = async () => (await site.events()).filter(event => event.kind === 'tag-run')
  await page.goto(`${site.origin}/framed`)
  expect(await runs()).toMatchObject([{ sid, again: false }])
  await page.goto(`${site.origin}/twice`)
  expect(await runs()).toMatchObject([{ again: false }, { again: true }])
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
  await page.goto(`${site.origin}/unconfigured`)
  expect(await runs()).toMatchObject([{ sid: null }])
  expect(await page.evaluate(() => window.iAdvizeInterface)).toBeUndefined()
})

test('a page that has broken crypto has its chat', async ({ page, site }) => {
  await page.addInitScript(() => {
    crypto.getRandomValues = () => {
      throw new Error('not here')
    }
  })
  await page.goto(site.origin)
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
  expect((await site.record())?.vuid).toMatch(/^[0-9a-f]{45}$/)
})

test('a watcher that throws changes nothing', async ({ page, site }) => {
  await page.goto(`${site.origin}/without-tag`)
  await page.evaluate(() => {
    Object.assign(window, { __iadvizeMockObserver: () => { throw new Error('watcher') } }) // prettier-ignore
    document.head.append(Object.assign(document.createElement('script'), { src: '//halc.iadvize.com/iadvize.js' }))
  })
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
})

test('properties read as documented, and with explicit consent nothing is stored before it', async ({ page, site }) => {
  await page.addInitScript(() => {
    const config = {}
    Object.defineProperty(config, 'sid', { value: '1234', enumerable: true })
    Object.defineProperty(config, 'useExplicitCookiesConsent', { value: true, enumerable: true })
    const queue: unknown[] = []
    Object.defineProperty(queue, 'config', { get: () => config, set: () => {} })
    Object.assign(window, { iAdvizeInterface: queue })
  })
  await page.goto(site.origin)
  expect(await site.signIn('u-1')).toMatchObject({ status: 'authentication-success' })
  expect(await site.record()).toBeNull()
  const seen = await page.evaluate(
    () =>
      new Promise(done =>
        iAdvizeInterface.push(iAdvize => {
          const heard: unknown[] = []
          const listener = (value: unknown) => heard.push(value)
          iAdvize.on('visitor:cookiesConsentChange', listener)
          const before = iAdvize.get('visitor:cookiesConsent')
          iAdvize.set('visitor:cookiesConsent', true)
          iAdvize.off('visitor:cookiesConsentChange', listener)
          iAdvize.set('visitor:cookiesConsent', 'nonsense')
          const conversation = typeof iAdvize.get('conversation:id')
          done({ before, after: iAdvize.get('visitor:cookiesConsent'), heard, conversation })
        }),
      ),
  )
  expect(seen).toEqual({ before: 'unknown', after: 'true', heard: ['true'], conversation: 'string' })
  expect(await site.record()).toMatchObject({ jwtIdentity: expect.any(String) })
})
