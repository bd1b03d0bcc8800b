/** `padlock certify`: runs every journey in a real browser, judges what was recorded, and writes the reports. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { json } from '../../reports/json.ts'
import { terminal } from '../../reports/terminal.ts'
import { writeReports } from '../../reports/write.ts'
import { requireBrowser } from '../browser/browser-choice.ts'
import { loadConfig } from '../config/load-config.ts'
import type { BrowserChoice } from '../config/target.ts'
import { defaultReportFolder } from '../installation.ts'
import type { PlannedTarget } from '../plan.ts'
import { loadCatalogue } from '../requirements/catalogue.ts'
import { defectNames, flavourOf } from '../site/defects.ts'
import { flavourNames, isFlavour, missingPackage } from '../site/flavours.ts'
import type { FlavourName } from '../site/flavours.ts'
import { resultOf } from '../verdict/result-of.ts'
import { selectedBy } from '../verdict/selection.ts'
import { padlockVersion, playwrightVersion } from '../versions.ts'
import { exitCodes } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'
import type { Command, Values } from './command.ts'
import { nearest } from '../nearest.ts'
import { runJourneys } from './run-journeys.ts'
import { styled } from './styled.ts'

const texts = (values: Values, name: string): string[] => [values[name] ?? []].flat().map(String)

/** Names that the sample shop does not know, each with the one that was probably meant. */
export const unknownDefects = (names: readonly string[]): string[] =>
  names
    .filter(name => !defectNames.includes(name))
    .map(name => {
      const near = nearest(name, defectNames)
      return `--defect ${name}: the sample shop has no such defect${near ? `; did you mean «${near}»?` : ''} (padlock list --json shows them by requirement)`
    })

/** Collects the problems that a check throws, so that all are told at once. */
const problemsOf = async (check: () => unknown): Promise<readonly string[]> => {
  try {
    await check()
    return []
  } catch (error) {
    if (error instanceof UsageError) return error.problems
    throw error
  }
}

const makeWritable = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new UsageError(
      `--report-dir ${folder}: can't be written to (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); name a folder that can`,
    )
  }
}

/** The flavour that was asked for, or the one that the defects are changes of. */
const flavour = (asked: string | undefined, defects: readonly string[]): FlavourName => {
  if (asked !== undefined && !isFlavour(asked)) {
    const near = nearest(asked, flavourNames)
    throw new UsageError(
      `--flavour ${asked}: the sample shop has no such flavour${near ? `; did you mean «${near}»?` : ''} (it has ${flavourNames.join(', ')})`,
    )
  }
  const chosen = asked ?? defects.filter(name => defectNames.includes(name)).map(flavourOf)[0] ?? 'classic'
  const missing = missingPackage(chosen)
  if (missing !== null)
    throw new UsageError(
      `--flavour ${chosen}: needs the package ${missing}, which only Padlock's own repository installs; npm install --save-dev ${missing} adds it`,
    )
  return chosen
}

/** What to certify, and with which browser. */
const planOf = async (
  config: string | undefined,
  asked: string | undefined,
  defects: string[],
): Promise<{ planned: PlannedTarget; browser?: BrowserChoice }> => {
  if (config === undefined) {
    const of = flavour(asked, defects)
    const shop = of === 'classic' ? 'sample shop' : `sample shop (${of})`
    const name = defects.length === 0 ? shop : `${shop} with ${defects.join(', ')}`
    return { planned: { kind: 'shop', name, flavour: of, defects } }
  }
  const { name, tagHost, browser } = (await loadConfig(config)).target
  return {
    planned: { kind: 'site', name, config: resolve(config), ...(tagHost === undefined ? {} : { tagHost }) },
    ...(browser === undefined ? {} : { browser }),
  }
}

const browserNames: readonly string[] = ['chromium', 'firefox', 'webkit'] satisfies BrowserChoice['name'][]

/** The configuration's, but for what the command line says. */
const browserOf = (values: Values, configured: BrowserChoice = { name: 'chromium' }): BrowserChoice => {
  const name = values['browser'] === undefined ? configured.name : String(values['browser'])
  const connect = values['connect'] === undefined ? configured.connect : String(values['connect'])
  const problems = [
    ...(browserNames.includes(name) ? [] : [`--browser ${name}: expected ${browserNames.join(', ')}`]),
    ...(connect !== undefined && !/^wss?:\/\//.test(connect)
      ? ['--connect: expected the WebSocket endpoint of a Playwright server, for example ws://build-box:3000/']
      : []),
  ]
  if (problems.length > 0) throw new UsageError(...problems)
  // A program or a channel of one browser says nothing of another.
  const same = name === configured.name ? configured : {}
  return { ...same, name: name as BrowserChoice['name'], ...(connect === undefined ? {} : { connect }) }
}

