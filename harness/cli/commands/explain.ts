/** `padlock explain ID`: one requirement on a page. */
import { sourcePages } from '../../../mock-iadvize/contract.ts'
import type { Basis } from '../../../mock-iadvize/contract.ts'
import { wrap } from '../../../reports/wording/wrap.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { languageNames, stacks } from '../../cures/snippet.ts'
import type { Stack } from '../../cures/snippet.ts'
import { cureTopics, provenance, snippetsOf, trapsOf } from '../../cures/snippets.ts'
import { inRepository } from '../../foundation/installation.ts'
import type { Requirement } from '../../requirements/requirement.ts'
import { defects } from '../../site/defects.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import type { Command } from '../command.ts'
import { defectsThatBreak } from '../../prove/defects-that-break.ts'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import { styled } from '../styled.ts'

const basisInWords: Record<Basis, string> = {
  doc: 'stated in the public documentation',
  partial: 'stated in a truncated, older or contradictory public copy',
  assumed: 'our inference: the public record is silent',
  practice: 'a published security practice',
}

/** Columns; what goes into a pipe is not broken into lines, so that it can be searched. */
type Style = { colour: boolean; width: number }
/** A line that stays whole, so that it can be clicked or copied. */
type Line = string | { whole: string }

const section = (title: string, lines: readonly Line[], { colour, width }: Style): string =>
  [
    colour ? `\u001B[1m${title}\u001B[0m` : title,
    ...lines
      .flatMap(line =>
        typeof line === 'string'
          ? wrap(line, width - 4).map((part, at) => (at === 0 ? part : `  ${part}`))
          : [line.whole],
      )
      .map(line => `  ${line}`),
    '',
  ].join('\n')

/** What a finding would say, with its values left open. */
const remedies = (it: Requirement): string[] => [
  ...new Set(
    (it.codes ?? ['any']).map(code =>
      it.remedy({
        outcome: 'violated',
        where: { at: 0, path: '<page>' },
        code,
        expected: '<expected>',
        received: '<received>',
      }),
    ),
  ),
]

const judging = (it: Requirement): string[] => [
  `It is judged whenever ${it.stimulus}, on every journey. Where that never happens it is not observed, which is never a pass.`,
  it.level === 'MUST'
    ? 'Violated, it counts against the verdict.'
    : 'Violated, it is a warning; with --strict it counts against the verdict.',
  ...(it.needs?.length
    ? [`It is blocked, and not violated once more, while one of these is violated: ${it.needs.join(', ')}.`]
    : []),
  ...(it.after?.length ? [`While one of these is violated there may be nothing to see: ${it.after.join(', ')}.`] : []),
  ...(it.inside ? ['It looks inside of the token: where tokens are accepted on trust it is never seen.'] : []),
  ...(it.notApplicable
    ? ['Where it cannot concern a site it is not applicable: the report says why, and nothing stands against the site.']
    : []),
]

/** Code that is in one language is shown; of several, the one that was asked for, or what there is to ask for. */
const code = (id: string, stack: Stack | undefined): [title: string, lines: Line[]][] =>
  cureTopics(id).flatMap(topic => {
    const snippets = snippetsOf(topic, stack)
    const [only] = snippets
    const shown = snippets.length === 1 ? only : snippets.find(({ language }) => language === stack)
    if (shown)
      return [
        [
          `Code: ${topic.title} (${languageNames[shown.language]})`,
          [
            ...shown.text
              .trimEnd()
              .split('\n')
              .map(whole => ({ whole })),
            provenance(shown),
          ],
        ],
      ]
    const languages = snippets.map(({ language }) => language).join(', ')
    return [[`Code: ${topic.title}`, [{ whole: `padlock explain ${id} --stack NAME, of ${languages}` }]]]
  })

const page = (it: Requirement, style: Style, stack: Stack | undefined): string => {
  const { page: source, clause } = it.source
  const broken = defectsThatBreak(it.id)
  const cures = remedies(it)
  const traps = trapsOf(it.id, stack)
  const heading = [`${it.id} · ${it.level}`, ...wrap(it.title, style.width)].join('\n')
  const parts: [title: string, lines: readonly Line[]][] = [
    ['Why it matters', [it.because]],
    [
      'Source',
      [
        `${source}${clause ? `: ${clause}` : ''}`,
        { whole: sourcePages[source] },
        `basis: ${it.basis}, ${basisInWords[it.basis]}`,
      ],
    ],
    ['How it is judged', judging(it)],
    [
      `Cure${cures.length > 1 ? ', by what is wrong' : ''} (a report names the values: <page>, <received>)`,
      cures.length > 1 ? cures.map(cure => `- ${cure}`) : cures,
    ],
    ...(traps.length > 0
      ? [['Known traps of libraries', traps.map(trap => `- ${trap}`)] satisfies [string, Line[]]]
      : []),
    ...code(it.id, stack),
    [
      'Proven by these defects of the sample shop',
      broken.length > 0
        ? broken.map(name => `${name}: ${defects[name]?.summary ?? ''}`)
        : [it.unshown ? `none, and its unit tests alone prove it: ${it.unshown}` : 'none yet'],
    ],
    ...(inRepository && broken.length > 0
      ? [
          ['To see that proof', [{ whole: `npm run --silent padlock -- prove --only "${it.id}"` }]] satisfies [
            string,
            Line[],
          ],
        ]
      : []),
  ]
  return `${heading}\n\n${parts.map(([title, lines]) => section(title, lines, style)).join('\n')}`
}

export const explain: Command = {
  name: 'explain',
  summary: 'explains one requirement: what, why, source, how it is judged, cure, code, proof',
  usage: 'explain ID [--stack NAME]',
  options: {
    stack: { type: 'string', value: 'NAME', help: `shows the code of the cure for your backend: ${stacks.join(', ')}` },
  },
  words: [1, 1],
  notes: 'Example: padlock explain token/signature --stack php',
  run: async (values, [id = '']) => {
    const stack = values['stack'] === undefined ? undefined : String(values['stack'])
    const problems = stack === undefined || isStack(stack) ? [] : [unknownStack(stack)]
    const catalogue = await loadCatalogue()
    const it = catalogue.find(candidate => candidate.id === id)
    if (!it) {
      const near = nearestIds(
        id,
        catalogue.map(candidate => candidate.id),
      )
      const hint = near.length > 0 ? `; did you mean ${near.map(name => `«${name}»`).join(' or ')}?` : ''
      problems.push(`${id}: there is no such requirement${hint} (padlock list shows them all)`)
    }
    if (problems.length > 0 || !it) throw new UsageError(...problems)
    const { colour, width } = styled(process.stdout)
    process.stdout.write(
      page(it, { colour, width: process.stdout.isTTY ? width : Infinity }, stack as Stack | undefined),
    )
    return exitCodes.conforms
  },
}

const isStack = (name: string): name is Stack => stacks.some(stack => stack === name)
const unknownStack = (name: string): string => {
  const near = nearest(name, stacks)
  return `--stack ${name}: there is no code for it${near ? `; did you mean «${near}»?` : ''} (${stacks.join(', ')})`
}

const nameOf = (id: string): string => id.slice(id.indexOf('/') + 1)

/** By the whole id, and by its part after the slash: whoever types from memory often has one of them. */
const nearestIds = (id: string, ids: readonly string[]): string[] => {
  const nearName = nearest(nameOf(id), ids.map(nameOf))
  return [...new Set([nearest(id, ids), ids.find(candidate => nameOf(candidate) === nearName)])].flatMap(
    candidate => candidate ?? [],
  )
}
