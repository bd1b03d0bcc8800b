/** Signs in to a site as a person would: by the form that is there, or as the configuration says. */
import type { Page } from '@playwright/test'
import { lossOf } from '../../config/storage-state.ts'
import type { SignInForm, Target, User } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { coveredWords, wordsOf } from '../../recording/privacy/cover.ts'
import { stretchedMs, timeoutsOf } from '../waiting/slowness.ts'
import { awaited } from './awaited.ts'
import { passBanner } from './cookie-banner.ts'
import { outcome, passwordStep, submit } from './form-outcome.ts'
import { findForm, stands } from './form-search.ts'
import { loginForm } from './login-form.ts'
import type { LoginForm } from './login-form.ts'
import { obstacle, obstacleWords } from './obstacle.ts'
import { declaredSignedIn, isSignedIn } from './signed-in.ts'
import { NobodySignedOut, RefusedSignIn, SiteError, unreachable } from '../waiting/site-error.ts'
import { typedSecret, typeSecret } from './typed-secret.ts'
import { visit } from './visit.ts'

/** A page may draw its form anew under our hands: then the new one is filled in. */
const filledIn = async (
  page: Page,
  target: Target,
  form: SignInForm,
  shown: LoginForm,
  user: User,
): Promise<LoginForm> => {
  const { username, password } = shown
  const isTyped =
    (!username || (await typedSecret(username, user.username))) &&
    (!password || (await typedSecret(password, user.password)))
  if (isTyped) return shown
  const anew = await awaited(stretchedMs(target, 1_000), () => loginForm(page, form))
  if (!anew) throw new SiteError('the login form went away while it was filled in')
  return filledIn(page, target, form, { ...anew, username: username && anew.username }, user)
}

const signInByForm = async (
  page: Page,
  target: Target,
  user: User,
  form: SignInForm,
  signedOut: boolean,
): Promise<void> => {
  let shown = await findForm(page, target, form)
  // Whoever that is, it is the one who had signed out.
  if (shown === 'signed-in' && signedOut)
    throw new NobodySignedOut(
      `the sign-out signed nobody out: asked for the login form, ${barePath(new URL(page.url()).pathname)} shows somebody who is signed in`,
    )
  if (shown === 'signed-in') return
  await passBanner(page, target)
  if (!shown.password) {
    shown = await filledIn(page, target, form, shown, user)
    const sent = await submit(page, target, shown, form, form.next, user)
    try {
      shown = await passwordStep(sent, user)
    } finally {
      sent.answers.stop()
    }
    if (shown === 'signed-in') return
    shown = { ...shown, username: null }
  }
  const where = `the login form on ${barePath(new URL(page.url()).pathname)}`
  // Sending it unsolved would count as a failed sign-in, and accounts lock.
  if ((await obstacle(page)) === 'captcha') throw new SiteError(obstacleWords('captcha', where))
  const filled = await filledIn(page, target, form, shown, user)
  const sent = await submit(page, target, filled, form, form.submit, user)
  try {
    await outcome(sent, user)
  } finally {
    sent.answers.stop()
  }
}

/** With the cookies and the storage of a browser in which somebody has signed in by hand. */
const restore = async (page: Page, target: Target, user: User): Promise<boolean> => {
  if (!user.storageState) return false
  await page.context().setStorageState(user.storageState)
  const path = target.pages.signedIn[0] ?? '/'
  await visit(page, target, path)
  const isIn = await awaited<true>(timeoutsOf(target).action, async () => {
    if (await isSignedIn(page, target)) return true
    // Where nothing says that somebody is signed in: the page is the one that was asked for, and no login form.
    const there = new URL(page.url())
    const unsent = target.isSignedIn === undefined && there.origin === target.origin && there.pathname === path
    return unsent && (await stands(page)) && (await loginForm(page)) === null ? true : null
  })
  return isIn === true
}

/**
 * From anywhere to signed in. `signedOut`: somebody has signed out in this browser before. Throws a {@link SiteError} when there is no way in, and a {@link RefusedSignIn} when the site
 * does not let this user in.
 */
export const signIn = async (
  page: Page,
  target: Target,
  user: User,
  { signedOut }: { signedOut: boolean } = { signedOut: false },
): Promise<void> => {
  try {
    if (await restore(page, target, user)) return
    const lost = user.storageState ? lossOf(user.storageState) : null
    if (user.storageState && user.password === '')
      throw new RefusedSignIn(
        `the stored browser state of the ${user.label} user signs nobody in: it has expired or was ended; store it anew (users[].storageState)${lost === null ? '' : `. ${lost}`}`,
      )
    const { signIn: how = {} } = target
    if (typeof how !== 'function') return await signInByForm(page, target, user, how, signedOut)
    const { label, username, password } = user
    await how(page, { label, username, password, type: typeSecret })
    const isIn = async (): Promise<true | null> => ((await declaredSignedIn(page, target)) === false ? null : true)
    if ((await awaited<true>(timeoutsOf(target).navigation, isIn)) === null)
      throw new RefusedSignIn(
        `the signIn function of the configuration came to its end, and the ${user.label} user is not signed in, as isSignedIn tells it`,
      )
  } catch (error) {
    if (error instanceof SiteError || error instanceof NobodySignedOut) throw error
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    if (/net::ERR|NS_ERROR|browsingContext\.navigate|crashed/i.test(first)) throw unreachable(target, error)
    if (typeof target.signIn === 'function')
      throw new SiteError(
        `the signIn function of the configuration failed: ${coveredWords(first, wordsOf(target.signIn))}`,
      )
    throw error
  }
}
