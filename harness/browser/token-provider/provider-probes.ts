/**
 * Asks the token provider over HTTP as others than its page would: a guest, a foreign site, somebody who names another user.
 * The request is always the page's own, again; what is varied is said of each. Cookies and tokens stay in memory.
 */
import type { APIRequestContext, BrowserContext } from '@playwright/test'
import type { User } from '../../config/target.ts'
import type { ObservationOf, ProbeName } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import type { FoundProvider, TokenRequest } from './provider-watch.ts'
import { tokenAt } from './token-carrier.ts'

/** The probes that a journey names; some ask more than one question. */
export const probeKinds = {
  'as-page': 'as the page does',
  'as-guest': 'as a guest',
  'as-another-user': 'with another user’s id',
  'from-foreign-origin': 'from a foreign origin',
  'in-parallel': 'twenty times at once',
  'after-sign-out': 'with the cookies of the session that has ended',
} as const satisfies Partial<Record<ProbeName, string>>
export type ProbeKind = keyof typeof probeKinds

/** Somebody else who is signed in elsewhere, with what their page asked. */
export type Another = { user: User; found: FoundProvider | null }

export type ProbesOptions = {
  browser: string
  context: BrowserContext
  /** another profile with the same settings and no cookies */
  newContext: () => Promise<BrowserContext>
  recorder: Recorder
  /** a public page of the site, for a guest's cookies */
  guestPage: string
}

type Sent = Pick<TokenRequest, 'method' | 'url' | 'headers' | 'body'>
type Probe = Pick<ObservationOf<'provider-probe'>, 'probe' | 'variation' | 'user'>
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

export type Probes = {
  /** `user`: who is signed in in this browser; null: nobody */
  ask(kind: ProbeKind, found: FoundProvider, user: User | null, another?: Another): Promise<void>
}

/** Milliseconds. */
const patience = 10_000
const atOnce = 20

/** Belongs to the connection, or is put there by whoever sends. */
const isOfTransport = (name: string): boolean =>
  /^(?::|cookie$|host$|content-length$|connection$|accept-encoding$|if-)/i.test(name)
/** What a site may know somebody by, besides its cookies; a guard against forged requests is no such thing. */
const isCredential = (name: string): boolean =>
  /auth|session|token|jwt|bearer/i.test(name) && !/csrf|xsrf|forgery/i.test(name)

const withHeaders = (request: Sent, keep: (name: string) => boolean, more: Record<string, string> = {}): Sent => ({
  ...request,
  headers: {
    ...Object.fromEntries(Object.entries(request.headers).filter(([name]) => keep(name.toLowerCase()))),
    ...more,
  },
})
const withQuery = (request: Sent, change: (query: URLSearchParams) => void): Sent => {
  const url = new URL(request.url)
  change(url.searchParams)
  return { ...request, url: url.href }
}

const asPage = ({ request }: FoundProvider): Sent => withHeaders(request, name => !isOfTransport(name))

const asGuest = (found: FoundProvider): Sent => {
  const { searchParams } = new URL(found.request.url)
  const credentials = [...new Set(searchParams.keys())].filter(isCredential)
  const bare = withHeaders(asPage(found), name => !isCredential(name))
  return credentials.length === 0 ? bare : withQuery(bare, query => credentials.forEach(name => query.delete(name)))
}

/** A foreign page has the browser's cookies, and nothing else of the site's. */
const fromOrigin = (found: FoundProvider, origin: string): Sent =>
  withHeaders(asPage(found), name => !isCredential(name) && !/^(?:origin|referer|sec-fetch-)/.test(name), {
    origin,
    ...(origin !== 'null' && { referer: `${origin}/` }),
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
    'sec-fetch-dest': 'empty',
  })

const stranger = 'padlock-probe.example'
/** An unrelated one, one that only begins like the site's, and that of sandboxed frames and local files. */
const foreignOrigins = (url: string): [name: string, origin: string][] => [
  ['Origin of another site', `https://${stranger}`],
  ['Origin that begins with the site’s host', `https://${new URL(url).hostname}.${stranger}`],
  ['Origin: null', 'null'],
]

// Where a backend may look for the user it is asked for, when it does not go by the session alone.
const idNames = [
  'userId',
  'user_id',
  'userid',
  'user',
  'uid',
  'id',
  'customerId',
  'customer_id',
  'customer',
  'accountId',
  'account_id',
  'account',
  'clientId',
  'externalId',
  'external_id',
  'sub',
]
const loginNames = ['username', 'login', 'email', 'mail']
const idHeaders = ['x-user-id', 'x-userid', 'x-user', 'x-customer-id', 'x-account-id', 'x-client-id', 'x-sub']
const loginHeaders = [
  'x-username',
  'x-login',
  'x-email',
  'x-remote-user',
  'remote-user',
  'x-forwarded-user',
  'x-authenticated-user',
  'x-forwarded-email',
]

