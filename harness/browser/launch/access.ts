/** What a protected site needs to let a browser in: headers, certificates, a proxy. Nobody else gets any of it. */
import { createHash } from 'node:crypto'
import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, rootCertificates } from 'node:tls'
import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test'
import { iadvizeDomain } from '../../../mock-iadvize/contract.ts'
import { certificatesIn } from '../../config/load-config.ts'
import type { Target } from '../../config/target.ts'

/** What each context of the site's visitors is made with. iAdvize's hosts never go through a proxy: it resolves names itself. */
export const contextOptionsOf = ({ access, tagHost }: Target): BrowserContextOptions => {
  if (!access) return {}
  const { proxy, tls } = access
  return {
    ignoreHTTPSErrors: tls.ignoreErrors,
    ...(proxy && {
      proxy: {
        ...proxy,
        // To the browser a name with the root's dot behind it is another one.
        bypass: [iadvizeDomain, `*.${iadvizeDomain}`, ...(tagHost ? [tagHost] : [])]
          .flatMap(host => [host, `${host}.`])
          .concat(proxy.bypass ?? [])
          .join(','),
      },
    }),
  }
}

/** What must never be told. */
export const secretsOfAccess = ({ access }: Target): string[] =>
  [
    ...Object.values(access?.headers ?? {}),
    access?.basicAuth?.password,
    access?.proxy?.username,
    access?.proxy?.password,
  ].filter(value => value !== undefined && value !== '') as string[]

/** What every request to the site carries; to no other origin. */
const headersOf = ({ access }: Target): [string, string][] => {
  const { headers = {}, basicAuth } = access ?? {}
  const credentials = basicAuth && Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')
  return [
    ...Object.entries(headers),
    ...(credentials ? [['authorization', `Basic ${credentials}`] as [string, string]] : []),
  ]
}

/** What the request has of its own goes before. */
const joined = (own: Record<string, string>, added: [string, string][]): { name: string; value: string }[] => {
  const names = new Set(Object.keys(own).map(name => name.toLowerCase()))
  return [...Object.entries(own), ...added.filter(([name]) => !names.has(name.toLowerCase()))].map(([name, value]) => ({
    name,
    value,
  }))
}

const armed = new WeakMap<Browser, string>()

/**
 * Adds the headers to what the browser asks of the site's own origin: from pages, frames, workers and pop-ups alike. Not by
 * `extraHTTPHeaders`, which every host would get, and which makes a preflight of what needs none. Elsewhere than in Chromium
 * by routing, which misses what workers ask.
 */
export const sendHeaders = async (browser: Browser, context: BrowserContext, target: Target): Promise<void> => {
  const added = headersOf(target)
  if (added.length === 0) return
  const ours = `${target.origin}/`
  if (browser.browserType().name() !== 'chromium') {
    await context.route(
      url => url.href.startsWith(ours),
      async route => {
        const headers = joined(await route.request().allHeaders(), added)
        await route.continue({ headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) })
      },
    )
    return
  }
  // Once for the whole browser: a worker's journeys are of one site.
  if (armed.get(browser) === ours) return
  armed.set(browser, ours)
  const session = await browser.newBrowserCDPSession()
  session.on('Fetch.requestPaused', ({ requestId, request }) => {
    // A page that is gone by now needs no answer.
    session.send('Fetch.continueRequest', { requestId, headers: joined(request.headers, added) }).catch(() => undefined)
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: `${ours}*` }] })
}

const hashOf = (certificate: X509Certificate): string =>
  createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')

/** Milliseconds that the site may take to show its certificate. */
const patience = 5_000

/** The public key of the certificate that the site shows, if the authority vouches for it; null: it does not, or there is none. */
const vouchedFor = (origin: string, ca: string): Promise<string | null> =>
  new Promise(resolve => {
    const { protocol, hostname, port } = new URL(origin)
    if (protocol !== 'https:') return resolve(null)
    const host = hostname.replace(/^\[|\]$/g, '')
    const name = isIP(host) ? {} : { servername: host }
    const socket = connect({ ...name, host, port: Number(port || 443), ca: [...rootCertificates, ca] }, () => {
      const shown = socket.getPeerX509Certificate()
      socket.destroy()
      resolve(shown && socket.authorized ? hashOf(shown) : null)
    })
    socket.setTimeout(patience, () => socket.destroy())
    // The browser will meet the same, and say it.
    socket.on('error', () => resolve(null))
    socket.on('close', () => resolve(null))
  })

/**
 * Base64 SHA-256 of the public keys that `tls.ca` makes trustworthy. Chromium takes keys, no authorities: those in the
 * file count where a server sends them along, and the site's own where the authority vouches for it.
 */
export const trustedKeysOf = async ({ access, origin }: Target): Promise<string[]> => {
  const ca = access?.tls.ca
  if (ca === undefined) return []
  const own = await vouchedFor(origin, ca)
  return [...new Set([...certificatesIn(ca).map(hashOf), ...(own === null ? [] : [own])])]
}
