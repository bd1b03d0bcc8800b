/** Express wiring of one mock: the tag, the exchange, the agent's desk, and a control surface for tests. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { z } from 'zod'
import { browserScript } from '../bundling/browser-script.ts'
import { exchangePath, logoutPath, reasons, tagPath } from '../contract.ts'
import { coalesced, deskPause, eventStream } from './event-stream.ts'
import { jsonBody } from './handlers.ts'
import { appStyles } from '../looks/app-styles.ts'
import { isFaultName, mockFaults } from '../faults.ts'
import type { Answer, Mock } from '../platform/mock.ts'

/** Bytes. Larger than the longest token that is judged, so that such a token is told what is wrong with it. */
const largestBody = 256 * 1024

const deskFile = (name: string) => readFileSync(new URL(`../desk/${name}`, import.meta.url), 'utf8')

const agentMessage = z.object({ conversation: z.string(), text: z.string().trim().min(1).max(4000) })
const faultChange = z.object({ name: z.string().refine(isFaultName).nullable() })
const clockJump = z.object({ minutes: z.number().positive().max(1_000_000) })

export function createApp(mock: Mock): Express {
  const app = express()
  app.disable('x-powered-by')

  app.get(tagPath, anyOrigin, (_request, response) => {
    response.type('text/javascript').set('cache-control', 'no-store').send(mock.tag())
  })

  const wireBody = express.text({ type: () => true, limit: largestBody })
  app.options([exchangePath, logoutPath], anyOrigin, (_request, response) => {
    response.set('access-control-allow-methods', 'POST').set('access-control-allow-headers', 'content-type')
    response.status(204).end()
  })
  app.post(exchangePath, anyOrigin, wireBody, async (request, response) => {
    const answered = await mock.exchange(jsonBody(String(request.body)))
    await onItsWay(mock)
    answer(response, answered)
  })
  app.post(logoutPath, anyOrigin, wireBody, async (request, response) => {
    const answered = mock.logout(jsonBody(String(request.body)))
    await onItsWay(mock)
    answer(response, answered)
  })

  app.use(['/desk', '/control'], localOnly)
  app.use(['/desk', '/control'], express.json({ limit: largestBody }))

  app.get('/desk', (_request, response) => {
    response.set(
      'content-security-policy',
      "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    )
    response.type('html').send(deskFile('desk.html'))
  })
  app.get('/desk/base.css', (_request, response) => {
    response.type('css').send(appStyles)
  })
  app.get('/desk/desk.css', (_request, response) => {
    response.type('css').send(deskFile('desk.css'))
  })
  app.get('/desk/desk.js', (_request, response) => {
    response.type('text/javascript').send(browserScript(new URL('../desk/desk.ts', import.meta.url)))
  })
  app.get('/desk/state', (_request, response) => {
    response.set('cache-control', 'no-store').json(mock.desk())
  })
  app.get('/desk/events', (_request, response) => {
    const write = eventStream(response)
    const soon = coalesced(deskPause, () => write(null, mock.desk()))
    write(null, mock.desk())
    const stop = mock.onDeskChange(soon)
    response.on('close', () => {
      stop()
      soon.cancel()
    })
  })
  app.post('/desk/messages', (request, response) => {
    const message = agentMessage.safeParse(request.body)
    if (!message.success) return refuse(response, 400, 'a message is { conversation, text }, with 1 to 4000 characters')
    const said = mock.say(message.data.conversation, 'agent', message.data.text)
    return said ? response.status(204).end() : refuse(response, 404, 'there is no such conversation')
  })

  app.get('/control/state', (_request, response) => {
    const jumpedMinutes = Math.round((mock.clock.sessionNow() - mock.clock.now()) / 60_000)
    const known = Object.entries(mockFaults).map(([name, { summary }]) => ({ name, summary }))
    response.json({ sid: mock.tenant.sid, fault: mock.fault(), faults: known, jumpedMinutes, desk: mock.desk() })
  })
  app.post('/control/reset', (_request, response) => {
    mock.reset()
    response.status(204).end()
  })
  app.post('/control/fault', (request, response) => {
    const change = faultChange.safeParse(request.body)
    if (!change.success)
      return refuse(response, 400, `a fault is { name }, null or one of: ${Object.keys(mockFaults).join(', ')}`)
    mock.setFault(change.data.name)
    return response.status(204).end()
  })
  app.post('/control/clock', (request, response) => {
    const jump = clockJump.safeParse(request.body)
    if (!jump.success) return refuse(response, 400, 'a jump is { minutes }, a number above 0')
    mock.clock.jump(jump.data.minutes * 60_000)
    return response.status(204).end()
  })

  app.use((_request, response) => refuse(response, 404, 'the mock iAdvize serves nothing here'))
  app.use(failure)
  return app
}

/** What was asked for is done; the answer takes its time, as over a real network. */
const onItsWay = async (mock: Mock): Promise<void> => {
  const milliseconds = mock.latencyMs()
  if (milliseconds > 0) await pause(milliseconds, undefined, { ref: false })
}

/**
 * The tag runs on the brand's origin. Credentials are not needed, so any origin will do; also one that takes nothing from elsewhere which
 * does not say so itself (COEP require-corp). That iAdvize's own tag does so is assumed.
 */
function anyOrigin(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
  next()
}

/**
 * Desk and control are for this machine, under its own name: pages that reach the mock as `*.iadvize.com`, and pages that
 * post forms across origins, must not read conversations or drive the mock.
 */
function localOnly(request: Request, response: Response, next: NextFunction): void {
  const loopback = /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/.test(request.socket.remoteAddress ?? '')
  const ownName = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(request.headers.host ?? '')
  const foreignForm = request.method !== 'GET' && !request.is('application/json')
  if (!loopback || !ownName) refuse(response, 403, 'desk and control answer to localhost only')
  else if (foreignForm) refuse(response, 415, 'send application/json')
  else next()
}

const answer = (response: Response, { status, body }: Answer) =>
  response.status(status).set('cache-control', 'no-store').json(body)

const refuse = (response: Response, status: number, error: string) => response.status(status).json({ error })

/** Express knows an error handler by its four parameters. */
function failure(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error)
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status >= 500 || Number.isNaN(status)) {
    console.error('the mock iAdvize has a fault of its own:', error)
    response.status(500).json({ reason: reasons.serverError })
  } else response.status(status).json({ reason: reasons.serverError })
}
