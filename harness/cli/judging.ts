/** What `certify` and `report` have in common: judge recordings, write the reports, and say what came of it. */
import { appendFileSync, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { json } from '../../reports/formats/json.ts'
import { markdown } from '../../reports/formats/markdown.ts'
import { terminal } from '../../reports/terminal/terminal.ts'
import { recordingPath, renderers, saved, writeRecordings, writeReports } from '../../reports/write.ts'
import type { Renderer } from '../../reports/write.ts'
import { signed } from '../certificate/certificate.ts'
import { readCertificateKey } from '../certificate/signing-key.ts'
import type { CertificateKey } from '../certificate/signing-key.ts'
import { claimsOf, statementOf } from '../certificate/statement.ts'
import { loadBaseline, updateBaseline } from './load-baseline.ts'
import { commitOf } from '../foundation/commit.ts'
import { exitCodes } from '../foundation/exit-codes.ts'
import { commandLine, defaultReportFolder, partFolder } from '../foundation/installation.ts'
import type { Recording } from '../recording/recording.ts'
import { catalogueDigest } from '../requirements/catalogue.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { shippedProof } from '../prove/shipped-proof.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { GivenBaseline } from '../verdict/baseline.ts'
import { resultOf } from '../verdict/result-of.ts'
import type { RunMeta } from '../verdict/result-of.ts'
import type { Result } from '../verdict/result.ts'
import { selectedBy } from '../verdict/selection.ts'
import type { Command, Values } from './command.ts'
import { annotate } from './github-log.ts'
import { finishedFirst } from '../run/cancellation.ts'
import { keptInHistory, trendOfHistory } from './history.ts'
import { againWords } from './play-again.ts'
import type { RunEvents } from './run-events.ts'
import { keepElsewhere, makeWritable } from './report-folder.ts'
import { styled } from './styled.ts'

export const judgingUsage =
  '[--only GLOB]… [--strict] [--baseline FILE [--update-baseline]] [--sign KEY] [--history DIR] [--report-dir DIR] [--json]'

export const judgingOptions = {
  only: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    help: 'judges only these requirements, as token/*; never «conforms»',
  },
  strict: { type: 'boolean', help: 'a violated SHOULD counts as well' },
  baseline: {
    type: 'string',
    value: 'FILE',
    help: 'known findings, with reason, owner and date of expiry: they do not count',
  },
  'update-baseline': {
    type: 'boolean',
    help: 'writes what counts and is not in the baseline into it, to be filled in',
  },
  sign: {
    type: 'string',
    value: 'KEY',
    help: 'signs a certificate with this private key (PEM or JWK: Ed25519, EC, RSA)',
  },
  history: {
    type: 'string',
    value: 'DIR',
    help: 'keeps the report in this folder as well, and writes trend.html of all that are there',
  },
  'report-dir': { type: 'string', value: 'DIR', help: `where the reports go; ${defaultReportFolder} by default` },
  json: { type: 'boolean', help: 'stdout is exactly report.json' },
} as const satisfies Command['options']

export type Judging = {
  only: string[]
  strict: boolean
  baseline: GivenBaseline | undefined
  /** the file to be completed by what was found */
  update: string | undefined
  /** signs a certificate of the run */
  sign?: CertificateKey
  folder: string
  /** the folder of the reports of earlier runs */
  history?: string
  json: boolean
  /** stdout is what they write */
  events?: RunEvents
  /** the words that certify the same again; none where recordings are judged */
  again?: string
  /** the report whose open findings were played again */
  since?: Result
}

export const texts = (values: Values, name: string): string[] => [values[name] ?? []].flat().map(String)
export const text = (values: Values, name: string): string | undefined =>
  values[name] === undefined ? undefined : String(values[name])

/** Collects the problems that a check throws, so that all are told at once. */
export const problemsOf = async (check: () => unknown): Promise<readonly string[]> => {
  try {
    await check()
    return []
  } catch (error) {
    if (error instanceof UsageError) return error.problems
    throw error
  }
}

