/** The difference of two reports for a person at a terminal: what is worse first, with its cure. */
import type { Change, Difference } from '../harness/verdict/difference.ts'
import { printable } from './wording/markup.ts'
import { count, dateWords, list, verdictWords } from './wording/words.ts'
import { wrap } from './wording/wrap.ts'

type Options = { colour: boolean; /** columns */ width: number }

export const differenceWords = (it: Difference, { colour, width }: Options): string => {
  const columns = Math.max(40, Math.min(width, 100))
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const lines = (label: string, text: string): string[] => {
    // eslint-disable-next-line no-control-regex
    const indent = label.replace(/\u001b\[\d+m/g, '').length
    return wrap(printable(text), columns - indent).map((line, index) =>
      index === 0 ? `${label}${line}` : `${' '.repeat(indent)}${line}`,
    )
  }
  const section = (title: string, code: number, mark: string, changes: readonly Change[]): string[] => {
    // What is blocked is fixed with its cause: it is told by its id alone.
    const blocked = changes.filter(({ after }) => after?.status === 'blocked').map(({ id }) => id)
    return changes.length === 0
      ? []
      : [
          '',
          paint(1, `${title} (${changes.length})`),
          ...changes
            .filter(({ id }) => !blocked.includes(id))
            .flatMap(({ id, title: sentence, says, cure }) => [
              `${paint(code, mark)} ${paint(1, printable(id))}`,
              ...lines('  ', sentence),
              ...lines('  ', says),
              ...(cure === undefined ? [] : lines('  cure  ', cure)),
            ]),
          ...(blocked.length === 0 ? [] : lines(`${paint(code, mark)} `, `blocked now: ${list(blocked)}`)),
        ]
  }
  const side = (label: string, { target, startedAt, versions, verdict, limits }: Difference['before']): string[] =>
    lines(
      label,
      `${verdictWords[verdict]} · ${target.name} · ${dateWords(startedAt)} · Padlock ${versions.padlock}, catalogue ${versions.catalogue}${limits.length > 0 ? ` · ${limits.join('; ')}` : ''}`,
    )
  const tally = [
    `${it.worse.length} worse`,
    `${it.better.length} better`,
    `${it.new.length} new`,
    `${it.gone.length} gone`,
    `${it.unclear.length} unclear`,
    `${it.unchanged} unchanged`,
  ]
  const all = it.worse.length + it.better.length + it.new.length + it.gone.length + it.unclear.length + it.unchanged
  const said = [
    ...side('before  ', it.before),
    ...side('after   ', it.after),
    ...it.notes.flatMap(note => lines('note    ', note)),
    ...section('worse', 31, '✗', it.worse),
    ...section('new', it.new.some(({ after }) => after?.status === 'violated') ? 31 : 36, '+', it.new),
    ...section('better', 32, '✓', it.better),
    ...section('gone', 36, '-', it.gone),
    ...section('neither better nor worse', 33, '~', it.unclear),
    ...(it.journeys.length === 0
      ? []
      : [
          '',
          paint(1, `journeys (${it.journeys.length})`),
          ...it.journeys.flatMap(({ id, says }) => lines('  ', `${id} ${says}`)),
        ]),
    '',
    ...lines(`${count(all, 'requirement')}: `, tally.join(' · ')),
    paint(it.isWorse ? 31 : 32, it.isWorse ? 'It got worse.' : nothing(it) ? 'Nothing changed.' : 'Nothing got worse.'),
  ]
  return `${said.join('\n')}\n`
}

const nothing = (it: Difference): boolean =>
  [it.better, it.new, it.gone, it.unclear, it.journeys].every(changes => changes.length === 0)
