import { connect } from 'node:net'
import { expect, test } from '@playwright/test'
import { compactDecrypt, jwtVerify } from 'jose'
import { html } from './html.ts'
import { openShop, shopKeys } from './shop.ts'
import type { OpenShop } from './shop.ts'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'

const keys = shopKeys(brand.privateKey, iAdvize.publicKey)
const guestPaths = ['/', '/catalogue', '/product', '/login']
const accountPaths = ['/account', '/account/orders', '/account/addresses']

/** A browser's view of the shop: one cookie, and redirects that are seen rather than followed. */
const newBrowser = ({ origin }: OpenShop) => {
  let cookie = ''
  const request = async (path: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(origin + path, {
      redirect: 'manual',
      headers: { cookie },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    const [setCookie] = response.headers.getSetCookie()
    if (setCookie) cookie = setCookie.split(';')[0] ?? ''
    return response
  }
  return {
    get: (path: string) => request(path),
    post: (path: string, form: Record<string, string> = {}) => request(path, form),
    cookie: () => cookie,
    withCookie: (value: string) => {
      cookie = value
    },
  }
}

const shopTest = test.extend<{ shop: OpenShop }>({
  shop: async ({}, use) => {
    const shop = await openShop({ keys, sid: '7260', platform: 'halc', defects: [] })
    await use(shop)
    await shop.close()
  },
})

const signedIn = async (shop: OpenShop, index = 0) => {
  const browser = newBrowser(shop)
  const user = shop.users[index]!
  const response = await browser.post('/login', { username: user.username, password: user.password })
  expect([response.status, response.headers.get('location')]).toEqual([303, '/account'])
  return { browser, user }
}

const tokenFrom = async (browser: ReturnType<typeof newBrowser>): Promise<string> => {
  const { token } = (await (await browser.get('/api/iadvize-token')).json()) as { token: string }
  return token
}

shopTest('a guest sees the guest pages, and the account area leads to the login', async ({ shop }) => {
  const browser = newBrowser(shop)
  for (const path of guestPaths) {
    const page = await (await browser.get(path)).text()
    expect(page).toContain('data-chat="anonymous"')
    expect(page).toContain('Sign in')
  }
  for (const path of accountPaths) expect((await browser.get(path)).headers.get('location')).toBe('/login')
  expect((await browser.get('/nowhere')).status).toBe(404)
})

shopTest(
  'every page loads the tag as any customer of iAdvize does, under a policy that allows just that',
  async ({ shop }) => {
    const { browser } = await signedIn(shop)
    for (const path of ['/', '/catalogue', '/product', ...accountPaths]) {
      const response = await browser.get(path)
      const page = await response.text()
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(page).toContain('iAdvizeInterface.config = { sid: "7260" }')
      expect(page.match(/<script async src="\/\/halc\.iadvize\.com\/iadvize\.js">/g)).toHaveLength(1)
      expect(page).toContain('data-chat="secured"')
      expect(policy).toContain(`'nonce-${/<script nonce="([^"]+)"/.exec(page)?.[1]}'`)
      expect(policy).not.toContain('unsafe')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
  },
)

shopTest('nothing that a browser receives holds the private key, a token or extID', async ({ shop }) => {
  const { browser } = await signedIn(shop)
  for (const path of ['/', '/shop.js', '/shop.css', ...accountPaths]) {
    const text = await (await browser.get(path)).text()
    expect(text).not.toMatch(/PRIVATE KEY|eyJ|ext_?id|idzCustomData/i)
  }
})

shopTest('a wrong password and an unknown name get the same answer', async ({ shop }) => {
  const browser = newBrowser(shop)
  const { username } = shop.users[0]!
  const answers = [
    await browser.post('/login', { username, password: 'wrong' }),
    await browser.post('/login', { username: 'nobody@example.com', password: 'wrong' }),
    await browser.post('/login', {}),
  ]
  const pages = await Promise.all(answers.map(async answer => (await answer.text()).replaceAll(/nonce="[^"]*"/g, '')))
  expect(answers.map(answer => answer.status)).toEqual([401, 401, 401])
  expect(new Set(pages).size).toBe(1)
  expect(browser.cookie()).toBe('')
})

shopTest('signing in gives a new session id, kept from scripts, and the basket goes along', async ({ shop }) => {
  const browser = newBrowser(shop)
  await browser.post('/basket', { tea: 'balm' })
  const guestCookie = browser.cookie()
  const { username, password } = shop.users[0]!
  const response = await browser.post('/login', { username, password })
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Lax$/)])
  expect(browser.cookie()).not.toBe(guestCookie)
  expect(await (await browser.get('/account')).text()).toContain('Basket <b>1</b>')

  const thief = newBrowser(shop)
  thief.withCookie(guestCookie)
  expect((await thief.get('/account')).headers.get('location')).toBe('/login')
})

shopTest('each customer sees their own account', async ({ shop }) => {
  const pages = await Promise.all(
    [0, 1].map(async index => (await (await signedIn(shop, index)).browser.get('/account')).text()),
  )
  shop.users.forEach(({ visitorData }, index) => {
    expect(pages[index]).toContain(visitorData['email'])
    expect(pages[1 - index]).not.toContain(visitorData['email'])
  })
})

shopTest('the token provider gives a guest nothing, and says so without a cache', async ({ shop }) => {
  const answer = await newBrowser(shop).get('/api/iadvize-token')
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([401, 'no-store'])
  expect(await answer.json()).toEqual({ error: 'nobody is signed in' })
})

shopTest(
  'the token provider gives a customer a new token at each call, which opens with the two keys',
  async ({ shop }) => {
    const { browser, user } = await signedIn(shop, 1)
    const answer = await browser.get('/api/iadvize-token')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { token } = (await answer.json()) as { token: string }
    expect(await tokenFrom(browser)).not.toBe(token)

    const { plaintext, protectedHeader } = await compactDecrypt(token, iAdvize.privateKey)
    expect(protectedHeader).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    const inner = await jwtVerify(plaintext, brand.publicKey)
    expect(inner.protectedHeader).toEqual({ alg: 'RS256' })
    const { exp, ...claims } = inner.payload
    expect(claims).toEqual({
      'https://iadvize.com/userId': user.userId,
      'https://iadvize.com/visitorData': user.visitorData,
      iss: 'https://livechat.iadvize.com',
    })
    expect(user.userId).toMatch(/^cust-[0-9a-f]{24}$/)
    const ahead = exp! - Date.now() / 1000
    expect(ahead).toBeGreaterThan(50)
    expect(ahead).toBeLessThanOrEqual(60)
  },
)

shopTest('signing out ends the session on the server, not only in the browser', async ({ shop }) => {
  const { browser } = await signedIn(shop)
  const endedCookie = browser.cookie()
  const response = await browser.post('/logout')
  expect([response.status, response.headers.get('location')]).toEqual([303, '/'])
  browser.withCookie(endedCookie)
  expect((await browser.get('/account')).headers.get('location')).toBe('/login')
  expect((await browser.get('/api/iadvize-token')).status).toBe(401)
})

shopTest('defects can be changed while a customer is signed in', async ({ shop }) => {
  const { browser } = await signedIn(shop)
  shop.setDefects(['jws-not-encrypted'])
  expect((await tokenFrom(browser)).split('.')).toHaveLength(3)
  shop.setDefects([])
  expect((await tokenFrom(browser)).split('.')).toHaveLength(5)
  expect(() => shop.setDefects(['no-such-defect'])).toThrow('no defect called «no-such-defect»')
})

test('two shops share no customer, and a shop closes at once, whoever is still connected', async () => {
  const options = { keys, sid: '7260', platform: 'halc', defects: [] }
  const [one, other] = await Promise.all([openShop(options), openShop(options)])
  const secrets = [one, other].flatMap(({ users }) =>
    users.flatMap(user => [user.password, user.userId, user.username]),
  )
  expect(new Set(secrets).size).toBe(12)

  const lingering = connect(Number(new URL(one.origin).port), '127.0.0.1')
  const disconnected = new Promise(resolve => lingering.once('close', resolve))
  await new Promise(resolve => lingering.once('connect', resolve))
  await Promise.all([one.close(), other.close()])
  await disconnected
})

test('values in a page are escaped, unless they are markup', () => {
  expect(html`<p title="${'"'}">${'<b>'}${[html`<i>${'&'}</i>`, null]}${false}${0}</p>`.markup).toBe(
    '<p title="&#34;">&#60;b&#62;<i>&#38;</i>0</p>',
  )
})
