import { expect, test } from '@playwright/test'
import { defectsThatBreak } from './defects-that-break.ts'
import { catalogueVersion, loadCatalogue } from '../requirements/catalogue.ts'
import { renewShippedProof, shippedProof, shippedProofPath } from './shipped-proof.ts'
import { proofParts } from '../site/proof-parts.ts'
import { proofOf, staleness } from '../verdict/proof.ts'
import type { Proof } from '../verdict/proof.ts'
import { padlockVersion } from '../foundation/versions.ts'

/** What the defects say of themselves; `prove` holds each of them to it, so that what it shows can only be the same. */
const declared = async (): Promise<Proof> => {
  const catalogue = await loadCatalogue()
  return {
    basis: 'declared',
    at: new Date().toISOString(),
    versions: { padlock: padlockVersion, browser: 'no browser', catalogue: catalogueVersion(catalogue) },
    ...proofParts(catalogue, new Map(catalogue.map(({ id }) => [id, defectsThatBreak(id)]))),
  }
}

test('the published proof is of these defects and this catalogue', async ({}, { config }) => {
  const today = await declared()
  if (config.updateSnapshots === 'all') renewShippedProof(today)
  expect(
    staleness({ ...shippedProof(), basis: 'declared' }, today),
    `renew ${shippedProofPath}: npm run padlock -- prove (until then, as declared only: npx playwright test --project=unit harness/prove/shipped-proof --update-snapshots=all)`,
  ).toEqual([])
})

test('every requirement has its proof, or says why it has none', async () => {
  const { requirements, unshown } = shippedProof()
  const ids = (await loadCatalogue()).map(({ id }) => id)
  expect(ids.filter(id => !requirements[id]?.length && !unshown[id])).toEqual([])
})

const proof: Proof = {
  basis: 'shown',
  at: '2025-11-22T16:24:05.120Z',
  versions: { padlock: '0.1.0', browser: 'chromium 147', catalogue: 'aeb9f9b1' },
  defects: { late: 'the tag comes late', 'ext-id': 'extID is set' },
  requirements: { 'tag/async': ['late'], 'ext-id/absent': ['ext-id'] },
  unshown: { 'provider/https': 'the shop is local' },
}

test('it is stale when it tells something else, and not when only its day or browser differs', () => {
  const later = { ...proof, at: '2026-01-01T00:00:00.000Z', versions: { ...proof.versions, browser: 'chromium 150' } }
  expect(staleness(proof, later)).toEqual([])
  expect(staleness({ ...proof, basis: 'declared' }, proof)).toEqual(['it is declared, and this one shown'])
  expect(staleness(proof, { ...proof, versions: { ...proof.versions, catalogue: 'new' } })).toEqual([
    'it is of catalogue aeb9f9b1, and this one of new',
  ])
  const { 'ext-id/absent': _, ...fewer } = proof.requirements
  expect(staleness(proof, { ...proof, requirements: { ...fewer, 'tag/async': ['late', 'ext-id'] } })).toEqual([
    'requirements: it tells something else of tag/async',
    'requirements: it tells something else of ext-id/absent',
  ])
})

test('a part of the catalogue has a part of the proof', () => {
  expect(proofOf(proof, new Set(['tag/async']))).toEqual({
    ...proof,
    defects: { late: 'the tag comes late' },
    requirements: { 'tag/async': ['late'] },
    unshown: {},
  })
})
