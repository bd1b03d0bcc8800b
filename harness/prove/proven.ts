/** Plays what the plan says, tells the rest with other tokens, and puts the proof together. */
import { newKeys } from '../browser/stage/site-under-test.ts'
import type { BrowserChoice } from '../config/target.ts'
import { asError } from '../foundation/ending.ts'
import { padlockVersion } from '../foundation/versions.ts'
import type { Recording } from '../recording/recording.ts'
import { catalogueVersion } from '../requirements/catalogue.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { runJourneys } from '../run/run-journeys.ts'
import { defects } from '../site/defects.ts'
import { proofParts } from '../site/proof-parts.ts'
import type { Proof as PublishedProof } from '../verdict/proof.ts'
import { notPlayable } from './not-playable.ts'
import { killersOf, rowOf, soundRow } from './matrix.ts'
import type { Played, Proof } from './matrix.ts'
import { soundClassic } from './plan.ts'
import type { ProofPlan } from './plan.ts'
import { expectFaithful, withTokensUnder } from './token-defects.ts'

type Proven = {
  proof: Proof
  /** why the run is not whole, through no fault of the harness under test: a sentence each */
  faults: string[]
  /** what reports tell of it */
  published: PublishedProof
}

/** The journeys of the sound shop with the tokens of each defect. A journey that can't be retold is lost, and says why. */
const retold = async (plan: ProofPlan, sound: Played): Promise<Map<string, Played>> => {
  const byTokens = plan.defects.filter(({ shownBy }) => shownBy === 'token')
  const keys = newKeys()
  const known = new Map<string, Recording>()
  const lost = new Map<string, string>()
  for (const journey of new Set(byTokens.flatMap(({ journeys }) => journeys))) {
    const recording = sound.recordings.find(other => other.journey.id === journey)
    try {
      if (recording?.outcome.state !== 'completed')
        throw new Error(sound.lost.get(journey) ?? 'the sound shop was not played to the end of it')
      await expectFaithful(recording, keys)
      known.set(journey, recording)
    } catch (error) {
      lost.set(journey, asError(error).message)
    }
  }
  return new Map(
    await Promise.all(
      byTokens.map(async ({ name, journeys }): Promise<[string, Played]> => {
        const recordings = journeys.flatMap(journey => known.get(journey) ?? [])
        try {
          const told = await Promise.all(recordings.map(recording => withTokensUnder([name], recording, keys)))
          return [name, { recordings: told, lost }]
        } catch (error) {
          const { message } = asError(error)
          return [name, { recordings: [], lost: new Map(journeys.map(journey => [journey, message])) }]
        }
      }),
    ),
  )
}

export const proven = async (
  plan: ProofPlan,
  browser: BrowserChoice,
  catalogue: readonly Requirement[],
): Promise<Proven | 'cancelled'> => {
  const run = await runJourneys({ targets: plan.targets, browser, progress: 'count', perCore: 2 })
  run.discard()
  if (run.cancelled) return 'cancelled'
  const playedBy = (target: string): Played => ({
    recordings: run.recordings.get(target) ?? [],
    lost: new Map(run.lost.flatMap(it => (it.target === target ? [[it.journey, it.because]] : []))),
  })
  const byTokens = await retold(plan, playedBy(soundClassic))
  const lacking = notPlayable([...run.recordings.values()].flat())
  const reasons = new Map(
    plan.defects.flatMap(({ name }): [string, string][] => {
      const { breaks = [] } = defects[name] ?? {}
      const because = breaks.every(id => lacking.has(id)) ? lacking.get(breaks[0] ?? '') : undefined
      return because === undefined ? [] : [[name, because]]
    }),
  )
  const rows = plan.defects
    .filter(({ name }) => !reasons.has(name))
    .map(planned => rowOf(planned, byTokens.get(planned.name) ?? playedBy(planned.name), catalogue))
  const proof: Proof = {
    schemaVersion: 1,
    sound: plan.sound.map(({ flavour, target }) =>
      soundRow(flavour, journeyIds(), playedBy(target), catalogue, lacking),
    ),
    defects: rows,
    requirements: killersOf(rows, catalogue, plan, lacking),
    notPlayable: [...reasons].map(([id, because]) => ({ id, because })),
  }
  const browsers = [...run.recordings.values()].flat().map(({ browser: of }) => `${of.name} ${of.version}`)
  return {
    proof,
    faults: run.faults,
    published: {
      basis: 'shown',
      at: new Date().toISOString(),
      versions: {
        padlock: padlockVersion,
        browser: [...new Set(browsers)].join(', '),
        catalogue: catalogueVersion(catalogue),
      },
      ...proofParts(catalogue, new Map(proof.requirements.map(({ id, killers }) => [id, killers]))),
      shownBy: Object.fromEntries(
        rows.flatMap(({ id, shownBy }) => (Object.hasOwn(defects, id) ? [[id, shownBy]] : [])),
      ),
    },
  }
}
