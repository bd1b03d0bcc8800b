import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { expect, test } from '@playwright/test'
import { compactDecrypt } from 'jose'
import { brand, iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { flavourNames, flavours, isFlavour } from './flavours.ts'
import type { FlavourName } from './flavours.ts'
import { openShop } from './shop.ts'
import type { OpenShop } from './shop.ts'

const unused = (): never => {
  throw new Error('only defects need it')
}
const keys = { brandPrivateKey: brand.privateKey, iAdvizePublicKey: iAdvize.publicKey, foreign: unused, weak: unused }

const withShop = async (flavour: FlavourName, use: (shop: OpenShop) => Promise<void>): Promise<void> => {
  const shop = await openShop({ keys, sid: '7260', platform: 'halc', defects: [], flavour })
  try {
    await use(shop)
  } finally {
    await shop.close()
  }
}

/** A browser's view: cookies by host, whatever the port, and redirects that are seen rather than followed. */
const newBrowser = ({ origin }: OpenShop) => {
  const cookies = new Map<string, string>()
  const send = async (address: string, form?: Record<string, string>, accept = 'text/html'): Promise<Response> => {
    const response = await fetch(new URL(address, origin), {
      redirect: 'manual',
      headers: { accept, cookie: [...cookies].map(pair => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }
  /** The page at the end of all redirects, and its address. */
  const follow = async (address: string, form?: Record<string, string>) => {
    let url = new URL(address, origin)
    let response = await send(url.href, form)
    for (let left = 10; response.status >= 300 && response.status < 400 && left > 0; left--) {
      url = new URL(response.headers.get('location') ?? '', url)
      response = await send(url.href)
    }
    return { url, response, page: await response.text() }
  }
  return { send, follow, cookies }
}

const signedIn = async (shop: OpenShop) => {
  const browser = newBrowser(shop)
  const { username, password } = shop.users[0]!
  await browser.send('/login', { username, password })
  return browser
}

test('a flavour is known by its name', () => {
  expect(isFlavour('single-page')).toBe(true)
  expect(isFlavour('toString')).toBe(false)
  for (const name of flavourNames) expect(flavours[name].summary.length).toBeGreaterThan(20)
})

test('single-page: one document everywhere, screens as data, and the redirects of the shop', async () => {
  await withShop('single-page', async shop => {
    const guest = newBrowser(shop)
    const shells = await Promise.all(
      ['/', '/account', '/nowhere'].map(async path =>
        (await (await guest.send(path)).text()).replaceAll(/nonce="[^"]*"/g, ''),
      ),
    )
    expect(new Set(shells).size).toBe(1)
    expect(shells[0]).toContain('<main><noscript>')

    const screen = async (browser: typeof guest, path: string) =>
      (await (await browser.send(path, undefined, 'application/json')).json()) as { main: string; signedIn: boolean }
    expect((await guest.send('/account', undefined, 'application/json')).headers.get('location')).toBe('/login')
    expect(await screen(guest, '/catalogue')).toMatchObject({
      signedIn: false,
      main: expect.stringContaining('All herbs'),
    })
    const customer = await signedIn(shop)
    expect(await screen(customer, '/account')).toMatchObject({ signedIn: true })
  })
})

test('inline-token: each page of a customer holds a token of its own, which no cache may keep', async () => {
  await withShop('inline-token', async shop => {
    const tokenIn = async (browser: ReturnType<typeof newBrowser>, path: string) => {
      const response = await browser.send(path)
      expect(response.headers.get('cache-control')).toBe('no-store')
      return /data-token="([^"]+)"/.exec(await response.text())?.[1]
    }
    expect(await tokenIn(newBrowser(shop), '/')).toBeUndefined()
    const customer = await signedIn(shop)
    const [one, other] = [await tokenIn(customer, '/account'), await tokenIn(customer, '/account')]
    expect(one).not.toBe(other)
    expect((await compactDecrypt(one!, iAdvize.privateKey)).plaintext.length).toBeGreaterThan(0)
  })
})

test('tag-manager: nothing of the tag stands in the page', async () => {
  await withShop('tag-manager', async shop => {
    const browser = newBrowser(shop)
    const page = await (await browser.send('/')).text()
    expect(page).not.toContain('iadvize.js')
    expect(page).toContain('dataLayer = [{ chat: {"sid":"7260","platform":"halc"} }]')
    expect(await (await browser.send('/tags.js')).text()).toContain('iadvize.js')
  })
})

test('boxed: the tag is on another origin, which only this shop may frame', async () => {
  await withShop('boxed', async shop => {
    const response = await newBrowser(shop).send('/')
    const page = await response.text()
    const box = /data-box="([^"]+)"/.exec(page)?.[1] ?? ''
    const policy = response.headers.get('content-security-policy')
    expect(new URL(box).origin).not.toBe(shop.origin)
    expect(page + policy).not.toContain('iadvize.com')
    expect(policy).toContain(`frame-src ${box}`)

    const framed = await fetch(box)
    expect(framed.headers.get('content-security-policy')).toContain(`frame-ancestors ${shop.origin}`)
    expect(await framed.text()).toContain(`data-page="${shop.origin}" data-sid="7260"`)
    expect((await fetch(`${box}/box.js`)).headers.get('content-type')).toContain('javascript')
  })
})

test('strict-csp: no script is allowed by its host, and every script of a page has the nonce', async () => {
  await withShop('strict-csp', async shop => {
    const response = await newBrowser(shop).send('/')
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
    expect(policy).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic';`)
    expect(policy).toContain("require-trusted-types-for 'script'")
    const scripts = [...(await response.text()).matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(scripts).toHaveLength(3)
    for (const attributes of scripts) expect(attributes).toContain(`nonce="${nonce}"`)
  })
})

test('self-signed: https that nobody vouches for, and a cookie that leaves by no other way', async () => {
  await withShop('self-signed', async shop => {
    await expect(fetch(shop.origin)).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    const body = new URLSearchParams({
      username: shop.users[0]!.username,
      password: shop.users[0]!.password,
    }).toString()
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request(
        `${shop.origin}/login`,
        {
          method: 'POST',
          rejectUnauthorized: false,
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length },
        },
        resolve,
      )
        .on('error', reject)
        .end(body)
    })
    response.resume()
    expect(response.headers['set-cookie']).toEqual([expect.stringContaining('; HttpOnly; Secure; SameSite=Lax')])
  })
})

