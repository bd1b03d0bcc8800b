import { expect, test } from '../../mock-iadvize/samples/sample-page.ts'
import { sid } from '../../mock-iadvize/samples/sample-brand.ts'
import { activate, loadTheTag, logout, navigate, removeExtId, surviveFailures } from './in-the-page.ts'
import type { CureTopic } from './snippet.ts'

const codeOf = ({ code }: CureTopic): string => (code.browser?.text ?? '').replace('YOUR-SITE-ID', sid)
const shop = (...topics: CureTopic[]): string =>
  `<!doctype html><title>Shop</title><form class="sign-out" action="/signed-out"><button>Sign out</button></form>
${topics.map(topic => `<script>${codeOf(topic)}</script>`).join('\n')}`

test('the code for pages signs in and out as it stands', async ({ page, site, mock, brand }) => {
  await page.route(`${site.origin}/api/iadvize-token`, async route => {
    await route.fulfill({ json: { token: await brand.token('u-1') } })
  })
  await page.route(`${site.origin}/account`, route =>
    route.fulfill({ contentType: 'text/html', body: shop(removeExtId, loadTheTag, activate, logout, navigate) }),
  )
  await page.goto(`${site.origin}/account`)
  await expect.poll(async () => (await site.record())?.jwtIdentity).toBeTruthy()
  const { vuid } = (await site.record())!
  expect(mock.deskOf(vuid)).toMatchObject({ padlock: true, userId: 'u-1' })
  expect(await page.evaluate('idzCustomData')).toEqual({ cust_plan: 'premium' })
  await page.evaluate('screenShown()')
  expect((await site.events()).map(({ kind }) => kind)).toContain('navigate')
  await Promise.all([page.waitForURL('**/signed-out*'), page.getByRole('button', { name: 'Sign out' }).click()])
  expect((await site.record())?.jwtIdentity).toBeUndefined()
  expect(mock.deskOf(vuid)).toMatchObject({ padlock: false, reason: 'signed out' })
})

test('without a token the page does not activate; with one it does', async ({ page, site, brand }) => {
  let fails = true
  await page.route(`${site.origin}/api/iadvize-token`, async route => {
    await (fails ? route.fulfill({ status: 503 }) : route.fulfill({ json: { token: await brand.token('u-1') } }))
  })
  await page.route(`${site.origin}/account`, route =>
    route.fulfill({ contentType: 'text/html', body: shop(loadTheTag, surviveFailures) }),
  )
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  const answered = page.waitForResponse('**/api/iadvize-token')
  await page.goto(`${site.origin}/account`)
  await answered
  // Another round trip: what was to follow the first answer has followed by then.
  await page.evaluate(() => fetch('/api/iadvize-token').then(({ status }) => status))
  expect((await site.events()).map(({ kind }) => kind)).toEqual(['tag-run'])
  fails = false
  await page.reload()
  await expect.poll(async () => (await site.record())?.jwtIdentity).toBeTruthy()
  expect(errors).toEqual([])
})
