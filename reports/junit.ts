/**
 * JUnit XML for Jenkins, GitLab and GitHub: an area is a suite, a requirement is a test case. What was not observed never
 * looks like a pass: a MUST is an error, because the run is incomplete; a SHOULD is skipped.
 */
import { entryName } from '../harness/verdict/baseline-file.ts'
import type { JourneyResult, RequirementResult, Result } from '../harness/verdict/result.ts'
import { markup, type Markup } from './markup.ts'
import { area, areas, fails, isCause, problems, type Problem } from './problems.ts'
import { knownWords, list, placeWords, whereWords } from './words.ts'

type Outcome = 'passed' | 'failure' | 'error' | 'skipped'
type Case = { outcome: Outcome; element: Markup; seconds: number }

export const junit = (result: Result): string => {
  const suites: [string, Case[]][] = areas(result).map(([name, requirements]) => [
    name,
    requirements.map(requirement => requirementCase(requirement, result)),
  ])
  if (result.baseline) suites.push(['baseline', result.baseline.entries.map(entryCase)])
  if (result.journeys.length > 0) suites.push(['journeys', result.journeys.map(journeyCase)])
  const all = suites.flatMap(([, cases]) => cases)
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="padlock: ${result.target.name}" ${totals(all)} time="${seconds(result.duration)}" timestamp="${result.startedAt}">
${suites.map(([name, cases]) => suite(name, cases, result))}</testsuites>
`.markup
}

const suite = (name: string, cases: Case[], { startedAt }: Result): Markup =>
  markup`  <testsuite name="${name}" ${totals(cases)} time="${sum(cases.map(each => each.seconds))}" timestamp="${startedAt}">
${cases.map(({ element }) => markup`${element}\n`)}  </testsuite>
`

const totals = (cases: Case[]): Markup => {
  const number = (outcome: Outcome): number => cases.filter(each => each.outcome === outcome).length
  return markup`tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`
}

const requirementCase = (requirement: RequirementResult, result: Result): Case => {
  const [outcome, content] = judged(requirement, result)
  const { id, title } = requirement
  const name = markup`    <testcase classname="${area(id)}" name="${id}: ${title}" time="0">${content}</testcase>`
  return { outcome, element: name, seconds: 0 }
}

const judged = (requirement: RequirementResult, result: Result): [Outcome, Markup] => {
  const { status, level, because = '', blockedBy = [] } = requirement
  switch (status) {
    case 'met':
      return ['passed', markup``]
    case 'violated':
      if (requirement.known) return ['skipped', markup`<skipped message="${acceptance(requirement)}"/>`]
      return fails(requirement, result)
        ? ['failure', failure(requirement, result)]
        : ['passed', markup`<system-out>Warning (SHOULD):\n${body(requirement, result)}</system-out>`]
    case 'blocked':
      return ['skipped', markup`<skipped message="${`blocked by ${list(blockedBy)}. ${because}`.trim()}"/>`]
    case 'not-observed':
      return level === 'MUST'
        ? ['error', markup`<error message="${`not observed: ${because}`}" type="not-observed"/>`]
        : ['skipped', markup`<skipped message="${`not observed: ${because}`}"/>`]
    case 'not-applicable':
      return ['skipped', markup`<skipped message="${`not applicable: ${because}`}"/>`]
  }
}

const acceptance = ({ findings }: RequirementResult): string =>
  list([
    ...new Set(
      findings.flatMap(finding => (finding.outcome === 'violated' && finding.known ? [knownWords(finding.known)] : [])),
    ),
  ])

/** What is out of date fails, so that it is seen where only JUnit is looked at. */
const entryCase = (entry: NonNullable<Result['baseline']>['entries'][number]): Case => {
  const [outcome, content] = {
    known: ['passed', markup``],
    'not-checked': ['skipped', markup`<skipped message="${entry.says}"/>`],
    expired: ['failure', markup`<failure message="${entry.says}" type="expired"/>`],
    'no-longer-happens': ['failure', markup`<failure message="${entry.says}" type="no-longer-happens"/>`],
  }[entry.state] as [Outcome, Markup]
  return {
    outcome,
    element: markup`    <testcase classname="baseline" name="${`baseline: ${entryName(entry)}`}" time="0">${content}</testcase>`,
    seconds: 0,
  }
}

const failure = (requirement: RequirementResult, result: Result): Markup => {
  const [first] = problems(requirement)
  const message = first ? `expected ${first.expected}; received ${first.received}` : requirement.title
  return markup`<failure message="${message}" type="${first?.code ?? 'violated'}">${body(requirement, result)}</failure>`
}

const body = (requirement: RequirementResult, result: Result): string =>
  problems(requirement)
    .map(problem => paragraph(problem, requirement, result))
    .join('\n\n')

const paragraph = (problem: Problem, { why, source }: RequirementResult, { journeys }: Result): string =>
  [
    `code:     ${problem.code}`,
    `expected: ${problem.expected}`,
    `received: ${problem.received}`,
    ...problem.places.map(place => `where:    ${whereWords(place, journeys)}`),
    ...(isCause(problem) ? [] : [`cause:    a consequence of ${list(problem.blockedBy)}`]),
    `why:      ${why}`,
    `cure:     ${problem.cure}`,
    `source:   ${source.url}`,
  ].join('\n')

const journeyCase = ({ id, title, outcome, because, duration, moments }: JourneyResult): Case => {
  const time = duration / 1000
  const last = moments.at(-1)
  const content =
    outcome === 'completed'
      ? markup``
      : markup`<error message="${`stopped: ${because ?? 'no reason was recorded'}`}" type="stopped">${last && `last look: ${placeWords(last)}`}</error>`
  return {
    outcome: outcome === 'completed' ? 'passed' : 'error',
    element: markup`    <testcase classname="journeys" name="${id}: ${title}" time="${time.toFixed(3)}">${content}</testcase>`,
    seconds: time,
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)
const sum = (numbers: number[]): string => numbers.reduce((total, each) => total + each, 0).toFixed(3)
