/** What came of an exploration: exploration.json, stdout of `explore --json`, and what a terminal shows of it. */
import { z } from 'zod'
import type { Recording } from '../recording/recording.ts'
import { scenarioOf } from './scenario.ts'
import type { Finding, Searched } from './search.ts'
import { inWords, replayOf } from './steps.ts'
import type { Scope, Step } from './steps.ts'

export const explorationSchemaVersion = 1

const violation = {
  /** id of the requirement */
  requirement: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  expected: z.string(),
  received: z.string(),
  /** in words, one for each step */
  journey: z.array(z.string()),
  /** for `padlock explore --replay` */
  replay: z.string(),
}

export const explorationSchema = z.object({
  schemaVersion: z.literal(explorationSchemaVersion),
  /** the same seed on the same site plays the same journeys, in the same order */
  seed: z.number(),
  target: z.object({ name: z.string(), defects: z.array(z.string()) }),
  /** milliseconds */
  duration: z.number(),
  played: z.object({
    journeys: z.number(),
    /** to shrink and to confirm what had been found */
    replays: z.number(),
    steps: z.number(),
    stepsPerSecond: z.number(),
  }),
  /**
   * pairs of steps, one after the other; the same in different states of browsers and tabs; those states; and threes of what a
   * site may remember, whatever comes between
   */
  coverage: z.object({ pairs: z.number(), pairsInStates: z.number(), states: z.number(), triples: z.number() }),
  /** ids of the requirements that had something to judge; nothing is certified by that */
  exercised: z.array(z.string()),
  /** why journeys stopped before their end, and how often */
  stopped: z.array(z.object({ because: z.string(), journeys: z.number() })),
  findings: z.array(
    z.object({
      ...violation,
      /** other requirements that the same journey violates */
      also: z.array(z.string()),
      /** steps that the journey had before it was shrunk */
      foundWith: z.number(),
      /** of the recording and of the scenario, which is ready to be pasted */
      id: z.string(),
      scenario: z.string(),
    }),
  ),
  /** seen once, and not again in so many replays: no violations */
  flaky: z.array(z.object({ ...violation, replays: z.number() })),
})
export type Exploration = z.infer<typeof explorationSchema>

const prefix = 'explored-'

/** Whether an exploration has left it. */
export const explored = ({ journey }: Recording): boolean => journey.id.startsWith(prefix)

export const idOf = ({ violation: { id } }: Pick<Finding, 'violation'>): string =>
  `${prefix}${id.replaceAll(/[^a-z0-9]+/gi, '-')}`

const wordsOf = (steps: readonly Step[], scope: Scope): string[] => steps.map(step => inWords(step, scope))

/** The last says where it led: a title is a sentence. */
export const titleOf = (steps: readonly Step[], scope: Scope): string => wordsOf(steps, scope).join(', ')

/** The recording of a finding, as it stands in a report. */
export const recordingOf = (finding: Finding, scope: Scope): Recording => ({
  ...finding.recording,
  journey: { id: idOf(finding), title: titleOf(finding.steps, scope) },
})

export const explorationOf = (
  { findings, flaky, tally, coverage }: Searched,
  { seed, scope, target, duration }: { seed: number; scope: Scope; target: Exploration['target']; duration: number },
): Exploration => {
  const told = ({ violation: { id, level, expected, received }, steps }: Pick<Finding, 'violation' | 'steps'>) => ({
    requirement: id,
    level,
    expected,
    received,
    journey: wordsOf(steps, scope),
    replay: replayOf(steps),
  })
  return {
    schemaVersion: explorationSchemaVersion,
    seed,
    target,
    duration,
    played: {
      journeys: tally.journeys,
      replays: tally.replays,
      steps: tally.steps,
      stepsPerSecond: Math.round((tally.steps / Math.max(1, duration)) * 10_000) / 10,
    },
    coverage,
    exercised: [...tally.exercised].sort(),
    stopped: [...tally.stopped].map(([because, journeys]) => ({ because, journeys })),
    findings: findings.map(finding => ({
      ...told(finding),
      also: [...finding.also],
      foundWith: finding.foundWith,
      id: idOf(finding),
      scenario: scenarioOf({
        id: idOf(finding),
        title: titleOf(finding.steps, scope),
        origin: `Found by padlock explore (seed ${seed}): violates ${finding.violation.id}.`,
        steps: finding.steps,
      }),
    })),
    flaky: flaky.map(each => ({ ...told(each), replays: each.replays })),
  }
}
