/** Examples that cannot be run everywhere are held to what they speak of: the control API, and the site of docs/first-padlock.md. */
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { expect, test } from '@playwright/test'
import { isFaultName } from '../../mock-iadvize/faults.ts'
import { operations } from '../../mock-iadvize/sandbox/operations.ts'

const example = (name: string): string => readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8')
const cypress = ['cypress.config.cjs', 'support/sandbox.js', 'e2e/padlock.cy.js'].map(name => `cypress/${name}`)
const known = new Set(
  Object.values(operations).map(({ method, path }) => `${method.toUpperCase()} ${path.replace(/^.*\{sid\}/, '')}`),
)

for (const name of cypress)
  test(`${name} is JavaScript`, () => {
    expect(new Script(example(name), { filename: name })).toBeInstanceOf(Script)
  })

for (const name of [...cypress.slice(1), 'selenium-python/test_padlock.py'])
  test(`${name} asks the control API for what there is`, () => {
    const code = example(name)
    const calls = [...code.matchAll(/sandbox\('([A-Z]+)', ['`](\/[\w/-]+)/g)].map(
      ([, method, path]) => `${method} ${path}`,
    )
    expect(calls.length).toBeGreaterThan(1)
    expect(calls.filter(call => !known.has(call))).toEqual([])
    const faults = [...code.matchAll(/'name': '([\w-]+)'|\{ name: '([\w-]+)'/g)].map(
      ([, one, other]) => one ?? other ?? '',
    )
    expect(faults.filter(fault => !isFaultName(fault))).toEqual([])
  })

test('the page has what the examples look for', () => {
  const page = example('first-padlock/page.html')
  const looksFor = ['cypress/e2e/padlock.cy.js', 'selenium-python/test_padlock.py'].flatMap(name => [
    ...example(name).matchAll(/get\('#([\w-]+)|By\.ID, '([\w-]+)'|press\('([\w-]+)'/g),
  ])
  expect(looksFor.length).toBeGreaterThan(8)
  for (const [, ...ids] of looksFor) expect(page).toContain(`id="${ids.find(id => id !== undefined)}"`)
})
