/** The report of an exploration: of what it found alone, or added to the report of a run. */
import { count } from '../../reports/wording/words.ts'
import { renderers, saved, writeReports } from '../../reports/write.ts'
import { recordingOf } from '../explore/exploration.ts'
import type { Exploration } from '../explore/exploration.ts'
import type { Searched } from '../explore/search.ts'
import type { Scope } from '../explore/steps.ts'
import { commandLine } from '../foundation/installation.ts'
import { versionsOfRun } from '../foundation/versions.ts'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { shippedProof } from '../prove/shipped-proof.ts'
import { resultOf } from '../verdict/result-of.ts'
import type { EarlierReport } from './earlier-report.ts'

type Surroundings = {
  scope: Scope
  earlier: EarlierReport | undefined
  catalogue: readonly Requirement[]
  folder: string
  /** milliseconds */
  duration: number
}

const notesOf = ({ findings, flaky, seed, played, exercised }: Exploration, again: string): string[] => [
  `padlock explore played ${count(played.journeys, 'random journey')} (seed ${seed}), in which ${count(exercised.length, 'requirement')} had something to judge. Random journeys certify nothing: only what they found stands in this report.`,
  ...findings.map(
    ({ requirement, journey, replay, id }) =>
      `${requirement} is violated by a journey of ${count(journey.length, 'step')} that padlock explore found: ${journey.join(', ')}. To play it again: ${commandLine(`${again} --replay ${replay}`)}. As a scenario: scenarios/${id}.spec.ts.`,
  ),
  ...flaky.map(
    ({ requirement, journey, replays }) =>
      `${requirement} was violated once, and not again in ${count(replays, 'replay')}: it is not counted. The journey: ${journey.join(', ')}.`,
  ),
]

/** As a part of the run that it is added to. */
const joined = (recording: Recording, { recordings: [first] }: EarlierReport): Recording => ({
  ...recording,
  run: first.run,
})

/** Without findings nothing is written: there is nothing to report. */
export const writeExploration = async (
  searched: Searched,
  exploration: Exploration,
  { scope, earlier, catalogue, folder, duration }: Surroundings,
  again: string,
): Promise<{ hasReport: boolean; troubles: string[] }> => {
  const found = searched.findings.map(finding => recordingOf(finding, scope))
  if (found.length === 0) return { hasReport: false, troubles: [] }
  const recordings = earlier ? [...earlier.recordings, ...found.map(recording => joined(recording, earlier))] : found
  const result = resultOf(recordings, catalogue, {
    startedAt: new Date(earlier?.result.startedAt ?? Date.parse(found[0]?.startedAt ?? '')),
    duration: (earlier?.result.duration ?? 0) + duration,
    strict: earlier?.result.strict ?? false,
    versions: versionsOfRun(),
    proof: shippedProof(),
    notes: notesOf(exploration, again),
  })
  const scenarios = exploration.findings.map(({ id, scenario }) => [`scenarios/${id}.spec.ts`, () => scenario] as const)
  const troubles = await writeReports(result, recordings.map(saved), folder, {
    ...renderers,
    'exploration.json': () => `${JSON.stringify(exploration, null, 2)}\n`,
    ...Object.fromEntries(scenarios),
  })
  return { hasReport: true, troubles }
}
