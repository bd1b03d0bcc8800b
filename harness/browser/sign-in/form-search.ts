/** The way to the login form: on the page that is named, or behind a control that says so. */
import type { Locator, Page } from '@playwright/test'
import type { SignInForm, Target } from '../../config/target.ts'
import { stretchedMs, timeoutsOf } from '../waiting/slowness.ts'
import { awaited, sleep } from './awaited.ts'
import { passBanner } from './cookie-banner.ts'
import { loginForm } from './login-form.ts'
import type { LoginForm } from './login-form.ts'
import { obstacle, obstacleWords } from './obstacle.ts'
import { controls, isSignedIn } from './signed-in.ts'
import { SiteError } from '../waiting/site-error.ts'
import { visit } from './visit.ts'
import { accountWords, otherWords, signInWords } from './words.ts'

/** A page that has nothing more to load shows what it has to show. Milliseconds after that. */
const drawnMs = 400

/** Looks until the form is there, or nothing more can be expected of the page. */
const formOn = async (page: Page, target: Target, form: SignInForm): Promise<LoginForm | 'signed-in' | null> => {
  const { action } = timeoutsOf(target)
  let idle = false
  const nothingMore = async (): Promise<void> => {
    await page.waitForLoadState('networkidle', { timeout: action }).catch(() => undefined)
    await sleep(stretchedMs(target, drawnMs))
    idle = true
  }
  void nothingMore()
  const found = await awaited<LoginForm | 'signed-in' | 'nothing'>(action + stretchedMs(target, drawnMs), async () => {
    const shown = await loginForm(page, form)
    // A field for a name alone may be half of a form that is still being drawn.
    if (shown && (shown.password || form.username || (await stands(page)))) return shown
    if (!shown && (await isSignedIn(page, target))) return 'signed-in'
    return idle ? 'nothing' : null
  })
  return found === 'nothing' ? null : found
}
export const stands = (page: Page): Promise<boolean> => page.evaluate(() => document.readyState === 'complete')

/** The link or button that leads to a login form. */
const wayIn = async (page: Page): Promise<Locator | null> => {
  for (const words of [signInWords, accountWords]) {
    const candidates = await controls(page, words).all()
    const names = await Promise.all(candidates.map(control => control.innerText().catch(() => '')))
    const found = candidates.find((_, index) => !otherWords.test(names[index] ?? ''))
    if (found) return found
  }
  return null
}

const formBehindControl = async (page: Page, target: Target, form: SignInForm): ReturnType<typeof formOn> => {
  const control = await wayIn(page)
  if (!control) return null
  await passBanner(page, target)
  await control.click({ timeout: timeoutsOf(target).action }).catch(() => undefined)
  await page.waitForLoadState('load', { timeout: timeoutsOf(target).navigation }).catch(() => undefined)
  return formOn(page, target, form)
}

/** On the login page, or behind a control that says so: there, or where nobody said which page it is, on the start page. */
export const findForm = async (page: Page, target: Target, form: SignInForm): Promise<LoginForm | 'signed-in'> => {
  const here = new URL(page.url(), target.origin)
  let served = true
  if (here.origin !== target.origin || here.pathname !== target.signInPage.split('?')[0]) {
    const response = await visit(page, target, target.signInPage)
    served = response === null || response.status() < 400
  }
  // A page that is not there may show a newsletter, and much else.
  const isThere = served || target.signInPageNamed === true
  const found = isThere ? await formOn(page, target, form) : null
  if (found) return found
  // A wall that asks for consent stands there instead of the page.
  const beyond = isThere && (await passBanner(page, target)) ? await formOn(page, target, form) : null
  if (beyond) return beyond
  const behind = await formBehindControl(page, target, form)
  if (behind) return behind
  const start = target.pages.guest[0] ?? '/'
  if (target.signInPageNamed !== true) {
    await visit(page, target, start)
    await passBanner(page, target)
    const later = (await formBehindControl(page, target, form)) ?? (await formOn(page, target, form))
    if (later) return later
  }
  const hindrance = await obstacle(page)
  if (hindrance) throw new SiteError(obstacleWords(hindrance, target.signInPage))
  throw new SiteError(
    `no login form: ${target.signInPage} shows no password field${target.signInPageNamed ? '' : `, and no link on ${start} leads to one`}; name it in signIn.page, or its fields in signIn.username and signIn.password`,
  )
}
