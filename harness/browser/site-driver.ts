/** Signs in to and out of a site as a person would: by the form and the button that are there. */
import type { Locator, Page } from 'playwright'
import type { Target, User } from '../config/target.ts'

/** The site could not be driven; the message says in one sentence what was looked for and not found. */
export class SiteError extends Error {
  override name = 'SiteError'
}

/** The one sentence for a page that does not come, whichever it is. */
export const unreachable = ({ origin }: Target, error: unknown): SiteError => {
  const message = error instanceof Error ? error.message : String(error)
  const code = /net::(\w+)/.exec(message)?.[1] ?? (/Timeout/.test(message) ? 'no answer in time' : undefined)
  return new SiteError(`${origin} could not be reached${code ? ` (${code})` : ''}`)
}

/** Milliseconds; how long a form, a button or a page may take to appear. */
const patience = 10_000

export const signOutWords =
  /\b(sign|log)[\s-]?(out|off)\b|d[ée]connexion|se d[ée]connecter|abmelden|ausloggen|cerrar sesi[óo]n|desconectar|esci\b|disconnetti|uitloggen|afmelden/i
const signInWords =
  /\b(sign|log)[\s-]?(in|on)\b|continue|connexion|se connecter|anmelden|einloggen|iniciar sesi[óo]n|entrar|accedi|inloggen/i

/**
 * Types without a step title or a trace entry that shows the text: Playwright's own `fill` writes it into both. The page
 * sees focus, selection and trusted input events.
 */
const typeSecret = async (field: Locator, text: string): Promise<void> => {
  await field.focus()
  await field.evaluate((element, value) => {
    const input = element as HTMLInputElement
    input.select()
    if (!document.execCommand('insertText', false, value)) {
      input.value = value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
    input.dispatchEvent(new Event('change', { bubbles: true }))
  }, text)
}

const userNameField = (form: Locator): Locator =>
  form
    .locator(
      'input[autocomplete~="username"], input[autocomplete~="email"], input[type="email"], input[name*="user" i], input[name*="email" i], input[name*="login" i], input[type="text"], input[type="tel"], input:not([type])',
    )
    .filter({ visible: true })
    .first()

/** From anywhere to signed in. Throws {@link SiteError} when there is no form, or the site does not let the user in. */
export const signIn = async (page: Page, target: Target, user: User): Promise<void> => {
  const here = new URL(page.url(), target.origin)
  if (here.origin !== target.origin || here.pathname !== target.signInPage)
    await page.goto(target.origin + target.signInPage).catch((error: unknown) => {
      throw unreachable(target, error)
    })
  const password = page.locator('input[type="password"]').filter({ visible: true }).first()
  await password.waitFor({ timeout: patience }).catch(() => {
    throw new SiteError(`no login form: ${target.signInPage} shows no password field`)
  })
  const form = page.locator('form').filter({ has: password })
  const scope = (await form.count()) > 0 ? form.first() : page.locator('body')
  await typeSecret(userNameField(scope), user.username)
  await typeSecret(password, user.password)
  const submit = scope
    .locator('button[type="submit"], input[type="submit"], button:not([type])')
    .filter({ visible: true })
  const button = (await submit.count()) > 0 ? submit.first() : scope.getByRole('button', { name: signInWords }).first()
  await button.click({ timeout: patience }).catch(() => {
    throw new SiteError(`the login form on ${target.signInPage} has no button to send it`)
  })
  // Let in means: the form is gone. A refused login shows it again, or never lets it go.
  await password.waitFor({ state: 'detached', timeout: patience }).catch(() => {
    throw new SiteError(`the ${user.label} user could not sign in: the login form is still there after it was sent`)
  })
}

/** By the control that says so, wherever it is on the page. */
export const signOut = async (page: Page): Promise<void> => {
  const control = page
    .getByRole('button', { name: signOutWords })
    .or(page.getByRole('link', { name: signOutWords }))
    .or(page.getByRole('menuitem', { name: signOutWords }))
    .filter({ visible: true })
    .first()
  await control.waitFor({ timeout: patience }).catch(() => {
    throw new SiteError('no sign-out button or link was found on the page')
  })
  await control.click()
}
