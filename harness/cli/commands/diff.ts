/** `padlock diff A B`: what got better and worse from one report to another. */
import { differenceWords } from '../../../reports/difference.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { difference } from '../../verdict/difference.ts'
import type { Result } from '../../verdict/result.ts'
import type { Command } from '../command.ts'
import { problemsOf } from '../judging.ts'
import { readReport } from '../report-file.ts'
import { styled } from '../styled.ts'

export const diff: Command = {
  name: 'diff',
  summary: 'compares two reports: what got better, worse, what is new and gone',
  usage: 'diff A B [--json]',
  options: { json: { type: 'boolean', help: 'stdout is exactly one JSON document' } },
  words: [2, 2],
  notes: `A and B are report folders, or their report.json; B is the later one.
Exit codes: 0 nothing got worse · 1 something did · 2 usage

  padlock diff main-report padlock-report`,
  run: async (values, [a = '', b = '']) => {
    const reports: Result[] = []
    const problems = [
      ...(await problemsOf(() => reports.push(readReport(a)))),
      ...(await problemsOf(() => reports.push(readReport(b)))),
    ]
    const [before, after] = reports
    if (problems.length > 0 || !before || !after) throw new UsageError(...problems)
    const found = difference(before, after)
    process.stdout.write(
      values['json'] === true ? `${JSON.stringify(found, null, 2)}\n` : differenceWords(found, styled(process.stdout)),
    )
    return found.isWorse ? exitCodes.violated : exitCodes.conforms
  },
}