export const certify: Command = {
  name: 'certify',
  summary: 'certifies a site in a real browser; without a configuration, the bundled sample shop',
  usage:
    'certify [--config FILE] [--flavour NAME] [--defect NAME]… [--only GLOB]… [--strict] [--report-dir DIR] [--json]',
  options: {
    config: {
      type: 'string',
      value: 'FILE',
      help: 'the site to certify (.json, .js, .mjs, .ts); the sample shop without it',
    },
    defect: { type: 'string', multiple: true, value: 'NAME', help: 'gives the sample shop this defect' },
    flavour: { type: 'string', value: 'NAME', help: `builds the sample shop another way: ${flavourNames.join(', ')}` },
    browser: { type: 'string', value: 'NAME', help: `${browserNames.join(', ')}; Chromium shows most` },
    connect: { type: 'string', value: 'WS', help: 'uses the browser of a Playwright server elsewhere (run-server)' },
    only: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: 'judges only these requirements, as token/*; never «conforms»',
    },
    strict: { type: 'boolean', help: 'a violated SHOULD counts as well' },
    'report-dir': { type: 'string', value: 'DIR', help: `where the reports go; ${defaultReportFolder} by default` },
    json: { type: 'boolean', help: 'stdout is exactly report.json' },
  },
  words: [0, 0],
  notes: `Writes report.json, junit.xml, index.html and recordings/*.json.
Exit codes: 0 conforms · 1 a MUST is violated · 2 usage · 3 site not reached or driven · 4 incomplete · 5 our fault · 130 cancelled`,
  run: async values => {
    const began = performance.now()
    const startedAt = new Date()
    const catalogue = await loadCatalogue()
    const config = values['config'] === undefined ? undefined : String(values['config'])
    const defects = texts(values, 'defect')
    const asked = values['flavour'] === undefined ? undefined : String(values['flavour'])
    const only = texts(values, 'only')
    const folder = String(values['report-dir'] ?? defaultReportFolder)
    let plan: Awaited<ReturnType<typeof planOf>> | undefined
    let browser: BrowserChoice = { name: 'chromium' }
    const problems = [
      ...unknownDefects(defects),
      ...(config !== undefined && defects.length > 0
        ? ['--defect: only the sample shop has defects; leave out --config']
        : []),
      ...(config !== undefined && asked !== undefined
        ? ['--flavour: only the sample shop has flavours; leave out --config']
        : []),
      ...(await problemsOf(() => selectedBy(only, catalogue))),
      ...(await problemsOf(async () => {
        plan = await planOf(config, asked, config === undefined ? defects : [])
      })),
      ...(await problemsOf(() => {
        browser = browserOf(values, plan?.browser)
      })),
      ...(await problemsOf(() => makeWritable(folder))),
    ]
    if (problems.length > 0 || !plan) throw new UsageError(...problems)
    await requireBrowser(browser)
    const { planned } = plan

    process.stderr.write(`padlock ${padlockVersion}: certifies ${planned.name}\n`)
    const { recordings, cancelled, fault } = await runJourneys({ targets: [planned], browser, progress: 'journeys' })
    if (fault !== null) throw new Error(`the journeys could not be run: ${fault}`)
    const recorded = recordings.get(planned.name) ?? []
    if (recorded.length === 0) {
      process.stderr.write('padlock: cancelled before the first journey ended; there is nothing to report\n')
      return exitCodes.cancelled
    }
    const result = resultOf(recorded, catalogue, {
      startedAt,
      duration: Math.round(performance.now() - began),
      only,
      strict: values['strict'] === true,
      cancelled,
      versions: { padlock: padlockVersion, node: process.version, playwright: playwrightVersion() },
    })
    const troubles = await writeReports(
      result,
      recorded.map(recording => ({ name: recording.journey.id, json: `${JSON.stringify(recording, null, 1)}\n` })),
      folder,
    )
    if (values['json'] === true) process.stdout.write(json(result))
    else process.stdout.write(terminal(result, { ...styled(process.stdout), report: resolve(folder, 'index.html') }))
    for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
    return result.exitCode
  },
}
