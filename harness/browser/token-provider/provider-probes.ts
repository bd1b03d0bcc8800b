/**
 * Asks the token provider over HTTP as others than its page would: a guest, a foreign site, somebody who names another user.
 * The request is always the page's own, again; what is varied is said of each. Cookies and tokens stay in memory.
 */
import type { APIRequestContext, BrowserContext } from '@playwright/test'
import type { Target, User } from '../../config/target.ts'
import type { ObservationOf, ProbeName } from '../../recording/recording.ts'
import type { Recorder } from '../../recording/recorder.ts'
import { ownRequest, ownVisit } from '../launch/own-requests.ts'
import { timeoutsOf } from '../waiting/slowness.ts'
import { waitWords } from '../waiting/wait-words.ts'
import { foreignOrigins, fromOrigin, readableBy, stranger } from './foreign-origins.ts'
import { offerIn, offerNamed, valueAt } from './guest-offers.ts'
import { asGuest, offeredParts, withOffers } from './guest-request.ts'
import type { Offered } from './guest-request.ts'
import { identities } from './identities.ts'
import type { Another, Variation } from './identities.ts'
import type { FoundProvider } from './provider-watch.ts'
import { asPage } from './sent-request.ts'
import type { Sent } from './sent-request.ts'
import { decoded, tokenAt } from '../../token-sources/token-carrier.ts'
import { untold } from './untold.ts'

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

export type ProbesOptions = {
  browser: string
  context: BrowserContext
  /** another profile with the same settings and no cookies */
  newContext: () => Promise<BrowserContext>
  recorder: Recorder
  target: Pick<Target, 'origin' | 'timeouts' | 'tagHost'>
  /** a public page of the site, for a guest's cookies */
  guestPage: string
}

type Probe = Pick<ObservationOf<'provider-probe'>, 'probe' | 'variation' | 'user'>
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

export type Probes = {
  /** `user`: who is signed in in this browser; null: nobody */
  ask(kind: ProbeKind, found: FoundProvider, user: User | null, another?: Another): Promise<void>
}

const atOnce = 20
/** Requests by which one user asks for another's token; and milliseconds, where a site is slow. */
const mostQuestions = 120
const longestQuestioning = 60_000

