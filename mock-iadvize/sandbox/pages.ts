/** The pages of the integrator: desk and inspector, and what their scripts ask for. `?sid=` chooses the site; the default one otherwise. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { browserScript } from '../bundling/browser-script.ts'
import { coalesced, deskPause, eventStream } from '../network/event-stream.ts'
import { jsonBody } from '../network/handlers.ts'
import { noSitePage } from './no-site.ts'
import { appStyles } from '../looks/app-styles.ts'
import type { Hub } from './events.ts'
import type { Faces } from './faces.ts'
import { inspectorStream } from './inspector-stream.ts'
import { limits } from './limits.ts'
import { refuse, requestBody } from './request-body.ts'
import type { Site } from './tenants.ts'
import { tooMany } from './visitor-side.ts'

type Asset = { type: string; content: () => string }
const file = (url: URL): (() => string) => {
  let read: string | undefined
  return () => (read ??= readFileSync(url, 'utf8'))
}

/** A page of ours loads nothing from elsewhere, and no other page may frame it. */
const pagePolicy =
  "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The pages know by this that there are more of them; `beside`: the path and the name of one that stands beside them. */
export const withPages = (html: string, beside?: { path: string; name: string }): string =>
  html.replace(
    '<title>',
    `<meta name="padlock-sandbox"${beside ? ` content="${beside.path.slice(1)} ${beside.name}"` : ''} /><title>`,
  )
const css = (content: () => string): Asset => ({ type: 'text/css', content })
const script = (content: () => string): Asset => ({ type: 'text/javascript', content })

const assets: Record<string, Asset> = {
  '/desk': { type: 'text/html', content: file(new URL('../desk/desk.html', import.meta.url)) },
  '/desk/base.css': css(() => appStyles),
  '/desk/desk.css': css(file(new URL('../desk/desk.css', import.meta.url))),
  '/desk/desk.js': script(() => browserScript(new URL('../desk/desk.ts', import.meta.url))),
  '/inspector': { type: 'text/html', content: file(new URL('../inspector/inspector.html', import.meta.url)) },
  '/inspector/first-padlock': {
    type: 'text/html',
    content: file(new URL('../inspector/first-padlock.html', import.meta.url)),
  },
  '/inspector/inspector.css': css(file(new URL('../inspector/inspector.css', import.meta.url))),
  '/inspector/inspector.js': script(() => browserScript(new URL('../inspector/inspector.ts', import.meta.url))),
}

/** Pages that a link may lead to from anywhere. */
export const isPage = (pathname: string): boolean => assets[pathname]?.type === 'text/html' || pathname === '/'

/** How many conversations the desk shows. */
const mostOnDesk = 200

const agentMessage = z.object({ conversation: z.string(), text: z.string().trim().min(1).max(4000) })

const notDrawn = {
  status: 404,
  error: 'this sandbox has no inspector',
  cure: 'start it with the command «padlock sandbox»',
}

/** Answers with whether there is such a page here. */
export function createPages({
  siteOf,
  defaultSite,
  sids,
  hub,
  faces,
  onFault,
  committed,
  beside,
}: {
  siteOf: (sid: string) => Site | undefined
  defaultSite: () => Site
  /** of all sites, the default one first */
  sids: () => string[]
  hub: Hub
  faces: Faces | undefined
  /** hears of faults of our own */
  onFault: (error: unknown) => void
  committed: () => Promise<void>
  /** one more page, of somebody else's making */
  beside?: { path: string; name: string }
}) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> => {
    const { pathname } = url
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (pathname === '/' && reads) {
      response.writeHead(302, { location: `/inspector${url.search}` }).end()
      return true
    }
    const drawings = pathname === '/inspector/drawings.css' ? css(() => faces?.styles ?? '') : undefined
    const asset = Object.hasOwn(assets, pathname) ? assets[pathname] : drawings
    const sid = url.searchParams.get('sid')
    const site = sid === null ? defaultSite() : siteOf(sid)
    if (asset && reads) {
      const showsSite = pathname === '/inspector' ? 'inspector' : pathname === '/desk' ? 'desk' : null
      const missing = showsSite !== null && sid !== null && !site ? noSitePage(showsSite, sid, sids()) : null
      response.writeHead(missing === null ? 200 : 404, {
        'content-type': `${asset.type}; charset=utf-8`,
        'cache-control': 'no-store',
        'content-security-policy': pagePolicy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      response.end(missing ?? (showsSite === null ? asset.content() : withPages(asset.content(), beside)))
      return true
    }
    const isAsked = ['/desk/state', '/desk/events', '/desk/messages', '/inspector/events'].includes(pathname)
    if (!isAsked) return false
    if (!site) {
      refuse(response, { status: 404, error: 'there is no site with this sid', cure: 'open the page without it' })
      return true
    }
    if (pathname === '/inspector/events' && reads) {
      if (!faces) refuse(response, notDrawn)
      else if (!inspectorStream(response, { site, hub, faces, onFault })) refuse(response, tooMany)
      return true
    }
    const desk = () => site.mock.desk(mostOnDesk)
    if (pathname === '/desk/state' && reads) {
      response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
        .end(JSON.stringify(desk()))
      return true
    }
    if (pathname === '/desk/events' && reads) {
      let write: ReturnType<typeof eventStream> | undefined
      const soon = coalesced(deskPause, () => write?.(null, desk()))
      const stop = hub.listen(event => {
        if (event.sid === site.sid && event.event !== 'activation' && event.event !== 'sighting') soon()
      })
      if (!stop) {
        refuse(response, tooMany)
        return true
      }
      write = eventStream(response)
      write(null, desk())
      response.on('close', () => {
        stop()
        soon.cancel()
      })
      return true
    }
    if (pathname !== '/desk/messages' || request.method !== 'POST') return false
    await say(request, response, site)
    return true
  }

  async function say(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
    const body = await requestBody(request, limits.body)
    if (body === null) return
    if (typeof body !== 'string') return refuse(response, body)
    const message = agentMessage.safeParse(jsonBody(body))
    const said = message.success && site.mock.say(message.data.conversation, 'agent', message.data.text)
    await committed()
    if (said) response.writeHead(204).end()
    else
      refuse(
        response,
        message.success
          ? { status: 404, error: 'there is no such conversation', cure: 'the oldest are forgotten; look at the list' }
          : { status: 400, error: 'a message is { conversation, text }', cure: 'write 1 to 4000 characters' },
      )
  }
}
