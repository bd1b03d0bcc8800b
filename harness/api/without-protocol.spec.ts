/**
 * WebKit can't be had here. What can be held to: behind the proxy, journeys come to the same verdict in a browser that is none of
 * Chromium's kind by name, and that ends every call of Chromium's own protocol.
 */
import { chromium, expect, test } from '@playwright/test'
import type { Browser } from '@playwright/test'
// First, so that what comes after it is collected.
import { journeys as all } from '../browser/stage/collect-journeys.ts'
// oxlint-disable-next-line import/no-unassigned-import -- the scenarios register themselves
import '../../scenarios/all.ts'
import { openGateway } from '../../mock-iadvize/network/gateway.ts'
import { findBrowser } from '../browser/launch/find-browser.ts'
import { proxyDoor } from '../browser/launch/proxy-door.ts'
import { play } from '../browser/stage/play.ts'
import { newKeys, openSite } from '../browser/stage/site-under-test.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { verdict } from '../verdict/verdict.ts'

/** Those with the code that Chromium has another of: faults of the provider, scripts that are held back, going back, and a second device. */
const played = new Set(['sign-out', 'tag-load-order', 'token-provider-fails', 'second-browser'])

const without = <T extends object>(whole: T, replaced: Partial<T>): T =>
  new Proxy(whole, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })

/** `called`: what asked for the protocol. */
const asWebKit = (browser: Browser, called: string[]): Browser => {
  const refuse = (name: string) => (): never => {
    called.push(`${name} ${new Error().stack ?? ''}`)
    throw new Error(`${name}: only Chromium has such a session`)
  }
  return without(browser, {
    browserType: () => without(chromium, { name: () => 'webkit' }),
    newBrowserCDPSession: refuse('newBrowserCDPSession'),
    newContext: async options => {
      const context = await browser.newContext(options)
      return Object.assign(context, {
        newCDPSession: refuse('newCDPSession'),
        browser: () => asWebKit(browser, called),
      })
    },
  })
}

test('behind the proxy nothing asks for Chromium’s own protocol, and the sound shop breaks nothing', async () => {
  test.setTimeout(300_000)
  const gateway = await openGateway()
  const { interception, close } = await proxyDoor(gateway)
  const { executablePath, env } = await findBrowser()
  const browser = await chromium.launch({
    // A worker of Playwright gives its own to every browser that is started without.
    args: [],
    ...(executablePath && { executablePath }),
    ...(env && { env: { ...process.env, ...env } }),
  })
  const called: string[] = []
  const recordings: Recording[] = []
  const keys = newKeys()
  for (const journey of all.filter(({ id }) => played.has(id))) {
    const site = await openSite({ kind: 'shop', name: 'classic', flavour: 'classic', defects: [] }, keys)
    const theatre = { browser: asWebKit(browser, called), gateway, interception }
    recordings.push(await play(journey, site, { ...theatre, step: (_name, does) => does() }))
  }
  await browser.close()
  await close()
  await gateway.close()
  expect(called).toEqual([])
  expect(recordings.map(({ journey, outcome }) => `${journey.id}: ${outcome.state}`)).toEqual(
    all.flatMap(({ id }) => (played.has(id) ? [`${id}: completed`] : [])),
  )
  expect(recordings[0]?.browser).toMatchObject({ name: 'webkit', interception: 'proxy' })
  const { requirements } = verdict(recordings, await loadCatalogue())
  expect(requirements.filter(({ status }) => status === 'violated' || status === 'blocked')).toEqual([])
  const met = requirements.flatMap(({ id, status }) => (status === 'met' ? [id] : []))
  expect(met).toEqual(expect.arrayContaining(['padlock/after-sign-in', 'logout/stays-out', 'failure/recovers']))
})
