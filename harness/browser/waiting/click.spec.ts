/** What Playwright says of a click that did not come through, and what is made of it. */
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { SiteError } from './site-error.ts'
import { click } from './click.ts'
import { TimedOut } from './timed-out.ts'

const target = { origin: 'http://shop.test', timeouts: { navigation: 1_000, action: 700, journey: 10_000 } }
const failure = async (page: Page, html: string): Promise<Error | null> => {
  await page.setContent(html)
  return click(target, page.locator('button'), 'the button', ' (signOut.control)').then(
    () => null,
    (error: unknown) => error as Error,
  )
}

test('a covered, a disabled and a moving button each have their reason', async ({ page }) => {
  const veil = '<div style="position: fixed; inset: 0"></div>'
  const covered = await failure(page, `<button>Out</button>${veil}`)
  expect(covered).toBeInstanceOf(SiteError)
  expect(covered).not.toBeInstanceOf(TimedOut)
  expect(covered?.message).toBe('the button can’t be clicked: it is covered by another element (signOut.control)')
  expect((await failure(page, '<button disabled>Out</button>'))?.message).toContain('it is disabled')
  const moving = `<style>@keyframes go { to { margin-left: 500px } } button { animation: go 2s infinite }</style>`
  expect((await failure(page, `${moving}<button>Out</button>`))?.message).toContain('it keeps moving')
})

test('a button that is not there in time, and a page that is busy, are late and nothing else', async ({ page }) => {
  const absent = await failure(page, '<p>Nothing yet')
  expect(absent).toBeInstanceOf(TimedOut)
  expect(absent?.message).toMatch(
    /^the button was not clicked within \d.* s.*; a longer timeouts\.action waits longer$/,
  )
  const busy = await failure(
    page,
    '<button>Out</button><script>setTimeout(() => { const end = Date.now() + 4000; while (Date.now() < end); }, 1)</script>',
  )
  expect(busy === null || busy instanceof TimedOut).toBe(true)
})

test('a click whose navigation takes its time has been made', async ({ page }) => {
  await page.route('http://shop.test/slow', () => undefined)
  await page.route('http://shop.test/', route =>
    route.fulfill({ body: '<a href="/slow"><button>Out</button></a>', contentType: 'text/html' }),
  )
  await page.goto('http://shop.test/')
  await expect(click(target, page.locator('button'), 'the button')).resolves.toBeUndefined()
})
