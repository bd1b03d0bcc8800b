import { expect, test } from '@playwright/test'
import { siteRow, sitesOf } from '../../harness/verdict/sites.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { sitesMarkdown } from '../formats/sites-markdown.ts'
import { sitesTable } from '../terminal/sites-table.ts'
import { sitesPage } from './sites-page.ts'

const run = { startedAt: '2026-12-01T10:00:00.000Z', duration: 1000, versions: { padlock: '1', catalogue: 'a' } }
const rows = Object.entries(results).flatMap(([name, result]) =>
  [result, hostile(result)].map((of, index) =>
    siteRow(of, { name: index === 0 ? name : of.target.name, folder: `sites/${name} ${index}` }),
  ),
)
const sites = sitesOf(
  [
    ...rows,
    { name: '<script>alert(1)</script>', folder: null, exitCode: 130, summary: '\u001b[2J| cancelled', result: null },
  ],
  run,
)

test('hostile text stays text on page, in Markdown and at a terminal, and the page asks for nothing', () => {
  const page = sitesPage(sites)
  expect(page).not.toMatch(/<script|<img/)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(page).toContain('href="sites/conforming%200/index.html"')
  expect(page.match(/(?:src|href)="https?:/g)).toBeNull()
  for (const order of ['<script', '\u001b']) expect(sitesMarkdown(sites)).not.toContain(order)
  for (const line of sitesMarkdown(sites)
    .split('\n')
    .filter(each => each.startsWith('| ')))
    expect(line.match(/(?<!\\)\|/g), line).toHaveLength(4)
  const table = sitesTable(sites, { colour: false, width: 80 })
  expect(table).not.toContain('\u001b')
  expect(table).toContain('✓ conforming')
})

test('the worst come first, and each says what to fix first', () => {
  const page = sitesPage(sites)
  const order = ['oneCause', 'conforming'].map(name => page.indexOf(`>${name}<`))
  expect(order[0]).toBeLessThan(order[1]!)
  expect(page).toContain(`<code>${results.oneCause.firstCause}</code>`)
  expect(page).toContain('Violated on more than one site')
})
