/** `padlock certify`: runs every journey in a real browser, judges what was recorded, and writes the reports. */
import { resolve } from 'node:path'
import { wrap } from '../../../reports/wording/wrap.ts'
import { saved, writeRecordings } from '../../../reports/write.ts'
import type { LoadedConfig } from '../../config/load-config.ts'
import { productionProblem } from '../../config/production.ts'
import type { BrowserChoice } from '../../config/target.ts'
import { journeyIds } from '../../run/journey-ids.ts'
import type { PlannedTarget } from '../../run/plan.ts'
import type { Recording } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { defectNames, flavourOf, misfit } from '../../site/defects.ts'
import { flavourNames, isFlavour, missingPackage } from '../../site/flavours.ts'
import type { FlavourName } from '../../site/flavours.ts'
import { exitCodeOf } from '../../verdict/result-of.ts'
import { padlockVersion, playwrightVersion } from '../../foundation/versions.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { cancellable } from '../../run/cancellation.ts'
import type { Command, Values } from '../command.ts'
import { styled } from '../styled.ts'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import { conclude, judgingOptions, judgingUsage, problemsOf, readJudging, text, texts } from '../judging.ts'
import { keepElsewhere } from '../report-folder.ts'
import { chosenJourneys, wordsAgain } from '../one-journey.ts'
import { runJourneys } from '../../run/run-journeys.ts'

/** Names that the sample shop does not know, each with the one that was probably meant. */
export const unknownDefects = (names: readonly string[]): string[] =>
  names
    .filter(name => !defectNames.includes(name))
    .map(name => {
      const near = nearest(name, defectNames)
      return `--defect ${name}: the sample shop has no such defect${near ? `; did you mean «${near}»?` : ''} (padlock list --json shows them by requirement)`
    })

/** Defects that can't stand in one shop. */
const misfits = (names: readonly string[], of: FlavourName): string[] => {
  const name = misfit(names, of)
  if (name === undefined) return []
  const others = names.filter(other => other !== name)
  const why =
    misfit([name], of) === undefined
      ? `changes the same passage as another one of ${others.join(', ')}; leave one of them out`
      : `is a change of the flavour ${flavourOf(name)}, and the flavour ${of} has nothing that it could change; leave one of them out`
  return [`--defect ${name}: ${why}`]
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
): Promise<{ planned: PlannedTarget; loaded?: LoadedConfig; browser?: BrowserChoice }> => {
  if (config === undefined) {
    const of = flavour(asked, defects)
    const problems = unknownDefects(defects).length > 0 ? [] : misfits(defects, of)
    if (problems.length > 0) throw new UsageError(...problems)
    const shop = of === 'classic' ? 'sample shop' : `sample shop (${of})`
    const name = defects.length === 0 ? shop : `${shop} with ${defects.join(', ')}`
    return { planned: { kind: 'shop', name, flavour: of, defects } }
  }
  const { loadConfig } = await import('../../config/load-config.ts')
  const loaded = await loadConfig(config)
  const { name, tagHost, browser } = loaded.target
  return {
    loaded,
    planned: { kind: 'site', name, config: resolve(config), ...(tagHost === undefined ? {} : { tagHost }) },
    ...(browser === undefined ? {} : { browser }),
  }
}

/** Nobody's customers are met by accident. */
const productionProblems = (config: string | undefined, origin: string | undefined, meant: boolean): string[] =>
  origin === undefined || meant ? [] : [productionProblem(`${config}: url`, origin) ?? []].flat()

const browserNames: readonly string[] = ['chromium', 'firefox', 'webkit'] satisfies BrowserChoice['name'][]

