/** The trend in a browser: axe finds nothing, no width makes it scroll sideways, and the latest run is in sight. */
import { expect, test } from '@playwright/test'
import { violations } from '../../harness/upkeep/accessibility.ts'
import { trend, trendedReportSchema, trendEntry } from '../../harness/verdict/trend.ts'
import { results } from '../samples/results.ts'
import { trendPage } from './trend-page.ts'

const runs = Array.from({ length: 700 }, (_, hour) => {
  const of = hour % 97 === 0 ? results.silentFailure : results.conforming
  const startedAt = new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
  const commit = String(Math.floor(hour / 2)).padStart(40, 'a')
  return trendEntry(
    `run-${hour}`,
    trendedReportSchema.parse({ ...of, startedAt, commit, target: results.conforming.target }),
  )
})

test('axe finds nothing in either theme, no width scrolls sideways, and the latest run is in sight', async ({
  page,
}) => {
  const links = new Map(runs.map(({ run }) => [run.report, 'index.html']))
  await page.setContent(trendPage(trend(runs), links))
  expect(await violations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await violations(page, 'color-contrast')).toEqual([])
  for (const width of [320, 375, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} px`).toBeLessThanOrEqual(width)
  }
  await page.setViewportSize({ width: 600, height: 800 })
  await expect(page.locator('svg rect.run').nth(699)).toBeInViewport()
  await expect(page.getByRole('link', { name: '30 January 2026, 03:00 UTC' })).toHaveAttribute('href', 'index.html')
})
