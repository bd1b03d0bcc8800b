/** summary.md: the result on one page of a CI, a merge request or a chat. Markdown as GitHub and GitLab read it. */
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import { blockers, failures, isCause, known, outOfDate, problems, warnings, withStatus } from '../wording/problems.ts'
import type { Problem } from '../wording/problems.ts'
import {
  count,
  dateWords,
  durationWords,
  knownWords,
  list,
  fixFirst,
  partWords,
  statusWords,
  verdictTitle,
  verdictWords,
  whereWords,
} from '../wording/words.ts'
import type { Format } from './format.ts'

export const markdown = (result: Result): string => {
  const sections = [
    head(result),
    limits(result),
    startHere(result),
    table('Violated', failures(result), result),
    baseline(result),
    unjudged(result),
    table('Warnings', warnings(result), result),
    others(result),
    ending(result),
  ]
  return `<!-- padlock -->\n${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

/**
 * Text as it is, in a line of its own as in a cell: what Markdown or HTML would take for a sign becomes an entity, which is
 * never one.
 */
export const plain = (text: string): string =>
  printable(text)
    .replace(/[&<>|`*_[\]\\~$#@]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/\s+/g, ' ')
    .replace(/\b(https?):\/\//g, '$1:&#47;&#47;')
export const code = (text: string): string => `<code>${plain(text)}</code>`

const marks = { conforms: '✓', violated: '✗', incomplete: '?' } as const

const head = (result: Result): string[] => {
  const { verdict, target, summary, counts } = result
  const tally: [string, number][] = [
    ['met', counts.met],
    ['violated', counts.violated - counts.warnings - counts.known],
    ['warnings', counts.warnings],
    ...(counts.known > 0 ? [['known', counts.known] as [string, number]] : []),
    ['blocked', counts.blocked],
    ['not observed', counts['not-observed']],
    ['not applicable', counts['not-applicable']],
  ]
  const title = verdictTitle(result)
  const mark = title === verdictWords[verdict] ? marks[verdict] : '!'
  return [
    `## ${mark} ${plain(title)}: ${plain(target.name)}`,
    '',
    plain(summary),
    '',
    `| ${tally.map(([name]) => name).join(' | ')} |`,
    `|${tally.map(() => ' --: |').join('')}`,
    `| ${tally.map(([, number]) => number).join(' | ')} |`,
  ]
}

/** What keeps this run from being the whole truth. */
const limits = (result: Result): string[] => {
  const { partial, baseline, target, journeys, notes } = result
  const part = partWords(result)
  const stopped = journeys.filter(({ outcome }) => outcome === 'stopped')
  const lines = [
    ...(target.defects.length > 0 ? [`**A sample shop with the defect** ${plain(list(target.defects))}.`] : []),
    ...(partial && partial.only.length > 0
      ? [`**Only a part was judged**, ${code(partial.only.join(' '))}: it never conforms.`]
      : []),
    ...(part === undefined
      ? []
      : [`**A part never conforms:** ${plain(part)}. Play all of them, or bring every shard.`]),
    ...notes.map(note => `**How this run saw:** ${plain(note)}`),
    ...(baseline ? [`**This run has a baseline,** ${code(baseline.file)}: what it knows does not count.`] : []),
    ...stopped.map(
      ({ title, because = 'no reason was recorded' }) => `**The journey «${plain(title)}» stopped:** ${plain(because)}`,
    ),
  ]
  return lines.flatMap((line, index) => (index === 0 ? [`> ${line}`] : ['>', `> ${line}`]))
}

const startHere = (result: Result): string[] => {
  const requirement = result.requirements.find(({ id }) => id === result.firstCause)
  const [problem] = requirement ? problems(requirement) : []
  if (!requirement || !problem) return []
  const waiting = withStatus(result, 'blocked').filter(({ blockedBy }) => blockedBy?.includes(requirement.id)).length
  return [
    `### Start here: ${code(requirement.id)}`,
    '',
    plain(requirement.title),
    '',
    `- **Expected:** ${plain(problem.expected)}`,
    `- **Received:** ${plain(problem.received)}`,
    ...where(problem, result),
    `- **Why it matters:** ${plain(requirement.why)}`,
    `- **Cure:** ${plain(problem.cure)}`,
    ...(waiting > 0
      ? ['', `${count(waiting, 'more requirement')} ${waiting === 1 ? 'waits' : 'wait'} for this one.`]
      : []),
  ]
}

const where = ({ places: [place, ...others] }: Problem, { journeys }: Result): string[] =>
  place === undefined
    ? []
    : [
        `- **Where:** ${plain(whereWords(place, journeys))}${others.length > 0 ? ` (and ${count(others.length, 'more place')})` : ''}`,
      ]

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`

const table = (title: string, requirements: readonly RequirementResult[], result: Result): string[] => {
  if (requirements.length === 0) return []
  return [
    `### ${title} (${requirements.length})`,
    '',
    row('requirement', 'expected', 'received', 'cure'),
    row('---', '---', '---', '---'),
    ...requirements.flatMap(requirement =>
      problems(requirement)
        .filter(problem => isCause(problem) && !problem.known)
        .map((problem, index) =>
          row(
            index === 0 ? `${code(requirement.id)}<br>${requirement.level}<br>${plain(requirement.title)}` : 'also',
            plain(problem.expected),
            `${plain(problem.received)}<br>${problem.places[0] ? plain(whereWords(problem.places[0], result.journeys)) : ''}`,
            plain(problem.cure),
          ),
        ),
    ),
  ]
}

