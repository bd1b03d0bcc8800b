/** What opens the menus in which an account's links and its sign-out hide, likeliest first: by name, by role, or a picture at the top. */
import type { Locator, Page } from '@playwright/test'
import { accountWords } from './words.ts'

const onTop =
  ':is(header, nav, [role="banner"], [role="navigation"], [class*="header" i], [class*="navbar" i], [class*="topbar" i])'
const clickable =
  ':is(button, summary, [role="button"], [tabindex="0"], [aria-haspopup], a[href="#"], a[href=""], a:not([href]))'

const named = (page: Page): Locator =>
  page
    .getByRole('button', { name: accountWords })
    .or(page.locator(`${onTop} [aria-haspopup], [aria-haspopup="menu"], summary`))
    .or(page.getByRole('button', { name: /menu|profil|user|avatar|compte|konto|cuenta|utente|gebruiker/i }))
    .filter({ visible: true })

/** Nothing that names it and nothing that says what it opens: a portrait, initials. The last on the line is likeliest. */
const pictures = (page: Page): Locator =>
  page.locator(`${onTop} ${clickable}`).filter({ visible: true, hasNotText: /\p{L}{4}/u })

/** At most so many of each kind are tried: each is a click on a page that is not ours. */
const enough = 5

/** Those that say of themselves that they open one. */
export const namedOpeners = async (page: Page): Promise<Locator[]> => (await named(page).all()).slice(0, enough)

export const menuOpeners = async (page: Page): Promise<Locator[]> => [
  ...(await namedOpeners(page)),
  ...(await pictures(page).all()).toReversed().slice(0, enough),
]
