/**
 * Requests that leave from this process, and not from the browser. No rule leads iAdvize's hosts to the mock here, so they are never
 * asked: neither by their name, nor because a site redirects there.
 */
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { isIAdvizeHost } from '../../../mock-iadvize/contract.ts'

/** `brandHosts`: names that the brand gave the tag's host. */
export const leadsToIAdvize = (url: string, brandHosts: readonly string[] = []): boolean => {
  const { hostname } = new URL(url)
  return isIAdvizeHost(hostname) || brandHosts.includes(hostname.replace(/\.$/, ''))
}

export type OwnRequest = {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string | null
  /** milliseconds */
  timeout: number
}

/** One request; a redirect is its answer. null: it would have gone to iAdvize. Throws what Playwright throws. */
export const ownRequest = async (
  via: APIRequestContext,
  { url, method = 'GET', headers = {}, body = null, timeout }: OwnRequest,
  brandHosts: readonly string[] = [],
): Promise<APIResponse | null> => {
  if (leadsToIAdvize(url, brandHosts)) return null
  const data = body === null ? {} : { data: Buffer.from(body) }
  return via.fetch(url, { method, headers, ...data, timeout, maxRedirects: 0 })
}

/** As browsers do (Fetch standard, HTTP-redirect fetch). */
const mostRedirects = 20

/** Opens a page for its cookies, wherever it sends on to, but never to iAdvize. null: it led to no page. */
export const ownVisit = async (
  via: APIRequestContext,
  { url, timeout }: OwnRequest,
  brandHosts: readonly string[] = [],
): Promise<APIResponse | null> => {
  let next = url
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ownRequest(via, { url: next, timeout }, brandHosts).catch(() => null)
    const location = response?.headers()['location']
    if (!response || location === undefined || ![301, 302, 303, 307, 308].includes(response.status())) return response
    if (!URL.canParse(location, next)) return response
    next = new URL(location, next).href
    if (!/^https?:/.test(next)) return response
  }
  return null
}
