/** What a visitor can do with a page, whatever it is about: looked at in the page itself, after its load. */
import type { Sample } from '../recording/recording.ts'

export type PageUse = NonNullable<Sample['use']>

/** Runs in the page, and so stands for itself. `signOutWords`: source of a regular expression. */
export const readPageUse = (signOutWords: string): PageUse => {
  const most = 1000
  const words = new RegExp(signOutWords, 'i')
  const isVisible = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })
  /** Whether a click would reach it: a veil over the page lets nothing through. Only what is on the screen can be asked. */
  const isReachable = (element: Element): boolean => {
    const { left, top, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0) return false
    const [x, y] = [left + width / 2, top + height / 2]
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return true
    const hit = element.getRootNode() instanceof Document ? document.elementFromPoint(x, y) : element
    return hit !== null && (element.contains(hit) || hit.contains(element) || hit.closest('label') !== null)
  }
  const controls = [
    ...document.querySelectorAll(
      'a[href], button:enabled, input:enabled:not([type="hidden"]), select:enabled, textarea:enabled, summary, [role="button"], [role="link"], [role="menuitem"]',
    ),
  ]
    .slice(0, most)
    .filter(element => !element.closest('[inert]') && isVisible(element) && isReachable(element))
  const nameOf = (element: Element): string =>
    [
      element.getAttribute('aria-label'),
      element.getAttribute('title'),
      element.getAttribute('value'),
      element.textContent,
    ]
      .filter(Boolean)
      .join(' ')
      .slice(0, 200)
  return {
    controls: controls.length,
    // `innerText` leaves out what is not rendered; what is merely transparent or veiled shows in the controls.
    text: (document.body?.innerText ?? '').replace(/\s+/g, ' ').trim().length,
    signOut: controls.some(element => words.test(nameOf(element))),
    passwordField: controls.some(element => element.matches('input[type="password"]')),
    loaded: document.readyState === 'complete',
  }
}
