/**
 * Who may ask for what, told by headers that a page cannot forge. Two sides: pages of the site (tag, exchange, logout, chat, from
 * any private origin), and the integrator (desk, inspector, control), under the sandbox's own name alone.
 */
import { timingSafeEqual, createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { networkInterfaces, hostname } from 'node:os'
import { isPrivateOrigin } from './origins.ts'
import type { Problem } from './schemas.ts'

export type Refusal = { status: number } & Problem
export type Guard = {
  /** null: let it through. Of every request: is it for us at all? */
  host(request: IncomingMessage): Refusal | null
  /** of requests by pages of the site */
  page(request: IncomingMessage): Refusal | null
  /** of requests by the integrator. `navigable`: a link from elsewhere may lead there, as it may to any page */
  own(request: IncomingMessage, navigable?: boolean): Refusal | null
}

/** What is guarded, in words; `cookie`: holds the token. */
export type Guarded = { name: string; pages: string; cookie: string; tokenAsked: string; tokenFrom: string }

/** By which it is known as a sandbox to whoever has no token. */
export const tokenAsked = 'this sandbox answers to other machines, so it asks for its token'

export const sandboxGuarded: Guarded = {
  name: 'the sandbox',
  pages: 'desk, inspector and control',
  cookie: 'padlock-sandbox',
  tokenAsked,
  tokenFrom: 'the one given with --token',
}

/** As they stand in an address. `internal`: loopback */
const interfaceNames = (): { name: string; internal: boolean }[] =>
  Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .map(({ address, family, internal }) => ({ name: family === 'IPv6' ? `[${address}]` : address, internal }))

/** By which names other machines reach a server that listens on `address`. An address of one link alone is left out. */
export const reachableNames = (address: string): string[] => {
  const others = interfaceNames().filter(({ name, internal }) => !internal && !name.startsWith('[fe80:'))
  if (address === '0.0.0.0') return others.map(({ name }) => name).filter(name => !name.startsWith('['))
  if (address === '::') return others.map(({ name }) => name)
  return others.map(({ name }) => name).filter(name => name === address || name === `[${address}]`)
}

/** `host`: as given with --host; null: loopback only. `token`: what the integrator's side asks for; null: nothing. */
export function createGuard({
  host,
  token,
  guarded = sandboxGuarded,
}: {
  host: string | null
  token: string | null
  guarded?: Guarded
}): Guard {
  const names = new Set(['localhost', '127.0.0.1', '[::1]'])
  if (host !== null) {
    names.add(host.toLowerCase()).add(hostname().toLowerCase())
    for (const { name } of interfaceNames()) names.add(name)
  }

  /** A name that DNS may point anywhere is not ours, whatever it points to today (DNS rebinding). */
  function hostRefusal({ headers }: IncomingMessage): Refusal | null {
    const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
    if (names.has(name) || name.endsWith('.localhost')) return null
    return {
      status: 421,
      error: `${guarded.name} does not answer under the name «${name.slice(0, 100)}»`,
      cure: `use http://localhost, http://127.0.0.1${host !== null ? ` or http://${host}` : guarded === sandboxGuarded ? '; for other machines start it with --host and --token' : ''}`,
    }
  }

  function pageRefusal({ headers }: IncomingMessage): Refusal | null {
    const { origin, referer } = headers
    const from = origin ?? (headers['sec-fetch-site'] === 'cross-site' ? referer : undefined)
    if (from === undefined || isPrivateOrigin(from)) return null
    return {
      status: 403,
      error: `the sandbox is not for pages of ${from === 'null' ? 'an opaque origin (a file, a sandboxed frame)' : 'the public internet'}`,
      cure: 'serve the page from this machine or your own network: localhost, a private address, or a name under .test or .local',
    }
  }

  function ownRefusal(request: IncomingMessage, navigable = false): Refusal | null {
    const { headers } = request
    const site = headers['sec-fetch-site']
    const ownOrigin = headers.origin === undefined || headers.origin === `http://${headers.host}`
    const sameSite = site === undefined || site === 'same-origin' || site === 'none'
    const navigation = navigable && request.method === 'GET' && headers['sec-fetch-dest'] === 'document'
    if (!ownOrigin || !(sameSite || navigation))
      return {
        status: 403,
        error: `${guarded.pages} are not for pages of other sites`,
        cure: 'ask from its own pages, or from a program (a test, curl) that sends no Origin',
      }
    if (token === null || presents(request, token, guarded.cookie)) return null
    return {
      status: 401,
      error: guarded.tokenAsked,
      cure: `send «Authorization: Bearer TOKEN», or open the page with ?token=TOKEN; the token is ${guarded.tokenFrom}`,
    }
  }

  return { host: hostRefusal, page: pageRefusal, own: ownRefusal }
}

const same = (one: string, other: string): boolean =>
  timingSafeEqual(createHash('sha256').update(one).digest(), createHash('sha256').update(other).digest())

function presents({ headers }: IncomingMessage, token: string, name: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
  const cookie = (headers.cookie ?? '')
    .split(/; */)
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)
  return [bearer, cookie && decoded(cookie)].some(given => typeof given === 'string' && same(given, token))
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** `?token=` becomes a cookie of this host, and leaves the address. true: it has answered. */
export function signsIn(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { cookie, isPage }: Pick<Guarded, 'cookie'> & { isPage: boolean },
): boolean {
  const given = url.searchParams.get('token')
  if (given === null || request.method !== 'GET' || !isPage) return false
  url.searchParams.delete('token')
  response
    .writeHead(302, {
      location: url.pathname + url.search,
      'set-cookie': `${cookie}=${encodeURIComponent(given)}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end()
  return true
}
