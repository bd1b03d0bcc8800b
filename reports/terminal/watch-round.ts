/** One round of `certify --watch` at a terminal: what is wrong now, and what has changed since the round before. */
import { afterFix } from '../../harness/verdict/again.ts'
import type { Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import { failures, isCause, problems, warnings } from '../wording/problems.ts'
import { count, durationWords, fixFirst, list, whereWords } from '../wording/words.ts'
import { wrap } from '../wording/wrap.ts'

/** `waited`: milliseconds from what asked for the round to its verdict */
export type WatchRoundOptions = { colour: boolean; width: number; waited: number; report: string }

export const watchRound = (
  result: Result,
  before: Result | undefined,
  { colour, width, waited, report }: WatchRoundOptions,
): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const lines = (label: string, text: string): string[] =>
    wrap(printable(text), width - 15).map((line, index) => `    ${(index === 0 ? label : '').padEnd(10)} ${line}`)
  const failed = failures(result)
  const blocked = result.requirements.filter(({ status }) => status === 'blocked')
  const warned = warnings(result)
  const stopped = result.journeys.filter(({ outcome }) => outcome === 'stopped')
  const isGood = failed.length + stopped.length === 0
  const { fixed, broken } = before ? afterFix(before, result) : { fixed: [], broken: [] }
  return [
    '',
    paint(
      isGood ? 32 : 31,
      `${isGood ? '✓' : '✗'} ${count(result.journeys.length, 'journey')} in ${durationWords(Math.round(waited))}: ${result.counts.met} met, ${failed.length} violated`,
    ) + (warned.length > 0 ? `, ${count(warned.length, 'warning')}` : ''),
    ...failed.flatMap(requirement => {
      const problem = problems(requirement).find(isCause)
      return [
        paint(31, `  ✗ ${printable(requirement.id)}`),
        ...wrap(printable(requirement.title), width - 4).map(line => `    ${line}`),
        ...(problem
          ? [
              ...lines('expected', problem.expected),
              ...lines('received', problem.received),
              ...(problem.places[0] ? lines('where', whereWords(problem.places[0], result.journeys)) : []),
              ...lines('cure', problem.cure),
            ]
          : []),
      ]
    }),
    ...stopped.flatMap(({ title, because = 'no reason was recorded' }) => [
      paint(33, `  ? the journey «${printable(title)}» stopped`),
      ...lines('because', because),
    ]),
    ...(blocked.length > 0
      ? wrap(
          `  ${count(blocked.length, 'requirement')} blocked by what is violated: ${fixFirst(failed.length)}.`,
          width,
        )
      : []),
    ...(fixed.length > 0 ? [paint(32, `  Fixed: ${printable(list(fixed))}.`)] : []),
    ...(broken.length > 0 ? [paint(31, `  Broken since: ${printable(list(broken))}.`)] : []),
    ...(before ? [] : [`  The report is renewed with each round: ${report}`]),
    '',
  ].join('\n')
}
