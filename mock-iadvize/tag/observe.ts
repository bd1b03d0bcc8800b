import { observerGlobal, type TagEvent } from '../contract.ts'
import { sandboxOf } from './sandbox-mark.ts'

/** Tells whoever watches the page, if anybody does. A watcher that fails changes nothing for the page. */
export function observe(event: TagEvent): void {
  const watcher = (window as unknown as Record<string, unknown>)[observerGlobal]
  for (const hear of [watcher, sandboxOf(window)?.hear])
    try {
      if (typeof hear === 'function') hear(event)
    } catch (error) {
      warn('the observer of the page failed', error)
    }
}

export const warn = (...what: unknown[]): void => console.warn('[Padlock mock iAdvize]', ...what)

/** Runs a function of the page. What it throws is the page's own uncaught error, and stops nothing else. */
export function runForPage(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    reportError(error)
  }
}
