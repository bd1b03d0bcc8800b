/** Signs in to and out of a site as a person would: by the form and the controls that are there, or as the configuration says. */
import type { Dialog, Locator, Page, Request, Response } from '@playwright/test'
import { defaultTimeouts } from '../../config/target.ts'
import type { SignInForm, Target, Timeouts, User } from '../../config/target.ts'
import { safePath } from '../../recording/redaction.ts'
import { passBanner } from './cookie-banner.ts'
import { countDocuments, endless, isNavigation, mostDocuments } from '../visitor/documents.ts'
import { loginForm, submitButton } from './login-form.ts'
import type { Control, LoginForm } from './login-form.ts'
import { obstacle, obstacleWords } from './obstacle.ts'
import { LeftOut, RefusedCredentials, RefusedSignIn, SiteError, unreachable, unserved } from './site-error.ts'
import { accountWords, otherWords, signInWords, signOutWords } from './words.ts'

const timeoutsOf = (target: Target): Timeouts => target.timeouts ?? defaultTimeouts

/** Milliseconds between two looks at a page that is about to change. */
const pace = 40
const sleep = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Answers with the first that is there, or null when the time is over. A page that changes under the look is looked at again. */
const awaited = async <T>(
  within: number,
  look: () => Promise<T | null>,
  pause: (milliseconds: number) => Promise<void> = sleep,
): Promise<T | null> => {
  const deadline = performance.now() + within
  for (;;) {
    const found = await look().catch((error: unknown) => {
      if (error instanceof SiteError) throw error
      return null
    })
    if (found !== null) return found
    if (performance.now() >= deadline) return null
    await pause(pace)
  }
}

/** Opens a page of the site. Throws a {@link SiteError} that names what came instead of it. */
export const visit = async (
  page: Page,
  target: Target,
  path: string,
  waitUntil: 'load' | 'commit' | 'domcontentloaded' = 'load',
): Promise<Response | null> => {
  let giveUp: (error: SiteError) => void = () => undefined
  const lost = new Promise<never>((_resolve, reject) => {
    giveUp = reject
  })
  lost.catch(() => undefined)
  const documents = countDocuments(page, seen => seen > mostDocuments && giveUp(endless()))
  let last: Response | null = null
  const answered = (response: Response): void => {
    if (isNavigation(page, response.request())) last = response
  }
  page.on('response', answered)
  const served = async (): Promise<Response | null> => {
    try {
      return await page.goto(target.origin + path, { waitUntil })
    } catch (error) {
      // A full Chrome makes a network error of an answer that is an error and has no body.
      if (/ERR_HTTP_RESPONSE_CODE_FAILURE/.test(String(error)) && last) return last
      // A page that sends the browser on by script has been served all the same.
      if (!/interrupted by another navigation/.test(String(error))) throw error
      await page.waitForLoadState(waitUntil === 'commit' ? 'domcontentloaded' : waitUntil)
      return null
    }
  }
  try {
    const response = await Promise.race([served(), lost])
    const wrong = response && unserved(path, response.status(), (await response.allHeaders())['www-authenticate'])
    const challenged = response !== null && response.status() >= 400 && (await obstacle(page)) === 'captcha'
    if (challenged) throw new SiteError(obstacleWords('captcha', safePath(path)))
    if (wrong) throw wrong
    return response
  } catch (error) {
    throw unreachable(target, error)
  } finally {
    documents.stop()
    page.off('response', answered)
  }
}

/**
 * Types without a step title or a trace entry that shows the text: Playwright's own `fill` writes it into both. The page
 * sees focus, selection and trusted input events.
 * Answers whether the field was still on the page.
 */
