/** Where a document did not come, Chromium shows a page of its own: it is no page of the site's, and says nothing of it. */
import type { Page, Request } from '@playwright/test'
import { isNavigation } from '../waiting/documents.ts'

const failures = new WeakMap<Page, string>()

export const watchFailures = (page: Page): void => {
  page.on('requestfailed', (request: Request) => {
    if (isNavigation(page, request)) failures.set(page, `${request.failure()?.errorText ?? ''} at ${request.url()}`)
  })
}

/** Why the browser shows a page of its own instead of the site's, as Playwright would say it; null: it does not. */
export const errorPage = (page: Page): string | null =>
  page.url().startsWith('chrome-error:') ? (failures.get(page) ?? 'net::ERR_FAILED') : null
