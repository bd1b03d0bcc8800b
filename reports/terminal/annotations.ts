/** GitHub's workflow commands: what is wrong, beside the log of the job. Independent of GitHub. */
import type { Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import { blockers, failures, outOfDate, problems, warnings, withStatus } from '../wording/problems.ts'
import { count, list, fixFirst, verdictTitle, whereWords } from '../wording/words.ts'

type Annotation = { kind: 'error' | 'warning' | 'notice'; title: string; message: string }

/** GitHub shows ten errors and ten warnings of a step, and drops the others without a word. */
const most = 10

export const annotations = (result: Result): string =>
  [...shown(errors(result)), ...shown(cautions(result)), ...shown(notices(result))].map(command).join('')

const shown = (all: Annotation[]): Annotation[] => {
  if (all.length <= most) return all
  const [first, ...rest] = all.slice(most - 1)
  const title = `Padlock: ${rest.length + 1} more`
  return [
    ...all.slice(0, most - 1),
    { kind: first?.kind ?? 'error', title, message: 'The job summary tells them all.' },
  ]
}

const errors = (result: Result): Annotation[] => [
  ...failures(result).map((requirement): Annotation => {
    const [problem] = problems(requirement)
    const [place] = problem?.places ?? []
    return {
      kind: 'error',
      title: `Padlock: ${requirement.id}`,
      message: [
        `${requirement.title} (${requirement.level})`,
        ...(problem ? [`Expected: ${problem.expected}`, `Received: ${problem.received}`] : []),
        ...(place ? [`Where: ${whereWords(place, result.journeys)}`] : []),
        ...(problem ? [`Cure: ${problem.cure}`] : []),
      ].join('\n'),
    }
  }),
  ...outOfDate(result).map(({ requirement, says }): Annotation => {
    const message = `${requirement} ${says}`
    return { kind: 'error', title: `Padlock: ${result.baseline?.file ?? ''} is out of date`, message }
  }),
]

const cautions = (result: Result): Annotation[] => {
  const blocked = result.counts.blocked
  const causes = blockers(result).map(({ id }) => id)
  const unseen = withStatus(result, 'not-observed').map(({ id }) => id)
  return [
    ...(result.verdict === 'incomplete'
      ? [{ kind: 'warning' as const, title: 'Padlock: incomplete', message: result.summary }]
      : []),
    ...(blocked > 0
      ? [
          {
            kind: 'warning' as const,
            title: `Padlock: ${count(blocked, 'requirement')} blocked`,
            message: `by ${list(causes)}: ${fixFirst(causes.length)}`,
          },
        ]
      : []),
    ...(unseen.length > 0
      ? [{ kind: 'warning' as const, title: 'Padlock: not observed, which is never a pass', message: list(unseen) }]
      : []),
    ...warnings(result).map(({ id, title }): Annotation => ({
      kind: 'warning',
      title: `Padlock: ${id}`,
      message: `${title} (SHOULD)`,
    })),
  ]
}

const notices = (result: Result): Annotation[] =>
  result.verdict === 'conforms'
    ? [{ kind: 'notice', title: `Padlock: ${verdictTitle(result)}`, message: result.summary }]
    : []

const command = ({ kind, title, message }: Annotation): string =>
  `::${kind} title=${property(title)}::${data(message)}\n`

/** As GitHub's own toolkit escapes them: nothing that a site says can begin another command. */
const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
