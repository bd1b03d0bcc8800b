/** The result for a person at a terminal: what to fix first, how, and what was not seen. */
import { entryName } from '../../harness/verdict/baseline-file.ts'
import { isSmallPart } from '../../harness/verdict/gap-words.ts'
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import {
  blockers,
  failures,
  isCause,
  known,
  outOfDate,
  problems,
  warnings,
  withStatus,
  type Problem,
} from '../wording/problems.ts'
import {
  count,
  durationWords,
  knownWords,
  list,
  fixFirst,
  partWords,
  timingWords,
  verdictTitle,
  verdictWords,
  whereWords,
} from '../wording/words.ts'
import { wrap } from '../wording/wrap.ts'

export type TerminalOptions = {
  colour: boolean
  /** columns */
  width: number
  /** how the command is called, to tell of another one; `padlock …` where nothing is said */
  commandLine?: (words: string) => string
  /** the words that certify the same again, to tell how to see one journey: `certify --config FILE`; where a run was made */
  again?: string
  /** path of the HTML report, for the last line */
  report?: string
  /** what was signed, and where it lies */
  certificate?: { path: string; says: string }
}

type Paint = (text: string) => string
type Page = {
  width: number
  commandLine: (words: string) => string
  again?: string
  bad: Paint
  warn: Paint
  good: Paint
  dim: Paint
  strong: Paint
}