const baseline = (result: Result): string[] => {
  const stale = outOfDate(result)
  const standing = known(result)
  return [
    ...(stale.length > 0
      ? [
          `### The baseline is out of date (${stale.length})`,
          '',
          ...stale.map(({ requirement, says }) => `- ${code(requirement)} ${plain(says)}`),
        ]
      : []),
    ...(stale.length > 0 && standing.length > 0 ? [''] : []),
    ...(standing.length > 0
      ? [
          `### Known findings (${standing.length})`,
          '',
          ...standing.flatMap(({ id, findings }) => {
            const words = findings.flatMap(finding =>
              finding.outcome === 'violated' && finding.known
                ? [`received ${finding.received}; ${knownWords(finding.known)}`]
                : [],
            )
            return [...new Set(words)].map(each => `- ${code(id)} ${plain(each)}`)
          }),
        ]
      : []),
  ]
}

const unjudged = (result: Result): string[] => {
  const unseen = withStatus(result, 'not-observed')
  const blocked = withStatus(result, 'blocked')
  const causes = blockers(result).map(({ id }) => id)
  if (unseen.length + blocked.length === 0) return []
  return [
    `### Could not be judged (${unseen.length + blocked.length})`,
    ...(blocked.length > 0
      ? [
          '',
          `${count(blocked.length, 'requirement')} blocked by ${causes.map(code).join(', ')}: ${fixFirst(causes.length)}.`,
        ]
      : []),
    ...(unseen.length > 0
      ? [
          '',
          row('not observed, which is never a pass', 'why'),
          row('---', '---'),
          ...unseen.map(({ id, level, because = '' }) => row(`${code(id)}<br>${level}`, plain(because))),
        ]
      : []),
  ]
}

const others = (result: Result): string[] => {
  const rest = result.requirements.filter(({ status }) => status === 'met' || status === 'not-applicable')
  const waiting = withStatus(result, 'blocked')
  const all = [...waiting, ...rest]
  if (all.length === 0) return []
  return [
    `<details><summary>${count(all.length, 'other requirement')}</summary>`,
    '',
    row('requirement', 'status'),
    row('---', '---'),
    ...all.map(({ id, title, status, because }) =>
      row(`${code(id)}<br>${plain(title)}`, statusWords[status] + (because === undefined ? '' : `: ${plain(because)}`)),
    ),
    '',
    '</details>',
  ]
}

const ending = ({ target, versions, startedAt, duration, journeys, strict }: Result): string[] => [
  `<sub>${plain(target.origin)}, site ${plain(target.sid)} · ${plain(dateWords(startedAt))} · ${count(journeys.length, 'journey')} in ${durationWords(duration)} · ${plain(versions.browser)}${strict ? ' · strict' : ''} · Padlock ${plain(versions.padlock)}, catalogue ${plain(versions.catalogue)}, independent of iAdvize</sub>`,
]

export const markdownFormat: Format = {
  file: 'summary.md',
  name: 'md',
  render: markdown,
  recognises: text => text.startsWith('<!-- padlock -->'),
}
