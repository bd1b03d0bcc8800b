/** `certify --events`: what happens in a run, as it happens, in lines of JSON. */
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import type { RunOptions } from '../run/run-journeys.ts'
import { endedEvent, judgedRows } from '../verdict/run-event.ts'
import type { RunEvent } from '../verdict/run-event.ts'
import type { Result } from '../verdict/result.ts'
import { journeyResult } from '../verdict/timeline.ts'
import { verdict } from '../verdict/verdict.ts'

export type RunEvents = {
  tell(event: RunEvent): void
  /** for the run of the journeys */
  follow: NonNullable<RunOptions['follow']>
  /** the journeys once more, with all that was found in them, and the end */
  ended(result: Result, exitCode: number, report: string): void
}

export const createRunEvents = (
  catalogue: readonly Requirement[],
  { only, write }: { only: readonly string[]; write: (line: string) => void },
): RunEvents => {
  const whole = new Map<string, Recording>()
  const tell = (event: RunEvent): void => write(`${JSON.stringify(event)}\n`)
  return {
    tell,
    follow: {
      runner: message => {
        if (message.kind === 'planned') tell({ event: 'planned', journeys: message.journeys })
        else if (message.kind === 'began') tell({ event: 'journey-began', journey: message.journey })
        else if (message.kind === 'ended')
          tell({
            event: 'journey-ended',
            journey: message.journey,
            state: message.state,
            duration: Math.round(message.durationMs),
          })
      },
      recording: ({ recording, isWhole }) => {
        // A journey that goes on is not judged: what is missing in it may come.
        if (!isWhole) {
          if (!whole.has(recording.journey.id))
            tell({ event: 'seen', isWhole, journey: journeyResult(recording, [], { isPlayed: true }) })
          return
        }
        whole.set(recording.journey.id, recording)
        const { requirements } = verdict([...whole.values()], catalogue, { only })
        tell({ event: 'seen', isWhole, journey: journeyResult(recording, requirements) })
        tell({ event: 'judged', requirements: judgedRows(requirements) })
      },
    },
    ended: (result, exitCode, report) => {
      for (const journey of result.journeys) tell({ event: 'seen', isWhole: true, journey })
      tell({ event: 'judged', requirements: judgedRows(result.requirements) })
      tell(endedEvent(result, exitCode, report))
    },
  }
}