export const terminal = (result: Result, options: TerminalOptions): string => {
  const page = pageOf(options)
  const sections = [
    heading(result, page),
    ...failures(result).map((requirement, index) => block(requirement, result, page, index === 0)),
    blocked(result, page),
    stopped(result, page),
    metInPart(result, page),
    unseen(result, page),
    inapplicable(result, page),
    ...warnings(result).map(requirement => block(requirement, result, page, false)),
    baselined(result, page),
    stale(result, page),
    ending(result, page, options),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

const pageOf = ({ colour, width, commandLine = words => `padlock ${words}`, again }: TerminalOptions): Page => {
  const paint =
    (code: number): Paint =>
    text =>
      colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    width: Math.max(40, Math.min(width, 100)),
    commandLine,
    ...(again !== undefined && { again }),
    bad: paint(31),
    warn: paint(33),
    good: paint(32),
    dim: paint(2),
    strong: paint(1),
  }
}

/** Wrapped lines; the first begins with `label`, the others stand under it. */
const entry = (page: Page, indent: number, label: string, text: string, paint: Paint = plain): string[] => {
  const gap = ' '.repeat(indent + label.length)
  return wrap(printable(text), page.width - gap.length).map((line, index) =>
    index === 0 ? `${' '.repeat(indent)}${page.dim(label)}${paint(line)}` : `${gap}${paint(line)}`,
  )
}
const plain: Paint = text => text

const heading = (result: Result, page: Page): string[] => {
  const { versions, target, partial, trust, baseline, strict } = result
  const part = partWords(result)
  return [
    ...entry(
      page,
      0,
      '',
      `Padlock ${versions.padlock} · ${target.name} · ${target.origin} · site ${target.sid}`,
      page.strong,
    ),
    ...(target.defects.length > 0 ? entry(page, 0, 'with the defect ', list(target.defects)) : []),
    ...(trust
      ? entry(page, 0, 'ON TRUST ', 'nobody looked into the tokens; this run certifies nothing', page.warn)
      : []),
    ...(partial && partial.only.length > 0
      ? entry(page, 0, 'only ', `${list(partial.only)}: a part of the catalogue, which never conforms`)
      : []),
    ...(part === undefined ? [] : entry(page, 0, 'part ', part, page.warn)),
    ...(strict ? entry(page, 0, 'strict ', 'a violated SHOULD counts as well') : []),
    ...(baseline
      ? entry(page, 0, 'baseline ', `${baseline.file}: what it knows does not count against the verdict`, page.warn)
      : []),
  ]
}

const block = (requirement: RequirementResult, result: Result, page: Page, first: boolean): string[] => {
  const warning = requirement.level === 'SHOULD' && !result.strict
  const paint = warning ? page.warn : page.bad
  const [problem, ...others] = problems(requirement)
  const [place] = problem?.places ?? []
  const id = printable(requirement.id)
  return [
    ...(first ? [page.strong('start here')] : []),
    `${paint(warning ? '!' : '✗')} ${page.strong(id)}  ${paint(warning ? 'SHOULD, a warning' : requirement.level)}`,
    ...entry(page, 2, '', requirement.title),
    ...(problem ? details(problem, result, page) : []),
    ...(others.length > 0 ? entry(page, 2, 'also      ', others.map(also).join('; ')) : []),
    ...entry(page, 2, 'why       ', requirement.why),
    ...(problem ? entry(page, 2, 'cure      ', problem.cure, page.good) : []),
    ...entry(page, 2, 'more      ', page.commandLine(`explain ${id}`)),
    // not wrapped, so that it can be copied
    ...(first && place && page.again !== undefined
      ? [`  ${page.dim('again     ')}${page.commandLine(`${page.again} --journey ${place.journey}`)}`]
      : []),
  ]
}

const details = ({ expected, received, places }: Problem, { journeys }: Result, page: Page): string[] => {
  const [place, ...others] = places
  const more = others.length > 0 ? ` (and ${count(others.length, 'more place')})` : ''
  return [
    ...entry(page, 2, 'expected  ', expected),
    ...entry(page, 2, 'received  ', received),
    ...(place ? entry(page, 2, 'where     ', whereWords(place, journeys) + more) : []),
  ]
}

/** What the baseline knows. */
const baselined = (result: Result, page: Page): string[] => {
  const rows = known(result)
  if (rows.length === 0) return []
  return [
    page.strong(`known, and not counted (${rows.length})`),
    ...rows.flatMap(({ id, level, findings }) => [
      `! ${printable(id)}  ${page.dim(level)}`,
      ...findings
        .flatMap(finding => (finding.outcome === 'violated' && finding.known ? [knownWords(finding.known)] : []))
        .filter((words, index, all) => all.indexOf(words) === index)
        .flatMap(words => entry(page, 2, '', words)),
    ]),
  ]
}

/** What the baseline says and is no longer so. */
const stale = (result: Result, page: Page): string[] => {
  const entries = outOfDate(result)
  if (entries.length === 0) return []
  return [
    page.strong(page.bad(`the baseline is out of date (${entries.length})`)),
    ...entries.flatMap(each => [`${page.bad('✗')} ${printable(entryName(each))}`, ...entry(page, 2, '', each.says)]),
  ]
}

const also = (problem: Problem): string =>
  isCause(problem)
    ? `${problem.received} (${problem.code})`
    : `${problem.code}, a consequence of ${list(problem.blockedBy)}`

const blocked = (result: Result, page: Page): string[] => {
  const { blocked } = result.counts
  if (blocked === 0) return []
  const causes = blockers(result).map(({ id }) => id)
  const accepted = new Set(known(result).map(({ id }) => id))
  const cure =
    causes.length > 0 && causes.every(id => accepted.has(id)) ? 'the baseline knows it' : fixFirst(causes.length)
  const what = failures(result).length > 0 ? 'more requirement' : 'requirement'
  return entry(page, 0, '', `${count(blocked, what)} blocked by ${list(causes) || 'the above'}: ${cure}`)
}

/** Broken between its parts, and not within one. */
const tallied = (parts: readonly string[], label: string, page: Page): string[] => {
  const lines = [label]
  for (const [index, part] of parts.entries()) {
    const piece = index === parts.length - 1 ? part : `${part} ·`
    const line = lines.at(-1) ?? ''
    if (index > 0 && line.length + 1 + piece.length > page.width) lines.push(`  ${piece}`)
    else lines[lines.length - 1] = `${line} ${piece}`
  }
  return lines.map((line, index) => (index === 0 ? page.dim(label) + line.slice(label.length) : line))
}

/** Where nothing at all was seen, the summary says why. */
const sawNothing = ({ counts: { met, violated, blocked } }: Result): boolean => met + violated + blocked === 0

/** Journeys that stopped for one reason are told in one line, unless the summary tells it. */
const stopped = (result: Result, page: Page): string[] => {
  const { journeys, summary } = result
  const titles = new Map<string, string[]>()
  for (const { outcome, title, because = 'no reason was recorded' } of journeys)
    if (outcome === 'stopped') titles.set(because, [...(titles.get(because) ?? []), title])
  return [...titles].flatMap(([because, of]) => {
    if (sawNothing(result) && summary.includes(because)) return []
    const who = of.length === 1 ? `journey «${of[0] ?? ''}»` : count(of.length, 'journey')
    return entry(page, 0, 'stopped  ', `${who}: ${because}`, page.warn)
  })
}

const isPart = ({ partial, journeys }: Result): boolean => isSmallPart(journeys, partial?.missing ?? [])

/** Whoever plays a few journeys wants to know what is well by now. */
const metInPart = (result: Result, page: Page): string[] => {
  const met = withStatus(result, 'met').map(({ id }) => id)
  if (!isPart(result) || met.length === 0) return []
  return [page.strong(`met on what was played (${met.length})`), ...entry(page, 2, '', list(met), page.good)]
}

/** More than these are told by their ids alone. */
const mostUnseenInFull = 6

const unseen = (result: Result, page: Page): string[] => {
  const requirements = withStatus(result, 'not-observed')
  if (requirements.length === 0 || sawNothing(result)) return []
  if (isPart(result))
    return entry(
      page,
      0,
      '',
      `${count(requirements.length, 'requirement')} not observed: these journeys alone do not show ${requirements.length === 1 ? 'it' : 'them'}, and the report says which`,
    )
  const lines = [page.strong(`not observed, which is never a pass (${requirements.length})`)]
  if (requirements.length > mostUnseenInFull)
    return [
      ...lines,
      ...entry(page, 2, '', list(requirements.map(({ id }) => id))),
      ...entry(page, 2, 'why       ', 'the report says for each what did not happen'),
    ]
  for (const { id, level, because } of requirements) {
    lines.push(`? ${printable(id)}  ${page.dim(level)}`)
    lines.push(...entry(page, 2, '', because ?? 'no reason was recorded'))
  }
  return lines
}

/** In one breath, those of one reason together; the report tells the whole of it. */
const inapplicable = (result: Result, page: Page): string[] => {
  const reasons = new Map<string, string[]>()
  for (const { id, because = 'no reason was recorded' } of withStatus(result, 'not-applicable')) {
    const inShort = because.split(/[:;.] /, 1).join('')
    reasons.set(inShort, [...(reasons.get(inShort) ?? []), id])
  }
  const told = [...reasons].map(([because, ids]) => `${list(ids)} (${because})`)
  return told.length === 0 ? [] : entry(page, 0, 'not applicable  ', told.join(', '))
}

const ending = (result: Result, page: Page, { report, certificate }: TerminalOptions): string[] => {
  const { counts, verdict } = result
  const title = verdictTitle(result)
  const paint = {
    conforms: title === verdictWords.conforms ? page.good : page.warn,
    violated: page.bad,
    incomplete: page.warn,
  }[verdict]
  const among = [
    ...(counts.warnings > 0 ? [count(counts.warnings, 'warning')] : []),
    ...(counts.known > 0 ? [`${counts.known} known`] : []),
  ]
  const warned = among.length > 0 ? ` (${list(among)} among them)` : ''
  const tally = [
    `${counts.met} met`,
    `${counts.violated} violated${warned}`,
    `${counts.blocked} blocked`,
    `${counts['not-observed']} not observed`,
    `${counts['not-applicable']} not applicable`,
  ]
  const all = counts.met + counts.violated + counts.blocked + counts['not-observed'] + counts['not-applicable']
  return [
    ...(sawNothing(result) ? [] : tallied(tally, `${count(all, 'requirement')}:`, page)),
    ...entry(page, 0, '', `${title}. ${result.summary}`, text => paint(page.strong(text))),
    ...result.notes.flatMap(note => entry(page, 0, 'note ', note, page.warn)),
    ...entry(
      page,
      0,
      'took ',
      durationWords(result.duration) + (result.timing ? `: ${timingWords(result.timing)}` : ''),
    ),
    ...(certificate === undefined ? [] : entry(page, 0, 'signed ', certificate.says)),
    // not wrapped, so that they can be clicked or copied
    ...(certificate === undefined ? [] : [`${page.dim('certificate ')}${printable(certificate.path)}`]),
    ...(report === undefined ? [] : [`${page.dim('report ')}${printable(report)}`]),
  ]
}
