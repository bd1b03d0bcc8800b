/** Signs out of a site as a person would: by the control that says so, or as the configuration says; and looks whether anybody left. */
import type { Dialog, Locator, Page } from '@playwright/test'
import type { Target, User } from '../../config/target.ts'
import { barePath } from '../../recording/privacy/addresses.ts'
import { coveredWords, wordsOf } from '../../recording/privacy/cover.ts'
import { menuOpeners } from './account-menu.ts'
import { click } from '../waiting/click.ts'
import { stretchedMs, timeoutsOf } from '../waiting/slowness.ts'
import { TimedOut } from '../waiting/timed-out.ts'
import { awaited, lookDelayMs, sleep } from './awaited.ts'
import { agreedToSignOut, beforeAsking } from './sign-out-question.ts'
import type { BeforeAsking } from './sign-out-question.ts'
import { controls, seenSignedIn } from './signed-in.ts'
import { LeftOut, NobodySignedOut, SiteError } from '../waiting/site-error.ts'
import { visit } from './visit.ts'
import { signOutWords } from './words.ts'

/** How a page is waited for whose sign-out is under way. */
export type Waiting = {
  /** until nothing is under way */
  untilIdle: () => Promise<void>
  /** what the page was still about then; null: it was idle */
  busy?: () => string | null
  /** lets the page's own time pass, where the journey may */
  letTimePass?: () => Promise<void>
  /** told before the control is used */
  sentBy?: (sender: Sender) => void
}

/** A script that acts on attributes of the control, and so on a click before the page's own handlers or beside them. */
export type Sender = 'data-method' | 'turbo' | 'htmx'

/** Runs in the page. null: nothing of the kind is to be seen. */
const senderOf = (control: Element): Sender | null => {
  const on = control.closest('a, button, input, form')
  const within = (names: string): boolean => [on, on?.closest('form')].some(element => element?.matches(names) === true)
  const verbs = ['get', 'post', 'put', 'patch', 'delete'].flatMap(verb => [`[hx-${verb}]`, `[data-hx-${verb}]`])
  if (within(verbs.join()) || on?.closest('[hx-boost="true"], [data-hx-boost="true"]')) return 'htmx'
  if (within('[data-turbo-method]')) return 'turbo'
  if (within('[data-method], [data-remote="true"]')) return 'data-method'
  return 'Turbo' in window && !on?.closest('[data-turbo="false"]') ? 'turbo' : null
}

const pathOf = (page: Page): string => barePath(new URL(page.url()).pathname)

/** By what it says, or, where it shows a picture alone, by where it leads. */
const wayOut = (page: Page, named: string | undefined): Locator =>
  (named
    ? page.locator(named)
    : controls(page, signOutWords).or(
        page.locator(
          ':is(a[href*="logout" i], a[href*="log-out" i], a[href*="signout" i], a[href*="sign-out" i], form:is([action*="logout" i], [action*="sign-out" i], [action*="signout" i], [action*="log-out" i]) :is(button, input[type="submit"]))',
        ),
      )
  )
    .filter({ visible: true })
    .first()

/** Milliseconds for a menu to open. */
const menuMs = 400

/** `opener`: of the menu that it stands in. */
type Found = { control: Locator; opener: Locator | null }

const signOutControl = async (page: Page, target: Target): Promise<Found> => {
  const { action } = timeoutsOf(target)
  const { control: named, menu } = typeof target.signOut === 'object' ? target.signOut : {}
  const control = wayOut(page, named)
  const there = async (): Promise<true | null> => ((await control.count()) > 0 ? true : null)
  const began = performance.now()
  if (menu === undefined && (await awaited(Math.min(action, stretchedMs(target, 2_000)), there)))
    return { control, opener: null }
  const openers = menu === undefined ? await menuOpeners(page) : [page.locator(menu).filter({ visible: true }).first()]
  for (const opener of openers) {
    await opener.click({ timeout: stretchedMs(target, 1_000) }).catch(() => undefined)
    if (await awaited(stretchedMs(target, menuMs), there)) return { control, opener }
  }
  // A menu that is fetched when it is opened, or that opens late, is waited for as any other control.
  if (await awaited(action - (performance.now() - began), there)) return { control, opener: null }
  throw new SiteError(
    named
      ? `the sign-out control of the configuration (signOut.control) is not on ${pathOf(page)}`
      : menu
        ? `no sign-out button or link came on ${pathOf(page)} when signOut.menu was pressed; name it in signOut.control`
        : `no sign-out button or link was found on ${pathOf(page)}; name it in signOut.control, and what opens the menu around it in signOut.menu`,
  )
}