const typedSecret = (field: Control, text: string): Promise<boolean> =>
  field.evaluate((element, value) => {
    if (!element.isConnected) return false
    const input = element as HTMLInputElement
    input.focus()
    input.select()
    if (!document.execCommand('insertText', false, value)) {
      input.value = value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    input.dispatchEvent(new Event('change', { bubbles: true }))
    return true
  }, text)

/** For a configuration's own function. */
const typeSecret = async (field: Locator, text: string): Promise<void> => {
  await typedSecret((await field.elementHandle()) as Control, text)
}

// ── Who is signed in ────────────────────────────────────────────────────────────────────────────────────────────────

const controls = (page: Page, name: RegExp): Locator =>
  page
    .getByRole('button', { name })
    .or(page.getByRole('link', { name }))
    .or(page.getByRole('menuitem', { name }))
    .filter({ visible: true })

/** What the configuration says; undefined: it says nothing. */
const declaredSignedIn = async (page: Page, { isSignedIn }: Target): Promise<boolean | undefined> =>
  typeof isSignedIn === 'function'
    ? isSignedIn(page)
    : isSignedIn === undefined
      ? undefined
      : page.locator(isSignedIn).filter({ visible: true }).first().isVisible()

/** Whether the page in front of us is that of a signed-in visitor: by the configuration, or because it offers to sign out. */
export const isSignedIn = async (page: Page, target: Target): Promise<boolean> =>
  (await declaredSignedIn(page, target)) ?? (await controls(page, signOutWords).count()) > 0

// ── The way to the form ─────────────────────────────────────────────────────────────────────────────────────────────

/** A page that has nothing more to load shows what it has to show. Milliseconds after that. */
const settled = 400

/** Looks until the form is there, or nothing more can be expected of the page. */
const formOn = async (page: Page, target: Target, form: SignInForm): Promise<LoginForm | 'signed-in' | null> => {
  const { action } = timeoutsOf(target)
  let idle = false
  const nothingMore = async (): Promise<void> => {
    await page.waitForLoadState('networkidle', { timeout: action }).catch(() => undefined)
    await sleep(settled)
    idle = true
  }
  void nothingMore()
  const found = await awaited<LoginForm | 'signed-in' | 'nothing'>(action + settled, async () => {
    const shown = await loginForm(page, form)
    // A field for a name alone may be half of a form that is still being drawn.
    if (shown && (shown.password || form.username || (await stands(page)))) return shown
    if (!shown && (await isSignedIn(page, target))) return 'signed-in'
    return idle ? 'nothing' : null
  })
  return found === 'nothing' ? null : found
}
const stands = (page: Page): Promise<boolean> => page.evaluate(() => document.readyState === 'complete')

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
  await page.waitForLoadState('load').catch(() => undefined)
  return formOn(page, target, form)
}

/** On the login page, or behind a control that says so: there, or where nobody said which page it is, on the start page. */
const findForm = async (page: Page, target: Target, form: SignInForm): Promise<LoginForm | 'signed-in'> => {
  const here = new URL(page.url(), target.origin)
  let served = true
  if (here.origin !== target.origin || here.pathname !== target.signInPage.split('?')[0]) {
    const response = await visit(page, target, target.signInPage)
    served = response === null || response.status() < 400
  }
  // A page that is not there may show a newsletter, and much else.
  const found = served || target.signInPageNamed ? await formOn(page, target, form) : null
  if (found) return found
  const behind = await formBehindControl(page, target, form)
  if (behind) return behind
  const start = target.pages.guest[0] ?? '/'
  if (target.signInPageNamed !== true) {
    await visit(page, target, start)
    const later = (await formBehindControl(page, target, form)) ?? (await formOn(page, target, form))
    if (later) return later
  }
  const hindrance = await obstacle(page)
  if (hindrance) throw new SiteError(obstacleWords(hindrance, target.signInPage))
  throw new SiteError(
    `no login form: ${target.signInPage} shows no password field${target.signInPageNamed ? '' : `, and no link on ${start} leads to one`}; name it in signIn.page, or its fields in signIn.username and signIn.password`,
  )
}

// ── Sending it ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What the browser asked for, and was told, since the form was sent. */
type Answers = {
  underWay: number
  asked: number
  /** milliseconds, monotonic */
  changed: number
  documents: number
  /** status of the last document, and its path: a browser may show a page of its own instead */
  status: number
  path: string
  refusals: number
  tooMany: boolean
  /** another document was asked for, and does not stand yet */
  arriving: boolean
  /** documents that have come, and stand */
  arrived: number
  /** when something of this changes, or so many milliseconds have gone by */
  change: (within: number) => Promise<void>
  stop: () => void
}

