/** `certify --again [REPORT]`: what the last report leaves to be played again, and what came of it in words. */
import { list } from '../../reports/wording/words.ts'
import { defectsThatBreak } from '../prove/defects-that-break.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { journeysOf } from '../site/defects.ts'
import { afterFix, journeysAgain } from '../verdict/again.ts'
import type { Result } from '../verdict/result.ts'
import { readReport } from './report-file.ts'

export type Again = { before: Result; journeys: string[] }

/** The journeys on which a defect of the sample shop shows that a requirement is violated. */
const showing = (id: string): readonly string[] => defectsThatBreak(id).slice(0, 1).flatMap(journeysOf)

/** Throws a UsageError. `report`: a folder, or report.json in it; `parts`: of the journey that visits the pages. */
export const again = (report: string, parts?: number): Again => {
  const before = readReport(report)
  const journeys = journeysAgain(before, journeyIds(parts), showing)
  if (journeys.length === 0)
    throw new UsageError(
      `--again: nothing was violated, blocked or not observed in ${report}; «padlock certify» plays all journeys`,
    )
  return { before, journeys }
}

/** Of the sample shop, a defect less is the fix. */
const siteOf = (name: string): string => (name.startsWith('sample shop') ? 'sample shop' : name)

export const otherSite = (report: string, { before }: Again, name: string): string[] =>
  siteOf(before.target.name) === siteOf(name)
    ? []
    : [`--again: ${report} is the report of «${before.target.name}», and this run is of «${name}»; name its own report`]

/** What a part of a run can say: never that the site conforms. */
export const againWords = (before: Result, after: Result): string => {
  const { fixed, left, broken } = afterFix(before, after)
  return [
    `Fixed: ${fixed.length === 0 ? 'nothing' : list(fixed)}.`,
    ...(left.length > 0 ? [`Left: ${list(left)}.`] : []),
    ...(broken.length > 0 ? [`Broken since: ${list(broken)}.`] : []),
    ...(left.length + broken.length === 0
      ? ['Nothing is left of the last report. A whole run says whether the site conforms: padlock certify.']
      : []),
  ].join('\n')
}