/** Reads the options, before anything runs; what is wrong with them is added to `problems`. */
export const readJudging = async (
  values: Values,
  catalogue: readonly Requirement[],
  problems: string[],
): Promise<Judging> => {
  const only = texts(values, 'only')
  const isPart = values['journey'] !== undefined || values['again'] === true
  const folder = text(values, 'report-dir') ?? (isPart ? partFolder(defaultReportFolder) : defaultReportFolder)
  const file = text(values, 'baseline')
  const updates = values['update-baseline'] === true
  const signingKey = text(values, 'sign')
  const history = text(values, 'history')
  let baseline: GivenBaseline | undefined
  let sign: CertificateKey | undefined
  problems.push(
    ...(await problemsOf(() => selectedBy(only, catalogue))),
    ...(await problemsOf(() => makeWritable(folder))),
    ...(await problemsOf(() => {
      if (file !== undefined) baseline = loadBaseline(file, catalogue, { today: today(), updates })
    })),
    ...(await problemsOf(async () => {
      if (signingKey !== undefined) sign = await readCertificateKey('--sign', signingKey, 'private')
    })),
  )
  if (history !== undefined) {
    problems.push(...(await problemsOf(() => makeWritable(history, '--history'))))
    if (isPart || only.length > 0)
      problems.push('--history: keeps whole runs; leave out --journey, --again and --only, or --history')
    if (resolve(history) === resolve(folder))
      problems.push(`--history ${history}: is the folder of this run's report; name another one`)
  }
  if (updates && file === undefined)
    problems.push('--update-baseline: --baseline FILE says which; it need not exist yet')
  return {
    only,
    strict: values['strict'] === true,
    baseline,
    update: updates ? file : undefined,
    ...(sign && { sign }),
    folder,
    ...(history !== undefined && { history }),
    json: values['json'] === true,
  }
}
export const today = (): string => new Date().toISOString().slice(0, 10)