/** «Do you really want to sign out?» */
const agree = (dialog: Dialog): void => void dialog.accept().catch(() => undefined)

type Pressed = { found: Found | null; before: BeforeAsking }

const pressed = async (page: Page, target: Target, sentBy: Waiting['sentBy']): Promise<Pressed> => {
  const found = await signOutControl(page, target)
  const sender = await found.control.evaluate(senderOf).catch(() => null)
  if (sender !== null) sentBy?.(sender)
  const before = await beforeAsking(page)
  await click(target, found.control, 'the sign-out control', '; name another in signOut.control')
  return { found, before }
}

/** Whether the page still shows somebody: where its menu is closed, that is opened once more. */
const showsSomebody = async (page: Page, target: Target, found: Found | null): Promise<boolean> => {
  const seen = await seenSignedIn(page, target)
  if (seen !== 'unknown') return seen === 'in'
  const { opener, control } = found ?? {}
  if (!opener || !control || (await opener.count().catch(() => 0)) === 0) return false
  await opener.click({ timeout: stretchedMs(target, 1_000) }).catch(() => undefined)
  const shows = await awaited(stretchedMs(target, menuMs), async () => ((await control.count()) > 0 ? true : null))
  await page.keyboard.press('Escape').catch(() => undefined)
  return shows === true
}

/** So often a site may ask whether it is meant. */
const maxQuestions = 3

/** Looks until nobody is signed in. Throws a {@link NobodySignedOut} when somebody still is. */
const lookedFor = async (
  page: Page,
  target: Target,
  { untilIdle, busy, letTimePass }: Waiting,
  { found, before }: Pressed,
): Promise<void> => {
  let questions = 0
  let timePassed = letTimePass === undefined
  const { action } = timeoutsOf(target)
  let deadline = performance.now() + action
  for (;;) {
    await untilIdle()
    if (!(await showsSomebody(page, target, found))) return
    if (questions < maxQuestions && (await agreedToSignOut(page, before))) {
      questions += 1
      deadline = performance.now() + action
      continue
    }
    if (!timePassed) {
      timePassed = true
      await letTimePass?.()
      continue
    }
    if (performance.now() >= deadline) break
    await sleep(lookDelayMs)
  }
  // A page that is still busy may let them out later.
  const about = busy?.() ?? null
  if (about !== null) throw new TimedOut(about)
  throw new NobodySignedOut(
    `the sign-out signed nobody out: after it, ${pathOf(page)} still shows somebody who is signed in${
      target.isSignedIn === undefined ? '' : ', as isSignedIn sees it'
    }`,
  )
}

/**
 * From signed in to signed out. Throws a {@link SiteError} when there is no way out, and a {@link NobodySignedOut} when the
 * way that is there led nobody out.
 */
export const signOut = async (page: Page, target: Target, user: User | null, waiting: Waiting): Promise<void> => {
  if (user?.storageState && user.password === '')
    throw new LeftOut(
      `the ${user.label} user is signed in by a stored browser state, which signing out would end for all journeys; give it a user name and a password, or sign in by a function`,
    )
  const { signOut: how } = target
  page.on('dialog', agree)
  try {
    let sent: Pressed
    if (typeof how !== 'function' && !how?.page) sent = await pressed(page, target, waiting.sentBy)
    else {
      sent = { found: null, before: await beforeAsking(page) }
      if (typeof how === 'function') await how(page)
      else await visit(page, target, how.page ?? '/')
    }
    await lookedFor(page, target, waiting, sent)
  } catch (error) {
    if (error instanceof SiteError || error instanceof LeftOut || typeof how !== 'function') throw error
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
    throw new SiteError(`the signOut function of the configuration failed: ${coveredWords(first, wordsOf(how))}`)
  } finally {
    page.off('dialog', agree)
  }
}
