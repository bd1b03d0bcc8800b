/** `padlock recheck DIR`: judges the recordings of a report again, offline, with today's catalogue, and says what changed. */
import { existsSync } from 'node:fs'
import { commandLine } from '../../foundation/installation.ts'
import { join } from 'node:path'
import { z } from 'zod'
import { differenceWords } from '../../../reports/difference.ts'
import { terminal } from '../../../reports/terminal/terminal.ts'
import { contradictions, readRecordings } from '../../recording/read-recordings.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { difference, differenceSchema } from '../../verdict/difference.ts'
import { judgedAgain } from '../../verdict/judged-again.ts'
import { resultSchema } from '../../verdict/result.ts'
import type { Result } from '../../verdict/result.ts'
import { padlockVersion } from '../../foundation/versions.ts'
import type { Command } from '../command.ts'
import { problemsOf } from '../judging.ts'
import { readReport } from '../report-file.ts'
import { styled } from '../styled.ts'

/** stdout of `--json`. */
export const recheckSchema = z.object({
  schemaVersion: z.literal(1),
  folder: z.string(),
  /** what today's catalogue makes of the recordings */
  result: resultSchema,
  /** against the report that lies beside them */
  difference: differenceSchema,
})

const recordingsOf = (folder: string): string =>
  existsSync(join(folder, 'recordings')) ? join(folder, 'recordings') : folder

export const recheck: Command = {
  name: 'recheck',
  summary: "judges a report's recordings again, offline, with today's catalogue, and says what changed",
  usage: 'recheck DIR [--json]',
  options: { json: { type: 'boolean', help: 'stdout is exactly one JSON document' } },
  words: [1, 1],
  notes: `DIR is a report folder, with report.json and recordings/. Neither is changed; no browser and no site is needed. What the run was
about (--only, --strict, its baseline) stays as report.json says; a baseline is held against today's date.
«padlock report DIR» writes new reports of the recordings.
Exit codes: those of «certify», for today's verdict; 2 also when there is nothing to judge`,
  run: async (values, [folder = '']) => {
    const catalogue = await loadCatalogue()
    let report: Result | undefined
    const problems = [
      ...(await problemsOf(() => {
        report = readReport(folder)
      })),
    ]
    const { found, problems: unreadable } = readRecordings([recordingsOf(folder)])
    if (existsSync(folder)) problems.push(...unreadable, ...contradictions(found))
    if (problems.length > 0 || !report) throw new UsageError(...problems)
    const { padlock: before } = report.versions
    const result = judgedAgain(
      found.map(({ recording }) => recording),
      catalogue,
      report,
      {
        padlock: before === padlockVersion ? padlockVersion : `${padlockVersion} (recorded by ${before})`,
        today: new Date().toISOString().slice(0, 10),
      },
    )
    const changed = difference(report, result)
    if (values['json'] === true)
      process.stdout.write(
        `${JSON.stringify({ schemaVersion: 1, folder, result, difference: changed } satisfies z.infer<typeof recheckSchema>, null, 2)}\n`,
      )
    else {
      const style = styled(process.stdout)
      process.stdout.write(`${terminal(result, { ...style, commandLine })}\n${differenceWords(changed, style)}`)
    }
    return result.exitCode
  },
}
