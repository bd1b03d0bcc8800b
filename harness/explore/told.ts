/** An exploration for a person at a terminal: what was found, how to see it again, and how far it came. */
import { wrap } from '../../reports/wording/wrap.ts'
import { printable } from '../../reports/wording/markup.ts'
import { count } from '../../reports/wording/words.ts'
import type { Exploration } from './exploration.ts'

export type TextOptions = {
  colour: boolean
  width: number
  commandLine: (words: string) => string
  /** the words that explore the same site again: `explore --config FILE` */
  again: string
  /** requirements of the whole catalogue */
  catalogue: number
  /** path of the report's page, where there is one */
  report?: string
}

export const explorationText = (
  { findings, flaky, played, coverage, exercised, stopped, seed, duration }: Exploration,
  { colour, width, commandLine, again, catalogue, report }: TextOptions,
): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const block = (text: string, indent: string): string[] =>
    wrap(printable(text), Math.max(20, width - indent.length)).map(line => indent + line)
  const lines: string[] = []
  for (const { requirement, level, expected, received, journey, replay, also, foundWith, id } of findings) {
    const first = also.length > 0 ? ` (and ${also.join(', ')})` : ''
    lines.push(`${paint(level === 'MUST' ? 31 : 33, level === 'MUST' ? '✗' : '!')} ${paint(1, requirement)}${first}`)
    journey.forEach((words, index) => lines.push(...block(`${index + 1}. ${words}`, '    ')))
    lines.push(
      ...block(`expected: ${expected}`, '  '),
      ...block(`received: ${received}`, '  '),
      ...(foundWith > journey.length ? block(`found with ${foundWith} steps, shrunk to ${journey.length}`, '  ') : []),
      `  again:    ${commandLine(`${again} --replay ${replay}`)}`,
      ...(report === undefined ? [] : [`  scenario: scenarios/${id}.spec.ts beside the report`]),
      '',
    )
  }
  for (const { requirement, journey, replays, replay } of flaky)
    lines.push(
      `${paint(33, '?')} ${paint(1, requirement)}: flaky, not counted as a violation`,
      ...block(
        `seen once in ${count(journey.length, 'step')} (${journey.join(', ')}), and not again in ${count(replays, 'replay')}`,
        '  ',
      ),
      `  again:    ${commandLine(`${again} --replay ${replay}`)}`,
      '',
    )
  for (const { because, journeys } of stopped)
    lines.push(...block(`${count(journeys, 'journey')} stopped before the end: ${because}`, '  '))
  if (stopped.length > 0) lines.push('')
  lines.push(
    ...block(
      `${count(played.journeys, 'journey')} and ${count(played.replays, 'replay')}, ${count(played.steps, 'step')} in ${(duration / 1000).toFixed(0)} s (${played.stepsPerSecond} a second), seed ${seed}`,
      '',
    ),
    ...block(
      `seen: ${count(coverage.pairs, 'pair')} of steps, ${coverage.pairsInStates} with the state that they were in, ${count(coverage.states, 'state')}, ${coverage.triples} orders of three; ${exercised.length} of ${catalogue} requirements exercised`,
      '',
    ),
    findings.length > 0
      ? paint(31, `${count(findings.length, 'requirement')} violated by journeys that nobody thought of`)
      : 'No violations were found. An exploration certifies nothing: that is for «certify».',
    ...(report === undefined ? [] : [`Report: ${report}`]),
    '',
  )
  return lines.join('\n')
}
