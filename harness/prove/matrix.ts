/** Defects × requirements: what each defect was to break, and what it has broken. Pure but for the defects that it looks up. */
import { z } from 'zod'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { defects, journeysOf } from '../site/defects.ts'
import { verdict } from '../verdict/verdict.ts'
import type { ProofPlan, ShownBy } from './plan.ts'

/** `because`: in one sentence, why the journey was not played, or not to its end */
const notPlayed = z.array(z.object({ journey: z.string(), because: z.string() }))

/** stdout of `prove --json`. */
export const proofSchema = z.object({
  schemaVersion: z.literal(1),
  /** the shop without a defect, in each flavour that the defects are changes of: nothing may be violated or unobserved */
  sound: z.array(z.object({ flavour: z.string(), verdict: z.string(), unmet: z.array(z.string()), notPlayed })),
  /**
   * `shownBy`: in a browser, or by its tokens in what a browser recorded of the sound shop. `journeys`: those that show it. `notPlayed`: of
   * these; where there are any, nothing can be said of what is not among `violated`. `shown`: on which of them each violated id is
   * violated. `unshown`: what the journeys of the defect's own list do not show. `first`: the one that the report says to begin
   * with; it must be the first expected
   */
  defects: z.array(
    z.object({
      id: z.string(),
      shownBy: z.enum(['browser', 'token']),
      journeys: z.array(z.string()),
      notPlayed,
      expected: z.array(z.string()),
      violated: z.array(z.string()),
      first: z.string().nullable(),
      shown: z.record(z.string(), z.array(z.string())),
      unshown: z.array(z.string()),
      exact: z.boolean(),
    }),
  ),
  requirements: z.array(z.object({ id: z.string(), killers: z.array(z.string()) })),
  /** defects for which this machine has no browser: they are in no other list, and nothing is held against them */
  notPlayable: z.array(z.object({ id: z.string(), because: z.string() })),
})
export type Proof = z.infer<typeof proofSchema>
export type ProofRow = Proof['defects'][number]
type NotPlayed = ProofRow['notPlayed']

/** What was recorded of one target. `lost`: id of a journey that left no recording → why, as far as anybody knows */
export type Played = { recordings: readonly Recording[]; lost: ReadonlyMap<string, string> }

/** ids of requirements → the journeys on which they are violated for themselves */
const shownBy = (requirements: ReturnType<typeof verdict>['requirements']): Map<string, string[]> =>
  new Map(
    requirements.flatMap(({ id, status, findings }) => {
      if (status !== 'violated') return []
      const journeys = findings.flatMap(finding =>
        finding.outcome === 'violated' && finding.blockedBy.length === 0 ? [finding.where.journey] : [],
      )
      return [[id, [...new Set(journeys)]] as const]
    }),
  )

/** Of these journeys, those that were not played, or that ended before their time through our own fault. */
const neverPlayed = (journeys: readonly string[], { recordings, lost }: Played): NotPlayed =>
  journeys.flatMap(journey => {
    const of = recordings.find(recording => recording.journey.id === journey)
    if (!of) return [{ journey, because: lost.get(journey) ?? 'the run ended before it' }]
    const { outcome } = of
    return outcome.state === 'stopped' && outcome.blame === 'harness' ? [{ journey, because: outcome.because }] : []
  })

/** Where something is missing: the journeys in which it may not have come in time. */
const cutShort = ({ recordings }: Played): NotPlayed =>
  recordings.flatMap(({ journey: { id: journey }, outcome, observations }) => {
    const because =
      outcome.state === 'stopped' && outcome.blame === 'time'
        ? outcome.because
        : observations.find(seen => seen.kind === 'timed-out')?.because
    return because === undefined ? [] : [{ journey, because: `not to its end: ${because}` }]
  })

export const rowOf = (
  { name, shownBy: how, journeys }: { name: string; shownBy: ShownBy; journeys: readonly string[] },
  played: Played,
  catalogue: readonly Requirement[],
): ProofRow => {
  const { requirements, firstCause } = verdict(played.recordings, catalogue)
  const shown = shownBy(requirements)
  const expected = [...(defects[name]?.breaks ?? [])]
  const violated = [...shown.keys()]
  const own = journeysOf(name)
  const unshown = violated.filter(id => !shown.get(id)?.some(journey => own.includes(journey)))
  const never = neverPlayed(journeys, played)
  const missed = expected.filter(id => !shown.has(id))
  const unplayed = never.length > 0 ? never : missed.length > 0 ? cutShort(played) : []
  const isSame = missed.length === 0 && violated.every(id => expected.includes(id))
  const exact = isSame && firstCause === (expected[0] ?? null) && unshown.length === 0 && unplayed.length === 0
  return {
    id: name,
    shownBy: how,
    journeys: [...journeys],
    notPlayed: unplayed,
    expected,
    violated,
    first: firstCause,
    shown: Object.fromEntries(shown),
    unshown,
    exact,
  }
}

export const soundRow = (
  flavour: string,
  journeys: readonly string[],
  played: Played,
  catalogue: readonly Requirement[],
  lacking: ReadonlyMap<string, string> = new Map(),
): Proof['sound'][number] => {
  const { verdict: word, requirements } = verdict(played.recordings, catalogue)
  const unmet = requirements.filter(
    ({ id, status }) =>
      status !== 'met' && status !== 'not-applicable' && !(status === 'not-observed' && lacking.has(id)),
  )
  const never = neverPlayed(journeys, played)
  // A sound shop stops no journey: whoever else is to blame, it was not played to its end.
  const stopped = played.recordings.flatMap(({ journey, outcome }) =>
    outcome.state === 'stopped' && outcome.blame !== 'harness'
      ? [`the journey ${journey.id} stopped at «${outcome.step}»: ${outcome.because}`]
      : [],
  )
  return {
    flavour,
    verdict: word,
    unmet: [...unmet.map(({ id, status }) => `${id} ${status}`), ...stopped],
    notPlayed: never.length > 0 ? never : unmet.some(({ status }) => status === 'not-observed') ? cutShort(played) : [],
  }
}

/** Each requirement with the defects that turned it red. A part of the defects speaks of what they are to break alone. */
export const killersOf = (
  rows: readonly ProofRow[],
  catalogue: readonly Requirement[],
  { whole }: ProofPlan,
  lacking: ReadonlyMap<string, string> = new Map(),
): Proof['requirements'] =>
  catalogue
    .filter(({ id }) => !lacking.has(id))
    .filter(({ id, unshown }) => unshown === undefined && (whole || rows.some(({ expected }) => expected.includes(id))))
    .map(({ id }) => ({ id, killers: rows.filter(({ violated }) => violated.includes(id)).map(row => row.id) }))

/** Whether all that belongs to it was played, to the end. */
export const isPlayed = ({ sound, defects: rows }: Proof): boolean =>
  [...sound, ...rows].every(({ notPlayed: none }) => none.length === 0)

export const holds = (proof: Proof): boolean =>
  isPlayed(proof) &&
  proof.sound.every(({ unmet }) => unmet.length === 0) &&
  proof.defects.every(({ exact }) => exact) &&
  proof.requirements.every(({ killers }) => killers.length > 0)
