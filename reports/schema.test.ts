import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { resultSchema } from '../harness/verdict/result.ts'
import { hostile } from './samples/hostile.ts'
import { results } from './samples/results.ts'
import { json } from './formats/json.ts'
import { reportSchema } from './schema.ts'

const published = new URL('./report.schema.json', import.meta.url)
const schemaText = `${JSON.stringify(reportSchema(), null, 2)}\n`
const validates = new Ajv2020({ allErrors: true, strict: true }).compile(reportSchema())

test('the published schema is the one that the result model makes', ({}, { config }) => {
  if (config.updateSnapshots === 'all') writeFileSync(published, schemaText)
  expect(
    readFileSync(published, 'utf8') === schemaText,
    'renew it: npx playwright test --project=unit reports/schema --update-snapshots=all',
  ).toBe(true)
})

for (const [name, result] of Object.entries(results)) {
  test(`report.json validates against the schema: ${name}`, () => {
    expect(resultSchema.safeParse(result).error).toBeUndefined()
    validates(JSON.parse(json(result)))
    expect(validates.errors).toBeNull()
  })
}

test('report.json gives back every text as it was', () => {
  const result = hostile(results.manyFindings)
  expect(JSON.parse(json(result))).toEqual(result)
})

test('the schema refuses what the model does not have', () => {
  const { verdict: _, ...withoutVerdict } = results.conforming
  expect(validates(withoutVerdict)).toBe(false)
  expect(validates({ ...results.conforming, verdict: 'passed' })).toBe(false)
  expect(validates({ ...results.conforming, schemaVersion: 2 })).toBe(false)
})

test('the schema leaves room for later additions', () => {
  expect(validates({ ...results.conforming, later: true })).toBe(true)
})
