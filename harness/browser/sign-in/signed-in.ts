/** Who is signed in, as a person would see it: by what the page offers, or as the configuration says. */
import type { Locator, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { signOutWords } from './words.ts'

export const controls = (page: Page, name: RegExp): Locator =>
  page
    .getByRole('button', { name })
    .or(page.getByRole('link', { name }))
    .or(page.getByRole('menuitem', { name }))
    .filter({ visible: true })

/** What the configuration says; undefined: it says nothing. */
export const declaredSignedIn = async (page: Page, { isSignedIn }: Target): Promise<boolean | undefined> =>
  typeof isSignedIn === 'function'
    ? isSignedIn(page)
    : isSignedIn === undefined
      ? undefined
      : page.locator(isSignedIn).filter({ visible: true }).first().isVisible()

/** Whether the page in front of us is that of a signed-in visitor: by the configuration, or because it offers to sign out. */
export const isSignedIn = async (page: Page, target: Target): Promise<boolean> =>
  (await declaredSignedIn(page, target)) ?? (await controls(page, signOutWords).count()) > 0
