/**
 * `import { conformance } from 'iadvize-padlock/playwright'`: the journeys as tests of your own Playwright project, under its
 * configuration, reporters, projects and shards.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { TestInfo } from '@playwright/test'
// First, so that what comes after it is collected.
import { journeys as all } from '../browser/stage/collect-journeys.ts'
import '../../scenarios/all.ts'
import { behindDoor, doorOf, test as base } from '../browser/stage/fixtures.ts'
import type { Interception } from '../browser/launch/interception.ts'
import { expectCompleted, expectConformance, saveRecording } from '../browser/stage/journey.ts'
import { testTimeoutMs } from '../browser/stage/play.ts'
import { markersIn, runMemory } from '../browser/sign-in/run-memory.ts'
import { siteOf } from '../browser/stage/site-under-test.ts'
import type { Site } from '../browser/stage/site-under-test.ts'
import type { Access } from '../config/target.ts'
import type { Config } from '../config/config.ts'
import { loadConfig, readConfig } from '../config/load-config.ts'
import { nearest } from '../../mock-iadvize/input/nearest.ts'
import { folderOf } from '../run/plan.ts'
import { recordingAttachment } from './recording-attachment.ts'
import { UsageError } from '../foundation/usage-error.ts'

type AccessProxy = NonNullable<Access['proxy']>

export type ConformanceOptions = {
  /**
   * the configuration, or its path. Paths, its own and those in it, are relative to the folder of your Playwright
   * configuration; those in a file, to the file
   */
  config: Config | string
  /** ids of the journeys to play; all without it */
  journeys?: readonly string[]
  /** whether a violated SHOULD fails a test as well */
  strict?: boolean
}

/** The browser is started by your configuration, so requests to iAdvize go through a proxy of ours, and from there through yours. */
const test = base.extend<object, { interception: Interception }>({
  interception: [
    async ({ gateway, browserName, connectOptions }, use) =>
      behindDoor(await doorOf({ gateway, browserName, connectOptions }), use),
    { scope: 'worker' },
  ],
})

/**
 * Registers a test for each journey. It fails when what was recorded breaks a MUST. The recording, which holds no secret, is
 * attached to the test and saved for `padlock report` in `padlock/<project>` of the project's output folder.
 */
export const conformance = ({ config, journeys: ids, strict = false }: ConformanceOptions): void => {
  const known = all.map(({ id }) => id)
  const unknown = (ids ?? []).filter(id => !known.includes(id))
  if (unknown.length > 0)
    throw new UsageError(
      ...unknown.map(id => {
        const near = nearest(id, known)
        return `conformance: there is no journey «${id}»${near ? `; did you mean «${near}»?` : ''} (${known.join(', ')})`
      }),
    )
  test.describe('Padlock', () => {
    for (const journey of all.filter(({ id }) => !ids || ids.includes(id)))
      test(journey.title, async ({ play }, info) => {
        const recording = await play(journey, async () => {
          const site = await theirSite(config, info)
          // play() stops the journey before the runner does, and keeps its recording.
          info.setTimeout(info.timeout === 0 ? 0 : Math.max(info.timeout, testTimeoutMs(site.target)))
          return site
        })
        const { name, outputDir } = info.project
        const json = saveRecording(recording, join(outputDir, 'padlock', folderOf({ name: name || 'default' })))
        await info.attach(recordingAttachment, { body: json, contentType: 'application/json' })
        const skipped = recording.observations.find(seen => seen.kind === 'skipped')
        test.skip(skipped !== undefined, skipped?.because)
        expectCompleted(recording)
        await expectConformance(recording, { strict })
      })
  })
}

/** As our configuration names it. */
const ownProxy = ({
  bypass,
  ...proxy
}: Omit<AccessProxy, 'bypass'> & { bypass?: string | readonly string[] }): AccessProxy => ({
  ...proxy,
  ...(bypass !== undefined && { bypass: typeof bypass === 'string' ? bypass.split(',') : bypass }),
})

const theirSite = async (config: Config | string, { config: { configFile }, project }: TestInfo): Promise<Site> => {
  const folder = configFile === undefined ? process.cwd() : dirname(configFile)
  const loaded =
    typeof config === 'string'
      ? await loadConfig(resolve(folder, config))
      : readConfig(config, join(folder, 'conformance'), 'conformance({ config })')
  // Playwright empties the output folder when a run begins. A worker ends with its first failure: what it has learnt stays.
  const learnt = join(project.outputDir, 'padlock', '.run')
  mkdirSync(learnt, { recursive: true })
  const site = siteOf(loaded)
  // The proxy of the project's browsers is the one that the site stands behind.
  const proxy = site.target.access?.proxy ?? project.use.proxy ?? project.use.launchOptions?.proxy
  const {
    headers = {},
    tls = { ignoreErrors: project.use.ignoreHTTPSErrors ?? false },
    ...access
  } = site.target.access ?? {}
  const target = { ...site.target, access: { ...access, headers, tls, ...(proxy && { proxy: ownProxy(proxy) }) } }
  return { ...site, target, memory: runMemory(markersIn(learnt), loaded.target.signInsPerMinute ?? 60) }
}
