/** What a page shows of the site around it: links, a login form, a way out. */
import type { Page } from 'playwright'
import { namedOpeners } from '../browser/sign-in/account-menu.ts'
import { awaited } from '../browser/sign-in/awaited.ts'
import { signInWords, signOutWords } from '../browser/sign-in/words.ts'

type Link = { path: string; text: string }
export type PageReading = {
  /** where it came to rest; no query */
  path: string
  origin: string
  /** whether the server said that there is no such page, or that it can't show it */
  failed: boolean
  /** whether the page, or a frame in it, asks for a script under the tag's name */
  tag: boolean
  /** whether a password can be typed */
  login: boolean
  /** path of the link that leads to the login form; null: none says so */
  signIn: string | null
  /** whether a link or button says that one can leave */
  signOut: boolean
  /** paths of plain links within the site, in the order of the page */
  links: readonly string[]
}

/** Files are no pages, and nobody should follow a link that ends the session or changes something. */
const notAPage = /\.(?!html?$|php$|aspx?$|jsp$)[a-z0-9]{2,5}$|\/(?:api|static|assets|download)s?\//i
const isHarmless = ({ path, text }: Link): boolean =>
  !signOutWords.test(text) && !/log-?out|sign-?out|log-?off|delete|remove|add|cart\/|unsubscribe/i.test(path)

export const pageReading = async (page: Page): Promise<PageReading> => {
  // No named function inside: what tsx adds to name them does not exist in the page.
  const read = await page.evaluate(() => ({
    failed: performance
      .getEntriesByType('navigation')
      .some(entry => entry instanceof PerformanceNavigationTiming && entry.responseStatus >= 400),
    origin: location.origin,
    path: location.pathname,
    elements: [
      ...document.querySelectorAll('a, button, input[type="submit"], input[type="password"], [role="button"]'),
    ].map(element => ({
      shown: element.getClientRects().length > 0,
      password: element.matches('[type="password"]'),
      text: (
        element.getAttribute('aria-label') ??
        (element.matches('[type="submit"]') ? element.getAttribute('value') : null) ??
        element.textContent ??
        ''
      )
        .trim()
        .replaceAll(/\s+/g, ' ')
        .slice(0, 80),
      link:
        element instanceof HTMLAnchorElement && element.origin === location.origin && element.hash === ''
          ? element.pathname
          : null,
      query: element instanceof HTMLAnchorElement ? element.search : '',
    })),
  }))
  const tags = page.frames().map(frame => frame.locator('script[src*="iadvize.js"]').count())
  const links = read.elements.flatMap(({ link, text, query }) => (link === null ? [] : [{ path: link, text, query }]))
  // It often says where to go afterwards: /login?next=/
  const way = links.find(({ path, text }) => signInWords.test(text) || /\/(?:log|sign)-?in\/?$/i.test(path))
  return {
    path: read.path,
    origin: read.origin,
    failed: read.failed,
    // A frame that has just gone has no answer.
    tag: (await Promise.allSettled(tags)).some(count => count.status === 'fulfilled' && count.value > 0),
    login: read.elements.some(({ shown, password }) => shown && password),
    signIn: way?.path ?? null,
    signOut: read.elements.some(({ shown, password, text }) => shown && !password && signOutWords.test(text)),
    links: [
      ...new Set(
        links
          .filter(link => link.query === '' && link.path !== way?.path && !notAPage.test(link.path) && isHarmless(link))
          .map(({ path }) => path),
      ),
    ],
  }
}

/** Milliseconds for a menu to open. */
const menuMs = 400

/** Paths of the links that come when the menus of an account are opened; they are closed again. */
export const linksInMenus = async (page: Page): Promise<string[]> => {
  const { links: shown } = await pageReading(page)
  const found = new Set<string>()
  for (const opener of await namedOpeners(page)) {
    const before = page.url()
    await opener.click({ timeout: 1_000 }).catch(() => undefined)
    const more = await awaited(menuMs, async () => {
      const { links } = await pageReading(page)
      const others = links.filter(path => !shown.includes(path))
      return others.length > 0 ? others : null
    })
    for (const path of more ?? []) found.add(path)
    await page.keyboard.press('Escape').catch(() => undefined)
    // It was no menu.
    if (page.url() !== before) break
  }
  return [...found]
}
