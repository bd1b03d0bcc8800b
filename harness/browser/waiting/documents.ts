/** The documents that a page asks for, one after the other: a site that sends the browser on without end never rests. */
import type { Page, Request } from '@playwright/test'
import { SiteError } from './site-error.ts'

/** So many at once, and it is taken for one that never ends. */
export const mostDocuments = 20

/** Nobody waits for the end of it. */
export class Endless extends SiteError {
  override name = 'Endless'
}
export const endless = (): Endless => new Endless('the site sends the browser on from page to page without end')

/** Whether a document of the page itself is asked for. A frame that is not there yet is none that could be it. */
export const isNavigation = (page: Page, request: Request): boolean => {
  if (!request.isNavigationRequest()) return false
  try {
    return request.frame() === page.mainFrame()
  } catch {
    return false
  }
}

export const countDocuments = (
  page: Page,
  asked: (seen: number) => void = () => undefined,
): { seen: () => number; stop: () => void } => {
  let seen = 0
  const count = (request: Request): void => {
    if (isNavigation(page, request) && request.redirectedFrom() === null) asked((seen += 1))
  }
  page.on('request', count)
  return { seen: () => seen, stop: () => void page.off('request', count) }
}
