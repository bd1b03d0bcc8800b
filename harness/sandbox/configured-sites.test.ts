import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { iAdvize } from '../../mock-iadvize/samples/sample-keys.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { configuredSites } from './configured-sites.ts'

test('mistakes of a configuration are told as certify tells them, those of all files at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'padlock-sites-'))
  const [one = '', other = ''] = ['one.json', 'other.json'].map(name => join(folder, name))
  writeFileSync(one, JSON.stringify({ keys: { brand: 7 }, policy: { sessionMinutes: 'x' } }))
  writeFileSync(other, JSON.stringify({ sid: 'a b', keys: {} }))
  const problems = await configuredSites([one, other], iAdvize.privateKey).catch((error: unknown) =>
    error instanceof UsageError ? error.problems : [],
  )
  rmSync(folder, { recursive: true })
  expect(problems).toEqual([
    `${one}: sid: expected a text (id of the site at iAdvize, as in iAdvizeInterface.config.sid); received nothing`,
    `${one}: keys.brand: expected the path of a public key file, or a list of them; received 7`,
    expect.stringMatching(/policy\.sessionMinutes: expected a number.*; received «x»$/),
    `${other}: sid: expected 1 to 100 letters, digits, dots, hyphens or underscores`,
  ])
})
