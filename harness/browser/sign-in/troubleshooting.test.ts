/** docs/troubleshooting.md quotes what a run says: each quotation stands in the code that says it. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

test('every sentence of the page is one that the code can say', () => {
  const page = readFileSync(at('docs/troubleshooting.md'), 'utf8')
  const quoted = [...page.matchAll(/^## `(.+)`$/gm)].map(([, words = '']) => words)
  const sources = ['harness/browser/sign-in', 'harness/browser/visitor', 'harness/browser/waiting']
    .flatMap(folder => readdirSync(at(folder)).map(file => at(`${folder}/${file}`)))
    .filter(file => file.endsWith('.ts') && !/\.(?:test|spec)\.ts$/.test(file))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n')
  expect(quoted.length).toBeGreaterThan(5)
  for (const words of quoted) expect.soft(sources, words).toContain(words)
})
