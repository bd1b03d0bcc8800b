/**
 * SARIF 2.1.0, for code scanning: a requirement is a rule, a way in which it is violated is a result. What was not observed is
 * no result of the site's: it is a notification of the run.
 */
import { unnumbered } from '../../harness/recording/privacy/addresses.ts'
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { printable } from '../wording/markup.ts'
import { area, fails, isCause, problems, withStatus, type Problem } from '../wording/problems.ts'
import { basisWords, knownWords, verdictTitle, whereWords } from '../wording/words.ts'

type Level = 'error' | 'warning' | 'note'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export const sarif = (result: Result): string => {
  const log = { $schema: schema, version: '2.1.0', runs: [run(result)] }
  return `${JSON.stringify(log, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value), 2)}\n`
}

const run = (result: Result): object => {
  const { target, versions, requirements, startedAt, duration } = result
  return {
    tool: { driver: { name: 'Padlock', version: versions.padlock, rules: requirements.map(rule) } },
    automationDetails: { id: `padlock/${target.origin}/${target.sid}/` },
    originalUriBaseIds: { SITE: { uri: `${target.origin}/` } },
    invocations: [
      {
        // A run that could not see everything is no successful one, whatever it saw.
        executionSuccessful: result.verdict !== 'incomplete' && result.journeys.every(it => it.outcome === 'completed'),
        exitCode: result.exitCode,
        exitCodeDescription: result.summary,
        ...spanOf(startedAt, duration),
        toolExecutionNotifications: notifications(result),
      },
    ],
    results: requirements.flatMap((requirement, index) =>
      requirement.status === 'violated'
        ? problems(requirement)
            .filter(isCause)
            .map(problem => finding(problem, requirement, index, result))
        : [],
    ),
    columnKind: 'utf16CodeUnits',
    properties: {
      verdict: result.verdict,
      title: verdictTitle(result),
      summary: result.summary,
      strict: result.strict,
      counts: result.counts,
      target,
      ...(result.partial && { partial: result.partial }),
      ...(result.trust && { trust: result.trust }),
      ...(result.baseline && { baseline: result.baseline.file }),
    },
  }
}

const spanOf = (startedAt: string, duration: number): object => {
  const began = Date.parse(startedAt)
  if (Number.isNaN(began)) return {}
  return { startTimeUtc: new Date(began).toISOString(), endTimeUtc: new Date(began + duration).toISOString() }
}

const rule = ({ id, level, basis, title, why, source, findings }: RequirementResult): object => {
  const cure = findings.find(finding => finding.outcome === 'violated')?.cure
  const paragraphs = [
    `Why it matters: ${why}.`,
    ...(cure === undefined ? [] : [`Cure: ${cure}`]),
    `Source: ${source.page}${source.clause === undefined ? '' : `, ${source.clause}`} (${basisWords[basis]}).`,
    `More: padlock explain ${id}`,
  ]
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}: ${why}.` },
    help: {
      text: paragraphs.join('\n\n'),
      markdown: paragraphs.map(paragraph => escaped(paragraph)).join('\n\n'),
    },
    helpUri: source.url,
    defaultConfiguration: { level: level === 'MUST' ? 'error' : 'warning' },
    properties: { level, basis, tags: [area(id), level, basis] },
  }
}

/** What Markdown would take for a sign. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|~#]/g, '\\$&')

const finding = (problem: Problem, requirement: RequirementResult, ruleIndex: number, result: Result): object => {
  const { expected, received, cure, code, known, places } = problem
  const [first] = places
  // Known until a date: it is told, and does not count.
  const level: Level = known ? 'note' : fails(requirement, result) && counts(problem, result) ? 'error' : 'warning'
  return {
    ruleId: requirement.id,
    ruleIndex,
    level,
    message: { text: `${requirement.title}. Expected: ${expected}. Received: ${received}. Cure: ${cure}` },
    locations: places
      .filter(({ path }, index) => places.findIndex(other => other.path === path) === index)
      .map(place => location(place, result)),
    partialFingerprints: { 'padlock/v1': [requirement.id, code, first?.journey, unnumbered(first?.path)].join(' ') },
    ...(known && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: knownWords(known) }],
    }),
    properties: { code, level: problem.level, expected, received, cure, places: places.length },
  }
}

const counts = ({ level }: Problem, { strict }: Result): boolean => level === 'MUST' || strict

/** The page by its path: as a file below the site's origin, which GitHub asks for, and as a name. */
const location = (place: Problem['places'][number], result: Result): object => {
  const path = printable(place.path ?? '/')
  // GitHub refuses a location of no name: the home page is the folder itself.
  const uri = path.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/') || './'
  return {
    // The page as a whole: GitHub wants a line of it.
    physicalLocation: { artifactLocation: { uri, uriBaseId: 'SITE' }, region: { startLine: 1 } },
    logicalLocations: [{ name: path, fullyQualifiedName: `${result.target.origin}${path}`, kind: 'resource' }],
    message: { text: whereWords(place, result.journeys) },
  }
}

/** What keeps this run from being the whole truth. */
const notifications = (result: Result): object[] => {
  const told = (level: Level, text: string, of?: RequirementResult): object => ({
    level,
    message: { text },
    ...(of && { associatedRule: { id: of.id, index: result.requirements.indexOf(of) } }),
  })
  return [
    ...(result.verdict === 'incomplete' ? [told('error', result.summary)] : []),
    ...result.journeys.flatMap(({ title, outcome, because = 'no reason was recorded' }) =>
      outcome === 'stopped' ? [told('error', `the journey «${title}» stopped: ${because}`)] : [],
    ),
    ...withStatus(result, 'not-observed').map(it =>
      told(it.level === 'MUST' ? 'warning' : 'note', `${it.id}: not observed: ${it.because ?? ''}`, it),
    ),
    ...withStatus(result, 'blocked').map(it => told('note', `${it.id}: blocked: ${it.because ?? ''}`, it)),
    ...(result.baseline?.entries ?? []).flatMap(({ requirement, state, says }) =>
      state === 'expired' || state === 'no-longer-happens'
        ? [told('error', `${result.baseline?.file ?? ''}: ${requirement} ${says}`)]
        : [],
    ),
    ...result.notes.map(note => told('note', note)),
  ]
}
