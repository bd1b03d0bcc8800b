/** Tokens in a HAR (HTTP Archive 1.2), as browsers, proxies and Playwright save what they have seen. */
import { z } from 'zod'
import { isIAdvizeHost } from '../../mock-iadvize/contract.ts'
import { decoded } from './token-carrier.ts'
import { coveredPath } from '../recording/privacy/addresses.ts'
import type { Found, FoundToken } from './found-token.ts'
import { readBody } from './har-body.ts'
import { harEntries } from './har-entries.ts'
import { placeOf, tokensIn } from './message.ts'
import type { Carried } from './message.ts'

/** A body that Playwright has put into a file of its own; null: it is not there. */
export type AttachedBody = (name: string) => Promise<Buffer | null>

// Whatever one tool leaves out or writes in its own way must not hide the rest.
type Pair = { name: string; value: string }
const text = z.union([z.string(), z.number().transform(String)])
const pair = z.object({ name: text, value: text })
const pairs = z
  .union([
    z.array(z.unknown()).transform((all): Pair[] => all.flatMap(one => pair.safeParse(one).data ?? [])),
    z
      .record(z.string(), z.unknown())
      .transform((all): Pair[] =>
        Object.entries(all).flatMap(([name, value]) => pair.safeParse({ name, value }).data ?? []),
      ),
  ])
  .catch([])
const body = z
  .object({
    text: z.string().catch(''),
    encoding: z.string().catch(''),
    mimeType: z.string().catch(''),
    params: pairs,
    /** Playwright's own: the body lies in this file, beside the HAR or in the same ZIP */
    _file: z.string().catch(''),
  })
  .catch({ text: '', encoding: '', mimeType: '', params: [], _file: '' })
const request = z.object({
  method: z.string().catch(''),
  url: z.string().catch(''),
  headers: pairs,
  cookies: pairs,
  queryString: pairs,
  postData: body,
})
const response = z.object({ headers: pairs, cookies: pairs, redirectURL: z.string().catch(''), content: body })
const entrySchema = z.object({
  startedDateTime: z.string().catch(''),
  /** milliseconds */
  time: z.number().catch(0),
  request: request.catch(request.parse({})),
  response: response.catch(response.parse({})),
  /** Chromium's own addition, which Playwright and mitmproxy write as well. `opcode` 2: `data` is base64 */
  _webSocketMessages: z
    .array(z.unknown())
    .transform(all => all.flatMap(one => socketMessage.safeParse(one).data ?? []))
    .nullable()
    .catch(null),
})
const socketMessage = z.object({ data: z.string(), opcode: z.number().catch(1) })
type Entry = z.infer<typeof entrySchema>
type Body = z.infer<typeof body>

const cookieHeaders = (cookies: readonly Pair[]): Pair[] =>
  cookies.map(({ name, value }) => ({ name: 'cookie', value: `${name}=${value}` }))

const dateOf = (milliseconds: number): Date | null => {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? null : date
}
/** One address is often asked more than once. */
const timeOf = (date: Date | null): string => (date ? `, ${date.toISOString().slice(11, 19)}Z` : '')

/** What kept bodies from being read, and how often. */
type Unread = { attached: number; compressed: Map<string, number>; bodies: number; sockets: number }

type Sighting = Carried & { from: string; at: Date | null; atIAdvize: boolean }

