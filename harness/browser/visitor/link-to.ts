/** The link that a visitor would follow: one that they see, or find in the menu of their account. */
import type { Locator, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { namedOpeners } from '../sign-in/account-menu.ts'
import { awaited } from '../sign-in/awaited.ts'
import { stretchedMs } from '../waiting/slowness.ts'

/** Milliseconds for a menu to open. */
const menuMs = 400

const visibleLink = async (page: Page, path: string): Promise<Locator | null> => {
  const links = page.locator('a[href]:not([target="_blank"])')
  const index = await links.evaluateAll(
    (all, path) =>
      all.findIndex(link => {
        const { origin, pathname, hash } = link as HTMLAnchorElement
        return origin === location.origin && pathname === path && !hash && link.checkVisibility()
      }),
    path.split(/[?#]/)[0],
  )
  return index < 0 ? null : links.nth(index)
}

/** null: no link of this page leads there. */
export const linkTo = async (page: Page, target: Target, path: string): Promise<Locator | null> => {
  const shown = await visibleLink(page, path)
  if (shown) return shown
  const { menu } = typeof target.signOut === 'object' ? target.signOut : {}
  const openers = menu === undefined ? await namedOpeners(page) : [page.locator(menu).filter({ visible: true }).first()]
  for (const opener of openers) {
    const before = page.url()
    await opener.click({ timeout: stretchedMs(target, 1_000) }).catch(() => undefined)
    const found = await awaited(stretchedMs(target, menuMs), () => visibleLink(page, path))
    if (found) return found
    await page.keyboard.press('Escape').catch(() => undefined)
    // It was no menu.
    if (page.url() !== before) return null
  }
  return null
}
