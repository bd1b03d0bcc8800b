/** The page in a browser: axe finds nothing, the filter works, links open what they lead to, and all is there without a script. */
import { expect, test as base } from '@playwright/test'
import type { Page } from '@playwright/test'
import { violations } from '../../harness/upkeep/accessibility.ts'
import { results } from '../samples/results.ts'
import { html } from './html.ts'

/** Served under a name that nobody has, so that links, hash and policy are as in a file. */
const address = 'http://report.invalid/index.html'

const test = base.extend<{ shown: (name: keyof typeof results) => Promise<Page> }>({
  shown: async ({ page }, use) => {
    await use(async name => {
      await page.route(address, route =>
        route.fulfill({ contentType: 'text/html; charset=utf-8', body: html(results[name]) }),
      )
      await page.goto(address)
      return page
    })
  },
})

for (const name of ['silentFailure', 'conforming', 'incomplete'] as const) {
  test(`axe finds nothing, neither in the light nor in the dark theme: ${name}`, async ({ shown, page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await shown(name)
    expect(await violations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page, 'color-contrast')).toEqual([])
  })
}

test('it filters by level, status and area, by keyboard as well, and a link shows what was filtered away', async ({
  shown,
  page,
}) => {
  await shown('silentFailure')
  const rows = page.locator('.requirement:visible')
  const told = page.getByRole('status')
  await expect(told).toHaveText('All 24 requirements are shown.')
  await page.getByRole('button', { name: 'blocked 2' }).focus()
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(2)
  await expect(told).toHaveText('2 of 24 requirements are shown.')
  await page.getByRole('button', { name: 'Padlock 2' }).click()
  await page.getByRole('button', { name: 'SHOULD 2' }).click()
  await expect(rows).toHaveCount(0)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(rows).toHaveCount(24)
  await page.getByRole('link', { name: '1 violated' }).click()
  await expect(rows).toHaveCount(1)
  await page.getByRole('link', { name: 'token/lifetime: met' }).click()
  await expect(page.locator('[id="token/lifetime"]')).toHaveAttribute('open', '')
  await expect(rows).toHaveCount(24)
  await page.getByRole('link', { name: 'a visitor signs in' }).first().click()
  await expect(page.locator('[id="journey:sign-in"]')).toHaveAttribute('open', '')
  await expect(page.locator('[id="moment:sign-in:2"]')).toBeInViewport()
})

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false })
  test('all is there, and no button that does nothing; on paper it is unfolded', async ({ shown, page }) => {
    await shown('silentFailure')
    await expect(page.locator('.requirement:visible')).toHaveCount(24)
    await expect(page.getByRole('button')).toHaveCount(0)
    await page.getByRole('link', { name: 'Where in the journey' }).click()
    await expect(page.locator('[id="flag:ext-id-removal:ext-id/absent"]')).toBeInViewport()
    const met = page.locator('[id="token/compact"] .body')
    await expect(met).toBeHidden()
    await page.emulateMedia({ media: 'print' })
    await expect(met).toBeVisible()
  })
})

test('no width makes it scroll sideways', async ({ shown, page }) => {
  await shown('silentFailure')
  for (const width of [320, 375, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
  }
})