const sightings = async (entry: Entry, attached: AttachedBody, unread: Unread): Promise<Sighting[]> => {
  const { startedDateTime, time, request, response, _webSocketMessages: messages } = entry
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  const host = url?.hostname.replace(/\.$/, '') ?? ''
  const atIAdvize = isIAdvizeHost(host)
  const address = url
    ? `${url.origin === 'null' ? '' : url.origin}${coveredPath(url.pathname)}`
    : 'an address that is none'
  const method = /^[A-Z]{1,20}$/i.test(request.method) ? `${request.method} ` : ''
  const name = `${method}${address}`
  const began = Date.parse(startedDateTime)
  const told = (what: string, carried: Carried[], at: number): Sighting[] =>
    carried.map(it => ({
      ...it,
      from: `${what} ${name}: ${placeOf(it.carrier)}${timeOf(dateOf(at))}`,
      at: dateOf(at),
      atIAdvize,
    }))
  const bodies = async ({ text, encoding, params, _file }: Body, headers: readonly Pair[]): Promise<string[]> => {
    const contentEncoding = headers.find(header => header.name.toLowerCase() === 'content-encoding')?.value ?? ''
    const file = _file === '' ? null : await attached(_file)
    if (_file !== '' && !file) unread.attached++
    if (text !== '' || file) unread.bodies++
    const saved = file
      ? { text: file.toString('base64'), isBase64: true, contentEncoding }
      : { text, isBase64: encoding === 'base64', contentEncoding }
    const read = readBody(saved)
    if (read.unread !== null) unread.compressed.set(read.unread, (unread.compressed.get(read.unread) ?? 0) + 1)
    return [...read.texts, ...params.map(({ name, value }) => `${name}=${value}`)]
  }
  const inMessage = (headers: readonly Pair[], texts: readonly string[]): Carried[] => [
    ...tokensIn({ headers, body: null }),
    ...texts.flatMap(each => tokensIn({ headers: typeOf(headers), body: each })),
  ]
  const asked = inMessage(
    [...request.headers, ...cookieHeaders(request.cookies)],
    await bodies(request.postData, request.headers),
  )
  // Of an address nothing but the path is told, so where in it the token lay is not either.
  const addresses = [request.url, ...request.queryString.map(({ value }) => value), response.redirectURL]
  const inAddress = addresses
    .flatMap(each => tokensIn({ headers: [], body: decoded(each) }))
    .map(it => ({
      ...it,
      from: `address of ${name}${timeOf(dateOf(began))}`,
      at: dateOf(began),
      atIAdvize,
    }))
  const answered = inMessage(
    [
      ...response.headers,
      ...cookieHeaders(response.cookies),
      { name: 'content-type', value: response.content.mimeType },
    ],
    await bodies(response.content, response.headers),
  )
  if (messages === null && /^wss?:/.test(url?.protocol ?? '')) unread.sockets++
  const socket = (messages ?? [])
    .flatMap(({ data, opcode }) => readBody({ text: data, isBase64: opcode === 2, contentEncoding: '' }).texts)
    .flatMap(each => tokensIn({ headers: [], body: each }))
  return [
    ...told('request', asked, began),
    ...inAddress,
    // What iAdvize answers is iAdvize's own.
    ...(atIAdvize ? [] : told('answer of', answered, began + time)),
    ...told('WebSocket', socket, began),
  ]
}

const typeOf = (headers: readonly Pair[]): Pair[] => headers.filter(({ name }) => name.toLowerCase() === 'content-type')

/** null: this entry can't be read. */
const entryIn = (json: string | null): Entry | null => {
  try {
    return entrySchema.safeParse(JSON.parse(json ?? '')).data ?? null
  } catch {
    return null
  }
}

export type FoundInHar = Found & { entries: number; hints: readonly string[] }

/**
 * Each token once: as of the moment when it was handed to iAdvize, or else when it was first seen; and told by where it was
 * first seen. Throws {@link HarMistake}.
 */
export const tokensInHar = async (
  chunks: AsyncIterable<Buffer>,
  attached: AttachedBody = () => Promise.resolve(null),
): Promise<FoundInHar> => {
  const tokens = new Map<string, FoundToken & { handedOver: boolean }>()
  const others = new Set<string>()
  const unread: Unread = { attached: 0, compressed: new Map(), bodies: 0, sockets: 0 }
  const broken: number[] = []
  let entries = 0
  for await (const { text: json, line } of harEntries(chunks)) {
    entries++
    const entry = entryIn(json)
    if (!entry) broken.push(line)
    for (const { token, meantForIAdvize, from, at, atIAdvize } of entry
      ? await sightings(entry, attached, unread)
      : []) {
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
    entries,
    hints: hintsOf(broken, unread, entries),
  }
}

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

const hintsOf = (
  broken: readonly number[],
  { attached, compressed, bodies, sockets }: Unread,
  entries: number,
): string[] => [
  ...(broken.length === 0
    ? []
    : [
        `${counted(broken.length, 'entry', 'entries')} of ${entries} could not be read (the first at line ${broken[0]}): save the HAR again`,
      ]),
  ...(attached === 0
    ? []
    : [
        `${counted(attached, 'body lies', 'bodies lie')} in other files that are not beside the HAR (Playwright's content “attach”): keep them together, or record with content “embed”`,
      ]),
  ...[...compressed].map(
    ([name, count]) =>
      `${counted(count, 'body is', 'bodies are')} compressed with ${name} and could not be unpacked: save the HAR with decoded bodies`,
  ),
  ...(sockets === 0
    ? []
    : [
        `${counted(sockets, 'WebSocket was', 'WebSockets were')} saved without ${sockets === 1 ? 'its' : 'their'} messages, as Firefox does: where they carry the token, record with Chrome or Playwright`,
      ]),
  ...(entries > 0 && bodies === 0 && attached === 0
    ? ['no body was saved at all: choose “Save all as HAR with content”, or Playwright’s content “embed”']
    : []),
]
