/** padlock.sarif as the validator of its own standard's authors sees it, by the rules of SARIF and by those of GitHub. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from '@playwright/test'
import type { Result } from '../../harness/verdict/result.ts'
import { hostile } from '../samples/hostile.ts'
import { results } from '../samples/results.ts'
import { sarif } from './sarif.ts'

test.describe.configure({ timeout: 120_000 })

type Found = { results: { ruleId: string; level: string; message: object }[] }

/** The catalogue, with the addresses in it, is ours. */
const ofHostileSite = (result: Result): Result => {
  const of = hostile(result)
  return {
    ...of,
    requirements: of.requirements.map((row, index) => ({ ...row, source: result.requirements[index]!.source })),
  }
}

test("Microsoft's own validator finds nothing wrong, whatever the site says", ({}, info) => {
  // .NET, without a package of the system's.
  const bin = createRequire(import.meta.url).resolve('@microsoft/sarif-multitool/bin.js')
  mkdirSync(info.outputPath('logs'), { recursive: true })
  for (const name of ['silentFailure', 'incomplete', 'baselined'] as const) {
    const result = results[name]
    writeFileSync(info.outputPath('logs', `${name}.sarif`), sarif(result))
    writeFileSync(info.outputPath('logs', `${name}-hostile.sarif`), sarif(ofHostileSite(result)))
  }
  for (const kind of ['Sarif', 'Ghas']) {
    const output = info.outputPath(`${kind}.sarif`)
    const arguments_ = ['validate', `${info.outputPath('logs')}/*.sarif`, '--rule-kind', kind, '--output', output]
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...arguments_], { encoding: 'utf8' })
    expect(status, `${stdout}${stderr}`).toBe(0)
    const { results: found } = JSON.parse(readFileSync(output, 'utf8').replace(/^\ufeff/, '')).runs[0] as Found
    expect(found.filter(({ level }) => level === 'error').map(({ ruleId, message }) => [ruleId, message])).toEqual([])
  }
})
