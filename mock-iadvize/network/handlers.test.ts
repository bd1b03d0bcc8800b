import { expect, test } from '@playwright/test'
import { setupServer } from 'msw/node'
import { apiHost, exchangePath, logoutPath, reasons, tagPath } from '../contract.ts'
import { createMock } from '../platform/create-mock.ts'
import { faults } from '../platform/faults.ts'
import { handlers } from './handlers.ts'
import { guestRequest, sampleBrand, sid, signInRequest, visitor } from '../samples/sample-brand.ts'

const exchangeUrl = `https://${apiHost}${exchangePath}`
const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) })

test("an integrator's own msw set-up gets the tag, a judged exchange, and the padlock to assert on", async () => {
  const { tenant, token } = sampleBrand
  const mock = createMock({ tenant })
  const server = setupServer(...handlers(mock))
  server.listen({ onUnhandledRequest: 'error' })
  try {
    const tag = await fetch(`https://halc.iadvize.com${tagPath}?version=2`)
    expect(tag.headers.get('content-type')).toContain('text/javascript')
    expect(await tag.text()).toContain('iAdvizeInterface')

    const accepted = await post(exchangeUrl, signInRequest(await token('u-1')))
    expect(accepted.status).toBe(200)
    expect(await accepted.json()).toMatchObject({ session: { expiresIn: 3600 } })
    expect(mock.deskOf(visitor.vuid)).toMatchObject({ padlock: true, userId: 'u-1' })

    const refused = await post(exchangeUrl, signInRequest('a.b.c.d.e'))
    expect([refused.status, await refused.json()]).toEqual([401, { reason: reasons.serverError }])

    expect((await post(`https://${apiHost}${logoutPath}`, { sid, vuid: visitor.vuid })).status).toBe(200)
    expect(mock.deskOf(visitor.vuid)).toMatchObject({ padlock: false })

    server.use(...faults['exchange-unreachable'].handlers())
    await expect(post(exchangeUrl, guestRequest)).rejects.toThrow(TypeError)
    server.resetHandlers()
    expect((await post(exchangeUrl, guestRequest)).status).toBe(200)

    let lift = () => {}
    server.use(...faults['api-held'].handlers(new Promise<void>(resolve => (lift = resolve))))
    const held = post(exchangeUrl, guestRequest)
    const overtakes = await Promise.race([held, fetch(`https://halc.iadvize.com${tagPath}`)])
    expect(overtakes.headers.get('content-type')).toContain('text/javascript')
    lift()
    expect((await held).status).toBe(200)
  } finally {
    server.close()
  }
})

const someAsync = async <T>(all: readonly T[], is: (one: T) => Promise<boolean>): Promise<boolean> =>
  (await Promise.all(all.map(is))).includes(true)

test('every fault does what its name says to the requests that it names, and to no other', async () => {
  const urls = {
    tag: new Request(`https://halc.iadvize.com${tagPath}`),
    exchange: new Request(exchangeUrl, { method: 'POST' }),
    logout: new Request(`https://${apiHost}${logoutPath}`, { method: 'POST' }),
  }
  for (const [name, { summary, handlers }] of Object.entries(faults)) {
    const [target = ''] = name.split('-')
    const targets = target === 'api' ? ['exchange', 'logout'] : [target]
    const hit = await Promise.all(
      Object.entries(urls).map(
        async ([kind, request]) =>
          [kind, await someAsync(handlers(Promise.resolve()), it => it.test({ request }))] as const,
      ),
    )
    expect(summary.length, name).toBeGreaterThan(20)
    expect(hit.filter(([, matches]) => matches).map(([kind]) => kind)).toEqual(targets)
  }
})
