/** Signs out of a site as a person would: by the control that says so, or as the configuration says. */
import type { Dialog, Locator, Page } from '@playwright/test'
import type { Target, User } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { coveredWords, wordsOf } from '../../recording/privacy/cover.ts'
import { click } from '../waiting/click.ts'
import { stretchedMs, timeoutsOf } from '../waiting/slowness.ts'
import { awaited } from './awaited.ts'
import { controls } from './signed-in.ts'
import { LeftOut, SiteError } from './site-error.ts'
import { visit } from './visit.ts'
import { accountWords, signOutWords } from './words.ts'

/** What opens the menus in which a sign-out control hides, likeliest first. */
const openers = (page: Page): Locator =>
  page
    .getByRole('button', { name: accountWords })
    .or(page.locator('header [aria-haspopup], nav [aria-haspopup], [aria-haspopup="menu"], summary'))
    .or(page.getByRole('button', { name: /menu|profil|user|avatar|compte|konto|cuenta/i }))
    .filter({ visible: true })

/** Milliseconds for a menu to open. */
const menuMs = 400

const signOutControl = async (page: Page, target: Target): Promise<Locator> => {
  const { action } = timeoutsOf(target)
  const named = typeof target.signOut === 'object' ? target.signOut.control : undefined
  const control = (named ? page.locator(named).filter({ visible: true }) : controls(page, signOutWords)).first()
  const there = async (): Promise<true | null> => ((await control.count()) > 0 ? true : null)
  const began = performance.now()
  if (await awaited(Math.min(action, stretchedMs(target, 2_000)), there)) return control
  for (const opener of (await openers(page).all()).slice(0, 5)) {
    await opener.click({ timeout: stretchedMs(target, 1_000) }).catch(() => undefined)
    if (await awaited(stretchedMs(target, menuMs), there)) return control
  }
  // A menu that is fetched when it is opened, or that opens late, is waited for as any other control.
  if (await awaited(action - (performance.now() - began), there)) return control
  throw new SiteError(
    named
      ? `the sign-out control of the configuration (signOut.control) is not on ${barePath(new URL(page.url()).pathname)}`
      : `no sign-out button or link was found on ${barePath(new URL(page.url()).pathname)}; name it in signOut.control`,
  )
}

/** «Do you really want to sign out?» */
const agree = (dialog: Dialog): void => void dialog.accept().catch(() => undefined)

/** By the control that says so, wherever it is on the page, or as the configuration says. */
export const signOut = async (page: Page, target: Target, user: User | null = null): Promise<void> => {
  if (user?.storageState && user.password === '')
    throw new LeftOut(
      `the ${user.label} user is signed in by a stored browser state, which signing out would end for all journeys; give it a user name and a password, or sign in by a function`,
    )
  const { signOut: how } = target
  page.on('dialog', agree)
  try {
    if (typeof how === 'function') await how(page)
    else if (how?.page) await visit(page, target, how.page)
    else {
      const control = await signOutControl(page, target)
      await click(target, control, 'the sign-out control')
      const question = page
        .getByRole('dialog')
        .or(page.getByRole('alertdialog'))
        .getByRole('button', { name: signOutWords })
      if ((await question.count().catch(() => 0)) > 0)
        await question
          .first()
          .click({ timeout: stretchedMs(target, 1_000) })
          .catch(() => undefined)
    }
  } catch (error) {
    if (error instanceof SiteError || typeof how !== 'function') throw error
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    throw new SiteError(`the signOut function of the configuration failed: ${coveredWords(first, wordsOf(how))}`)
  } finally {
    page.off('dialog', agree)
  }
}
