/** What comes of a login form that was sent: somebody is signed in, or the site says why not. */
import type { Page } from '@playwright/test'
import type { SignInForm, Target, User } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { coveredWords } from '../../recording/privacy/cover.ts'
import { click } from '../waiting/click.ts'
import { slownessOf, stretchedMs, timeoutsOf } from '../waiting/slowness.ts'
import { timedOut } from '../waiting/timed-out.ts'
import { errorPage } from './error-page.ts'
import { awaited, lookDelayMs, sleep } from './awaited.ts'
import { watchAnswers } from './form-answers.ts'
import type { Answers } from './form-answers.ts'
import { stands } from './form-search.ts'
import { loginForm, submitButton } from './login-form.ts'
import type { LoginForm } from './login-form.ts'
import { obstacle, obstacleWords } from './obstacle.ts'
import { declaredSignedIn, isSignedIn } from './signed-in.ts'
import { limitOnPage } from '../waiting/rate-limit.ts'
import {
  RateLimited,
  RefusedCredentials,
  RefusedSignIn,
  SiteError,
  unreachable,
  unserved,
} from '../waiting/site-error.ts'

/** By its button; by the Enter key where it has none, or where the button does nothing. */
const send = async (page: Page, target: Target, shown: LoginForm, named: string | undefined): Promise<void> => {
  const button = named ? page.locator(named).filter({ visible: true }).first() : await submitButton(shown)
  const field = shown.password ?? shown.username
  if (!button) {
    await field?.press('Enter')
    return
  }
  await click(
    target,
    button,
    `the button of the login form on ${barePath(new URL(page.url()).pathname)}`,
    named ? ' (signIn.submit or signIn.next)' : '',
  )
}

type Sent = { page: Page; target: Target; shown: LoginForm; form: SignInForm; answers: Answers }

/** Milliseconds of silence after which a form that is still there was not accepted: where the site has answered, and where it has not. */
const answeredMs = 300
const silentMs = 1_500

/** What the page says of it: in an alert, or beside the field; or the browser, of a field that is not valid. Only known words. */
const complaint = async (page: Page, where: 'page' | 'field' = 'page'): Promise<string | null> => {
  const said = await page
    .evaluate(where => {
      if (where === 'field') return document.querySelector<HTMLInputElement>('input:invalid')?.validationMessage
      const selector =
        '[role="alert"], [aria-live="assertive"], [class*="error" i], [class*="alert" i], [class*="invalid" i], [class*="danger" i], [id*="error" i]'
      return [...document.querySelectorAll<HTMLElement>(selector)]
        .filter(element => element.checkVisibility() && element.tagName !== 'INPUT')
        .map(element => element.innerText.trim().replace(/\s+/g, ' '))
        .find(text => text.length > 3 && text.length < 300)
    }, where)
    .catch(() => undefined)
  if (!said) return null
  const safe = coveredWords(said)
  return safe.length > 90 ? `${safe.slice(0, 89)}…` : safe
}

/** Nothing was asked of the site: the page kept the form back. */
const unsent = async (page: Page, user: User, otherwise: string): Promise<SiteError> => {
  const said = await complaint(page, 'field')
  return new SiteError(
    said
      ? `the login form on ${barePath(new URL(page.url()).pathname)} does not accept what was typed («${said}»): check ${user.from ?? 'the user name'}`
      : `the login form on ${barePath(new URL(page.url()).pathname)} ${otherwise}`,
  )
}

const refused = async (page: Page, user: User): Promise<RefusedCredentials | RateLimited> => {
  const limit = await limitOnPage(page)
  if (limit !== null) return new RateLimited('the site refuses a sign-in, and says that there were too many', limit)
  const said = await complaint(page)
  return new RefusedCredentials(
    `the site refused the sign-in of the ${user.label} user${said ? ` («${said}»)` : ''}: check ${user.from ?? 'its user name and password'}; this account is not tried again in this run`,
  )
}

/** The form was taken, and the page that the site then sends to is not for this user. */
const keptOut = ({ answers: { path, status } }: Sent, user: User): RefusedSignIn =>
  new RefusedSignIn(
    `the ${user.label} user was not let in: the site took the login form, and ${barePath(path)}, which it leads to, answers ${status}`,
  )

/** Nobody has refused anybody: the site was never asked. */
const notCarried = (page: Page): SiteError =>
  new SiteError(
    `the login form on ${barePath(new URL(page.url()).pathname)} was filled in, and what was typed never left the page: it only loaded anew; name its button in signIn.submit`,
  )

/** What is told before anything else: whoever tries again makes it worse. */
const hindered = async ({ page, target, answers }: Sent): Promise<SiteError | null> => {
  const failed = errorPage(page)
  if (failed !== null) return unreachable(target, new Error(failed))
  if (answers.retryAfterSeconds !== null)
    return new RateLimited('the site answers 429, too many requests, to a sign-in', answers.retryAfterSeconds)
  if (answers.status >= 500 || answers.status === 401) return unserved(answers.path, answers.status, answers.challenge)
  return null
}

/** Nothing is under way, and has not been for so long; a document that was asked for, and does not stand yet, may still bring everything. */
const isQuiet = ({ target, answers: { underWay, changed, arriving } }: Sent, milliseconds: number): boolean => {
  const quietMs = performance.now() - changed
  return underWay === 0 && quietMs >= (arriving ? timeoutsOf(target).action : stretchedMs(target, milliseconds))
}

