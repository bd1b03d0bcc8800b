/**
 * Finds a login form, whoever made it: its fields and what sends it. Each look is one round trip to the page, into its open
 * shadow roots as well: a driver looks many times before it has what it came for.
 */
import type { ElementHandle, Frame, Page } from '@playwright/test'
import type { SignInForm } from '../../config/target.ts'
import { framesOf } from './frames.ts'
import { newsletterWords, otherWords, submitWords, userNameHints } from './words.ts'

/** A field, a button or a form as it stood when it was looked for: a page that draws itself again has others. */
export type Control = ElementHandle<HTMLElement>

/** Fields of one form that are there now. Null: not asked for on this page. */
export type LoginForm = {
  username: Control | null
  password: Control | null
  /** the form, or the body of the document where there is none */
  scope: Control
}

/** What the configuration names: an element, null where that is not there; undefined: it names none. */
type Named<Field> = { username: Field | null | undefined; password: Field | null | undefined }
type Hints = { userName: string; newsletter: string }

/** Runs in the page. Methods, because what tsx adds to a named function is not there. */
const findFields = ({
  named,
  hints,
}: {
  named: Named<HTMLElement>
  hints: Hints
}): { username: HTMLElement | null; password: HTMLElement | null; scope: HTMLElement } | null => {
  const userName = new RegExp(hints.userName, 'i')
  const newsletter = new RegExp(hints.newsletter, 'i')
  const page = {
    /** all elements, in the order of the document, with those of a shadow root after its host */
    all(root: Document | ShadowRoot | Element): Element[] {
      return [...root.querySelectorAll('*')].flatMap(element =>
        element.shadowRoot ? [element, ...page.all(element.shadowRoot)] : [element],
      )
    },
    shown(element: Element): boolean {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true })
    },
    /** from the element outwards, out of shadow roots as well */
    around(element: Element): Element[] {
      const parent = element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host
      return parent ? [parent, ...page.around(parent)] : []
    },
    scope(field: Element): HTMLElement {
      const form = page.around(field).find(element => element instanceof HTMLFormElement && page.shown(element))
      return (form as HTMLElement | undefined) ?? document.body
    },
    names({ name, id, placeholder, ariaLabel }: HTMLInputElement): string {
      return `${name} ${id} ${ariaLabel ?? ''} ${placeholder}`
    },
    isNamed(field: HTMLInputElement): boolean {
      return /username|email/.test(field.autocomplete) || field.type === 'email' || userName.test(page.names(field))
    },
    isElsewhere(field: HTMLInputElement): boolean {
      const { form, role } = field
      const about = `${role ?? ''} ${form?.getAttribute('role') ?? ''} ${form?.id ?? ''} ${form?.className ?? ''} ${form?.action ?? ''} ${form?.textContent ?? ''}`
      return newsletter.test(about.slice(0, 500)) || newsletter.test(page.names(field))
    },
    /** registrations have two, and call them new */
    rank({ form, autocomplete }: HTMLInputElement): number {
      const siblings = form ? form.querySelectorAll('input[type="password"]').length : 1
      return (autocomplete.includes('new-password') ? 2 : 0) + (siblings > 1 ? 1 : 0)
    },
  }
  const inputs = page.all(document).filter((element): element is HTMLInputElement => element.matches('input'))
  const texts = inputs.filter(
    field =>
      field.matches(
        ':is([type="text"], [type="email"], [type="tel"], [type="number"], :not([type])):not([readonly], [disabled])',
      ) && page.shown(field),
  )
  const passwords = inputs.filter(field => field.matches('[type="password"]') && page.shown(field))
  const ranks = passwords.map(field => page.rank(field))
  const password =
    named.password === undefined ? (passwords[ranks.indexOf(Math.min(...ranks))] ?? null) : named.password
  if (password) {
    const scope = page.scope(password)
    const before = texts.filter(
      field =>
        inputs.indexOf(field) < inputs.indexOf(password as HTMLInputElement) &&
        (scope === document.body || page.around(field).includes(scope)),
    )
    const beside = before.findLast(field => page.isNamed(field)) ?? before.at(-1) ?? null
    return { username: named.username === undefined ? beside : named.username, password, scope }
  }
  // Where the password comes later: a field that is called as user names are, in no newsletter and no search.
  const alone = texts.find(field => page.isNamed(field) && !page.isElsewhere(field)) ?? null
  const username = named.username === undefined ? alone : named.username
  return username ? { username, password: null, scope: page.scope(username) } : null
}

const namedBy = async (root: Page | Frame, selector: string | undefined): Promise<Control | null | undefined> =>
  selector === undefined
    ? undefined
    : (((await root.locator(selector).filter({ visible: true }).elementHandles())[0] as Control | undefined) ?? null)

const inFrame = async (frame: Frame, form: SignInForm): Promise<LoginForm | null> => {
  const [username, password] = await Promise.all([namedBy(frame, form.username), namedBy(frame, form.password)])
  const found = await frame.evaluateHandle(findFields, {
    named: { username, password },
    hints: { userName: userNameHints.source, newsletter: newsletterWords.source },
  })
  const parts = await found.getProperties()
  const part = (name: keyof LoginForm): Control | null => (parts.get(name)?.asElement() as Control | undefined) ?? null
  const scope = part('scope')
  return scope && { username: part('username'), password: part('password'), scope }
}

/** The login form that the page shows now, in itself or in a frame; null: none. One with a password comes first. */
export const loginForm = async (page: Page, form: SignInForm = {}): Promise<LoginForm | null> => {
  let alone: LoginForm | null = null
  for (const frame of framesOf(page)) {
    const found = await inFrame(frame, form).catch(() => null)
    if (found?.password) return found
    alone ??= found
  }
  return alone
}

/** Runs in the page, as above. */
const findButton = (scope: HTMLElement, words: { submit: string; other: string }): Element | null => {
  const submit = new RegExp(words.submit, 'i')
  const other = new RegExp(words.other, 'i')
  const page = {
    all(root: ShadowRoot | Element): HTMLElement[] {
      return [...root.querySelectorAll<HTMLElement>('*')].flatMap(element =>
        element.shadowRoot ? [element, ...page.all(element.shadowRoot)] : [element],
      )
    },
    /** the name of the control, or the value of an old-fashioned button */
    name(control: HTMLElement): string {
      const text = control.innerText || (control as HTMLInputElement).value || ''
      return `${text} ${control.ariaLabel ?? ''} ${control.title}`
    },
    shown(element: Element): boolean {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true })
    },
    says(control: HTMLElement): boolean {
      return submit.test(page.name(control)) && !other.test(page.name(control))
    },
  }
  const shown = page.all(scope).filter(element => page.shown(element))
  const sends = shown.filter(element =>
    element.matches('button[type="submit"], input[type="submit"], input[type="image"], button:not([type])'),
  )
  const any = shown.filter(element =>
    element.matches('button, input[type="button"], [role="button"], a[href^="javascript:"], a[href="#"]'),
  )
  // Where no form holds them together, a button that says nothing may belong to anything.
  const together = scope instanceof HTMLFormElement
  return (
    sends.find(control => page.says(control)) ??
    (together ? sends.find(control => !other.test(page.name(control))) : undefined) ??
    any.find(control => page.says(control)) ??
    null
  )
}

/** The button that sends the form; null: there is none, and only the Enter key is left. */
export const submitButton = async ({ scope }: LoginForm): Promise<Control | null> => {
  const found = await scope.evaluateHandle(findButton, { submit: submitWords.source, other: otherWords.source })
  return found.asElement() as Control | null
}