export const createProbes = ({ browser, context, newContext, recorder, target, guestPage }: ProbesOptions): Probes => {
  /** In this process nothing leads them to the mock. */
  const brandHosts = target.tagHost === undefined ? [] : [target.tagHost]
  /** of the session that a probe went with last */
  let cookies: Cookies = []
  /** milliseconds that the page's own request took, asked by itself */
  let aloneMs = 0

  /** One that answers one call after the other needs the time of all of them. */
  const timeoutMs = (name: ProbeName): number =>
    timeoutsOf(target).action + (name === 'in-parallel' ? 2 * atOnce * aloneMs : 0)

  /** With cookies of one's own making it goes from a browser of its own, so that nothing of them stays. */
  const send = async (via: APIRequestContext, found: FoundProvider, sent: Sent, probe: Probe) => {
    const { cookies: forged } = sent
    if (!forged) return sendBy(via, found, sent, probe)
    const kept = (await context.cookies(sent.url)).map(cookie => ({
      ...cookie,
      value: forged[cookie.name] ?? cookie.value,
    }))
    let result: Awaited<ReturnType<typeof sendBy>> | undefined
    await elsewhere(async other => {
      await other.addCookies(kept)
      result = await sendBy(other.request, found, sent, probe)
    })
    if (!result) throw new Error('nothing was sent')
    return result
  }
  const sendBy = async (via: APIRequestContext, found: FoundProvider, sent: Sent, probe: Probe) => {
    const began = performance.now()
    const timeout = timeoutMs(probe.probe)
    let isLate = false
    const response = await untold(via, () => ownRequest(via, { ...sent, timeout }, brandHosts)).catch(
      (error: unknown) => {
        isLate = /Timeout \d+ms exceeded/.test(String(error))
        return null
      },
    )
    if (response && probe.probe === 'as-page') aloneMs = performance.now() - began
    const headers = response?.headersArray() ?? []
    const header = (wanted: string) => headers.find(({ name }) => name.toLowerCase() === wanted)?.value
    const body = response ? await response.text().catch(() => null) : null
    const raw = response?.ok() ? tokenAt(found.carrier, { headers, body }) : null
    return {
      raw,
      isLimited: response?.status() === 429,
      record: (): void => {
        if (isLate) {
          const asked = probeKinds[probe.probe as ProbeKind] ?? 'by others than its page'
          const because = `the token provider, asked ${asked}, had not answered ${waitWords(target, timeout)}`
          recorder.see({ kind: 'timed-out', because })
        }
        recorder.see({
          kind: 'provider-probe',
          browser,
          ...probe,
          status: response?.status() ?? (isLate ? 'timed-out' : 'no-answer'),
          token: raw === null ? null : recorder.tokenRef(raw),
          readable: sent.headers['origin'] === undefined ? 'no' : readableBy(sent.headers['origin'], header),
        })
      },
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
      await ownVisit(guest.request, { url: guestPage, timeout: timeoutsOf(target).navigation }, brandHosts)
      if ((await guest.cookies()).length > 0)
        await ask(guest.request, found, asGuest(found), { probe: 'as-guest-with-session', ...probe })
      const parts = offeredParts(found)
      const offers = parts.length === 0 ? [] : await offersOf(guest, found, parts)
      if (offers.length === 0) return
      await ask(guest.request, found, withOffers(found, offers), {
        probe: 'as-guest-with-offer',
        variation: offers.map(({ part }) => part.what).join(', '),
        user: null,
      })
    })

  /** What a guest gets for those parts: from the same page, a public one, and the answers that the page had got before. */
  const offersOf = async (guest: BrowserContext, found: FoundProvider, parts: readonly Offered[]) => {
    const read = async (url: string): Promise<string> =>
      (await ownVisit(guest.request, { url, timeout: timeoutsOf(target).navigation }, brandHosts))
        ?.text()
        .catch(() => '') ?? ''
    const pages = [...new Set([guestPage, found.request.headers['referer'] ?? guestPage])]
    const documents: string[] = []
    for (const page of pages) documents.push(await read(page))
    const offers = []
    for (const { part, origin } of parts) {
      let value: string | null | undefined = null
      if (origin?.kind === 'cookie') value = (await guest.cookies()).find(({ name }) => name === origin.name)?.value
      if (origin?.kind === 'answer') value = valueAt(await read(origin.url), origin.pointer)
      if (origin?.kind === 'document') value = documents.map(text => offerIn(text, origin)).find(Boolean)
      value ??= documents.map(text => offerNamed(text, part.name)).find(Boolean)
      if (value) offers.push({ part, value: origin?.kind === 'cookie' ? decoded(value) : value })
    }
    return offers
  }

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

  /** Bounded, one after the other, and no more once the site sets a limit; what was left out is told. */
  const askForAnother = async (found: FoundProvider, own: User, another: Another): Promise<void> => {
    const ownId = (await recorder.judged(found.token)).userId
    const isTheirs = async (raw: string | null): Promise<boolean> =>
      raw !== null && (await recorder.judged(raw)).userId !== ownId
    const began = performance.now()
    let asked = 0
    let limited = false
    const isOver = (): boolean => limited || asked >= mostQuestions || performance.now() - began > longestQuestioning
    const as = async ({ what, sent }: Variation) => {
      asked += 1
      const probe = { probe: 'as-another-user' as const, variation: what, user: own.label }
      const answer = await send(context.request, found, sent, probe)
      limited ||= answer.isLimited
      return answer
    }
    const all = identities(found, own, another)
    let left = all.length
    for (const { all: whole, each } of all) {
      if (isOver()) break
      left -= 1
      const together = await as(whole)
      // Some backends refuse a request with so many parameters, and would take the one.
      const singles = together.raw === null || (await isTheirs(together.raw)) ? each() : []
      const telling = []
      for (const single of singles) {
        if (isOver()) break
        const alone = await as(single)
        if (await isTheirs(alone.raw)) telling.push(alone)
      }
      for (const { record } of telling.length > 0 ? telling : [together]) record()
    }
    if (left > 0)
      recorder.see({
        kind: 'skipped',
        what: `${left} more ways of naming another user to the token provider`,
        because: limited
          ? 'the site limits how often it may be asked (429)'
          : `Padlock asks at most ${mostQuestions} times, and for ${longestQuestioning / 1000} seconds`,
      })
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