/** The configuration's, but for what the command line says. */
const browserOf = (values: Values, configured: BrowserChoice = { name: 'chromium' }): BrowserChoice => {
  const name = values['browser'] === undefined ? configured.name : String(values['browser'])
  const connect = values['connect'] === undefined ? configured.connect : String(values['connect'])
  const slowMo = text(values, 'slow-mo')
  const problems = [
    ...(browserNames.includes(name) ? [] : [`--browser ${name}: expected ${browserNames.join(', ')}`]),
    ...(connect !== undefined && !/^wss?:\/\//.test(connect)
      ? ['--connect: expected the WebSocket endpoint of a Playwright server, for example ws://build-box:3000/']
      : []),
    ...(slowMo === undefined || /^\d{1,5}$/.test(slowMo)
      ? []
      : [`--slow-mo ${slowMo}: expected milliseconds before each action, from 0 to 99999`]),
  ]
  if (problems.length > 0) throw new UsageError(...problems)
  // A program or a channel of one browser says nothing of another.
  const same = name === configured.name ? configured : {}
  return {
    ...same,
    name: name as BrowserChoice['name'],
    ...(connect === undefined ? {} : { connect }),
    ...(values['headed'] === true && { headed: true }),
    ...(slowMo !== undefined && { slowMo: Number(slowMo) }),
  }
}

/** A shard is judged by nobody: what judges is wrong beside it, and belongs to `padlock report`. */
const shardProblems = (shard: string, values: Values): string[] => {
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
  const most = journeyIds().length
  return [
    ...(part === undefined || Number(part) < 1 || Number(part) > Number(parts)
      ? [`--shard ${shard}: expected I/N, the I-th of N parts, as 1/3`]
      : Number(parts) > most
        ? [`--shard ${shard}: there are ${most} journeys, so at most ${most} shards`]
        : []),
    ...(values['journey'] === undefined
      ? []
      : ['--journey: a shard plays its own part of them; leave out one of the two']),
    ...['only', 'strict', 'baseline', 'update-baseline', 'sign', 'history', 'json'].flatMap(name =>
      values[name] === undefined ? [] : [`--${name}: a shard is not judged; give it to «padlock report»`],
    ),
  ]
}

/**
 * Keeps the recordings of a shard, and answers whether its journeys could be driven. Nothing that is called a report is
 * written: no part may pass for the whole.
 */
const keepShard = async (
  shard: string,
  recordings: readonly Recording[],
  folder: string,
  how: { cancelled: boolean; faults: readonly string[] },
): Promise<number> => {
  const troubles = await writeRecordings(recordings.map(saved), folder)
  const kept = troubles.length > 0 ? await keepElsewhere(folder, recordings) : null
  if (kept !== null) troubles.push(kept)
  for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
  for (const { journey, outcome } of recordings)
    if (outcome.state === 'stopped') process.stdout.write(`stopped  journey «${journey.title}»: ${outcome.because}\n`)
  const whole = recordings[0]?.run.journeys.length ?? 0
  process.stdout.write(
    `Shard ${shard}: ${recordings.length} of ${whole} journeys recorded in ${resolve(folder, 'recordings')}, none of them judged.\n` +
      'When all shards are there: padlock report DIR…\n',
  )
  return troubles.length > 0 ? exitCodes.fault : exitCodeOf('conforms', recordings, how)
}

/** A wrong configuration is never reported as a site that does not conform: what doctor finds ends the run. */
const heldBack = async (
  loaded: LoadedConfig,
): Promise<{ because: string; exitCode: number; recordings: Recording[] } | null> => {
  process.stderr.write('  doctor: the configuration and the site, before any judgement\n')
  const { diagnosis, lines } = await import('./doctor.ts')
  const { checks, exitCode, recordings } = await diagnosis(loaded, () => undefined)
  const [first] = checks.flatMap(check => (check.state === 'problem' ? [check] : []))
  if (!first) return null
  process.stderr.write(
    lines(
      checks.filter(({ state }) => state !== 'ok'),
      styled(process.stderr).colour,
    ),
  )
  return { because: `${first.name}: ${first.says}`, exitCode, recordings }
}

