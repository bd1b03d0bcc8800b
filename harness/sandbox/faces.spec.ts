/** Inspector, desk and chat window together, as an integrator and a visitor see them; and a site that is opened unchanged. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test as base } from '@playwright/test'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { publicPem } from '../../mock-iadvize/token/keys.ts'
import { sampleBrand } from '../../mock-iadvize/samples/sample-brand.ts'
import { newSetup } from '../../mock-iadvize/sandbox/tenants.ts'
import { violations } from '../upkeep/accessibility.ts'
import { findBrowser } from '../browser/launch/find-browser.ts'
import { startSandbox, type StartedSandbox } from '../api/sandbox.ts'
import { openSite } from './open-site.ts'

const setUp = `window.iAdvizeInterface = window.iAdvizeInterface || []; iAdvizeInterface.config = { sid: '1234' }`
const activate = (option: string) =>
  `iAdvizeInterface.push(iAdvize => { window.sdk = iAdvize; iAdvize.activate(async () => ({ authenticationOption: ${option} })) })`
const scripts: Record<string, string> = {
  '/guest.js': `${setUp}; ${activate("{ type: 'ANONYMOUS' }")}`,
  '/account.js': `${setUp}; ${activate("{ type: 'SECURED_AUTHENTICATION', token: await (await fetch('/token')).text() }")}`,
  '/ext-id.js': `window.idzCustomData = { extID: 'old' }; ${setUp}; ${activate("{ type: 'SECURED_AUTHENTICATION', token: await (await fetch('/token')).text() }")}`,
}

/** A shop as strict as a bank: its policy allows the tag's host and nothing inline. `tag`: the script's address. */
const openShop = async (tag: string, hosts: string): Promise<{ origin: string; close(): void }> => {
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path === '/token') return void sampleBrand.token('u-1', { firstName: 'Ada' }).then(token => response.end(token))
    if (scripts[path]) return response.setHeader('content-type', 'text/javascript').end(scripts[path])
    response.setHeader('content-type', 'text/html')
    response.setHeader(
      'content-security-policy',
      `default-src 'self'; script-src 'self' ${hosts}; connect-src 'self' ${hosts}`,
    )
    return response.end(
      `<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main><script src="${path}.js"></script><script async src="${tag}"></script>`,
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const test = base.extend<{ sandbox: StartedSandbox; shop: string }>({
  sandbox: async ({}, use) => {
    const started = await startSandbox({ sid: '1234', brandKeys: [brand.publicKey], iAdvizeKey: iAdvize.privateKey })
    await use(started)
    await started.close()
  },
  shop: async ({ sandbox }, use) => {
    const shop = await openShop(`${sandbox.origin}/iadvize.js?sid=1234`, sandbox.origin)
    await use(shop.origin)
    shop.close()
  },
})

test('the inspector tells each activation, and one conversation goes on from guest to user, seen by visitor and agent', async ({
  page: visitor,
  browser,
  sandbox,
  shop,
}) => {
  const own = await browser.newContext()
  const [inspector, desk] = [await own.newPage(), await own.newPage()]
  await inspector.goto(`${sandbox.origin}/inspector`)
  await expect(inspector.getByLabel('The two lines for a page')).toContainText("config = { sid: '1234' }")
  await desk.goto(`${sandbox.origin}/desk`)
  const cards = inspector.getByRole('list', { name: 'Activations, newest first' }).getByRole('article')

  await visitor.goto(`${shop}/guest`)
  await visitor.getByRole('button', { name: 'Chat' }).press('Enter')
  await visitor.keyboard.type('Where is my <parcel>?')
  await visitor.keyboard.press('Enter')
  await expect(desk.getByRole('log')).toContainText('Where is my <parcel>?')
  await expect(cards.getByRole('heading')).toHaveText(['Anonymous, no padlock'])
  await desk.getByLabel('Your reply').fill('Sign in, and I will tell you.')
  await desk.keyboard.press('Enter')
  await expect(visitor.getByRole('log')).toContainText('I will tell you.')

  expect(await violations(visitor)).toEqual([])

  await visitor.goto(`${shop}/account`)
  await expect(visitor.getByRole('log')).toContainText('I will tell you.')
  await expect(cards.getByRole('heading')).toHaveText(['Padlock', 'Anonymous, no padlock'])
  // Only the newest is open, and what the reader opens stays open.
  await expect(cards.last().getByText('Provider')).toBeHidden()
  await cards.last().getByRole('heading').click()
  await expect(cards.last().getByText('Provider')).toBeVisible()
  await cards.first().getByText('X-ray').click()
  await expect(cards.first()).toContainText('passes all 16 checks')
  await expect(desk.getByRole('region').getByRole('img', { name: 'Identity verified' })).toBeVisible()
  await expect(inspector.getByRole('group', { name: 'The list of requirements' })).toContainText(/2\d of 30 met/, {
    timeout: 15_000,
  })
  await visitor.keyboard.press('Tab')
  await visitor.getByLabel('Your message').press('Escape')
  await expect(visitor.getByRole('button', { name: 'Chat' })).toBeFocused()
  await visitor.evaluate(() => (window as unknown as { sdk: { logout(): Promise<void> } }).sdk.logout())
  await expect(visitor.getByRole('button')).toHaveCount(0)

  await visitor.goto(`${shop}/ext-id`)
  await expect(cards.first().getByRole('list', { name: 'Warnings' })).toHaveText(/this conversation gets no padlock/)
  await expect(cards.nth(1).getByText('Provider')).toBeVisible()
  await expect(cards.nth(1).getByText('passes all 16 checks')).toBeVisible()
  await expect(cards.last().getByText('Provider')).toBeVisible()
  await expect(inspector.getByRole('log')).toHaveText(/No padlock: extID is set/)
  expect(await violations(inspector)).toEqual([])
  expect(await violations(desk)).toEqual([])
})

test('of more than 500 messages the chat window forgets the oldest, and still counts what is new', async ({
  page,
  sandbox,
  shop,
}) => {
  await page.goto(`${shop}/guest`)
  const launcher = page.getByRole('button')
  await expect(launcher).toHaveText('Chat')
  const conversation = (await sandbox.conversations())[0]?.conversation ?? ''
  for (let number = 1; number <= 502; number += 1) await sandbox.answer(conversation, `Line ${number}.`)
  await expect(launcher).toHaveText('Chat, 500 new')
  await launcher.press('Enter')
  const messages = page.getByRole('log').locator(':scope > *')
  await expect(messages).toHaveCount(500)
  await expect(messages.first()).toContainText('Line 3.')
  await page.getByLabel('Your message').press('Escape')
  await expect(launcher).toHaveText('Chat')
  const { forgotten } = await sandbox.answer(conversation, 'The last one.')
  expect(forgotten).toBe(3)
  await expect(launcher).toHaveText('Chat, 1 new')
  await launcher.press('Enter')
  await expect(messages.last()).toContainText('The last one.')
})

test('faults and settings go by the keyboard, say what is wrong, and lose nothing of the address', async ({
  page,
  sandbox,
}) => {
  await page.setViewportSize({ width: 375, height: 800 })
  await page.goto(`${sandbox.origin}/inspector`)
  await page.getByRole('link', { name: 'Faults and settings' }).press('Enter')
  await page.getByRole('button', { name: 'exchange-refused: for good' }).press('Enter')
  await expect(page.getByText('exchange-refused is in force')).toBeVisible()
  expect((await sandbox.tenant()).fault).toMatchObject({ name: 'exchange-refused', once: false })
  await page.getByRole('button', { name: 'Remove it' }).press('Enter')
  await expect.poll(async () => (await sandbox.tenant()).fault).toBeNull()
  await page.getByLabel('The brand’s key is set up').press('Space')
  await expect.poll(async () => (await sandbox.tenant()).keysSetUp).toBe(false)
  await page.getByLabel(/Paste another one here/).fill('no key')
  await page.getByRole('button', { name: 'Use this key' }).press('Enter')
  await expect(page.getByRole('alert')).toContainText('Not done: ')
  await expect(page.getByLabel(/Paste another one here/)).toHaveValue('')
  const other = { name: 'other.pem', mimeType: 'text/plain', buffer: Buffer.from(publicPem(iAdvize.publicKey)) }
  const before = (await sandbox.tenant()).brandKeys
  await page.getByLabel('Choose a file').setInputFiles(other)
  await expect.poll(async () => (await sandbox.tenant()).brandKeys).not.toEqual(before)
  await page.getByRole('button', { name: 'Jump' }).press('Enter')
  await expect(page.getByText('61 minutes ahead of yours.')).toBeVisible()
  // What was asked of the sandbox stands over both of its views.
  await page.getByRole('link', { name: 'What happens' }).press('Enter')
  const forced = page.getByRole('status').filter({ hasText: 'is switched off' })
  await expect(forced).toContainText('The brand’s key is switched off: every token is refused')
  await expect(forced).toContainText('iAdvize’s clock is 61 minutes ahead of yours')
  await forced.getByRole('button', { name: 'Switch it on' }).press('Enter')
  await expect.poll(async () => (await sandbox.tenant()).keysSetUp).toBe(true)
  await page.getByRole('link', { name: /^Requirements/ }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Requirements, live' })).toBeInViewport()
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)

  await page.goto(`${sandbox.origin}/inspector?sid=999`)
  await expect(page.getByRole('heading', { name: 'There is no site 999' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: '1234' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Nothing has activated yet' })).toBeVisible()
})

test('a site that names iAdvize’s own hosts is opened unchanged, and the inspector turns to the site that it names', async () => {
  const shop = await openShop('//halc.iadvize.com/iadvize.js', '*.iadvize.com')
  const opened = await openSite({
    url: `${shop.origin}/account`,
    browser: await findBrowser(),
    headless: true,
    brandHosts: [],
    port: 0,
    sites: [{ setup: newSetup('4242', [brand.publicKey], [iAdvize.privateKey]), byConfiguration: false }],
    iAdvizeKey: iAdvize.privateKey,
  })
  await expect(opened.inspector.getByRole('article').getByRole('heading')).toHaveText(['Padlock'])
  expect(opened.inspector.url()).toContain('sid=1234')
  await expect(opened.site.getByRole('button', { name: 'Chat' })).toBeVisible()
  await opened.site.close()
  await opened.inspector.close()
  await opened.ended
  await opened.close()
  shop.close()
})