/** GitHub shows the summary on the page of the run, and annotations beside its log. Answers with the problems, in sentences. */
export const tellGitHub = ({ annotated, summary }: { annotated?: Result; summary?: () => string }): string[] => {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env
  try {
    if (summary && GITHUB_STEP_SUMMARY) appendFileSync(GITHUB_STEP_SUMMARY, summary())
    if (annotated && GITHUB_ACTIONS === 'true') annotate(annotated)
    return []
  } catch (error) {
    return [`GitHub was not told: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** The certificate's files. It is about report.json and the recordings, so the former is written with it. */
const certified = async (
  result: Result,
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  sign: CertificateKey | undefined,
): Promise<{ files: Readonly<Record<string, Renderer>>; says?: string }> => {
  if (!sign) return { files: {} }
  const files = recordings.map(saved).map(each => ({ name: recordingPath(each.name), content: each.json }))
  const report = { name: 'report.json', content: json(result) }
  const statement = statementOf(result, [report, ...files], catalogueDigest(catalogue))
  const jws = await signed(statement, sign)
  const { full, limits } = claimsOf(statement)
  return {
    files: {
      'report.json': json,
      'certificate.jws': () => jws,
      'certificate.json': () => `${JSON.stringify(statement, null, 2)}\n`,
    },
    says: full ? 'a full conforming run' : `no full conforming run: ${limits.map(({ kind }) => kind).join(', ')}`,
  }
}

/** What was recorded took minutes, and a site that was up: it outlives a fault in the judging. */
const judgedOrKept = async (recordings: readonly Recording[], folder: string, judge: () => Result): Promise<Result> => {
  try {
    return judge()
  } catch (error) {
    const troubles = await writeRecordings(recordings.map(saved), folder)
    const kept = troubles.length > 0 ? await keepElsewhere(folder, recordings) : null
    process.stderr.write(
      `padlock: ${kept ?? `nothing could be judged; what was recorded is kept in ${resolve(folder, 'recordings')}`}\n`,
    )
    throw error
  }
}

export const commitOfRun = (): { commit?: string } => {
  const commit = commitOf(process.env)
  return commit === undefined ? {} : { commit }
}

export type Concluded = {
  result: Result
  /** what could not be written, in sentences */
  troubles: string[]
  /** what the certificate says, where one was signed */
  says?: string
}

/** `written`: the formats; all without it. `judged`: hears the verdict before anything is written */
type Concluding = { written?: Readonly<Record<string, Renderer>>; judged?: (result: Result) => void }

/** Judges, and writes the reports. */
export const concluded = async (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  { only, strict, baseline, sign, folder, since }: Judging,
  run: Omit<RunMeta, 'only' | 'strict' | 'baseline' | 'proof'>,
  { written = renderers, judged }: Concluding = {},
): Promise<Concluded> => {
  const result = await judgedOrKept(recordings, folder, () =>
    resultOf(recordings, catalogue, {
      ...run,
      ...commitOfRun(),
      isAgain: since !== undefined,
      only,
      strict,
      proof: shippedProof(),
      ...(baseline && { baseline }),
    }),
  )
  judged?.(result)
  let unsigned: string | undefined
  const { files, says } = await certified(result, recordings, catalogue, sign).catch((error: unknown) => {
    // As with any other report: it is told, and the verdict stands.
    unsigned = `the certificate was not signed: ${error instanceof Error ? error.message : String(error)}`
    return { files: {}, says: undefined }
  })
  const troubles = await writeReports(result, recordings.map(saved), folder, { ...written, ...files })
  const kept = troubles.length > 0 ? await keepElsewhere(folder, recordings) : null
  if (kept !== null) troubles.push(kept)
  if (unsigned !== undefined) troubles.push(unsigned)
  return { result, troubles, ...(says !== undefined && { says }) }
}

/** `folder`: of the reports that are being written. */
export const cancelledWhileWriting = (folder: string): string =>
  `cancelled while the reports were being written; they will be whole in a moment, in ${folder} (once more ends at once)`

/** Returns the exit code. */
export const conclude = async (
  recordings: readonly Recording[],
  catalogue: readonly Requirement[],
  judging: Judging,
  run: Omit<RunMeta, 'only' | 'strict' | 'baseline' | 'proof'>,
  written: Readonly<Record<string, Renderer>> = renderers,
): Promise<number> => {
  const { update, folder, history, json: asJson, events, again, since } = judging
  const { done, cancelled } = await finishedFirst(cancelledWhileWriting(folder), () =>
    concluded(recordings, catalogue, judging, run, { written }),
  )
  const { result, troubles, says } = done
  if (history !== undefined && !cancelled) {
    const unkept = keptInHistory(history, folder, result)
    troubles.push(...unkept, ...(unkept.length > 0 ? [] : await trendOfHistory(history, folder)))
  }
  if (asJson) process.stdout.write(json(result))
  else if (!events) {
    const page = resolve(folder, 'index.html' in written ? 'index.html' : (Object.keys(written)[0] ?? ''))
    const certificate = resolve(folder, 'certificate.jws')
    process.stdout.write(
      terminal(result, {
        ...styled(process.stdout),
        commandLine,
        ...(again !== undefined && { again }),
        ...(existsSync(page) && { report: page }),
        ...(says !== undefined && existsSync(certificate) && { certificate: { path: certificate, says } }),
      }),
    )
  }
  if (since !== undefined) (asJson || events ? process.stderr : process.stdout).write(`${againWords(since, result)}\n`)
  troubles.push(...tellGitHub({ annotated: result, summary: () => markdown(result) }))
  for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
  if (update !== undefined) process.stderr.write(`${updateBaseline(update, result)}\n`)
  const exitCode = cancelled ? exitCodes.cancelled : result.exitCode
  events?.ended(result, exitCode, resolve(folder))
  return exitCode
}