type Variation = { what: string; sent: Sent }
/** All of a kind at once, and each by itself, to name the one that works. */
type Variations = { all: Variation; each: () => Variation[] }

const variationsOf = (
  pairs: readonly (readonly [name: string, value: string])[],
  [one, many]: readonly [singular: string, plural: string],
  apply: (chosen: readonly (readonly [string, string])[]) => Sent,
): Variations => ({
  all: { what: `${many} that may name a user`, sent: apply(pairs) },
  each: () => pairs.map(pair => ({ what: `${one} ${pair[0]}`, sent: apply([pair]) })),
})

const jsonObject = (text: string | null): Record<string, unknown> | null => {
  try {
    const value = JSON.parse(text ?? 'null') as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
const isForm = ({ headers }: Sent): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')

/** The page's request with another user's ids wherever a backend may look for one. */
const identities = (found: FoundProvider, own: User, { user, found: theirs }: Another): Variations[] => {
  const base = asPage(found)
  const id = user.userId ?? user.username
  const pairs = [...idNames.map(name => [name, id] as const), ...loginNames.map(name => [name, user.username] as const)]
  const headers = [
    ...idHeaders.map(name => [name, id] as const),
    ...loginHeaders.map(name => [name, user.username] as const),
  ]
  const one = (what: string, sent: Sent): Variations => ({ all: { what, sent }, each: () => [] })
  const body = jsonObject(base.body)
  const swapped = (text: string): string =>
    [
      [own.userId, user.userId],
      [own.username, user.username],
    ].reduce(
      (changed, [from, to]) =>
        from && to
          ? changed.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to))
          : changed,
      text,
    )
  const renamed: Sent = {
    ...base,
    url: swapped(base.url),
    body: base.body === null ? null : swapped(base.body),
    headers: Object.fromEntries(
      Object.entries(base.headers).map(([name, value]) => [name, isCredential(name) ? value : swapped(value)]),
    ),
  }
  const isRenamed = JSON.stringify(renamed) !== JSON.stringify(base)
  const cross: Sent | null = theirs && {
    ...asPage(theirs),
    // Their question with one's own credentials, and one's own guard against forged requests.
    headers: {
      ...asPage(theirs).headers,
      ...Object.fromEntries(
        Object.entries(base.headers).filter(([name]) => isCredential(name) || /csrf|xsrf|forgery/i.test(name)),
      ),
    },
  }
  return [
    variationsOf(pairs, ['query parameter', 'query parameters'], chosen =>
      withQuery(base, query => chosen.forEach(([name, value]) => query.set(name, value))),
    ),
    variationsOf(headers, ['header', 'headers'], chosen => withHeaders(base, () => true, Object.fromEntries(chosen))),
    ...(body
      ? [
          variationsOf(pairs, ['member of the JSON body', 'members of the JSON body'], chosen => ({
            ...base,
            body: JSON.stringify({ ...body, ...Object.fromEntries(chosen) }),
          })),
        ]
      : []),
    ...(isForm(base)
      ? [
          variationsOf(pairs, ['field of the form', 'fields of the form'], chosen => {
            const fields = new URLSearchParams(base.body ?? '')
            for (const [name, value] of chosen) fields.set(name, value)
            return { ...base, body: fields.toString() }
          }),
        ]
      : []),
    ...(isRenamed ? [one('the user’s own id, wherever the page sends it', renamed)] : []),
    ...(cross ? [one('all that the other user’s page sends', cross)] : []),
  ]
}

const readableBy = (origin: string, header: (name: string) => string | undefined) => {
  const allowed = header('access-control-allow-origin')
  if (allowed === origin)
    return header('access-control-allow-credentials') === 'true' ? 'with-credentials' : 'without-credentials'
  return allowed === '*' ? 'without-credentials' : 'no'
}

/**
 * Playwright's reports name each request with its whole address, in which a probe may put the id of a user. Its own calls of
 * itself it leaves out of them: by this member, which is not documented; the canary test watches that it works.
 */
const untold = <T>(via: APIRequestContext, does: () => Promise<T>): Promise<T> => {
  const { _wrapApiCall: wrap } = via as unknown as {
    _wrapApiCall?: (does: () => Promise<T>, options: { internal: boolean }) => Promise<T>
  }
  if (!wrap) throw new Error('this version of Playwright would write the addresses of probes into its reports')
  return wrap.call(via, does, { internal: true })
}

