/** The proof that is published with Padlock, and its renewal in the repository. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { proofSchema, staleness } from '../verdict/proof.ts'
import type { Proof } from '../verdict/proof.ts'

const file = new URL('../verdict/proof.json', import.meta.url)

/** Where a person finds it in the repository. */
export const shippedProofPath = 'harness/verdict/proof.json'

let read: Proof | undefined

/** What the last whole `padlock prove` has shown. */
export const shippedProof = (): Proof => (read ??= proofSchema.parse(JSON.parse(readFileSync(file, 'utf8'))))

/**
 * Writes what a whole run has shown, where that is not what is published, and says how they differ. Where nothing differs the
 * file keeps its date: a run that changes nothing leaves nothing to commit.
 */
export const renewShippedProof = (shown: Proof): string[] => {
  const reasons = existsSync(file) ? staleness(shippedProof(), shown) : ['there was none']
  if (reasons.length > 0) writeFileSync(file, `${JSON.stringify(proofSchema.parse(shown), null, 2)}\n`)
  return reasons
}
