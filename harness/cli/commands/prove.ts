/** `padlock prove`: the harness under test. Each defect of the sample shop must break exactly its set of requirements. */
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { chosenBrowsers, requireBrowser } from '../../browser/launch/browser-choice.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { inRepository } from '../../foundation/installation.ts'
import { holds, isPlayed } from '../../prove/matrix.ts'
import { proofPlan } from '../../prove/plan.ts'
import { proven } from '../../prove/proven.ts'
import { renewShippedProof, shippedProofPath } from '../../prove/shipped-proof.ts'
import { proofTable } from '../../prove/table.ts'
import type { Command } from '../command.ts'
import { styled } from '../styled.ts'

export const prove: Command = {
  name: 'prove',
  summary: 'proves the harness: every defect of the sample shop breaks exactly its set of requirements',
  usage: 'prove [--only GLOB]… [--shard I/N] [--every-journey] [--json]',
  options: {
    only: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: 'only these defects, by name or by a requirement that they break',
    },
    shard: { type: 'string', value: 'I/N', help: 'the I-th of N parts of the defects' },
    'every-journey': {
      type: 'boolean',
      help: 'plays every defect in the browser on every journey, and not only on those that show it: the nightly run',
    },
    json: { type: 'boolean', help: 'stdout is exactly one JSON document' },
  },
  words: [0, 0],
  notes: `A whole run in which all is exact renews ${shippedProofPath}, which every report tells, where it has changed. What could not be played proves nothing: exit code 5.`,
  run: async values => {
    const catalogue = await loadCatalogue()
    const plan = proofPlan({
      only: [values['only'] ?? []].flat().map(String),
      shard: String(values['shard'] ?? '1/1'),
      everyJourney: values['every-journey'] === true,
    })
    const [browser] = chosenBrowsers()
    await requireBrowser(browser)
    const outcome = await proven(plan, browser, catalogue)
    if (outcome === 'cancelled') return exitCodes.cancelled
    const { proof, faults, published } = outcome
    process.stdout.write(
      values['json'] === true
        ? `${JSON.stringify(proof, null, 2)}\n`
        : proofTable(proof, styled(process.stdout).colour),
    )
    for (const fault of faults) process.stderr.write(`padlock: ${fault}\n`)
    if (faults.length > 0 || !isPlayed(proof)) return exitCodes.fault
    if (!holds(proof)) return exitCodes.violated
    // A part says nothing of the rest.
    const [reason, ...more] =
      inRepository && plan.whole && proof.notPlayable.length === 0 ? renewShippedProof(published) : []
    if (reason !== undefined)
      process.stderr.write(
        `padlock: ${shippedProofPath} is renewed, because ${reason}${more.length > 0 ? ` (and ${more.length} more)` : ''}: commit it\n`,
      )
    return exitCodes.conforms
  },
}