/** Whether the login form is gone for good, and what has come is the site's own page. */
const formGone = async (sent: Sent): Promise<boolean> => {
  const { page, target, form, answers } = sent
  const gone = async (): Promise<boolean> => {
    const [loading, shown] = await Promise.all([
      page.evaluate(() => document.readyState === 'loading'),
      loginForm(page, form),
    ])
    return !loading && shown === null
  }
  if (!(await gone())) return false
  const home = new URL(page.url()).origin === target.origin
  // Between two documents there is no form either; on the way through somebody else's login nobody is in yet.
  if (answers.arriving || answers.arrived === 0) await sleep(lookDelayMs)
  else await page.waitForLoadState('load', { timeout: lookDelayMs }).catch(() => undefined)
  return (home || isQuiet(sent, silentMs)) && gone()
}

/** Waits for the password after a user name that was asked for alone. */
export const passwordStep = async (sent: Sent, user: User): Promise<LoginForm | 'signed-in'> => {
  const { page, target, form } = sent
  const found = await awaited<LoginForm | 'signed-in' | 'nothing'>(timeoutsOf(target).navigation, async () => {
    const hindrance = await hindered(sent)
    if (hindrance) throw hindrance
    const shown = await loginForm(page, form)
    if (shown?.password) return shown
    if (isQuiet(sent, answeredMs) && (await declaredSignedIn(page, target)) === true) return 'signed-in'
    const over = isQuiet(sent, silentMs) && (await stands(page))
    return over ? 'nothing' : null
  })
  if (found && found !== 'nothing') return found
  const hindrance = await obstacle(page)
  if (hindrance) throw new SiteError(obstacleWords(hindrance, 'the login form, after the user name,'))
  if ((await complaint(page)) !== null) throw await refused(page, user)
  throw await unsent(
    page,
    user,
    'asks for the user name, and for no password after it; name the button in signIn.next, or the page in signIn.page',
  )
}

/** Until somebody is signed in. Throws what the site did instead. */
export const outcome = async (sent: Sent, user: User): Promise<void> => {
  const { page, target, shown, form, answers } = sent
  let pressed = false
  const began = performance.now()
  const { navigation } = timeoutsOf(target)
  let looked = began
  const look = async (): Promise<boolean | null> => {
    // While the answer to the form is on its way there is nothing to be seen.
    if (answers.arriving && performance.now() - looked < stretchedMs(target, 400)) return null
    looked = performance.now()
    const hindrance = await hindered(sent)
    if (hindrance) throw hindrance
    const declared = await declaredSignedIn(page, target)
    if (declared === true) return true
    const gone = await formGone(sent)
    if (gone) {
      const found = await obstacle(page)
      // A page of the account may have a CAPTCHA of its own; a second factor comes before anybody is in.
      if (found && !(found === 'captcha' && (await isSignedIn(page, target))))
        throw new RefusedSignIn(obstacleWords(found, 'the site, after the password,'))
      if ([401, 403].includes(answers.status)) throw answers.direct ? await refused(page, user) : keptOut(sent, user)
      if (declared === undefined) return true
    }
    if (answers.asked === 0 && !pressed && performance.now() - began > stretchedMs(target, 1_000) && !gone) {
      pressed = true
      await (shown.password ?? shown.username)?.press('Enter').catch(() => undefined)
    }
    if (answers.asked === 0 && performance.now() - began > timeoutsOf(target).action) return false
    if (gone || answers.asked === 0) return null
    const stillThere = (await loginForm(page, form)) !== null
    const told = answers.refusals > 0 || answers.documents > 0
    if (stillThere && answers.noPage !== null && isQuiet(sent, silentMs))
      throw new SiteError(
        `the login form leads to ${barePath(answers.noPage)}, and no page came: its answer was a download, had no content, or was sent on to an address that is no page`,
      )
    if (stillThere && answers.noPage === null && isQuiet(sent, told ? answeredMs : silentMs)) {
      if ((await obstacle(page)) === 'captcha') throw new RefusedSignIn(obstacleWords('captcha', 'the login form'))
      throw answers.carried > 0 ? await refused(page, user) : notCarried(page)
    }
    return null
  }
  const over = await awaited(navigation, look, answers.change)
  if (over) return
  if (answers.asked === 0)
    throw await unsent(
      page,
      user,
      'was filled in, and nothing happened when it was sent; name its button in signIn.submit',
    )
  // While the site still has something to answer, it has refused nobody.
  if (answers.underWay > 0 || answers.arriving || slownessOf(target.origin).words() !== null)
    throw timedOut(target, `the ${user.label} user was not signed in`, navigation, 'navigation')
  throw new RefusedSignIn(
    target.isSignedIn === undefined
      ? `the ${user.label} user could not sign in: nothing came of it within ${navigation / 1000} s`
      : `the ${user.label} user was not signed in within ${navigation / 1000} s, as isSignedIn tells it; check that, and ${user.from ?? 'the password'}`,
  )
}

export const submit = async (
  page: Page,
  target: Target,
  shown: LoginForm,
  form: SignInForm,
  button: string | undefined,
  { username }: User,
): Promise<Sent> => {
  const answers = watchAnswers(page, username)
  await send(page, target, shown, button)
  return { page, target, shown, form, answers }
}
