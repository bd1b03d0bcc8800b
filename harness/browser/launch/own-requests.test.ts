import dns from 'node:dns'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, request, test as base } from '@playwright/test'
import { providerAnswer } from '../../token-sources/provider-answer.ts'
import { leadsToIAdvize, ownRequest, ownVisit } from './own-requests.ts'

const notFound = (name: string): Error => Object.assign(new Error(`ENOTFOUND ${name}`), { code: 'ENOTFOUND' })

const test = base.extend<{ site: string; lookedUp: string[] }>({
  /** Every name that this process asks the resolver for. None is asked for real. */
  lookedUp: async ({}, use) => {
    const names: string[] = []
    const { lookup } = dns
    const { lookup: promised } = dns.promises
    dns.lookup = ((...given: Parameters<typeof dns.lookup>) => {
      const [name, ...others] = given
      // Servers of the test listen there.
      if (name === '127.0.0.1') return lookup(...given)
      names.push(name)
      ;(others.at(-1) as (error: Error) => void)(notFound(name))
    }) as typeof dns.lookup
    dns.promises.lookup = ((name: string) => {
      names.push(name)
      return Promise.reject(notFound(name))
    }) as typeof dns.promises.lookup
    await use(names)
    dns.lookup = lookup
    dns.promises.lookup = promised
  },
  /** Sends on to itself once, and then to iAdvize. */
  site: async ({}, use) => {
    const server = createServer((asked, response) => {
      const [, to] = /^\/to\?(.+)$/.exec(asked.url ?? '') ?? []
      if (to !== undefined) response.writeHead(302, { location: decodeURIComponent(to), 'set-cookie': 'seen=1' })
      response.end('here')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.closeAllConnections()
    server.close()
  },
})

const iAdvizes = [
  'https://halc.iadvize.com/iadvize.js',
  '//halc.iadvize.com./iadvize.js',
  'http://API.iAdvize.com/graphql',
]
const timeout = 5000

for (const theirs of [...iAdvizes, 'https://chat.brand.example/iadvize.js'])
  test(`a site that sends on to ${theirs} is not followed there`, async ({ site, lookedUp }) => {
    const via = await request.newContext()
    const brandHosts = ['chat.brand.example']
    const inside = `/to?${encodeURIComponent(theirs)}`
    for (const url of [`${site}${inside}`, `${site}/to?${encodeURIComponent(inside)}`]) {
      expect(await ownVisit(via, { url, timeout }, brandHosts)).toBeNull()
      expect((await ownRequest(via, { url, timeout }, brandHosts))?.status()).toBe(302)
    }
    expect((await via.storageState()).cookies.map(({ name }) => name)).toEqual(['seen'])
    const named = new URL(theirs, 'https://x.example').href
    expect(await ownRequest(via, { url: named, timeout }, brandHosts)).toBeNull()
    expect(lookedUp).toEqual([])
    // Playwright alone goes there: the resolver above does hear of it.
    await via.get(`${site}${inside}`, { timeout }).catch(() => undefined)
    expect(lookedUp.map(name => leadsToIAdvize(`http://${name}/`, brandHosts))).toContain(true)
    await via.dispose()
  })

test('a token provider at iAdvize’s is not asked', async ({ lookedUp }) => {
  for (const url of ['https://halc.iadvize.com/token', 'https://iadvize.com./token'])
    expect(await providerAnswer({ url: new URL(url), method: 'GET', headers: {} })).toEqual({
      problem: expect.stringMatching(/^GET https:\/\/.* is a host of iAdvize's own, which Padlock never asks/),
    })
  expect(lookedUp).toEqual([])
})

test('a redirect loop ends, and a page of the site is opened where it lies', async ({ site, lookedUp }) => {
  const via = await request.newContext()
  expect((await ownVisit(via, { url: `${site}/to?${encodeURIComponent('/here')}`, timeout }))?.status()).toBe(200)
  const loop = createServer((asked, response) => response.writeHead(307, { location: asked.url ?? '/' }).end())
  await new Promise<void>(resolve => loop.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(loop.address() as AddressInfo).port}`
  expect(await ownVisit(via, { url: `${origin}/`, timeout })).toBeNull()
  loop.closeAllConnections()
  loop.close()
  expect(lookedUp).toEqual([])
  await via.dispose()
})

test('nothing else in the harness sends requests of its own to a site', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const senders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !/\.(?:spec|test)\.ts$|^(?:site|cures|upkeep)\//.test(file))
    .filter(file =>
      /\brequest\.(?:get|post|fetch)\(|\bvia\.|route\.fetch\((?!\{ maxRedirects: 0 \}\))|(?<![.\w])fetch\(/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    )
  expect(senders.sort()).toEqual([
    'browser/launch/own-requests.ts',
    // in a page of its own, which a route answers
    'browser/launch/proxy-door.ts',
    // asks whether the site answers, and follows no redirect
    'cli/certify-watch.ts',
    // asks the sandbox on loopback whether it runs
    'cli/commands/sandbox.ts',
    // guarded above, and follows no redirect
    'token-sources/provider-answer.ts',
    // in the page of «padlock ui», of its own server
    'ui/page/ask.ts',
  ])
})
