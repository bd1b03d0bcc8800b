/** Who is signed in, as a person would see it: by what the page offers, or as the configuration says. */
import type { Locator, Page } from '@playwright/test'
import type { Target } from '../../config/target.ts'
import { loginForm } from './login-form.ts'
import { readControls } from './page-controls.ts'
import { signInOnlyWords, signOutPath, signOutWords } from './words.ts'

/** `unknown`: the page offers neither a way in nor a way out, as one whose account menu is closed. */
export type SignedIn = 'in' | 'out' | 'unknown'

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

/** What the page shows of it: a way out, a way in, or neither. */
export const seenSignedIn = async (page: Page, target: Target): Promise<SignedIn> => {
  const declared = await declaredSignedIn(page, target)
  if (declared !== undefined) return declared ? 'in' : 'out'
  const found = (await readControls(page)).filter(({ shown }) => shown)
  if (found.some(({ name, path }) => signOutWords.test(name) || (name === '' && signOutPath.test(path)))) return 'in'
  if (found.some(({ name }) => signInOnlyWords.test(name))) return 'out'
  return (await loginForm(page))?.password ? 'out' : 'unknown'
}
