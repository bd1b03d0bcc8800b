/**
 * The door for browsers whose name resolution is not ours: a proxy of ours leads iAdvize's hosts to the mock. The browser is told to take
 * any certificate, the mock's among them, so the proxy looks at those of all other hosts before it lets the browser through.
 */
import type { Browser } from '@playwright/test'
import type { Gateway } from '../../../mock-iadvize/network/gateway.ts'
import { openProxy } from '../../../mock-iadvize/network/proxy.ts'
import type { Led, Proxy, Upstream } from '../../../mock-iadvize/network/proxy.ts'
import type { Access, Target } from '../../config/target.ts'
import { NoBrowserError } from './find-browser.ts'
import { brandHostsOf } from './interception.ts'
import type { Interception } from './interception.ts'
import { routing } from './routing.ts'
import { knowFailures } from '../waiting/unreached.ts'

/** As Playwright reads it: `host`, `.domain`, `*.domain`. */
const bypassOf = (bypass: readonly string[] = []): ((host: string) => boolean) => {
  const patterns = bypass.map(one => one.trim().toLowerCase())
  return host =>
    patterns.some(pattern => {
      const suffix = pattern.replace(/^\*/, '')
      return suffix.startsWith('.') ? host.endsWith(suffix) : pattern !== '' && host === pattern
    })
}

/** Throws {@link NoBrowserError} for a proxy that no HTTP is spoken to. */
const upstreamOf = (options: Access['proxy']): Upstream | undefined => {
  if (!options) return undefined
  const { server, bypass, username, password = '' } = options
  const { protocol, hostname, port } = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`)
  if (protocol !== 'http:')
    throw new NoBrowserError(
      `proxy.server: outside of Chromium a proxy is spoken to over http only, and this one is ${protocol}//…; certify in Chromium`,
    )
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 80),
    ...(username !== undefined && {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    }),
    bypasses: bypassOf(bypass),
  }
}

const ledFor = ({ access, ...target }: Target): Led => {
  const upstream = upstreamOf(access?.proxy)
  return {
    brandHosts: brandHostsOf(target),
    anyCertificate: access?.tls.ignoreErrors ?? false,
    ...(access?.tls.ca !== undefined && { ca: access.tls.ca }),
    ...(upstream && { upstream }),
  }
}

/** Mozilla's Firefox takes a proxy for https from its preferences alone: Playwright's own option names one for http only (1.64). */
const firefoxPreferences = (port: number): Record<string, string | number | boolean> => ({
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': port,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': port,
  'network.proxy.no_proxies_on': '',
  'network.proxy.failover_direct': false,
  // Sites on loopback as well: their certificates are looked at like others. They stay secure contexts, as they are without a proxy.
  'network.proxy.allow_hijacking_localhost': true,
  'network.proxy.testing_localhost_is_secure_when_hijacked': true,
  // Names are looked up by the proxy alone.
  'network.dns.disablePrefetch': true,
  'network.trr.mode': 5,
  // The browser's own errands: settings, updates, whether there is a portal. With MOZ_REMOTE_SETTINGS_DEVTOOLS (browser-choice.ts).
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
})

const throughProxy = (proxy: Proxy): Interception => {
  const known = new WeakMap<Target, Led>()
  return {
    mode: 'proxy',
    launch: { firefoxUserPrefs: firefoxPreferences(proxy.port) },
    contextOptions: () => ({ proxy: { server: proxy.origin }, ignoreHTTPSErrors: true }),
    prepare: (_context, target) => {
      const led = known.get(target) ?? ledFor(target)
      known.set(target, led)
      knowFailures(target, proxy.lead(led).failures)
      return Promise.resolve()
    },
  }
}

export type Door = { interception: Interception; close(): Promise<void> }

/** For a browser that is started on this machine. */
export const proxyDoor = async (gateway: Gateway): Promise<Door> => {
  const proxy = await openProxy(gateway)
  return { interception: throughProxy(proxy), close: () => proxy.close() }
}

/** Of no network (RFC 6761 §6.4): whoever does not ask the proxy for it asks nobody. */
const probedHost = 'door.padlock.invalid'

/** Milliseconds. */
const probeTimeoutMs = 10_000

/** Whether a browser elsewhere asks the proxy, over http and TLS. */
const takesProxy = async (browser: Browser, proxy: Proxy): Promise<boolean> => {
  const { failures } = proxy.lead({ brandHosts: [], anyCertificate: true })
  const context = await browser.newContext(throughProxy(proxy).contextOptions({} as Target))
  try {
    const page = await context.newPage()
    for (const scheme of ['http', 'https'])
      await page.goto(`${scheme}://${probedHost}/`, { timeout: probeTimeoutMs }).catch(() => undefined)
    return failures.has(`http://${probedHost}`) && failures.has(`https://${probedHost}`)
  } finally {
    await context.close()
  }
}

/** Whether routing hands over what a page posts: over WebDriver BiDi it does not, and the mock would get an empty exchange. */
export const handsOverBodies = async (browser: Browser): Promise<boolean> => {
  const context = await browser.newContext()
  try {
    const body = 'a body'
    let received: string | null = null
    await context.route(`http://${probedHost}/**`, async route => {
      if (route.request().method() === 'POST') received = route.request().postData()
      await route.fulfill({ body: '<p>Padlock', contentType: 'text/html' })
    })
    const page = await context.newPage()
    await page.goto(`http://${probedHost}/`, { timeout: probeTimeoutMs })
    await page.evaluate(async sent => {
      await fetch('/posted', { method: 'POST', body: sent })
    }, body)
    return received === body
  } finally {
    await context.close()
  }
}

/** For a browser elsewhere: the proxy where that one reaches it, routing otherwise. Throws {@link NoBrowserError} where neither will do. */
export const doorElsewhere = async (gateway: Gateway, browser: Browser): Promise<Door> => {
  const proxy = await openProxy(gateway)
  if (await takesProxy(browser, proxy)) return { interception: throughProxy(proxy), close: () => proxy.close() }
  await proxy.close()
  if (await handsOverBodies(browser)) return { interception: routing(gateway), close: () => Promise.resolve() }
  throw new NoBrowserError(
    `the ${browser.browserType().name()} ${browser.version()} of that Playwright server neither takes a proxy of this machine nor lets Playwright see what pages send, so no exchange of a token could be answered: certify in the browser of this machine (without --connect), or in a Chromium there`,
  )
}
