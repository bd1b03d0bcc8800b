import { expect, test } from '@playwright/test'
import { trend, trendedReportSchema, trendEntry } from '../../harness/verdict/trend.ts'
import { trendCsv } from '../formats/trend-csv.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { trendPage } from './trend-page.ts'

const entries = Object.entries(results).flatMap(([name, result]) =>
  [result, hostile(result)].map(of => trendEntry(`${name}/report.json`, trendedReportSchema.parse(of))),
)
const found = trend(entries, [{ file: '<script>alert(1)</script>', because: 'is cut off, or no JSON' }])

test('hostile text stays text, and the page asks for nothing', () => {
  const page = trendPage(found, new Map([['conforming/report.json', 'a%22b/index.html']]))
  expect(page).not.toContain('<script')
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain('href="a%22b/index.html"')
  expect(page.match(/(?:src|href)="https?:/g)).toBeNull()
})

test('a thousand runs are a page of less than two megabytes', () => {
  const [entry] = entries
  const many = Array.from({ length: 1000 }, (_, hour) => ({
    ...entry!,
    run: { ...entry!.run, startedAt: new Date(Date.UTC(2026, 0, 1, hour)).toISOString() },
  }))
  expect(trendPage(trend(many), new Map()).length).toBeLessThan(2_000_000)
})

test('the CSV has a line for each requirement in each run', () => {
  const lines = trendCsv(found).trimEnd().split('\r\n')
  const cells = found.sites.flatMap(({ requirements }) => requirements.flatMap(({ states }) => states))
  expect(lines).toHaveLength(1 + cells.filter(state => state !== 'absent').length)
})
