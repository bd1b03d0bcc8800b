import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { loadCatalogue } from '../../harness/requirements/catalogue.ts'
import type { Result } from '../../harness/verdict/result.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { failures, warnings } from '../wording/problems.ts'
import { idsWithSeverity, sarif } from './sarif.ts'

type Log = {
  runs: {
    automationDetails: { id: string }
    tool: { driver: { rules: { id: string; helpUri: string; help: { text: string } }[] } }
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: { level: string; message: object }[] }[]
    results: {
      ruleId: string
      ruleIndex: number
      level: string
      message: { text: string }
      locations: {
        logicalLocations: { name: string }[]
        physicalLocation: { artifactLocation: { uri: string }; region: object }
      }[]
      partialFingerprints: Record<string, string>
      suppressions?: { justification: string }[]
    }[]
  }[]
}
const read = (text: string) => (JSON.parse(text) as Log).runs[0]!

/** Formats: checked where they can go wrong, below. */
const validates = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('./standards/sarif-2.1.0.json', import.meta.url), 'utf8')) as object,
)

for (const [name, result] of Object.entries(results)) {
  test(`it validates against the published schema, whatever the site says: ${name}`, () => {
    for (const text of [sarif(result), sarif(hostile(result))]) {
      validates(JSON.parse(text))
      expect(validates.errors).toBeNull()
      // eslint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      for (const { locations } of read(text).results)
        for (const { physicalLocation } of locations)
          expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w\-.~%!'()*/]*$/)
    }
  })

  test(`what fails is an error, a warning a warning, known a note; rules help: ${name}`, () => {
    const { results: found, tool } = read(sarif(result))
    const ids = (level: string) => new Set(found.flatMap(it => (it.level === level ? [it.ruleId] : [])))
    expect(ids('error')).toEqual(new Set(failures(result).map(({ id }) => id)))
    for (const { id } of warnings(result)) expect(ids('warning')).toContain(id)
    for (const { level, suppressions } of found) expect(level === 'note').toBe(suppressions !== undefined)
    for (const { ruleId, ruleIndex } of found) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(result.requirements.map(({ id }) => id))
    for (const { helpUri, help } of tool.driver.rules) {
      expect(helpUri).toMatch(/^https:/)
      expect(help.text).toContain('Why it matters: ')
    }
  })
}

test('what GitHub asks of a file: fingerprints, regions, ten locations, no URI but of files', () => {
  for (const [name, result] of Object.entries(results)) {
    const text = sarif(result)
    const { results: found } = read(text)
    const hashes = found.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash'])
    expect(new Set(hashes).size, name).toBe(found.length)
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}:\d+$/)
    for (const { locations } of found) {
      expect(locations.length).toBeLessThanOrEqual(10)
      for (const { physicalLocation } of locations)
        expect(physicalLocation.region).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 })
    }
    expect(text).not.toMatch(/"uri": "(?:https?|file):/)
  }
})

test('neither the port of a machine nor what a run found changes rules, fingerprints and the id of the analysis', () => {
  const at = (port: number, of: Result): Result => ({
    ...of,
    target: { ...of.target, origin: `http://localhost:${port}` },
  })
  const [one, other] = [read(sarif(at(1, results.silentFailure))), read(sarif(at(2, results.silentFailure)))]
  expect(one.automationDetails).toEqual(other.automationDetails)
  expect(one.results.map(it => it.partialFingerprints)).toEqual(other.results.map(it => it.partialFingerprints))
  const rules = (of: Result) => read(sarif(of)).tool.driver.rules.find(({ id }) => id === 'ext-id/absent')
  expect(rules(results.silentFailure)).toEqual(rules(results.conforming))
})

test('what has a severity is in the catalogue', async () => {
  const ids = (await loadCatalogue()).map(({ id }) => id)
  for (const id of idsWithSeverity) expect(ids).toContain(id)
})

test('the page is the location, and the message says what was expected, received, and the cure', () => {
  const { results: found } = read(sarif(results.silentFailure))
  const extId = found.find(({ ruleId }) => ruleId === 'ext-id/absent')
  expect(extId?.locations[0]?.logicalLocations[0]?.name).toBe('/account')
  expect(extId?.message.text).toMatch(/Expected: .* Received: .* Cure: Remove window\.idzCustomData\.extID/)
})

test('an incomplete run is no success, and says what was not observed', () => {
  const { invocations } = read(sarif(results.incomplete))
  expect(invocations[0]?.executionSuccessful).toBe(false)
  expect(JSON.stringify(invocations[0]?.toolExecutionNotifications)).toContain('logout/called: not observed')
  expect(read(sarif(results.conforming)).invocations[0]?.executionSuccessful).toBe(true)
})
