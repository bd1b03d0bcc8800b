/** docs/your-site.md tells an integrator all that is judged: each requirement, with its own level and basis. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { loadCatalogue } from '../requirements/catalogue.ts'

const page = new URL('../../docs/your-site.md', import.meta.url)
const text = readFileSync(page, 'utf8')

/** `id MUST doc` of each requirement in the last column of a row. */
const told = [...text.matchAll(/\| (MUST|SHOULD) +\| (\w+) +\| (\[.+\]) +\|$/gm)].flatMap(
  ([, level, basis, ids = '']) => [...ids.matchAll(/\[([^\]]+)\]/g)].map(([, id]) => `${id} ${level} ${basis}`),
)

test('the page of what a site does has every requirement once, with its level and basis', async () => {
  const catalogue = await loadCatalogue()
  expect(told.toSorted()).toEqual(catalogue.map(({ id, level, basis }) => `${id} ${level} ${basis}`).toSorted())
})

test('each requirement of the page leads to its file', () => {
  const links = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, path = '']) => path)
  expect(links).toHaveLength(told.length)
  expect(links.filter(path => !existsSync(new URL(path, page)))).toEqual([])
})
