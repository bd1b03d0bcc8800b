/** Finds a login form, whoever made it: its fields and what sends it. CSS locators look into open shadow roots as well. */
import type { Frame, Locator, Page } from '@playwright/test'
import type { SignInForm } from '../config/target.ts'
import { newsletterWords, otherWords, submitWords, userNameHints } from './words.ts'

/** Fields of one form that are there now. Null: not asked for on this page. */
export type LoginForm = {
  username: Locator | null
  password: Locator | null
  /** the form, or the body of the document where there is none */
  scope: Locator
}

const textFields =
  'input:is([type="text"], [type="email"], [type="tel"], [type="number"], :not([type])):not([readonly], [disabled])'

const visible = (locator: Locator): Locator => locator.filter({ visible: true })

/** Of several password fields: the one of a login, not those of a registration. */
const passwordField = async (root: Page | Frame, form: SignInForm): Promise<Locator | null> => {
  if (form.password) {
    const own = visible(root.locator(form.password)).first()
    return (await own.count()) > 0 ? own : null
  }
  const fields = await visible(root.locator('input[type="password"]')).all()
  const ranks = await Promise.all(
    fields.map(field =>
      field.evaluate(element => {
        const { form, autocomplete } = element as HTMLInputElement
        const siblings = form ? form.querySelectorAll('input[type="password"]').length : 1
        return (autocomplete.includes('new-password') ? 2 : 0) + (siblings > 1 ? 1 : 0)
      }),
    ),
  )
  return fields[ranks.indexOf(Math.min(...ranks))] ?? null
}

const scopeOf = async (root: Page | Frame, field: Locator): Promise<Locator> => {
  const form = visible(root.locator('form').filter({ has: field })).last()
  return (await form.count()) > 0 ? form : root.locator('body')
}

/** What can be told of a text field: whether it is called as a user name is, and whether it stands before the password. */
const described = async (
  field: Locator,
  password: Locator | null,
): Promise<{ field: Locator; named: boolean; before: boolean; elsewhere: boolean }> => {
  const reference = (await password?.elementHandle()) ?? null
  const facts = await field.evaluate((element, reference) => {
    const { autocomplete, type, name, id, placeholder, form, role } = element as HTMLInputElement & {
      role: string | null
    }
    return {
      autocomplete,
      type,
      names: `${name} ${id} ${element.getAttribute('aria-label') ?? ''} ${placeholder}`,
      before:
        reference !== null && (element.compareDocumentPosition(reference) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
      about:
        `${role ?? ''} ${form?.getAttribute('role') ?? ''} ${form?.id ?? ''} ${form?.className ?? ''} ${form?.action ?? ''} ${form?.textContent ?? ''}`.slice(
          0,
          500,
        ),
    }
  }, reference)
  return {
    field,
    named: /username|email/.test(facts.autocomplete) || facts.type === 'email' || userNameHints.test(facts.names),
    before: facts.before,
    elsewhere: newsletterWords.test(facts.about) || newsletterWords.test(facts.names),
  }
}

/** The field before the password that is called as user names are; else the last one before it. */
const userNameBeside = async (scope: Locator, password: Locator): Promise<Locator | null> => {
  const fields = await visible(scope.locator(textFields)).all()
  const before = (await Promise.all(fields.map(field => described(field, password)))).filter(({ before }) => before)
  return (before.findLast(({ named }) => named) ?? before.at(-1))?.field ?? null
}

/** Where the password comes later: a field that is called as user names are, in no newsletter and no search. */
const userNameAlone = async (root: Page | Frame): Promise<Locator | null> => {
  const fields = await visible(root.locator(textFields)).all()
  const all = await Promise.all(fields.map(field => described(field, null)))
  return all.find(({ named, elsewhere }) => named && !elsewhere)?.field ?? null
}

const inFrame = async (root: Page | Frame, form: SignInForm): Promise<LoginForm | null> => {
  const password = await passwordField(root, form)
  const named = form.username ? visible(root.locator(form.username)).first() : null
  if (password) {
    const scope = await scopeOf(root, password)
    const username = named ? ((await named.count()) > 0 ? named : null) : await userNameBeside(scope, password)
    return { username, password, scope }
  }
  const username = named ? ((await named.count()) > 0 ? named : null) : await userNameAlone(root)
  return username ? { username, password: null, scope: await scopeOf(root, username) } : null
}

/** The login form that the page shows now, in itself or in a frame; null: none. One with a password comes first. */
export const loginForm = async (page: Page, form: SignInForm = {}): Promise<LoginForm | null> => {
  let alone: LoginForm | null = null
  for (const frame of page.frames()) {
    const found = await inFrame(frame, form).catch(() => null)
    if (found?.password) return found
    alone ??= found
  }
  return alone
}

/** What the control is called: its name, or the value of an old-fashioned button. */
const nameOf = (control: Locator): Promise<string> =>
  control.evaluate(element => {
    const text = (element as HTMLElement).innerText || (element as HTMLInputElement).value || ''
    return `${text} ${element.getAttribute('aria-label') ?? ''} ${element.getAttribute('title') ?? ''}`
  })

const says = (name: string): boolean => submitWords.test(name) && !otherWords.test(name)

/** The button that sends the form; null: there is none, and only the Enter key is left. */
export const submitButton = async ({ scope }: LoginForm): Promise<Locator | null> => {
  const firstOf = async (selector: string, fits: (name: string) => boolean): Promise<Locator | undefined> => {
    const controls = await visible(scope.locator(selector)).all()
    const names = await Promise.all(controls.map(nameOf))
    return controls.find((_, index) => fits(names[index] ?? ''))
  }
  const sends = 'button[type="submit"], input[type="submit"], input[type="image"], button:not([type])'
  const anyButton = 'button, input[type="button"], [role="button"], a[href^="javascript:"], a[href="#"]'
  // Where no form holds them together, a button that says nothing may belong to anything.
  const together = await scope.evaluate(element => element instanceof HTMLFormElement)
  return (
    (await firstOf(sends, says)) ??
    (together ? await firstOf(sends, name => !otherWords.test(name)) : undefined) ??
    (await firstOf(anyButton, says)) ??
    null
  )
}
