/** How the faults of mock-iadvize/faults.ts are brought about: msw handlers that stand in front of the mock. Adding one: an entry in each. */
import { setTimeout as pause } from 'node:timers/promises'
import { http, HttpResponse, type RequestHandler } from 'msw'
import { exchangePath, logoutPath, reasons, tagPath } from '../contract.ts'
import { mockFaults } from '../faults.ts'
import type { FaultFacts, FaultName } from '../faults.ts'

/** Any host: a brand may give the tag's host a name of its own domain. */
const tag = `*${tagPath}`
const exchange = `*${exchangePath}`
const logout = `*${logoutPath}`

/** Milliseconds that a slow answer takes. */
const slowness = 3000
/** The pages live on another origin; an error without this header would reach the tag as a network error. */
const headers = { 'access-control-allow-origin': '*' }

const status = (code: number) => () => new HttpResponse(null, { status: code, headers })
const unreachable = () => HttpResponse.error()
/** Answers nothing in the end, so the request goes on to whoever stands behind the fault. */
const slow = async () => {
  await pause(slowness, undefined, { ref: false })
}
/** No timer: nothing keeps the process alive. */
const never = () => new Promise<never>(() => {})
/** Like `slow`, for as long as the fault is in force: whoever put it there decides when the answer comes. */
const heldUntil = (lifted: Promise<void>) => async () => {
  await lifted
}
const errorPage = () => HttpResponse.html('<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>', { headers })

/** `handlers` makes new ones each time, as a handler remembers that it answered; `lifted` comes when the fault is taken away. */
type Fault = FaultFacts & { handlers: (lifted: Promise<void>) => RequestHandler[] }

export const faults = {
  'exchange-server-error': {
    ...mockFaults['exchange-server-error'],
    handlers: () => [http.post(exchange, status(503))],
  },
  'exchange-server-error-once': {
    ...mockFaults['exchange-server-error-once'],
    handlers: () => [http.post(exchange, status(503), { once: true })],
  },
  'exchange-refused': {
    ...mockFaults['exchange-refused'],
    handlers: () => [
      http.post(exchange, () => HttpResponse.json({ reason: reasons.serverError }, { status: 401, headers })),
    ],
  },
  'exchange-garbled': {
    ...mockFaults['exchange-garbled'],
    handlers: () => [http.post(exchange, errorPage)],
  },
  'exchange-slow': {
    ...mockFaults['exchange-slow'],
    handlers: () => [http.post(exchange, slow)],
  },
  'exchange-never-answers': {
    ...mockFaults['exchange-never-answers'],
    handlers: () => [http.post(exchange, never)],
  },
  'exchange-unreachable': {
    ...mockFaults['exchange-unreachable'],
    handlers: () => [http.post(exchange, unreachable)],
  },
  'tag-unreachable': {
    ...mockFaults['tag-unreachable'],
    handlers: () => [http.get(tag, unreachable)],
  },
  'tag-server-error': {
    ...mockFaults['tag-server-error'],
    handlers: () => [http.get(tag, status(503))],
  },
  'tag-slow': {
    ...mockFaults['tag-slow'],
    handlers: () => [http.get(tag, slow)],
  },
  'tag-held': {
    ...mockFaults['tag-held'],
    handlers: lifted => [http.get(tag, heldUntil(lifted))],
  },
  'tag-garbled': {
    ...mockFaults['tag-garbled'],
    handlers: () => [http.get(tag, errorPage)],
  },
  'logout-server-error': {
    ...mockFaults['logout-server-error'],
    handlers: () => [http.post(logout, status(503))],
  },
  'logout-slow': {
    ...mockFaults['logout-slow'],
    handlers: () => [http.post(logout, slow)],
  },
  'logout-held': {
    ...mockFaults['logout-held'],
    handlers: lifted => [http.post(logout, heldUntil(lifted))],
  },
  'logout-unreachable': {
    ...mockFaults['logout-unreachable'],
    handlers: () => [http.post(logout, unreachable)],
  },
  'api-server-error': {
    ...mockFaults['api-server-error'],
    handlers: () => [http.post(exchange, status(503)), http.post(logout, status(503))],
  },
  'api-held': {
    ...mockFaults['api-held'],
    handlers: lifted => [http.post(exchange, heldUntil(lifted)), http.post(logout, heldUntil(lifted))],
  },
  'api-unreachable': {
    ...mockFaults['api-unreachable'],
    handlers: () => [http.post(exchange, unreachable), http.post(logout, unreachable)],
  },
} as const satisfies Record<FaultName, Fault>
