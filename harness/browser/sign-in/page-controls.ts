/** The links and buttons of a page, in its open shadow roots as well: one round trip for all of them. */
import type { Page } from '@playwright/test'

export type PageControl = {
  /** what it says, or is called; empty: a picture alone */
  name: string
  /** of the link, or of the form that the button sends; empty: neither */
  path: string
  shown: boolean
  /** in a header, a navigation or a footer: on every page of the site */
  around: boolean
  /** in a dialog that is open */
  dialog: boolean
}

/** Runs in the page. Methods, because what tsx adds to a named function is not there. */
const read = (): PageControl[] => {
  const page = {
    all(root: Document | ShadowRoot): Element[] {
      return [...root.querySelectorAll('*')].flatMap(element =>
        element.shadowRoot ? [element, ...page.all(element.shadowRoot)] : [element],
      )
    },
    shown(element: Element): boolean {
      const { width, height } = element.getBoundingClientRect()
      return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true })
    },
    /** the nearest that fits, out of shadow roots as well */
    within(element: Element, selector: string): boolean {
      const host = (element.getRootNode() as Partial<ShadowRoot>).host
      return element.closest(selector) !== null || (host !== undefined && page.within(host, selector))
    },
    name(element: Element): string {
      const { value = '' } = element as Partial<HTMLInputElement>
      const text = element.ariaLabel ?? (element.matches('input') ? value : (element.textContent ?? ''))
      return (text.trim() || element.getAttribute('title') || '').replace(/\s+/g, ' ').slice(0, 80)
    },
    path(element: Element): string {
      const { form } = element as Partial<HTMLButtonElement>
      const address = element.getAttribute('href') ?? element.getAttribute('formaction') ?? form?.getAttribute('action')
      return address != null && URL.canParse(address, location.href) ? new URL(address, location.href).pathname : ''
    },
  }
  const selector =
    'a[href], a[role], button, summary, input:is([type="submit"], [type="button"], [type="image"]), [role="button"], [role="link"], [role="menuitem"]'
  return page
    .all(document)
    .filter(element => element.matches(selector))
    .slice(0, 2_000)
    .map(element => ({
      name: page.name(element),
      path: page.path(element),
      shown: page.shown(element),
      around: page.within(element, 'header, nav, footer, [role="banner"], [role="navigation"], [role="contentinfo"]'),
      dialog: page.within(element, 'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]'),
    }))
}

/** A page that goes away under the look has none. */
export const readControls = (page: Page): Promise<PageControl[]> => page.evaluate(read).catch(() => [])
