/** The documents that a page asks for, one after the other: a site that sends the browser on without end never rests. */
import type { Page, Request } from '@playwright/test'
import { SiteError } from './site-error.ts'

/** So many at once, and it is taken for one that never ends. */
export const mostDocuments = 20

export const endless = (): SiteError => new SiteError('the site sends the browser on from page to page without end')

/** Of the page itself. A frame that is not there yet is none that could be it. */
const isDocument = (page: Page, request: Request): boolean => {
  if (!request.isNavigationRequest() || request.redirectedFrom() !== null) return false
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
    if (isDocument(page, request)) asked((seen += 1))
  }
  page.on('request', count)
  return { seen: () => seen, stop: () => void page.off('request', count) }
}
