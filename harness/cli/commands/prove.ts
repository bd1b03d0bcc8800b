/** `padlock prove`: the harness under test. Each defect of the sample shop must break exactly its set of requirements. */
import { z } from 'zod'
import { catalogueVersion, loadCatalogue } from '../../requirements/catalogue.ts'
import type { Recording } from '../../recording/recording.ts'
import type { Requirement } from '../../requirements/requirement.ts'
import { defectNames, defects, flavourOf, journeysOf } from '../../site/defects.ts'
import { proofParts } from '../../site/proof-parts.ts'
import type { FlavourName } from '../../site/flavours.ts'
import { matches } from '../../verdict/selection.ts'
import { verdict } from '../../verdict/verdict.ts'
import { chosenBrowser, requireBrowser } from '../../browser/launch/browser-choice.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { inRepository } from '../../foundation/installation.ts'
import { renewShippedProof, shippedProofPath } from '../../prove/shipped-proof.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { padlockVersion } from '../../foundation/versions.ts'
import type { Proof as ShippedProof } from '../../verdict/proof.ts'
import type { Command } from '../command.ts'
import { runJourneys } from '../../run/run-journeys.ts'
import { styled } from '../styled.ts'

/** stdout of `--json`. */
export const proofSchema = z.object({
  schemaVersion: z.literal(1),
  /** the shop without a defect, in each flavour that the defects are changes of: nothing may be violated or unobserved */
  sound: z.array(z.object({ flavour: z.string(), verdict: z.string(), unmet: z.array(z.string()) })),
  /**
   * `journeys`: those that were played. `shown`: on which of them each violated id is violated. `unshown`: what the journeys
   * of the defect's own list do not show. `first`: the one that the report says to begin with; it must be the first expected
   */
  defects: z.array(
    z.object({
      id: z.string(),
      journeys: z.array(z.string()),
      expected: z.array(z.string()),
      violated: z.array(z.string()),
      first: z.string().nullable(),
      shown: z.record(z.string(), z.array(z.string())),
      unshown: z.array(z.string()),
      exact: z.boolean(),
    }),
  ),
  requirements: z.array(z.object({ id: z.string(), killers: z.array(z.string()) })),
})
export type Proof = z.infer<typeof proofSchema>

/** ids of requirements → the journeys on which they are violated for themselves */
const shownBy = (recordings: readonly Recording[], catalogue: readonly Requirement[]): Map<string, string[]> =>
  new Map(
    verdict(recordings, catalogue).requirements.flatMap(({ id, status, findings }) =>
      status === 'violated'
        ? [
            [
              id,
              [
                ...new Set(
                  findings.flatMap(finding =>
                    finding.outcome === 'violated' && finding.blockedBy.length === 0 ? [finding.where.journey] : [],
                  ),
                ),
              ],
            ] as const,
          ]
        : [],
    ),
  )

/** What the reports tell of it: each requirement with the defects that turned it red. */
const published = (
  { requirements }: Proof,
  catalogue: readonly Requirement[],
  recordings: ReadonlyMap<string, readonly Recording[]>,
): ShippedProof => {
  const browsers = [...recordings.values()].flat().map(({ browser }) => `${browser.name} ${browser.version}`)
  return {
    basis: 'shown',
    at: new Date().toISOString(),
    versions: {
      padlock: padlockVersion,
      browser: [...new Set(browsers)].join(', '),
      catalogue: catalogueVersion(catalogue),
    },
    ...proofParts(catalogue, new Map(requirements.map(({ id, killers }) => [id, killers]))),
  }
}

