/** The faults of iAdvize that a mock can have: data, reproducible, one name each. As msw handlers they stand in front of the mock. */
import { setTimeout as pause } from 'node:timers/promises'
import { http, HttpResponse, type RequestHandler } from 'msw'
import { exchangePath, logoutPath, reasons, tagPath } from '../contract.ts'

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

/**
 * `handlers` makes new ones each time, as a handler remembers that it answered; `lifted` comes when the fault is taken away.
 * `once`: only the first request is hit. `holds`: paths whose requests stay open while the fault is in force.
 */
type Fault = {
  summary: string
  once?: true
  holds?: readonly string[]
  handlers: (lifted: Promise<void>) => RequestHandler[]
}

const api = [exchangePath, logoutPath]

export const faults = {
  'exchange-server-error': {
    summary: 'iAdvize answers every exchange of a token with a server error (503)',
    handlers: () => [http.post(exchange, status(503))],
  },
  'exchange-server-error-once': {
    summary: 'iAdvize answers the first exchange with a server error (503); the tag’s own retry gets through',
    once: true,
    handlers: () => [http.post(exchange, status(503), { once: true })],
  },
  'exchange-refused': {
    summary: 'iAdvize refuses every exchange with its one opaque reason (401)',
    handlers: () => [
      http.post(exchange, () => HttpResponse.json({ reason: reasons.serverError }, { status: 401, headers })),
    ],
  },
  'exchange-garbled': {
    summary: 'something in between answers the exchange with an HTML page (200)',
    handlers: () => [http.post(exchange, errorPage)],
  },
  'exchange-slow': {
    summary: 'iAdvize takes three seconds to answer an exchange',
    handlers: () => [http.post(exchange, slow)],
  },
  'exchange-never-answers': {
    summary: 'iAdvize takes the exchange and never answers',
    holds: [exchangePath],
    handlers: () => [http.post(exchange, never)],
  },
  'exchange-unreachable': {
    summary: 'the connection breaks at every exchange',
    handlers: () => [http.post(exchange, unreachable)],
  },
  'tag-unreachable': {
    summary: 'the tag cannot be loaded: the connection breaks',
    handlers: () => [http.get(tag, unreachable)],
  },
  'tag-server-error': {
    summary: 'the tag’s host answers with a server error (503)',
    handlers: () => [http.get(tag, status(503))],
  },
  'tag-slow': {
    summary: 'the tag takes three seconds to load',
    handlers: () => [http.get(tag, slow)],
  },
  'tag-held': {
    summary: 'the tag does not arrive before this fault is lifted',
    holds: [tagPath],
    handlers: lifted => [http.get(tag, heldUntil(lifted))],
  },
  'tag-garbled': {
    summary: 'something in between answers with an HTML page instead of the tag (200)',
    handlers: () => [http.get(tag, errorPage)],
  },
  'logout-server-error': {
    summary: 'iAdvize answers logout with a server error (503)',
    handlers: () => [http.post(logout, status(503))],
  },
  'logout-slow': {
    summary: 'iAdvize takes three seconds to answer logout',
    handlers: () => [http.post(logout, slow)],
  },
  'logout-held': {
    summary: 'iAdvize answers no logout before this fault is lifted',
    holds: [logoutPath],
    handlers: lifted => [http.post(logout, heldUntil(lifted))],
  },
  'logout-unreachable': {
    summary: 'the connection breaks at logout',
    handlers: () => [http.post(logout, unreachable)],
  },
  'api-server-error': {
    summary: 'iAdvize answers exchanges and logouts alike with a server error (503)',
    handlers: () => [http.post(exchange, status(503)), http.post(logout, status(503))],
  },
  'api-held': {
    summary: 'iAdvize answers no exchange and no logout before this fault is lifted',
    holds: api,
    handlers: lifted => [http.post(exchange, heldUntil(lifted)), http.post(logout, heldUntil(lifted))],
  },
  'api-unreachable': {
    summary: 'the connection breaks at every exchange and every logout',
    handlers: () => [http.post(exchange, unreachable), http.post(logout, unreachable)],
  },
} as const satisfies Record<string, Fault>
export type FaultName = keyof typeof faults

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name)

/** Paths whose requests stay open while the fault of this name is in force. */
export const heldPaths = (name: FaultName | null): readonly string[] => {
  const fault: Fault | null = name === null ? null : faults[name]
  return fault?.holds ?? []
}
