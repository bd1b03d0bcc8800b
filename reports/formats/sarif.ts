/**
 * SARIF 2.1.0, for code scanning: a requirement is a rule, a way in which it is violated is a result. What was not observed is
 * no result of the site's: it is a notification of the run.
 */
import { createHash } from 'node:crypto'
import { unnumbered } from '../../harness/recording/privacy/addresses.ts'
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import { steadyOrigin } from '../../harness/verdict/trend.ts'
import { printable } from '../wording/markup.ts'
import { area, fails, isCause, problems, withStatus, type Problem } from '../wording/problems.ts'
import { basisWords, knownWords, verdictTitle, whereWords } from '../wording/words.ts'
import type { Format } from './format.ts'

type Level = 'error' | 'warning' | 'note'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export const sarif = (result: Result): string => {
  const log = { $schema: schema, version: '2.1.0', runs: [run(result)] }
  return `${JSON.stringify(log, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value), 2)}\n`
}

const run = (result: Result): object => {
  const { target, versions, requirements, startedAt, duration } = result
  return {
    tool: {
      driver: {
        name: 'Padlock',
        version: versions.padlock,
        semanticVersion: versions.padlock,
        rules: requirements.map(rule),
      },
    },
    // Readers tell runs apart by it: another port of the same machine is no other analysis.
    automationDetails: { id: `padlock/${steadyOrigin(target.origin)}/${target.sid}/` },
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
    results: results(result),
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

const results = (result: Result): object[] => {
  const seen = new Map<string, number>()
  return result.requirements.flatMap((requirement, index) =>
    requirement.status === 'violated'
      ? problems(requirement)
          .filter(isCause)
          .map(problem => {
            const key = keyOf(problem, requirement)
            const number = (seen.get(key) ?? 0) + 1
            seen.set(key, number)
            return finding(problem, requirement, index, result, fingerprints(key, number))
          })
      : [],
  )
}

/** What makes a finding the same in another run: neither its numbers nor the port of the site. */
const keyOf = ({ code, places: [first] }: Problem, { id }: RequirementResult): string =>
  [id, code, first?.journey, unnumbered(first?.path)].join(' ')

/** GitHub goes by `primaryLocationLineHash` alone, in the form that CodeQL gives it: a hash, and which of its kind. */
const fingerprints = (key: string, number: number): Record<string, string> => ({
  primaryLocationLineHash: `${createHash('sha256').update(key).digest('hex').slice(0, 16)}:${number}`,
  'padlock/v1': key,
})

const spanOf = (startedAt: string, duration: number): object => {
  const began = Date.parse(startedAt)
  if (Number.isNaN(began)) return {}
  return { startTimeUtc: new Date(began).toISOString(), endTimeUtc: new Date(began + duration).toISOString() }
}

/** How sure it is that a violation is one, by what the requirement rests on. */
const precision = { doc: 'very-high', practice: 'high', partial: 'high', assumed: 'medium' } as const satisfies Record<
  RequirementResult['basis'],
  string
>

/**
 * By the scale of CVSS, where a violation lets somebody in, shows what is private, or weakens what keeps it so; other requirements keep
 * the chat working. GitHub: over 9 critical, from 7 high, from 4 medium.
 */
const severities: Readonly<Record<string, string>> = {
  'provider/ignores-client-identity': '9.1',
  'provider/key-not-exposed': '9.1',
  "activation/identity-is-the-session's": '8.1',
  'token/user-id-unique': '8.1',
  'provider/refuses-guests': '8.1',
  'provider/origin-bound': '7.5',
  'provider/https': '7.4',
  'token/no-foreign-keys': '7.4',
  'token/key-strength': '7.4',
  'provider/not-cacheable': '6.5',
  'logout/jwt-removed': '6.5',
  'logout/next-user-is-new': '6.5',
  'logout/provider-refuses': '6.5',
  'logout/restored-page': '5.3',
  'activation/token-not-logged': '5.3',
  'token/never-repeats': '5.3',
  'token/lifetime': '4.3',
  'token/user-id-opaque': '4.3',
}
/** The ids, for a test that holds them to the catalogue. */
export const idsWithSeverity: readonly string[] = Object.keys(severities)

/** The same in every run: what this run found, and its cure, stand with the result. */
const rule = ({ id, level, basis, title, why, source }: RequirementResult): object => {
  const severity = severities[id]
  const paragraphs = [
    `Why it matters: ${why}.`,
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
    properties: {
      level,
      basis,
      precision: precision[basis],
      ...(severity !== undefined && { 'security-severity': severity }),
      tags: [...(severity === undefined ? [] : ['security']), area(id), level, basis],
    },
  }
}

/** What Markdown would take for a sign. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>|~#]/g, '\\$&')

/** GitHub shows no more of one result. */
const maxLocations = 10

const finding = (
  problem: Problem,
  requirement: RequirementResult,
  ruleIndex: number,
  result: Result,
  partialFingerprints: Record<string, string>,
): object => {
  const { expected, received, cure, code, known, places } = problem
  // Known until a date: it is told, and does not count.
  const level: Level = known ? 'note' : fails(requirement, result) && counts(problem, result) ? 'error' : 'warning'
  return {
    ruleId: requirement.id,
    ruleIndex,
    level,
    message: { text: `${requirement.title}. Expected: ${expected}. Received: ${received}. Cure: ${cure}` },
    locations: places
      .filter(({ path }, index) => places.findIndex(other => other.path === path) === index)
      .slice(0, maxLocations)
      .map(place => location(place, result)),
    partialFingerprints,
    ...(known && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: knownWords(known) }],
    }),
    properties: { code, level: problem.level, expected, received, cure, places: places.length },
  }
}

const counts = ({ level }: Problem, { strict }: Result): boolean => level === 'MUST' || strict

/** The page by its path: as a file, since GitHub refuses every URI that is none, and as a name with its origin. */
const location = (place: Problem['places'][number], result: Result): object => {
  const path = printable(place.path ?? '/')
  // GitHub refuses a location of no name: the home page is the folder itself.
  const uri = path.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/') || './'
  return {
    // The page as a whole: GitHub wants a place in it.
    physicalLocation: {
      artifactLocation: { uri },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
    },
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

export const sarifFormat: Format = {
  file: 'padlock.sarif',
  name: 'sarif',
  render: sarif,
  recognises: text => /"driver": \{\s*"name": "Padlock"/.test(text),
}
