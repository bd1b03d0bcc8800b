/** Does a statement hold? In itself, against the files that it is about, and against what today's catalogue makes of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordingSchema } from '../recording/recording.ts'
import type { Recording } from '../recording/recording.ts'
import { catalogueDigest } from '../requirements/catalogue.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { judgedAgain } from '../verdict/judged-again.ts'
import { resultSchema } from '../verdict/result.ts'
import type { Result } from '../verdict/result.ts'
import { padlockVersion } from '../foundation/versions.ts'
import { claimsOf, digestOf, statementOf } from './statement.ts'
import type { CertifiedFile, Statement } from './statement.ts'

export type Examination = {
  /** why it does not hold, in sentences */
  problems: string[]
  /** what was not compared, and why */
  notes: string[]
  /** how many of the certified files are as they were signed, of how many; null: there was nothing to compare with */
  files: { same: number; of: number } | null
}

const isFile = (name: string): boolean => name === 'report.json' || /^recordings\/[\w.-]+\.json$/.test(name)

/** What stands in `folder` under a certified name, and what lies beside it in `recordings` under any other. */
const filesIn = (folder: string): CertifiedFile[] => {
  const recordings = existsSync(join(folder, 'recordings')) ? readdirSync(join(folder, 'recordings')) : []
  return ['report.json', ...recordings.filter(name => name.endsWith('.json')).map(name => `recordings/${name}`)]
    .filter(name => existsSync(join(folder, name)))
    .map(name => ({ name, content: readFileSync(join(folder, name), 'utf8') }))
}

/** `full` follows from the rest: a statement that claims more contradicts itself. */
const contradictions = (statement: Statement): string[] => {
  const { full, limits, verdict, exitCode, journeys, counts, unjudged } = claimsOf(statement)
  const { result, failedTests, passedTests, warnedTests } = statement.predicate
  const whole =
    limits.length === 0 &&
    verdict === 'conforms' &&
    exitCode === 0 &&
    failedTests.length === 0 &&
    counts.known === 0 &&
    journeys.every(({ outcome }) => outcome === 'completed')
  const told = passedTests.length + warnedTests.length + failedTests.length + Object.values(unjudged).flat().length
  const { met, violated, blocked } = counts
  const counted = met + violated + blocked + counts['not-observed'] + counts['not-applicable']
  return [
    ...(full === whole ? [] : ['it contradicts itself: what it lists is not what it claims to certify']),
    ...((result === 'FAILED') === !full ? [] : [`it contradicts itself: its result is ${result}`]),
    ...(told === counted ? [] : ['it contradicts itself: its counts are not those of the requirements that it lists']),
  ]
}

/** The requirements and what each came to: what a verdict rests on. */
const essence = ({ verdict, requirements }: Result): string =>
  JSON.stringify([verdict, requirements.map(({ id, status, level, known }) => [id, status, level, known])])

const sorted = (record: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(record)
    .map(entry => JSON.stringify(entry))
    .sort()

/** What a certificate tells of a run, whichever version of Padlock has made it: later ones may tell more, and in other words. */
const told = (statement: Statement): string => {
  const { result, passedTests, warnedTests, failedTests } = statement.predicate
  const { full, limits, verdict, exitCode, strict, target, startedAt, counts, unjudged } = claimsOf(statement)
  const { origin, sid, defects } = target
  return JSON.stringify([
    [result, passedTests, warnedTests, failedTests, sorted(unjudged)],
    [full, limits.map(({ kind }) => kind), verdict, exitCode, strict],
    [origin, sid, defects, startedAt, sorted(counts)],
    statement.subject.map(({ name, digest }) => `${name} ${digest.sha256}`).sort(),
  ])
}

const parsed = <Value>(content: string, parse: (value: unknown) => Value | undefined): Value | undefined => {
  try {
    return parse(JSON.parse(content))
  } catch {
    return undefined
  }
}

const compared = (
  statement: Statement,
  files: readonly CertifiedFile[],
  catalogue: readonly Requirement[],
): Examination => {
  const certified = statement.subject.filter(({ name }) => isFile(name))
  const problems: string[] = []
  let same = 0
  for (const { name, digest } of certified) {
    const file = files.find(each => each.name === name)
    if (!file) problems.push(`${name} is certified and is not there`)
    else if (digestOf(file.content) !== digest.sha256)
      problems.push(`${name} is not what was certified: it was changed`)
    else same += 1
  }
  for (const { name } of files)
    if (!certified.some(each => each.name === name)) problems.push(`${name} was not certified: it was added`)
  const examined = { problems, notes: [] as string[], files: { same, of: certified.length } }
  if (problems.length > 0) return examined

  // The files are those that were signed. Do they say what the certificate says?
  const report = files.find(({ name }) => name === 'report.json')
  const result = report && parsed(report.content, value => resultSchema.safeParse(value).data)
  const recordings = files.flatMap(({ name, content }) =>
    name === 'report.json' ? [] : [parsed(content, value => recordingSchema.safeParse(value).data)],
  )
  if (!result || recordings.length === 0 || recordings.includes(undefined)) {
    problems.push('report.json, or a recording, is not one that this version of Padlock reads')
    return examined
  }
  const catalogueOfRun = statement.predicate.configuration.find(({ name }) => name === 'catalogue')
  const again = statementOf(result, files, catalogueOfRun?.digest.sha256 ?? '')
  if (told(again) !== told(statement))
    problems.push('the certificate does not say what the report says that it was made of')
  // What certifies nothing needs no second opinion.
  if (!claimsOf(statement).full) return examined
  if (catalogueDigest(catalogue) !== catalogueOfRun?.digest.sha256 || result.versions.padlock !== padlockVersion)
    examined.notes.push(
      `the recordings were not judged again: they were judged by Padlock ${result.versions.padlock}, catalogue ${result.versions.catalogue}, and this is another («padlock recheck» says what today's makes of them)`,
    )
  else if (essence(judgedAgain(recordings as Recording[], catalogue, result)) !== essence(result))
    problems.push('the recordings do not come to the verdict that is certified')
  return examined
}

/** `folder`: of the report; `asked`: whether its files have to be there. */
export const examination = (
  statement: Statement,
  { folder, asked }: { folder: string; asked: boolean },
  catalogue: readonly Requirement[],
): Examination => {
  const files = filesIn(folder)
  if (files.length === 0 && !asked)
    return {
      problems: contradictions(statement),
      notes: ['no report lies beside it, so its files were not compared; --report DIR names the folder'],
      files: null,
    }
  const { problems, notes, files: told } = compared(statement, files, catalogue)
  return { problems: [...contradictions(statement), ...problems], notes, files: told }
}
