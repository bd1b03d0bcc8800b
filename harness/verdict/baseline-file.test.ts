import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Ajv } from 'ajv'
import { baselineJsonSchema, baselineSchema } from './baseline-file.ts'

const published = new URL('./baseline.schema.json', import.meta.url)
const schemaText = `${JSON.stringify(baselineJsonSchema(), null, 2)}\n`
const entry = { requirement: 'token/lifetime', reason: 'new shop in March', owner: 'web team', expires: '2026-03-31' }
const file = (...findings: unknown[]) => ({ schemaVersion: 1, findings })

test('the published schema is the one that the command reads by', ({}, { config }) => {
  if (config.updateSnapshots === 'all') writeFileSync(published, schemaText)
  expect(
    readFileSync(published, 'utf8') === schemaText,
    'renew it: npx playwright test --project=unit harness/verdict/baseline-file --update-snapshots=all',
  ).toBe(true)
})

const cases: [string, unknown, boolean][] = [
  ['an entry with all that is asked for', file(entry), true],
  ['one that is narrowed', file({ ...entry, code: 'a', journey: 'b', path: '/c', blocks: ['d/e'] }), true],
  ['no entry at all', file(), true],
  ['an entry that is not filled in', file({ ...entry, reason: '' }), false],
  ['no owner', file({ ...entry, owner: undefined }), false],
  ['a day that does not exist', file({ ...entry, expires: '2026-02-30' }), false],
  ['another way to write a date', file({ ...entry, expires: '31.03.2026' }), false],
  ['an unknown key', file({ ...entry, until: '2026-03-31' }), false],
  ['another version', { ...file(entry), schemaVersion: 2 }, false],
]
// The pattern says more than the format, which ajv does not know by itself.
const fits = new Ajv({ formats: { date: true } }).compile(baselineJsonSchema())
for (const [what, value, good] of cases)
  test(`${what}: ${good ? 'read' : 'refused'}, by the command and by an editor`, () => {
    expect(baselineSchema.safeParse(value).success).toBe(good)
    expect(fits(JSON.parse(JSON.stringify(value)))).toBe(good)
  })