export const createProbes = ({ browser, context, newContext, recorder, guestPage }: ProbesOptions): Probes => {
  /** of the session that a probe went with last */
  let cookies: Cookies = []

  const send = async (via: APIRequestContext, found: FoundProvider, sent: Sent, probe: Probe) => {
    const response = await untold(via, () =>
      via.fetch(sent.url, {
        method: sent.method,
        headers: sent.headers,
        ...(sent.body !== null && { data: Buffer.from(sent.body) }),
        maxRedirects: 0,
        timeout: patience,
      }),
    ).catch(() => null)
    const headers = response?.headersArray() ?? []
    const header = (wanted: string) => headers.find(({ name }) => name.toLowerCase() === wanted)?.value
    const body = response ? await response.text().catch(() => null) : null
    const raw = response?.ok() ? tokenAt(found.carrier, { headers, body }) : null
    return {
      raw,
      record: (): void =>
        recorder.see({
          kind: 'provider-probe',
          browser,
          ...probe,
          status: response?.status() ?? 'no-answer',
          token: raw === null ? null : recorder.tokenRef(raw),
          readable: sent.headers['origin'] === undefined ? 'no' : readableBy(sent.headers['origin'], header),
        }),
    }
  }
  const ask = async (...[via, found, sent, probe]: Parameters<typeof send>): Promise<void> =>
    (await send(via, found, sent, probe)).record()

  /** In a browser of its own, with the same settings. */
  const elsewhere = async (use: (context: BrowserContext) => Promise<void>): Promise<void> => {
    const other = await newContext()
    try {
      await use(other)
    } finally {
      await other.close()
    }
  }

  const askAsGuest = (found: FoundProvider): Promise<void> =>
    elsewhere(async guest => {
      const probe = { variation: null, user: null }
      await ask(guest.request, found, asGuest(found), { probe: 'as-guest', ...probe })
      await guest.request.get(guestPage, { timeout: patience }).catch(() => undefined)
      if ((await guest.cookies()).length > 0)
        await ask(guest.request, found, asGuest(found), { probe: 'as-guest-with-session', ...probe })
    })

  const askFromForeignOrigins = async (found: FoundProvider, user: string): Promise<void> => {
    for (const [variation, origin] of foreignOrigins(found.request.url))
      await ask(context.request, found, fromOrigin(found, origin), { probe: 'from-foreign-origin', variation, user })
    const asked = fromOrigin(found, `https://${stranger}`)
    const preflight: Sent = {
      method: 'OPTIONS',
      url: asked.url,
      body: null,
      headers: {
        origin: `https://${stranger}`,
        'access-control-request-method': asked.method,
        'access-control-request-headers': 'content-type',
      },
    }
    await ask(context.request, found, preflight, { probe: 'preflight-from-foreign-origin', variation: null, user })
  }

  const askForAnother = async (found: FoundProvider, own: User, another: Another): Promise<void> => {
    const ownId = (await recorder.judged(found.token)).userId
    const isTheirs = async (raw: string | null): Promise<boolean> =>
      raw !== null && (await recorder.judged(raw)).userId !== ownId
    for (const { all, each } of identities(found, own, another)) {
      const as = ({ what, sent }: Variation) =>
        send(context.request, found, sent, { probe: 'as-another-user', variation: what, user: own.label })
      const together = await as(all)
      // Some backends refuse a request with so many parameters, and would take the one.
      const singles = together.raw === null || (await isTheirs(together.raw)) ? each() : []
      const telling = []
      for (const single of singles) {
        const alone = await as(single)
        if (await isTheirs(alone.raw)) telling.push(alone)
      }
      for (const { record } of telling.length > 0 ? telling : [together]) record()
    }
  }

  return {
    ask: async (kind, found, user, another) => {
      if (user) cookies = await context.cookies()
      const label = user?.label ?? ''
      switch (kind) {
        case 'as-page':
          return ask(context.request, found, asPage(found), { probe: kind, variation: null, user: label })
        case 'as-guest':
          return askAsGuest(found)
        case 'as-another-user':
          return user && another ? askForAnother(found, user, another) : undefined
        case 'from-foreign-origin':
          return askFromForeignOrigins(found, label)
        case 'in-parallel': {
          const probe = (index: number): Probe => ({
            probe: kind,
            variation: `${index + 1} of ${atOnce}`,
            user: label,
          })
          await Promise.all(
            Array.from({ length: atOnce }, (_, index) => ask(context.request, found, asPage(found), probe(index))),
          )
          return
        }
        case 'after-sign-out':
          return elsewhere(async leaver => {
            await leaver.addCookies(cookies)
            await ask(leaver.request, found, asPage(found), { probe: kind, variation: null, user: null })
          })
      }
    },
  }
}
