/** Small sites of a few lines, each with its own way in and out, and a driver that meets them as a journey does. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { test as base } from '@playwright/test'
import type { Target, User } from '../../config/target.ts'
import { watchIdle } from '../waiting/page-idle.ts'
import { signOut as signOutAs } from './sign-out.ts'

/** As a journey does: a page is looked at when nothing is under way. */
export const signOut = (page: Page, target: Target, user: User | null = null): Promise<void> => {
  const idle = watchIdle(page, { request: () => false, document: () => false }, target)
  return signOutAs(page, target, user, {
    untilIdle: async () => void (await idle.wait(() => ({ open: 0, settled: true, spoke: true }))),
  })
}

export type Asked = { path: string; method: string; body: URLSearchParams; signedIn: boolean; request: IncomingMessage }
/** A page, or anything else that a server may answer. */
export type Answer =
  string | { status?: number; headers?: Record<string, string>; body?: string } | { hangs: true } | null
/** Of a site that answers one thing in its own way: undefined leaves it to the others */
export type Special = (asked: Asked) => Answer | undefined
export type Site = { serve: (answer: (asked: Asked) => Answer) => Promise<Target>; posts: string[] }

export const ada: User = {
  label: 'first',
  username: 'ada',
  password: 'open sesame',
  from: 'users[0].password (environment variable ADA)',
}

export const test = base.extend<{ site: Site }>({
  site: async ({}, use) => {
    const posts: string[] = []
    const hung = new Set<ServerResponse>()
    let answer: (asked: Asked) => Answer = () => null
    const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      const path = request.url ?? '/'
      if (request.method === 'POST') posts.push(path)
      const signedIn = /\bsession=1\b/.test(request.headers.cookie ?? '')
      const body = new URLSearchParams(text)
      const told = answer({ path, method: request.method ?? 'GET', body, signedIn, request })
      if (told && typeof told === 'object' && 'hangs' in told) return void hung.add(response)
      const {
        status = 200,
        headers = {},
        body: sent = '',
      } = told === null ? { status: 404, body: 'not here' } : typeof told === 'string' ? { body: told } : told
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(sent)
    }
    const server = createServer((request, response) => void respond(request, response))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    await use({
      posts,
      serve: given => {
        answer = given
        return Promise.resolve({
          name: 'a site',
          origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          sid: '1',
          platform: 'halc',
          pages: { guest: ['/'], signedIn: ['/account'] },
          users: [ada],
          signInPage: '/login',
          guests: 'either',
          timeouts: { navigation: 4_000, action: 2_500, journey: 60_000 },
        })
      },
    })
    server.closeAllConnections()
    server.close()
  },
})

export const see = (to: string, headers: Record<string, string> = {}): Answer => ({
  status: 303,
  headers: { location: to, ...headers },
})
const letIn = see('/account', { 'set-cookie': 'session=1; Path=/' })
export const account = '<h1>Your account</h1><form method="post" action="/logout"><button>Log out</button></form>'
const fits = ({ body }: Asked): boolean => body.get('u') === ada.username && body.get('p') === ada.password

/** A site of two pages around a login page. */
export const around =
  (login: string, answerTo: Special = () => undefined) =>
  (asked: Asked): Answer => {
    const special = answerTo(asked)
    if (special !== undefined) return special
    const { path, method, signedIn } = asked
    if (path === '/login' && method === 'POST')
      return fits(asked) ? letIn : `<p role="alert">Wrong name or password for ${asked.body.get('u')}</p>${login}`
    if (path === '/login') return login
    if (path === '/account') return signedIn ? account : see('/login')
    if (path === '/logout') return see('/', { 'set-cookie': 'session=0; Path=/' })
    return path === '/' ? '<h1>Welcome</h1>' : null
  }

export const form = (inside: string, attributes = ''): string =>
  `<form method="post" action="/login" ${attributes}>${inside}</form>`
/** A form of two fields and no button is sent by no key of its own (HTML, implicit submission). */
export const byEnter = `onkeydown="if (event.key === 'Enter') this.submit()"`
export const fields = '<input name="u" autocomplete="username"><input name="p" type="password">'