export const certify: Command = {
  name: 'certify',
  summary: 'certifies a site in a real browser; without a configuration, the bundled sample shop',
  usage: `certify [--config FILE] [--flavour NAME] [--defect NAME]… [--journey GLOB]… [--shard I/N] ${judgingUsage}`,
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
    headed: { type: 'boolean', help: 'shows the browser, one journey after the other' },
    'slow-mo': { type: 'string', value: 'MS', help: 'waits so many milliseconds before each action' },
    production: { type: 'boolean', help: 'allows a site whose host looks like production' },
    journey: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: 'plays only these journeys, as sign-*, to see a fix soon; its reports go to a folder of their own',
    },
    shard: {
      type: 'string',
      value: 'I/N',
      help: 'plays the I-th of N parts and keeps the recordings: «padlock report» judges all parts together',
    },
    'no-screenshots': {
      type: 'boolean',
      help: 'takes no picture of a page where something is wrong (all text on them is covered)',
    },
    ...judgingOptions,
  },
  words: [0, 0],
  notes: `Writes index.html, report.json, junit.xml, padlock.sarif, summary.md, badge.svg, requirements.csv and recordings/*.json;
with --sign, certificate.jws; with --history, trend.html. On GitHub, also the job's summary and annotations.
Exit codes: 0 conforms · 1 a MUST is violated, or the baseline is out of date · 2 usage · 3 site not reached or driven · 4 incomplete
            5 our fault · 130 cancelled. A shard is not judged: 0 says that its journeys were recorded to their end
Journeys: ${wrap(journeyIds().join(', '), 100).join('\n          ')}`,
  run: async values => {
    const began = performance.now()
    const startedAt = new Date()
    const catalogue = await loadCatalogue()
    const config = text(values, 'config')
    const defects = texts(values, 'defect')
    const asked = text(values, 'flavour')
    const shard = text(values, 'shard')
    const patterns = texts(values, 'journey')
    let journeys: string[] | undefined
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
      ...(await problemsOf(() => {
        journeys = chosenJourneys(patterns)
      })),
      ...(shard === undefined ? [] : shardProblems(shard, values)),
      ...(await problemsOf(async () => {
        plan = await planOf(config, asked, config === undefined ? defects : [])
      })),
      ...productionProblems(config, plan?.loaded?.target.origin, values['production'] === true),
      ...(await problemsOf(() => {
        browser = browserOf(values, plan?.browser)
      })),
    ]
    const judging = await readJudging(values, catalogue, problems)
    if (problems.length > 0 || !plan) throw new UsageError(...problems)
    // Playwright and what a configuration needs are loaded when it comes to them: a mistake is told at once.
    const { requireBrowser } = await import('../../browser/launch/browser-choice.ts')
    await cancellable('cancelled; nothing had begun', () => requireBrowser(browser))
    const { planned, loaded } = plan
    const versions = { padlock: padlockVersion, node: process.version, playwright: playwrightVersion() }

    const part = shard === undefined ? '' : `, shard ${shard}`
    process.stderr.write(`padlock ${padlockVersion}: certifies ${planned.name}${part}\n`)
    if (loaded) {
      const site = { ...loaded, target: { ...loaded.target, browser } }
      const held = await cancellable('cancelled; nothing was judged', () => heldBack(site))
      if (held && shard !== undefined) return held.exitCode
      if (held) {
        const duration = Math.round(performance.now() - began)
        return conclude(held.recordings, catalogue, judging, { startedAt, duration, heldBack: held, versions })
      }
    }
    const { recordings, cancelled, faults, discard } = await runJourneys({
      targets: [{ ...planned, ...(journeys && { journeys }) }],
      browser,
      progress: 'journeys',
      pictures: values['no-screenshots'] !== true,
      ...(shard !== undefined && { shard }),
    })
    for (const fault of faults) process.stderr.write(`padlock: ${fault}\n`)
    const recorded = recordings.get(planned.name) ?? []
    if (recorded.length === 0) {
      process.stderr.write(
        `padlock: ${cancelled ? 'cancelled before the first journey ended' : 'no journey was recorded'}; there is nothing to report\n`,
      )
      return cancelled ? exitCodes.cancelled : exitCodes.fault
    }
    const again = journeys?.length === 1 ? undefined : wordsAgain(values)
    const exitCode =
      shard === undefined
        ? await conclude(
            recorded,
            catalogue,
            { ...judging, ...(again !== undefined && { again }) },
            { startedAt, duration: Math.round(performance.now() - began), cancelled, faults, versions },
          )
        : await keepShard(shard, recorded, judging.folder, { cancelled, faults })
    // Now the report stands, or the recordings are kept elsewhere.
    discard()
    return exitCode
  },
}
