/** Puts one sandbox together and on the network: sites, the pages' side, the integrator's side, and the guard before both. */
import type { KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { browserScript } from '../bundling/browser-script.ts'
import { publicPem } from '../token/keys.ts'
import type { Mock } from '../platform/mock.ts'
import { createControl, type Sites } from './control.ts'
import { createHub } from './events.ts'
import type { Faces } from './faces.ts'
import { createGuard, reachableNames, sandboxGuarded, signsIn } from './guard.ts'
import { limits } from './limits.ts'
import { createPages, isPage } from './pages.ts'
import { refuse } from './request-body.ts'
import { isSid, type StatusView, type TenantCreation } from './schemas.ts'
import type { StateFile } from './state-file.ts'
import { createSite, keptSetup, newSetup, type Judging, type Site, type SiteRecord, type SiteSetup } from './tenants.ts'
import { createVisitorSide, visitorPaths } from './visitor-side.ts'
import { askForToken } from './token-page.ts'
import { ledMark } from './led-mark.ts'

export type SandboxOptions = {
  /** 0: any that is free */
  port: number
  /** for other machines too, with `token`; null: loopback alone */
  host: string | null
  token: string | null
  version: string
  /** the sites that are there from the start; the first is the default one */
  sites: readonly [GivenSite, ...GivenSite[]]
  /** private half of the iAdvize test pair, which sites that are set up later get */
  iAdvizeKey: KeyObject
  /** what outlives the process; nothing by default */
  state?: StateFile
  /** a script that watches the page, put before the tag */
  pageScript?: () => string
  /** another page beside desk and inspector, which answers for itself; on a sandbox of this machine alone */
  beside?: PageBeside
  /** draws what the inspector shows; without it there is none */
  faces?: Faces
  /** a page in a browser that is led here has named a site that was not there */
  adopted?: (sid: string) => void
  /** milliseconds from one page to the next, in which nobody is gone; for tests */
  grace?: number
  /** hears of faults of our own; they go to the console by default */
  onFault?: (error: unknown) => void
  judging?: (site: { sid: string; mock: Mock; changed: () => void }) => Judging
}

/** `path`: `/ui`, of the page and of what is below it. `name`: of the tab. It guards itself. */
export type PageBeside = {
  path: string
  name: string
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
}

/** `byConfiguration`: its brand keys were named, and come before those that were kept */
export type GivenSite = { setup: SiteSetup; byConfiguration: boolean }

export type Sandbox = {
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** by which other machines reach it; empty: it answers to this one alone */
  origins: readonly string[]
  sites: Sites
  defaultSite: Site
  /**
   * Answers what a page asked iAdvize's real hosts for, in a browser of ours whose names are led here. The page may be of any origin, and
   * a site that nobody set up is set up as soon as a page names it.
   */
  led(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** ends at once, whatever is under way */
  close(): Promise<void>
}

const tellConsole = (error: unknown): void => console.error('padlock sandbox has a fault of its own:', error)

/** The port is taken, or the host is none of this machine's; `code` as Node has it. */
export class CannotListen extends Error {
  readonly code: string
  constructor(code: string) {
    super(`cannot listen (${code})`)
    this.name = 'CannotListen'
    this.code = code
  }
}

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host, token, version, iAdvizeKey, pageScript, faces, judging, adopted, state } = options
  const { onFault = tellConsole, grace } = options
  const beside = host === null ? options.beside : undefined
  const startedAt = new Date().toISOString()
  const hub = createHub(limits.listeners)
  const guard = createGuard({ host, token })
  const known = new Map<string, Site>()
  let origin = ''

  const keep = (site: Site) => state?.putSite(site.record())
  const add = (setup: SiteSetup, isDefault: boolean, kept?: SiteRecord): Site => {
    const keeper = state?.keeperOf(setup.sid)
    const site = createSite({
      setup,
      isDefault,
      hub,
      origin: () => origin,
      judging,
      grace,
      ...(keeper && { keeper }),
      ...(kept && { kept }),
      changed: keep,
    })
    known.set(setup.sid, site)
    keep(site)
    return site
  }
  const keptSites = new Map(state?.sites().map(record => [record.sid, record]))
  const start = ({ setup, byConfiguration }: GivenSite, isDefault: boolean): Site => {
    const kept = keptSites.get(setup.sid)
    if (!kept) return add(setup, isDefault)
    const before = keptSetup(kept, setup.iAdvizeKeys)
    return add(byConfiguration ? { ...before, brandKeys: setup.brandKeys } : before, isDefault, kept)
  }
  const [first, ...others] = options.sites
  const defaultSite = start(first, true)
  for (const given of others) start(given, false)
  for (const [sid, kept] of keptSites) if (!known.has(sid)) add(keptSetup(kept, [iAdvizeKey]), false, kept)

  const tellSites = () => hub.tell({ event: 'tenants', sid: '', data: {} })
  const sites: Sites = {
    list: () => [...known.values()],
    find: sid => known.get(sid),
    create({ sid, ...change }: TenantCreation) {
      if (known.has(sid)) return 'taken'
      if (known.size >= limits.tenants) return 'full'
      const site = add(newSetup(sid, defaultSite.setup().brandKeys, [iAdvizeKey]), false)
      site.change(change)
      tellSites()
      return site
    },
    remove(site) {
      if (site === defaultSite) return false
      site.reset()
      known.delete(site.sid)
      state?.dropSite(site.sid)
      tellSites()
      return true
    },
  }
  const committed = () => state?.committed() ?? Promise.resolve()
  const status = (): StatusView => ({
    name: 'padlock sandbox',
    version,
    origin,
    startedAt,
    state: state ? 'file' : 'memory',
    defaultSid: defaultSite.sid,
    iAdvizePublicKey: publicPem(iAdvizeKey),
    limits: { ...limits },
  })

  const scripts = () =>
    [
      browserScript(new URL('./sandbox-page.ts', import.meta.url)),
      ...(pageScript ? [pageScript()] : []),
      browserScript(new URL('./chat-window.ts', import.meta.url)),
      browserScript(new URL('../tag/iadvize.ts', import.meta.url)),
    ].join('\n')
  const shared = { siteOf: (sid: string) => known.get(sid), defaultSite: () => defaultSite, guard, hub, committed }
  const visitorSide = createVisitorSide({ ...shared, script: scripts })
  const adopt = (sid: string): Site | undefined => {
    if (!isSid(sid)) return undefined
    const site = sites.create({ sid })
    if (typeof site === 'string') return undefined
    adopted?.(sid)
    return site
  }
  const ledSide = createVisitorSide({
    ...shared,
    siteOf: sid => known.get(sid) ?? adopt(sid),
    guard: { ...guard, page: () => null },
    script: () => `${ledMark}\n${scripts()}`,
  })
  const pages = createPages({ ...shared, sids: () => [...known.keys()], faces, onFault, ...(beside && { beside }) })
  const control = createControl({ sites, hub, status, committed })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = guard.host(request)
    if (refusal) return refuse(response, refusal)
    const url = addressOf(request)
    if (url && beside && (url.pathname === beside.path || url.pathname.startsWith(`${beside.path}/`)))
      return beside.serve(request, response, url)
    if (!url) return refuse(response, { status: 400, error: 'the address is malformed', cure: 'send a path' })
    if (visitorPaths.has(url.pathname)) return visitorSide(request, response, url)
    if (token !== null && signsIn(request, response, url, { ...sandboxGuarded, isPage: isPage(url.pathname) })) return
    const own = guard.own(request, isPage(url.pathname))
    if (own?.status === 401 && isPage(url.pathname) && request.headers.accept?.includes('text/html'))
      return askForToken(response, { wasWrong: request.headers.cookie?.includes(`${sandboxGuarded.cookie}=`) ?? false })
    if (own) return refuse(response, own)
    if (url.pathname.startsWith('/control/')) return control(request, response, url)
    if (!(await pages(request, response, url)))
      refuse(response, {
        status: 404,
        error: 'the sandbox serves nothing here',
        cure: '/inspector and /desk are its pages, /control/openapi.json describes the control API',
      })
  }

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 60_000 })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => response.destroy())
    serve(request, response).catch((error: unknown) => {
      onFault(error)
      refuse(response, { status: 500, error: 'the sandbox has a fault of its own', cure: 'its terminal says more' })
    })
  })
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
  server.on('upgrade', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new CannotListen(error.code ?? 'unknown')))
    server.listen(options.port, host ?? '127.0.0.1', resolve)
  })
  const { port, address } = server.address() as AddressInfo
  const isAny = address === '0.0.0.0' || address === '::'
  const named = host === null || isAny ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  origin = `http://${named}:${port}`

  return {
    get origin() {
      return origin
    },
    origins: reachableNames(address).map(name => `http://${name}:${port}`),
    sites,
    defaultSite,
    async led(request, response) {
      const url = addressOf(request)
      if (url && visitorPaths.has(url.pathname)) return ledSide(request, response, url)
      return refuse(response, {
        status: 404,
        error: 'the sandbox imitates nothing here',
        cure: 'it stands for the tag, the exchange of tokens and the chat',
      })
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
      state?.close()
    },
  }
}

function addressOf({ url = '/' }: IncomingMessage): URL | null {
  try {
    return url.startsWith('/') ? new URL(`http://sandbox${url.replace(/^\/+/, '/')}`) : null
  } catch {
    return null
  }
}