const watchAnswers = (page: Page): Answers => {
  let wake: (() => void) | undefined
  const changed = (): void => {
    answers.changed = performance.now()
    wake?.()
  }
  const asked = (request: Request): void => {
    if (['image', 'font', 'media', 'ping', 'eventsource', 'websocket'].includes(request.resourceType())) return
    answers.underWay += 1
    answers.asked += 1
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) answers.arriving = true
    changed()
  }
  const ended = (request: Request): void => {
    if (['image', 'font', 'media', 'ping', 'eventsource', 'websocket'].includes(request.resourceType())) return
    answers.underWay = Math.max(0, answers.underWay - 1)
    changed()
  }
  const stood = (): void => {
    answers.arriving = false
    answers.arrived += 1
    changed()
  }
  // What others on the page are told, says nothing of the sign-in.
  const isOwn = (url: string): boolean => new URL(url).origin === new URL(page.url()).origin
  const answered = (response: Response): void => {
    const request = response.request()
    const isDocument = request.isNavigationRequest() && request.frame() === page.mainFrame()
    if (isDocument && (response.status() < 300 || response.status() >= 400)) {
      answers.documents += 1
      answers.status = response.status()
      answers.path = new URL(response.url()).pathname
    }
    if (!isDocument && (request.method() === 'GET' || !isOwn(request.url()))) return
    if (!isDocument && [400, 401, 403, 422, 423].includes(response.status())) answers.refusals += 1
    if (response.status() === 429) answers.tooMany = true
  }
  const answers: Answers = {
    underWay: 0,
    asked: 0,
    changed: performance.now(),
    documents: 0,
    status: 0,
    path: '/',
    refusals: 0,
    tooMany: false,
    arriving: false,
    arrived: 0,
    change: within => Promise.race([sleep(within), new Promise<void>(resolve => (wake = resolve))]),
    stop: () => {
      page.off('domcontentloaded', stood)
      page.off('request', asked)
      page.off('requestfinished', ended)
      page.off('requestfailed', ended)
      page.off('response', answered)
    },
  }
  page.on('request', asked)
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  page.on('response', answered)
  page.on('domcontentloaded', stood)
  return answers
}

/** By its button; by the Enter key where it has none, or where the button does nothing. */
const send = async (page: Page, target: Target, shown: LoginForm, named: string | undefined): Promise<void> => {
  const button = named ? page.locator(named).filter({ visible: true }).first() : await submitButton(shown)
  const field = shown.password ?? shown.username
  if (!button) {
    await field?.press('Enter')
    return
  }
  await button.click({ timeout: timeoutsOf(target).action }).catch(() => {
    throw new SiteError(
      `the login form on ${safePath(new URL(page.url()).pathname)} can’t be sent: its button is disabled, or something lies over it${named ? ' (signIn.submit or signIn.next)' : ''}`,
    )
  })
}

type Sent = { page: Page; target: Target; shown: LoginForm; form: SignInForm; answers: Answers }

/** Milliseconds at rest after which a form that is still there was sent in vain. */
const inVain = 1_500

/** What the page says of it: in an alert, or beside the field; or the browser, of a field that is not valid. Free of what was typed. */
const complaint = async (
  page: Page,
  typed: readonly string[],
  where: 'page' | 'field' = 'page',
): Promise<string | null> => {
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
  const safe = typed.reduce((text, secret) => (secret.length > 2 ? text.replaceAll(secret, '…') : text), said)
  return safe.length > 90 ? `${safe.slice(0, 89)}…` : safe
}

/** Nothing was asked of the site: the page kept the form back. */
const unsent = async (page: Page, user: User, otherwise: string): Promise<SiteError> => {
  const said = await complaint(page, [user.username, user.password], 'field')
  return new SiteError(
    said
      ? `the login form on ${safePath(new URL(page.url()).pathname)} does not accept what was typed («${said}»): check ${user.from ?? 'the user name'}`
      : `the login form on ${safePath(new URL(page.url()).pathname)} ${otherwise}`,
  )
}

const refused = async (page: Page, user: User): Promise<RefusedCredentials> => {
  const said = await complaint(page, [user.username, user.password])
  return new RefusedCredentials(
    `the site refused the sign-in of the ${user.label} user${said ? ` («${said}»)` : ''}: check ${user.from ?? 'its user name and password'}; this account is not tried again in this run`,
  )
}

/** What is told before anything else: whoever tries again makes it worse. */
const hindered = async ({ target, answers }: Sent): Promise<SiteError | null> => {
  if (answers.tooMany)
    return new RefusedSignIn(
      `the site answers 429, too many requests, to a sign-in: let it trust this machine, or lower signInsPerMinute (${target.signInsPerMinute ?? 'not set'})`,
    )
  if (answers.status >= 500) return unserved(answers.path, answers.status)
  return null
}