test('consent: the tag is told to wait, and the page asks', async () => {
  await withShop('consent', async shop => {
    const browser = newBrowser(shop)
    expect(await (await browser.send('/')).text()).toContain(
      'config = { sid: "7260", useExplicitCookiesConsent: true }',
    )
    const script = await (await browser.send('/shop.js')).text()
    expect(script.indexOf('await consented')).toBeLessThan(script.indexOf('await activate('))
    expect(await (await browser.send('/consent.js')).text()).toContain("button('Accept all', 'all')")
  })
})

test('openid: in by the identity server, for this browser alone, and out of both', async () => {
  await withShop('openid', async shop => {
    const browser = newBrowser(shop)
    const { username, password } = shop.users[1]!
    const form = await browser.follow('/login')
    expect(form.url.origin).not.toBe(shop.origin)
    expect(form.page).toContain('type="password"')
    const refused = await browser.follow(form.url.href, { username, password: 'wrong' })
    expect([refused.response.status, refused.url.href]).toEqual([401, form.url.href])

    const account = await browser.follow(form.url.href, { username, password })
    expect(account.url.href).toBe(`${shop.origin}/account`)
    expect(account.page).toContain(username)

    // Signed in at the identity server, nobody is asked again, until they have signed out of the shop.
    browser.cookies.delete('session')
    expect((await browser.follow('/login')).url.pathname).toBe('/account')
    const end = await browser.follow('/logout', {})
    expect(end.url.pathname).toBe('/session/end')
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(end.page)?.[1] ?? ''
    expect((await browser.follow(`${end.url.origin}/session/end/confirm`, { xsrf, logout: 'yes' })).url.href).toBe(
      `${shop.origin}/`,
    )
    expect((await browser.follow('/login')).page).toContain('type="password"')
  })
})

test('openid: a code that another browser was given signs nobody in', async () => {
  await withShop('openid', async shop => {
    const victim = newBrowser(shop)
    const begun = await victim.send('/login')
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state')
    const thief = newBrowser(shop)
    const answer = await thief.send(`/login/callback?code=stolen&state=${state}`)
    expect(answer.headers.get('location')).toBe('/login')
    expect((await thief.send('/account')).headers.get('location')).toBe('/login')
  })
})
