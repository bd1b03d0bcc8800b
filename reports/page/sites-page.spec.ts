/** The page of several sites in a browser: axe finds nothing, and no width makes it scroll sideways. */
import { expect, test } from '@playwright/test'
import { violations } from '../../harness/upkeep/accessibility.ts'
import { siteRow, sitesOf } from '../../harness/verdict/sites.ts'
import { results } from '../samples/results.ts'
import { sitesPage } from './sites-page.ts'

const rows = Array.from({ length: 50 }, (_, index) => {
  const all = Object.values(results)
  return siteRow(all[index % all.length]!, { name: `brand-${index}`, folder: `sites/brand-${index}` })
})

test('axe finds nothing in either theme, and no width scrolls sideways', async ({ page }) => {
  const run = { startedAt: '2026-12-01T10:00:00.000Z', duration: 1000, versions: { padlock: '1', catalogue: 'a' } }
  await page.setContent(sitesPage(sitesOf(rows, run)))
  expect(await violations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations(page, 'color-contrast')).toEqual([])
  for (const width of [320, 375, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
  }
})
