/** What the browser asks for, and gets, once a login form was sent. */
import type { Page, Request, Response } from '@playwright/test'
import { isNavigation } from '../waiting/documents.ts'
import { retryAfterSeconds } from '../waiting/rate-limit.ts'
import { sleep } from './awaited.ts'

/** What the browser asked for, and was told, since the form was sent. */
export type Answers = {
  underWay: number
  asked: number
  /** requests that may have carried what was typed: a page that only loads anew has sent it to nobody */
  carried: number
  /** milliseconds, monotonic */
  changed: number
  documents: number
  /** status of the last document, and its path: a browser may show a page of its own instead */
  status: number
  path: string
  /** the form itself was answered with it, and not a page that the site sent on to */
  direct: boolean
  refusals: number
  /** too many, says the site: seconds to wait; null: it does not */
  retryAfterSeconds: number | null
  /** another document was asked for, and does not stand yet */
  arriving: boolean
  /** path of a document that was asked for last, and that did not become a page: a download, no content; null: it did */
  noPage: string | null
  /** value of WWW-Authenticate of the last document */
  challenge: string
  /** documents that have come, and stand */
  arrived: number
  /** when something of this changes, or so many milliseconds have gone by */
  change: (within: number) => Promise<void>
  stop: () => void
}

/**
 * What is asked for by GET takes along what was typed in its address, or in the header that is made for it. Others, and the chat among
 * them, are told much that is no sign-in.
 */
const mayCarry = (request: Request, username: string, isOwn: boolean): boolean => {
  const isSent = !['GET', 'HEAD', 'OPTIONS'].includes(request.method())
  if (isSent && (isOwn || request.isNavigationRequest())) return true
  const forms = [username, encodeURIComponent(username), JSON.stringify(username).slice(1, -1)]
  const told = isSent ? (request.postData() ?? '') : new URL(request.url()).search.replaceAll('+', ' ')
  return 'authorization' in request.headers() || forms.some(form => told.includes(form))
}

/** `username`: what was typed. */
export const watchAnswers = (page: Page, username: string): Answers => {
  let wake: (() => void) | undefined
  const changed = (): void => {
    answers.changed = performance.now()
    wake?.()
  }
  // What others on the page are told, says nothing of the sign-in.
  const isOwn = (url: string): boolean => new URL(url).origin === new URL(page.url()).origin
  const carries = (request: Request): boolean => mayCarry(request, username, isOwn(request.url()))
  const asked = (request: Request): void => {
    if (['image', 'font', 'media', 'ping', 'eventsource', 'websocket'].includes(request.resourceType())) return
    answers.underWay += 1
    answers.asked += 1
    if (carries(request)) answers.carried += 1
    if (isNavigation(page, request)) {
      answers.arriving = true
      answers.noPage = null
    }
    changed()
  }
  const ended = (request: Request): void => {
    if (['image', 'font', 'media', 'ping', 'eventsource', 'websocket'].includes(request.resourceType())) return
    answers.underWay = Math.max(0, answers.underWay - 1)
    // Redirects to no page, downloads and empty answers are given up by the browser, and the page before stays.
    if (isNavigation(page, request) && request.failure()?.errorText === 'net::ERR_ABORTED') {
      answers.noPage = new URL(request.url()).pathname
      answers.arriving = false
    }
    changed()
  }
  const stood = (): void => {
    answers.arriving = false
    answers.noPage = null
    answers.arrived += 1
    changed()
  }
  const answered = (response: Response): void => {
    const request = response.request()
    const isDocument = isNavigation(page, request)
    if (isDocument && (response.status() < 300 || response.status() >= 400)) {
      answers.documents += 1
      answers.status = response.status()
      answers.direct = request.method() !== 'GET' || carries(request)
      answers.challenge = response.headers()['www-authenticate'] ?? ''
      answers.path = new URL(response.url()).pathname
    }
    if (!isDocument && (request.method() === 'GET' || !isOwn(request.url()))) return
    if (!isDocument && [400, 401, 403, 422, 423].includes(response.status())) answers.refusals += 1
    if (response.status() === 429) answers.retryAfterSeconds = retryAfterSeconds(response.headers()['retry-after'])
  }
  const answers: Answers = {
    underWay: 0,
    asked: 0,
    carried: 0,
    changed: performance.now(),
    documents: 0,
    status: 0,
    path: '/',
    direct: false,
    refusals: 0,
    retryAfterSeconds: null,
    arriving: false,
    noPage: null,
    challenge: '',
    arrived: 0,
    change: within => Promise.race([sleep(within), new Promise<void>(resolve => (wake = resolve))]),
    stop: () => {
      page.off('domcontentloaded', stood)
      page.off('request', asked)
      page.off('requestfinished', ended)
      page.off('requestfailed', ended)
      page.off('response', answered)
    },
  }
  page.on('request', asked)
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  page.on('response', answered)
  page.on('domcontentloaded', stood)
  return answers
}