const atRest = ({ underWay, changed }: Answers, quiet: number): boolean =>
  underWay === 0 && performance.now() - changed >= quiet

/** Whether the login form is gone for good, and what has come is the site's own page. */
const formGone = async ({ page, target, form, answers }: Sent): Promise<boolean> => {
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
  if (answers.arriving || answers.arrived === 0) await sleep(pace)
  else await page.waitForLoadState('load', { timeout: pace }).catch(() => undefined)
  return (home || atRest(answers, inVain)) && gone()
}

/** Waits for the password after a user name that was asked for alone. */
const passwordStep = async (sent: Sent, user: User): Promise<LoginForm | 'signed-in'> => {
  const { page, target, form, answers } = sent
  const found = await awaited<LoginForm | 'signed-in' | 'nothing'>(timeoutsOf(target).navigation, async () => {
    const hindrance = await hindered(sent)
    if (hindrance) throw hindrance
    const shown = await loginForm(page, form)
    if (shown?.password) return shown
    if (atRest(answers, 300) && (await declaredSignedIn(page, target)) === true) return 'signed-in'
    const over = atRest(answers, inVain) && (await stands(page))
    return over ? 'nothing' : null
  })
  if (found && found !== 'nothing') return found
  const hindrance = await obstacle(page)
  if (hindrance) throw new SiteError(obstacleWords(hindrance, 'the login form, after the user name,'))
  if ((await complaint(page, [])) !== null) throw await refused(page, user)
  throw await unsent(
    page,
    user,
    'asks for the user name, and for no password after it; name the button in signIn.next, or the page in signIn.page',
  )
}

