/**
 * `reporter: [['list'], ['iadvize-padlock/reporter']]`: brings together what the tests of `conformance` recorded, judges it for
 * each project of yours, and writes Padlock's reports. Works with `merge-reports` too.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FullConfig, FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { ownFolder } from '../cli/folder-owner.ts'
import { conclude, problemsOf } from '../cli/judging.ts'
import { exitCodes } from '../foundation/exit-codes.ts'
import { folderOf } from '../run/plan.ts'
import { recordingAttachment } from './recording-attachment.ts'
import { recordingSchema } from '../recording/recording.ts'
import type { Recording } from '../recording/recording.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { versionsOfRun } from '../foundation/versions.ts'

export type PadlockReporterOptions = {
  /** relative to the folder of your Playwright configuration; `padlock-report` by default. A folder each for several projects */
  folder?: string
  /** whether a violated SHOULD counts against the verdict */
  strict?: boolean
}

type OptionsFromPlaywright = PadlockReporterOptions & { configDir?: string }

export default class PadlockReporter implements Reporter {
  readonly #options: OptionsFromPlaywright
  /** project → journey → what its last attempt recorded */
  readonly #recordings = new Map<string, Map<string, Recording>>()
  #shard: FullConfig['shard'] = null

  constructor(options: OptionsFromPlaywright = {}) {
    this.#options = options
  }

  onBegin(config: FullConfig): void {
    this.#shard = config.shard
  }

  onTestEnd(test: TestCase, { attachments }: TestResult): void {
    const attached = attachments.find(({ name }) => name === recordingAttachment)
    const json = attached?.body ?? (attached?.path === undefined ? undefined : readFileSync(attached.path))
    if (json === undefined) return
    const recording = recordingSchema.parse(JSON.parse(json.toString()))
    const project = test.parent.project()?.name ?? ''
    const ofProject = this.#recordings.get(project) ?? new Map<string, Recording>()
    this.#recordings.set(project, ofProject.set(recording.journey.id, recording))
  }

  async onEnd({ startTime, duration, status }: FullResult): Promise<{ status?: FullResult['status'] }> {
    if (this.#shard) {
      const { current, total } = this.#shard
      process.stdout.write(
        `Padlock: this is shard ${current} of ${total}, and a part is not judged: use the blob reporter, and «npx playwright merge-reports --reporter iadvize-padlock/reporter»\n`,
      )
      return {}
    }
    const catalogue = await loadCatalogue()
    const { configDir = process.cwd(), folder = 'padlock-report', strict = false } = this.#options
    let conforms = true
    for (const [project, ofProject] of this.#recordings) {
      const recordings = [...ofProject.values()].sort((one, other) => (one.journey.id < other.journey.id ? -1 : 1))
      const into = join(resolve(configDir, folder), this.#recordings.size > 1 ? folderOf({ name: project }) : '')
      const problems = await problemsOf(() => ownFolder(into))
      for (const problem of problems) process.stderr.write(`padlock: ${problem}\n`)
      if (problems.length > 0) {
        conforms = false
        continue
      }
      const judging = { only: [], strict, baseline: undefined, update: undefined, folder: into, json: false }
      const exitCode = await conclude(recordings, catalogue, judging, {
        startedAt: startTime,
        duration: Math.round(duration),
        cancelled: status === 'interrupted',
        versions: versionsOfRun(),
      })
      conforms &&= exitCode === exitCodes.conforms
    }
    return conforms || status !== 'passed' ? {} : { status: 'failed' }
  }

  printsToStdio(): boolean {
    return false
  }
}
