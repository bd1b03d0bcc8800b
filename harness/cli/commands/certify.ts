/** `padlock certify`: runs every journey in a real browser, judges what was recorded, and writes the reports. */
import { resolve } from 'node:path'
import { formats } from '../../../reports/formats/all.ts'
import { wrap } from '../../../reports/wording/wrap.ts'
import { saved, writeRecordings } from '../../../reports/write.ts'
import { journeyIds } from '../../run/journey-ids.ts'
import { pagesInParts } from '../../run/plan.ts'
import type { Recording } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { exitCodeOf } from '../../verdict/result-of.ts'
import { runEventSchemaVersion } from '../../verdict/run-event.ts'
import { padlockVersion, versionsOfRun } from '../../foundation/versions.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { defaultReportFolder } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { cancellable } from '../../run/cancellation.ts'
import type { Command, Values } from '../command.ts'
import { again, otherSite } from '../play-again.ts'
import { certifySites } from '../certify-sites.ts'
import { configurationsOf } from '../configurations.ts'
import { createRunEvents } from '../run-events.ts'
import type { Again } from '../play-again.ts'
import { ownFolder } from '../folder-owner.ts'
import { conclude, judgingOptions, judgingUsage, problemsOf, readJudging, text, texts } from '../judging.ts'
import { keepElsewhere } from '../report-folder.ts'
import { chosenJourneys, wordsAgain } from '../one-journey.ts'
import { runJourneys } from '../../run/run-journeys.ts'
import { heldBack, siteChoice, siteOptions } from '../site-choice.ts'