/** Until somebody is signed in. Throws what the site did instead. */
const outcome = async (sent: Sent, user: User): Promise<void> => {
  const { page, target, shown, form, answers } = sent
  let pressed = false
  const began = performance.now()
  const { action, navigation } = timeoutsOf(target)
  let looked = began
  const look = async (): Promise<boolean | null> => {
    // While the answer to the form is on its way there is nothing to be seen.
    if (answers.arriving && performance.now() - looked < 400) return null
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
      if ([401, 403].includes(answers.status)) throw await refused(page, user)
      if (declared === undefined) return true
    }
    if (answers.asked === 0 && !pressed && performance.now() - began > 1_000 && !gone) {
      pressed = true
      await (shown.password ?? shown.username)?.press('Enter').catch(() => undefined)
    }
    if (answers.asked === 0 && performance.now() - began > action) return false
    if (gone || answers.asked === 0) return null
    const stillThere = (await loginForm(page, form)) !== null
    const told = answers.refusals > 0 || answers.documents > 0
    if (stillThere && atRest(answers, told ? 300 : inVain)) {
      if ((await obstacle(page)) === 'captcha') throw new RefusedSignIn(obstacleWords('captcha', 'the login form'))
      throw await refused(page, user)
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
  throw new RefusedSignIn(
    target.isSignedIn === undefined
      ? `the ${user.label} user could not sign in: nothing came of it within ${navigation / 1000} s`
      : `the ${user.label} user was not signed in within ${navigation / 1000} s, as isSignedIn tells it; check that, and ${user.from ?? 'the password'}`,
  )
}

const submit = async (
  page: Page,
  target: Target,
  shown: LoginForm,
  form: SignInForm,
  button: string | undefined,
): Promise<Sent> => {
  const answers = watchAnswers(page)
  await send(page, target, shown, button)
  return { page, target, shown, form, answers }
}

/** A page may draw its form anew under our hands: then the new one is filled in. */
const filledIn = async (page: Page, form: SignInForm, shown: LoginForm, user: User): Promise<LoginForm> => {
  const { username, password } = shown
  const isTyped =
    (!username || (await typedSecret(username, user.username))) &&
    (!password || (await typedSecret(password, user.password)))
  if (isTyped) return shown
  const anew = await awaited(1_000, () => loginForm(page, form))
  if (!anew) throw new SiteError('the login form went away while it was filled in')
  return filledIn(page, form, { ...anew, username: username && anew.username }, user)
}

const signInByForm = async (page: Page, target: Target, user: User, form: SignInForm): Promise<void> => {
  let shown = await findForm(page, target, form)
  if (shown === 'signed-in') return
  await passBanner(page, target)
  if (!shown.password) {
    shown = await filledIn(page, form, shown, user)
    const sent = await submit(page, target, shown, form, form.next)
    try {
      shown = await passwordStep(sent, user)
    } finally {
      sent.answers.stop()
    }
    if (shown === 'signed-in') return
    shown = { ...shown, username: null }
  }
  const where = `the login form on ${safePath(new URL(page.url()).pathname)}`
  // Sending it unsolved would count as a failed sign-in, and accounts lock.
  if ((await obstacle(page)) === 'captcha') throw new SiteError(obstacleWords('captcha', where))
  const filled = await filledIn(page, form, shown, user)
  const sent = await submit(page, target, filled, form, form.submit)
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
 * From anywhere to signed in. Throws a {@link SiteError} when there is no way in, and a {@link RefusedSignIn} when the site
 * does not let this user in.
 */
export const signIn = async (page: Page, target: Target, user: User): Promise<void> => {
  try {
    if (await restore(page, target, user)) return
    if (user.storageState && user.password === '')
      throw new RefusedSignIn(
        `the stored browser state of the ${user.label} user signs nobody in: it has expired or was ended; store it anew (users[].storageState)`,
      )
    const { signIn: how = {} } = target
    if (typeof how !== 'function') return await signInByForm(page, target, user, how)
    const { label, username, password } = user
    await how(page, { label, username, password, type: typeSecret })
    const isIn = async (): Promise<true | null> => ((await declaredSignedIn(page, target)) === false ? null : true)
    if ((await awaited<true>(timeoutsOf(target).navigation, isIn)) === null)
      throw new RefusedSignIn(
        `the signIn function of the configuration came to its end, and the ${user.label} user is not signed in, as isSignedIn tells it`,
      )
  } catch (error) {
    if (error instanceof SiteError) throw error
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    if (/net::ERR|NS_ERROR|crashed/i.test(first)) throw unreachable(target, error)
    if (typeof target.signIn === 'function')
      throw new SiteError(`the signIn function of the configuration failed: ${first}`)
    throw error
  }
}

// ── Signing out ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What opens the menus in which a sign-out control hides, likeliest first. */
const openers = (page: Page): Locator =>
  page
    .getByRole('button', { name: accountWords })
    .or(page.locator('header [aria-haspopup], nav [aria-haspopup], [aria-haspopup="menu"], summary'))
    .or(page.getByRole('button', { name: /menu|profil|user|avatar|compte|konto|cuenta/i }))
    .filter({ visible: true })

const signOutControl = async (page: Page, target: Target): Promise<Locator> => {
  const { action } = timeoutsOf(target)
  const named = typeof target.signOut === 'object' ? target.signOut.control : undefined
  const control = (named ? page.locator(named).filter({ visible: true }) : controls(page, signOutWords)).first()
  const there = async (): Promise<true | null> => ((await control.count()) > 0 ? true : null)
  if (await awaited(Math.min(action, 2_000), there)) return control
  for (const opener of (await openers(page).all()).slice(0, 5)) {
    await opener.click({ timeout: 1_000 }).catch(() => undefined)
    if (await awaited(400, there)) return control
  }
  if (await awaited(Math.max(0, action - 4_000), there)) return control
  throw new SiteError(
    named
      ? `the sign-out control of the configuration (signOut.control) is not on ${safePath(new URL(page.url()).pathname)}`
      : `no sign-out button or link was found on ${safePath(new URL(page.url()).pathname)}; name it in signOut.control`,
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
      await control.click({ timeout: timeoutsOf(target).action }).catch(() => {
        throw new SiteError('the sign-out control can’t be used: something lies over it, or it is disabled')
      })
      const question = page
        .getByRole('dialog')
        .or(page.getByRole('alertdialog'))
        .getByRole('button', { name: signOutWords })
      if ((await question.count().catch(() => 0)) > 0)
        await question
          .first()
          .click({ timeout: 1_000 })
          .catch(() => undefined)
    }
  } catch (error) {
    if (error instanceof SiteError || typeof how !== 'function') throw error
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    throw new SiteError(`the signOut function of the configuration failed: ${first}`)
  } finally {
    page.off('dialog', agree)
  }
}
