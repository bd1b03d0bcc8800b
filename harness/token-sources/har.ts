/** Tokens in a HAR file (HTTP Archive 1.2), as browsers, proxies and Playwright save what they have seen. Pure. */
import { z } from 'zod'
import { iadvizeDomain } from '../../mock-iadvize/contract.ts'
import { decoded } from '../browser/token-provider/token-carrier.ts'
import { coveredPath } from '../recording/privacy/addresses.ts'
import type { Found, FoundToken } from './found-token.ts'
import { placeOf, tokensIn } from './message.ts'
import type { Carried } from './message.ts'

/** Characters; what is longer is no token, and no script that somebody wrote by hand. */
const longestBody = 2_000_000

// Whatever one tool leaves out or writes in its own way must not hide the rest.
const pairs = z.array(z.object({ name: z.string(), value: z.string() })).catch([])
const entrySchema = z.object({
  startedDateTime: z.string().catch(''),
  /** milliseconds */
  time: z.number().catch(0),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: pairs,
    cookies: pairs,
    postData: z.object({ text: z.string().catch('') }).catch({ text: '' }),
  }),
  response: z.object({
    headers: pairs,
    cookies: pairs,
    content: z
      .object({ text: z.string().optional(), encoding: z.string().optional(), mimeType: z.string().catch('') })
      .catch({ mimeType: '' }),
  }),
  /** Chromium's own addition */
  _webSocketMessages: z.array(z.object({ type: z.string(), data: z.string() })).catch([]),
})
const harSchema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) })
type Entry = z.infer<typeof entrySchema>

const isText = (type: string): boolean => type === '' || /json|text|script|xml|html|form/i.test(type)

const bodyOf = ({ content: { text, encoding, mimeType } }: Entry['response']): string | null => {
  if (text === undefined || text.length > longestBody || !isText(mimeType)) return null
  return encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text
}

const cookieHeaders = (cookies: Entry['request']['cookies']): { name: string; value: string }[] =>
  cookies.map(({ name, value }) => ({ name: 'cookie', value: `${name}=${value}` }))

const dateOf = (milliseconds: number): Date | null => (Number.isNaN(milliseconds) ? null : new Date(milliseconds))
/** One address is often asked more than once. */
const timeOf = (date: Date | null): string => (date ? `, ${date.toISOString().slice(11, 19)}Z` : '')

type Sighting = Carried & { from: string; at: Date | null; atIAdvize: boolean }

const sightings = ({ startedDateTime, time, request, response, _webSocketMessages: messages }: Entry): Sighting[] => {
  if (!URL.canParse(request.url)) return []
  const url = new URL(request.url)
  const host = url.hostname.replace(/\.$/, '')
  const atIAdvize = host === iadvizeDomain || host.endsWith(`.${iadvizeDomain}`)
  const name = `${request.method} ${url.origin === 'null' ? '' : url.origin}${coveredPath(url.pathname)}`
  const began = Date.parse(startedDateTime)
  const told = (what: string, carried: Carried[], at: number): Sighting[] =>
    carried.map(it => ({
      ...it,
      from: `${what} ${name}: ${placeOf(it.carrier)}${timeOf(dateOf(at))}`,
      at: dateOf(at),
      atIAdvize,
    }))
  const asked = tokensIn({
    headers: [...request.headers, ...cookieHeaders(request.cookies)],
    body: request.postData.text.length > longestBody ? null : request.postData.text,
  })
  // Of an address nothing but the path is told, so where in it the token lay is not either.
  const inAddress = tokensIn({ headers: [], body: decoded(url.href) }).map(it => ({
    ...it,
    from: `address of ${name}${timeOf(dateOf(began))}`,
    at: dateOf(began),
    atIAdvize,
  }))
  const answered = tokensIn({
    headers: [
      ...response.headers,
      ...cookieHeaders(response.cookies),
      { name: 'content-type', value: response.content.mimeType },
    ],
    body: bodyOf(response),
  })
  const socket = messages.flatMap(({ data }) => tokensIn({ headers: [], body: data }))
  return [
    ...told('request', asked, began),
    ...inAddress,
    // What iAdvize answers is iAdvize's own.
    ...(atIAdvize ? [] : told('answer of', answered, began + time)),
    ...told('WebSocket', socket, began),
  ]
}

/**
 * Each token once: as of the moment when it was handed to iAdvize, or else when it was first seen; and told by where it was
 * first seen. null: this is no HAR.
 */
export const tokensInHar = (text: string): (Found & { entries: number }) | null => {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null
  }
  const har = harSchema.safeParse(json)
  if (!har.success) return null
  const { entries } = har.data.log
  const tokens = new Map<string, FoundToken & { handedOver: boolean }>()
  const others = new Set<string>()
  for (const entry of entries) {
    const read = entrySchema.safeParse(entry)
    for (const { token, meantForIAdvize, from, at, atIAdvize } of read.success ? sightings(read.data) : []) {
      // Sent to iAdvize as it was found elsewhere with a line break: one token.
      const known = tokens.get(token.trim())
      if (!meantForIAdvize && !atIAdvize) others.add(token)
      else if (!meantForIAdvize) continue
      else if (!known) tokens.set(token.trim(), { token, from, at, handedOver: atIAdvize })
      else if (atIAdvize && !known.handedOver) Object.assign(known, { at, handedOver: true })
    }
  }
  return {
    tokens: [...tokens.values()].map(({ token, from, at }) => ({ token, from, at })),
    others: others.size,
    entries: entries.length,
  }
}
