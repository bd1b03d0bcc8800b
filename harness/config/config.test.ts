import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Ajv } from 'ajv'
import { configJsonSchema } from './config.ts'

const published = new URL('./config.schema.json', import.meta.url)
const schemaText = `${JSON.stringify(configJsonSchema(), null, 2)}\n`
const validates = new Ajv({ strict: true, formats: { uri: true } }).compile(configJsonSchema())

test('the published schema is the one that the configuration makes', ({}, { config }) => {
  if (config.updateSnapshots === 'all') writeFileSync(published, schemaText)
  expect(
    readFileSync(published, 'utf8') === schemaText,
    'renew it: npx playwright test --project=unit harness/config/config --update-snapshots=all',
  ).toBe(true)
})

/** The JSON examples of the pages that an integrator reads, by the key that all of them have. */
const examples = ['README.md', 'docs/configuration.md']
  .flatMap(page => [...readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8').matchAll(/```json\n(.+?)```/gs)])
  .map(([, json = '']) => json)
  .filter(json => json.includes('"url"'))

test('an editor accepts the examples of the documentation', () => {
  expect(examples.length).toBeGreaterThan(1)
  for (const example of examples) expect([validates(JSON.parse(example)), validates.errors]).toEqual([true, null])
})

test('an editor refuses an unknown key, a written secret, and a function’s place filled with anything', () => {
  const good = JSON.parse(examples[0] ?? '') as Record<string, unknown>
  for (const wrong of [
    { ...good, user: [] },
    { ...good, users: [{ username: 'ada', password: 'hunter22' }] },
    { ...good, signIn: 5 },
    { ...good, isSignedIn: {} },
  ])
    expect(validates(wrong)).toBe(false)
})