const table = (proof: Proof, colour: boolean): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const width = Math.max(...proof.defects.map(({ id }) => id.length), 20)
  const rows = proof.defects.flatMap(({ id, journeys, expected, violated, first, unshown, exact }) => [
    `${paint(exact ? 32 : 31, exact ? 'exact ' : 'DIFFERS')}  ${id.padEnd(width)}  ${violated.join(', ') || 'nothing'}`,
    ...(exact
      ? []
      : [
          ...expected.filter(one => !violated.includes(one)).map(one => `         missed: ${one}`),
          ...violated.filter(one => !expected.includes(one)).map(one => `         extra:  ${one}`),
          ...(first === expected[0]
            ? []
            : [`         first:  ${first ?? 'nothing'}, and not ${expected[0] ?? 'nothing'}`]),
          ...unshown.map(one => `         not shown on ${journeysOf(id).join(', ')}: ${one}`),
          `         played: ${journeys.join(', ')}`,
        ]),
  ])
  const alive = proof.requirements.filter(({ killers }) => killers.length === 0)
  const inexact = proof.defects.filter(({ exact }) => !exact)
  return [
    ...rows,
    '',
    ...proof.sound.map(
      ({ flavour, verdict: word, unmet }) =>
        `sound shop, ${flavour}: ${word}${unmet.length > 0 ? ` (${unmet.join(', ')})` : ''}`,
    ),
    ...alive.map(({ id }) => `no defect violates ${id}`),
    `${proof.defects.length} defects, ${proof.defects.length - inexact.length} exact; ${proof.requirements.length} requirements, ${proof.requirements.length - alive.length} killed by a defect`,
    '',
  ].join('\n')
}

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
      help: 'plays all journeys, and not only those on which a defect shows: the nightly run, five times as long',
    },
    json: { type: 'boolean', help: 'stdout is exactly one JSON document' },
  },
  words: [0, 0],
  notes: `A whole run in which all is exact renews ${shippedProofPath}, which every report tells, where it has changed.`,
  run: async values => {
    const catalogue = await loadCatalogue()
    const only = [values['only'] ?? []].flat().map(String)
    const wanted = (id: string): boolean => only.length === 0 || only.some(pattern => matches(pattern, id))
    const chosen = defectNames.filter(name => wanted(name) || (defects[name]?.breaks ?? []).some(wanted))
    const idle = only.filter(
      pattern =>
        !defectNames.some(
          name => matches(pattern, name) || (defects[name]?.breaks ?? []).some(id => matches(pattern, id)),
        ),
    )
    if (idle.length > 0)
      throw new UsageError(
        ...idle.map(
          pattern => `--only ${pattern}: matches no defect and no requirement (padlock list --json shows both)`,
        ),
      )
    const shard = /^([1-9]\d*)\/([1-9]\d*)$/
      .exec(String(values['shard'] ?? '1/1'))
      ?.slice(1)
      .map(Number)
    const [part = 0, parts = 0] = shard ?? []
    if (part < 1 || part > parts || parts > chosen.length)
      throw new UsageError(
        `--shard ${String(values['shard'])}: expected I/N, the I-th of at most ${chosen.length} parts, as 1/3`,
      )
    const proven = chosen.filter((_, index) => index % parts === part - 1)
    const everyJourney = values['every-journey'] === true
    const browser = chosenBrowser()
    await requireBrowser(browser)

    const references = [...new Set<FlavourName>(['classic', ...proven.map(flavourOf)])]
    const soundName = (flavour: FlavourName): string => `sound ${flavour}`
    const targets = [
      ...references.map(flavour => ({ kind: 'shop' as const, name: soundName(flavour), flavour, defects: [] })),
      ...proven.map(name => ({
        kind: 'shop' as const,
        name,
        flavour: flavourOf(name),
        defects: [name],
        ...(!everyJourney && { journeys: journeysOf(name) }),
      })),
    ]
    const { recordings, cancelled, faults, discard } = await runJourneys({
      targets,
      browser,
      progress: 'count',
      perCore: 2,
    })
    discard()
    if (cancelled) return exitCodes.cancelled
    // What was not played proves nothing.
    if (faults.length > 0) throw new Error(faults.join('; '))

    const rows = proven.map(id => {
      const of = recordings.get(id) ?? []
      const shown = shownBy(of, catalogue)
      const expected = [...(defects[id]?.breaks ?? [])]
      const violated = [...shown.keys()]
      const first = verdict(of, catalogue).firstCause
      const own = journeysOf(id)
      const unshown = violated.filter(one => !shown.get(one)?.some(journey => own.includes(journey)))
      const isSame = expected.toSorted().join() === violated.toSorted().join()
      const exact = isSame && first === (expected[0] ?? null) && unshown.length === 0
      return {
        id,
        journeys: of.map(({ journey }) => journey.id),
        expected,
        violated,
        first,
        shown: Object.fromEntries(shown),
        unshown,
        exact,
      }
    })
    const proof: Proof = {
      schemaVersion: 1,
      sound: references.map(flavour => {
        const { verdict: word, requirements } = verdict(recordings.get(soundName(flavour)) ?? [], catalogue)
        const unmet = requirements.filter(({ status }) => status !== 'met' && status !== 'not-applicable')
        return { flavour, verdict: word, unmet: unmet.map(({ id, status }) => `${id} ${status}`) }
      }),
      defects: rows,
      requirements: catalogue
        .filter(({ unshown }) => unshown === undefined)
        .filter(({ id }) => proven.length === defectNames.length || rows.some(({ expected }) => expected.includes(id)))
        .map(({ id }) => ({ id, killers: rows.filter(row => row.violated.includes(id)).map(row => row.id) })),
    }
    process.stdout.write(
      values['json'] === true ? `${JSON.stringify(proof, null, 2)}\n` : table(proof, styled(process.stdout).colour),
    )
    const holds =
      proof.sound.every(({ unmet }) => unmet.length === 0) &&
      rows.every(({ exact }) => exact) &&
      proof.requirements.every(({ killers }) => killers.length > 0)
    // A part says nothing of the rest, and what does not hold proves nothing.
    if (holds && inRepository && proven.length === defectNames.length) {
      const renewed = renewShippedProof(published(proof, catalogue, recordings))
      if (renewed.length > 0)
        process.stderr.write(
          `padlock: ${shippedProofPath} is renewed, because ${renewed[0]}${renewed.length > 1 ? ` (and ${renewed.length - 1} more)` : ''}: commit it\n`,
        )
    }
    return holds ? exitCodes.conforms : exitCodes.violated
  },
}
