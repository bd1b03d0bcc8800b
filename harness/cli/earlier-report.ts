/** `explore --add-to`: the report of a run that an exploration adds to, and what that run has shown already. */
import { judged } from '../explore/judge.ts'
import { explored } from '../explore/exploration.ts'
import { contradictions, readRecordings } from '../recording/read-recordings.ts'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import type { Result } from '../verdict/result.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readReport } from './report-file.ts'

export type EarlierReport = { result: Result; recordings: readonly [Recording, ...Recording[]] }

/** Without what an earlier exploration had added. Throws a UsageError. */
export const earlierReport = (folder: string): EarlierReport => {
  const result = readReport(folder)
  const { found, problems } = readRecordings([folder])
  const own = found.filter(({ recording }) => !explored(recording))
  problems.push(...contradictions(own))
  const [first, ...others] = own.map(({ recording }) => recording)
  if (problems.length > 0 || !first)
    throw new UsageError(...(problems.length > 0 ? problems : [`--add-to ${folder}: holds no recording of «certify»`]))
  return { result, recordings: [first, ...others] }
}

/** Requirement → how many steps the shortest journey has by which the run shows that it is violated. */
export const stepsThatShow = (
  earlier: EarlierReport | undefined,
  catalogue: readonly Requirement[],
): Map<string, number> => {
  const shown = new Map<string, number>()
  for (const recording of earlier?.recordings ?? []) {
    const steps = recording.observations.filter(({ kind }) => kind === 'step').length
    for (const { id } of judged(recording, catalogue).violations)
      shown.set(id, Math.min(steps, shown.get(id) ?? Infinity))
  }
  return shown
}
