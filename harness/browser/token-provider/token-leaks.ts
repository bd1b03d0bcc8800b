/**
 * Looks for raw tokens where they do not belong: in the console, in addresses, in what is sent to others or back to the site. What a page said before its
 * token was known is kept in memory for a while, and looked through when the token is shown.
 */
import type { BrowserContext, ConsoleMessage, Page, Request } from '@playwright/test'
import { isIAdvizeHost } from '../../../mock-iadvize/contract.ts'
import type { ObservationOf } from '../../recording/recording.ts'
import { pageOf } from './traffic.ts'

type Leak = Pick<ObservationOf<'token-leak'>, 'where' | 'to'>
/** Something that was said, as text to search, and what to call it. Raw: memory only. */
type Said = Leak & { text: string }

export type LeakWatch = {
  /** from now on this token is looked for, on this page and on all others */
  tokenShown(page: Page, raw: string): void
  /** waits for console messages that are being read */
  settled(): Promise<void>
  /** looks at the address bar too: a page can change it without a request */
  lookAtAddress(page: Page): void
}

export type LeakWatchOptions = {
  context: BrowserContext
  /** origins that belong to the site: its own, and the token provider's once it is known */
  own: () => readonly string[]
  /** raw tokens must not pass on from here */
  leaked: (page: Page, raw: string, leak: Leak) => void
  /** so many messages were read, and the console is not looked at any more */
  consoleLeft: (messages: number) => void
}

/** Kept of one page until its token is known. */
const mostSaid = 100
/** Characters: what is shorter holds no token, and is let go at once. */
const shortest = 100
/** Characters of one message or body; a token is a thousand. */
const mostText = 100_000
/** Objects that a page writes to its console are read in the page itself, which takes a moment each. */
const mostObjects = 50
/** Messages of one browser: each costs memory, and a page that writes without end must not fill ours. */
const mostMessages = 2_000

/** In the page: what was written to the console as text, as far as it goes. */
const asText = (first: unknown, others: readonly unknown[]): string => {
  const seen = new Set<unknown>()
  const text = JSON.stringify([first, ...others], (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner
    if (seen.has(inner) || seen.size > 500 || inner instanceof Node || inner === window) return undefined
    seen.add(inner)
    return inner
  })
  return text.slice(0, 100_000)
}

/** A sentence alone is a string, and nothing more is to be seen in it. */
const isSentence = (text: string): boolean => /\s/.test(text) && !/^[{[]/.test(text)

/** The last two labels, or the whole host where there is no more: coarse, so that a brand is never taken for a third party. */
const siteOf = (url: string): string => {
  const { hostname } = new URL(url)
  return /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')
}

const holds = (text: string, raw: string): boolean => {
  const token = raw.trim()
  return text.includes(token) || text.includes(encodeURIComponent(token))
}

export const watchLeaks = ({ context, own, leaked, consoleLeft }: LeakWatchOptions): LeakWatch => {
  const tokens = new Set<string>()
  const said = new WeakMap<Page, Said[]>()
  const objects = new WeakMap<Page, number>()
  const reading = new Set<Promise<void>>()
  /** one leak of one kind is told once */
  const told = new Set<string>()

  const tell = (page: Page, raw: string, { where, to }: Said): void => {
    const key = `${where} ${to} ${raw}`
    if (told.has(key)) return
    told.add(key)
    leaked(page, raw, { where, to })
  }
  const hear = (page: Page, it: Said): void => {
    for (const raw of tokens) if (holds(it.text, raw)) tell(page, raw, it)
    const list = said.get(page) ?? []
    list.push(it)
    if (list.length > mostSaid) list.shift()
    said.set(page, list)
  }

  const isIAdvize = (url: string): boolean => isIAdvizeHost(new URL(url).hostname)
  const isThirdParty = (url: string): boolean =>
    url.startsWith('http') && !isIAdvize(url) && !own().some(origin => siteOf(origin) === siteOf(url))

  context.on('request', (request: Request) => {
    const url = request.url()
    if (!url.startsWith('http')) return
    const page = pageOf(request)
    if (!page) return
    const { origin, pathname } = new URL(url)
    const to = origin + pathname
    if (url.length > shortest) hear(page, { where: 'url', to, text: url })
    const { referer = '' } = request.headers()
    if (referer.length > shortest) hear(page, { where: 'referer', to, text: referer })
    const body = request.method() !== 'GET' && !isIAdvize(url) ? request.postData() : null
    if (body !== null && body.length > shortest)
      hear(page, { where: isThirdParty(url) ? 'third-party' : 'own-server', to, text: body.slice(0, mostText) })
  })

  const read = async (page: Page, message: ConsoleMessage): Promise<void> => {
    const to = `console.${message.type()}`
    const text = message.text()
    if (text.length > shortest) hear(page, { where: 'console', to, text: text.slice(0, mostText) })
    const [first, ...others] = message.args()
    const count = objects.get(page) ?? 0
    if (!first || count >= mostObjects || (others.length === 0 && isSentence(text))) return
    objects.set(page, count + 1)
    // The page may be gone, or an object refuse to be read.
    const shown = await first.evaluate(asText, others).catch(() => '')
    if (shown.length > shortest) hear(page, { where: 'console', to, text: shown })
  }
  let messages = 0
  const hearConsole = (message: ConsoleMessage): void => {
    const page = message.page()
    if (!page) return
    messages += 1
    if (messages === mostMessages) {
      // Nobody listens: then Playwright does not hand them on.
      context.off('console', hearConsole)
      consoleLeft(messages)
    }
    const under = read(page, message).finally(() => reading.delete(under))
    reading.add(under)
  }
  context.on('console', hearConsole)

  return {
    tokenShown: (page, raw) => {
      // Everything holds the empty text that a page may hand over for a token.
      if (raw.trim().length < shortest || tokens.has(raw)) return
      tokens.add(raw)
      for (const it of said.get(page) ?? []) if (holds(it.text, raw)) tell(page, raw, it)
    },
    settled: async () => {
      await Promise.all(reading)
    },
    lookAtAddress: page => {
      const url = page.url()
      for (const raw of tokens)
        if (holds(url, raw)) tell(page, raw, { where: 'address', to: 'the address bar', text: '' })
    },
  }
}
