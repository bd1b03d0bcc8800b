/** docs/your-site.md tells an integrator all that is judged. After a change of the catalogue: `--update-snapshots=all`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { format, resolveConfig } from 'prettier'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { yourSitePage } from './your-site.ts'

const file = fileURLToPath(new URL('../../docs/your-site.md', import.meta.url))

test('the page of what a site does is made of the catalogue', async ({}, { config }) => {
  const page = readFileSync(file, 'utf8')
  const options = { ...(await resolveConfig(file)), filepath: file }
  const made = await format(yourSitePage(page, await loadCatalogue()), options)
  if (config.updateSnapshots === 'all') writeFileSync(file, made)
  else expect(page, 'npx playwright test --project=unit harness/upkeep/your-site --update-snapshots=all').toBe(made)
})

test('each requirement has one row, and leads to its file', async () => {
  const page = readFileSync(file, 'utf8')
  const tables = [...page.matchAll(/<!-- table: \S+ -->([^]*?)<!-- end -->/g)].map(([, table = '']) => table).join('\n')
  for (const { id, level } of await loadCatalogue()) {
    const rows = tables.split('\n').filter(row => row.includes(`[${id}]`))
    expect(rows, id).toHaveLength(1)
    expect(rows[0], id).toContain(`| ${level} `)
    const [, path = ''] = page.match(new RegExp(`^\\[${id}\\]: (\\S+)$`, 'm')) ?? []
    expect(existsSync(new URL(path, `file://${file}`)), id).toBe(true)
  }
})
