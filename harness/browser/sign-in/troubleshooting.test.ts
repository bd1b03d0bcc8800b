/** docs/troubleshooting.md quotes what a run says, and names keys and variables: each stands in the code that says it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { maxRetryAfterSeconds } from './run-memory.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const page = readFileSync(at('docs/troubleshooting.md'), 'utf8')
const sourcesIn = (folder: string): string =>
  readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !/\.(?:test|spec)\.ts$/.test(file))
    .map(file => readFileSync(join(at(folder), file), 'utf8'))
    .join('\n')

test('every sentence of the page is one that the code can say', () => {
  const quoted = [...page.matchAll(/^## `(.+)`$/gm)].map(([, words = '']) => words)
  const sources = sourcesIn('harness/browser')
  expect(quoted.length).toBeGreaterThan(5)
  for (const words of quoted) expect.soft(sources, words).toContain(words)
})

test('every key, variable and requirement that the page names is there, and so is its limit', async () => {
  const named = [...page.replaceAll(/^## .+$/gm, '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
  const schema = readFileSync(at('harness/config/config.schema.json'), 'utf8')
  const commands = sourcesIn('harness/cli')
  const requirements = (await loadCatalogue()).map(({ id }) => id)
  // Of HTTP and its headers.
  const others = new Set(['Secure'])
  for (const name of named.filter(name => !others.has(name))) {
    if (name.includes('/')) expect.soft(requirements).toContain(name)
    else if (/^(?:PADLOCK_|init$|doctor$|certify$)/.test(name)) expect.soft(commands, name).toContain(name)
    else for (const key of name.replaceAll('[]', '').split('.')) expect.soft(schema, name).toContain(`"${key}"`)
  }
  expect(page).toContain('up to five minutes')
  expect(maxRetryAfterSeconds).toBe(5 * 60)
})