/** A shard is judged by nobody: what judges is wrong beside it, and belongs to `padlock report`. */
const shardProblems = (shard: string, values: Values, most: number): string[] => {
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(shard) ?? []
  return [
    ...(part === undefined || Number(part) < 1 || Number(part) > Number(parts)
      ? [`--shard ${shard}: expected I/N, the I-th of N parts, as 1/3`]
      : Number(parts) > most
        ? [`--shard ${shard}: there are ${most} journeys, so at most ${most} shards`]
        : []),
    ...(values['journey'] === undefined
      ? []
      : ['--journey: a shard plays its own part of them; leave out one of the two']),
    ...['only', 'strict', 'baseline', 'update-baseline', 'sign', 'history', 'json', 'events'].flatMap(name =>
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

/** It goes on until it is ended: nobody waits for what it comes to. */
const watchProblems = (values: Values): string[] =>
  values['watch'] === true
    ? ['shard', 'update-baseline', 'sign', 'history', 'json', 'events'].flatMap(name =>
        values[name] === undefined ? [] : [`--${name}: not with --watch; leave out one of the two`],
      )
    : values['files'] === undefined
      ? []
      : ['--files: says when --watch plays again; add --watch']

const unexpected = (words: readonly string[]): string[] =>
  words.map(word => `«${word}»: not expected here; --again REPORT plays again what a report leaves open`)

export const certify: Command = {
  name: 'certify',
  summary: 'certifies a site in a real browser; without a configuration, the bundled sample shop',
  usage: `certify [--config FILE]… [--flavour NAME] [--defect NAME]… [--journey GLOB]… [--again [REPORT]] [--watch [--files GLOB]…] [--shard I/N] ${judgingUsage}`,
  options: {
    ...siteOptions,
    config: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'the site (.json, .js, .mjs, .ts); several of them, or a folder, certify many sites in one run; the sample shop without it',
    },
    journey: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: 'plays only these journeys, as sign-*, to see a fix soon; its reports go to a folder of their own',
    },
    again: {
      type: 'boolean',
      help: 'plays only what was violated, blocked or not observed in the last report, or in REPORT; a part, never «conforms»',
    },
    watch: {
      type: 'boolean',
      help: 'plays again on Enter, in a browser that stays open; Ctrl-C ends it',
    },
    files: {
      type: 'string',
      multiple: true,
      value: 'GLOB',
      help: "with --watch: plays again when such a file changes, as 'src/**/*.ts'",
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
    events: {
      type: 'boolean',
      help: 'stdout is a line of JSON for each event: journeys as they play, findings, the end',
    },
  },
  words: [0, Infinity],
  notes: `Writes ${formats.map(({ file }) => file).join(', ')} and recordings/*.json;
with --sign, certificate.jws; with --history, trend.html. On GitHub, also the job's summary and annotations.
Exit codes: 0 conforms · 1 a MUST is violated, or the baseline is out of date · 2 usage · 3 site not reached or driven · 4 incomplete
            5 our fault · 130 cancelled. A shard is not judged: 0 says that its journeys were recorded to their end
Journeys: ${wrap(journeyIds().join(', '), 100).join('\n          ')}`,
  run: async (given, words) => {
    const began = performance.now()
    const startedAt = new Date()
    const catalogue = await loadCatalogue()
    // A shell makes several words of «--config sites/*.config.ts».
    const isConfig = given['config'] !== undefined && given['again'] !== true
    const [report, ...more] = isConfig ? [] : words
    const {
      files,
      areSeveral,
      problems: unfound,
    } = configurationsOf([...texts(given, 'config'), ...(isConfig ? words : [])])
    if (areSeveral)
      return certifySites({
        values: given,
        files,
        catalogue,
        startedAt,
        began,
        problems: [...unfound, ...unexpected(more)],
        shardProblems: (each, most) => shardProblems(each, given, most),
      })
    const values: Values = { ...given, config: files[0] }
    const shard = text(values, 'shard')
    const patterns = texts(values, 'journey')
    let journeys: string[] | undefined
    let last: Again | undefined
    const earlier = report ?? defaultReportFolder
    const { problems: siteProblems, choice } = await siteChoice(values)
    const problems = [
      ...siteProblems,
      ...(await problemsOf(() => {
        journeys = chosenJourneys(patterns, choice && pagesInParts(choice.planned))
      })),
      ...unexpected(report === undefined || values['again'] === true ? more : [report, ...more]),
      ...(values['events'] === true && values['json'] === true
        ? ['--events: stdout is one of the two; leave out --json']
        : []),
      ...(values['again'] === true && (patterns.length > 0 || shard !== undefined)
        ? [`--again: chooses the journeys itself; leave out ${patterns.length > 0 ? '--journey' : '--shard'}`]
        : []),
      ...(await problemsOf(() => {
        if (values['again'] === true) last = again(earlier, choice && pagesInParts(choice.planned))
      })),
      ...watchProblems(values),
      ...(shard === undefined
        ? []
        : shardProblems(shard, values, journeyIds(choice && pagesInParts(choice.planned)).length)),
    ]
    const judging = await readJudging(values, catalogue, problems)
    if (last && choice) problems.push(...otherSite(earlier, last, choice.planned.name))
    if (problems.length > 0 || !choice) throw new UsageError(...problems)
    journeys ??= last?.journeys
    await ownFolder(judging.folder)
    const events =
      values['events'] === true
        ? createRunEvents(catalogue, { only: judging.only, write: line => void process.stdout.write(line) })
        : undefined
    // Playwright and what a configuration needs are loaded when it comes to them: a mistake is told at once.
    const { planned, loaded, browser } = choice
    const { requireBrowser } = await import('../../browser/launch/browser-choice.ts')
    await cancellable('cancelled; nothing had begun', () => requireBrowser(browser))
    const versions = versionsOfRun()

    const part = shard === undefined ? '' : `, shard ${shard}`
    process.stderr.write(`padlock ${padlockVersion}: certifies ${planned.name}${part}\n`)
    events?.tell({
      event: 'begun',
      schemaVersion: runEventSchemaVersion,
      site: planned.name,
      startedAt: startedAt.toISOString(),
    })
    if (loaded) {
      const site = { ...loaded, target: { ...loaded.target, browser } }
      const held = await cancellable('cancelled; nothing was judged', () => heldBack(site))
      if (held && shard !== undefined) return held.exitCode
      if (held) {
        const duration = Math.round(performance.now() - began)
        return conclude(
          held.recordings,
          catalogue,
          { ...judging, ...(events && { events }) },
          { startedAt, duration, heldBack: held, versions },
        )
      }
      events?.tell({ event: 'checked' })
    }
    if (values['watch'] === true) {
      const { watchSite } = await import('../certify-watch.ts')
      const pictures = values['no-screenshots'] !== true
      return watchSite({ choice, catalogue, judging, journeys, files: texts(values, 'files'), pictures })
    }
    const { recordings, cancelled, faults, discard } = await runJourneys({
      targets: [{ ...planned, ...(journeys && { journeys }) }],
      browser,
      progress: 'journeys',
      pictures: values['no-screenshots'] !== true,
      ...(shard !== undefined && { shard }),
      ...(events && { follow: events.follow }),
    })
    for (const fault of faults) process.stderr.write(`padlock: ${fault}\n`)
    const recorded = recordings.get(planned.name) ?? []
    if (recorded.length === 0) {
      const summary = `${cancelled ? 'cancelled before the first journey ended' : 'no journey was recorded'}; there is nothing to report`
      process.stderr.write(`padlock: ${summary}\n`)
      const exitCode = cancelled ? exitCodes.cancelled : exitCodes.fault
      events?.tell({ event: 'ended', exitCode, verdict: null, summary, report: null })
      return exitCode
    }
    const rerun = journeys?.length === 1 ? undefined : wordsAgain(values)
    const exitCode =
      shard === undefined
        ? await conclude(
            recorded,
            catalogue,
            {
              ...judging,
              ...(events && { events }),
              ...(rerun !== undefined && { again: rerun }),
              ...(last && { since: last.before }),
            },
            { startedAt, duration: Math.round(performance.now() - began), cancelled, faults, versions },
          )
        : await keepShard(shard, recorded, judging.folder, { cancelled, faults })
    // Now the report stands, or the recordings are kept elsewhere.
    discard()
    return exitCode
  },
}
