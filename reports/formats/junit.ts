/**
 * JUnit XML for Jenkins, GitLab and GitHub: an area is a suite, a requirement is a test case. Violated is a failure; what
 * could not be judged is skipped; what kept the run from its end is an error. The first case is the verdict: an error where the
 * run is incomplete, so that what was not observed never looks like a pass where JUnit alone is looked at.
 */
import { entryName } from '../../harness/verdict/baseline-file.ts'
import type { JourneyResult, RequirementResult, Result } from '../../harness/verdict/result.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { area, areas, fails, isCause, problems, type Problem } from '../wording/problems.ts'
import { knownWords, list, placeWords, verdictTitle, whereWords } from '../wording/words.ts'
import type { Format } from './format.ts'

type Outcome = 'passed' | 'failure' | 'error' | 'skipped'
type Case = { outcome: Outcome; element: Markup; seconds: number }

export const junit = (result: Result): string => {
  const suites: [string, Case[]][] = [
    ['verdict', [verdictCase(result)]],
    ...areas(result).map(([name, requirements]): [string, Case[]] => [
      name,
      requirements.map(requirement => requirementCase(requirement, result)),
    ]),
  ]
  if (result.baseline) suites.push(['baseline', result.baseline.entries.map(entryCase)])
  if (result.journeys.length > 0) suites.push(['journeys', result.journeys.map(journeyCase)])
  const all = suites.flatMap(([, cases]) => cases)
  // Attributes stand in double quotes; some readers show this entity as it is written.
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="padlock: ${result.target.name}" tests="${all.length}" failures="${number(all, 'failure')}" errors="${number(all, 'error')}" skipped="${number(all, 'skipped')}" time="${seconds(result.duration)}">
${suites.map(([name, cases]) => suite(name, cases, result))}</testsuites>
`.markup.replaceAll('&#39;', "'")
}

const suite = (name: string, cases: Case[], { startedAt }: Result): Markup =>
  markup`  <testsuite name="${name}" tests="${cases.length}" failures="${number(cases, 'failure')}" errors="${number(cases, 'error')}" skipped="${number(cases, 'skipped')}" time="${sum(cases.map(each => each.seconds))}" timestamp="${startedAt}">
${cases.map(({ element }) => markup`${element}\n`)}  </testsuite>
`

const number = (cases: Case[], outcome: Outcome): number => cases.filter(each => each.outcome === outcome).length

/** `padlock` is the package by which Jenkins groups. */
const element = (suite: string, name: string, time: string, content: Markup): Markup =>
  markup`    <testcase classname="padlock.${suite}" name="${name}" time="${time}">${content}</testcase>`

/** What is violated fails in its own case, once. */
const verdictCase = (result: Result): Case => {
  const title = verdictTitle(result)
  const said = markup`<system-out>${title}. ${result.summary}</system-out>`
  return result.verdict === 'incomplete'
    ? {
        outcome: 'error',
        element: element(
          'verdict',
          'verdict: the whole site was judged',
          '0',
          markup`<error message="${result.summary}" type="incomplete"/>`,
        ),
        seconds: 0,
      }
    : { outcome: 'passed', element: element('verdict', 'verdict: the whole site was judged', '0', said), seconds: 0 }
}

const requirementCase = (requirement: RequirementResult, result: Result): Case => {
  const [outcome, content] = judged(requirement, result)
  const { id, title } = requirement
  return { outcome, element: element(area(id), `${id}: ${title}`, '0', content), seconds: 0 }
}

const judged = (requirement: RequirementResult, result: Result): [Outcome, Markup] => {
  const { status, because = '', blockedBy = [] } = requirement
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
      return ['skipped', markup`<skipped message="${`not observed, which is never a pass: ${because}`}"/>`]
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
    element: element('baseline', `baseline: ${entryName(entry)}`, '0', content),
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
    ...problem.places.map(
      place => `where:    ${whereWords(place, journeys)}${place.received === undefined ? '' : `: ${place.received}`}`,
    ),
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
    element: element('journeys', `${id}: ${title}`, time.toFixed(3), content),
    seconds: time,
  }
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)
const sum = (numbers: number[]): string => numbers.reduce((total, each) => total + each, 0).toFixed(3)

export const junitFormat: Format = {
  file: 'junit.xml',
  name: 'junit',
  render: junit,
  recognises: text => /<testsuites name="padlock: /.test(text),
}
