/** What Padlock writes and prints validates against the schemas in the package, and every version stays readable. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { defaultTokenSettings } from '../../../mock-iadvize/token/decision.ts'
import { brand, iAdvize } from '../../../mock-iadvize/samples/sample-keys.ts'
import { results } from '../../../reports/samples/results.ts'
import { statementOf } from '../../certificate/statement.ts'
import { configurationOf } from '../../cli/bundle-files.ts'
import { defectsThatBreak } from '../../prove/defects-that-break.ts'
import { manyJson, oneJson, verification } from '../../cli/verification.ts'
import { recordingSchema, recordingSchemaVersion } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { difference } from '../../verdict/difference.ts'
import { judgedAgain } from '../../verdict/judged-again.ts'
import { siteRow, sitesOf } from '../../verdict/sites.ts'
import { verdict } from '../../verdict/verdict.ts'
import { published, publishedSchema } from './published.ts'
import type { SchemaName } from './published.ts'

const names = Object.keys(published) as SchemaName[]
const validators = new Map(
  names.map(name => [
    name,
    new Ajv2020({ allErrors: true, strict: true, strictTypes: false, formats: { 'date-time': true } }).compile(
      publishedSchema(name),
    ),
  ]),
)
const problems = (name: SchemaName, value: unknown): unknown => {
  const validates = validators.get(name)!
  validates(JSON.parse(JSON.stringify(value)))
  return validates.errors
}
const { exports: entryPoints } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as {
  exports: Record<string, unknown>
}

for (const name of names)
  test(`${name}.schema.json is what the model makes, has a version, and is in the package`, ({}, { config }) => {
    const file = new URL(`${name}.schema.json`, import.meta.url)
    const text = `${JSON.stringify(publishedSchema(name), null, 2)}\n`
    if (config.updateSnapshots === 'all') writeFileSync(file, text)
    expect(
      readFileSync(file, 'utf8') === text,
      'renew it: npx playwright test --project=unit harness/schemas --update-snapshots=all',
    ).toBe(true)
    expect(publishedSchema(name)['$id']).toMatch(/:\d+$/)
    expect(entryPoints[`./${name}.schema.json`]).toBe(`./dist/harness/upkeep/schemas/${name}.schema.json`)
  })

const kept = new URL('../../recording/kept/', import.meta.url)

test('a recording of every version up to this one is kept, read, and judged', async () => {
  const catalogue = await loadCatalogue()
  const files = readdirSync(kept).sort()
  expect(files).toEqual(Array.from({ length: recordingSchemaVersion }, (_, index) => `recording-v${index + 1}.json`))
  for (const file of files) {
    const value = JSON.parse(readFileSync(new URL(file, kept), 'utf8')) as unknown
    expect(problems('recording', value), file).toBeNull()
    const { requirements, counts } = verdict([recordingSchema.parse(value)], catalogue)
    expect(counts.violated, file).toBe(0)
    const met = requirements.flatMap(({ id, status }) => (status === 'met' ? [id] : []))
    for (const id of ['token/signature', 'activation/secured-when-signed-in', 'padlock/after-sign-in'])
      expect(met, file).toContain(id)
  }
})

test('certificates, differences, rechecks and what sums up several sites validate, of any run', async () => {
  const catalogue = await loadCatalogue()
  const recording = recordingSchema.parse(JSON.parse(readFileSync(new URL('recording-v1.json', kept), 'utf8')))
  for (const [name, result] of Object.entries(results)) {
    const statement = statementOf(result, [{ name: 'report.json', content: '{}' }], 'a'.repeat(64))
    expect(problems('certificate', statement), name).toBeNull()
    expect(problems('bundled-configuration', JSON.parse(configurationOf(result))), name).toBeNull()
    const row = siteRow(result, { name, folder: `sites/${name}` })
    const run = { startedAt: result.startedAt, duration: 1, versions: result.versions }
    expect(problems('sites', sitesOf([row, { ...row, folder: null, result: null }], run)), name).toBeNull()
    const found = difference(results.silentFailure, result)
    expect(problems('difference', found), name).toBeNull()
  }
  const result = judgedAgain([recording], catalogue, results.conforming)
  expect(result.verdict).toBe('incomplete')
  const changed = difference(results.conforming, result)
  expect(problems('recheck', { schemaVersion: 1, folder: 'padlock-report', result, difference: changed })).toBeNull()
})

test('list validates', async () => {
  const rows = (await loadCatalogue()).map(({ id, level, basis, title }) => ({
    id,
    level,
    basis,
    title,
    defects: defectsThatBreak(id),
  }))
  expect(problems('list', rows)).toBeNull()
})

test('verifications validate, of one token and of many', async () => {
  const settings = defaultTokenSettings
  const tenant = { sid: '1', brandKeys: [brand.publicKey], iAdvizeKeys: [iAdvize.privateKey], settings }
  const at = new Date(0)
  const it = await verification({ tokens: [{ token: 'nonsense', from: 'line 1', at }], others: 1 }, tenant, at)
  expect(problems('verification', manyJson(it))).toBeNull()
  expect(problems('verification', oneJson(it.judged[0]!.decision))).toBeNull()
})

test('what the models do not have is refused, and there is room for later additions', () => {
  expect(
    problems('difference', { ...difference(results.conforming, results.oneCause), schemaVersion: 2 }),
  ).not.toBeNull()
  expect(problems('certificate', { _type: 'https://in-toto.io/Statement/v0.1' })).not.toBeNull()
  expect(problems('doctor', { schemaVersion: 1, checks: [], exitCode: 0, later: true })).toBeNull()
  expect(problems('proof', { sound: [], defects: [], requirements: [] })).not.toBeNull()
})
