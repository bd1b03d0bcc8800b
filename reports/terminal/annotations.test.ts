import { expect, test } from '@playwright/test'
import { annotations } from './annotations.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'

const lines = (text: string): string[] => text.trimEnd().split('\n')

test('a violated MUST is an error with its cure; line breaks, colons and commas are escaped as GitHub reads them', () => {
  const [first, ...others] = lines(annotations(results.silentFailure))
  expect(first).toMatch(/^::error title=Padlock%3A ext-id\/absent::/)
  expect(first).toContain('%0ACure: Remove window.idzCustomData.extID')
  expect(others).toEqual(['::warning title=Padlock%3A 2 requirements blocked::by ext-id/absent: fix that first'])
})

test('at most ten of a kind, and the last says how many are left out', () => {
  const errors = lines(annotations(results.manyFindings)).filter(line => line.startsWith('::error '))
  expect(errors).toHaveLength(10)
  expect(errors[9]).toMatch(/^::error title=Padlock%3A \d+ more::/)
})

test('conforming is a notice, incomplete a warning, an entry of the baseline that is out of date an error', () => {
  expect(annotations(results.conforming)).toMatch(/^::notice title=Padlock%3A Conforms::.*\n$/)
  expect(annotations(results.incomplete)).toContain('::warning title=Padlock%3A incomplete::')
  expect(annotations(results.baselined)).toContain(
    '::error title=Padlock%3A padlock-baseline.json is out of date::logout/called happens no longer: remove the entry',
  )
})

for (const [name, result] of Object.entries(results))
  test(`a site can't begin a command of its own: ${name}`, () => {
    const kept = hostile(result)
    const told = lines(annotations({ ...kept, summary: `x\n::set-env name=A::b\r\n::error::c%0A` }))
    for (const line of told) {
      expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/)
      expect(line).not.toContain('\r')
    }
  })
