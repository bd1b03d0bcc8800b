/** `certify` with several configurations: one plan, a report each, and one page that sums up. */
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { saved, siteFolder, writeRecordings, writeSites } from '../../reports/write.ts'
import { exitCodes, worstOf } from '../foundation/exit-codes.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { padlockVersion, versionsOfRun } from '../foundation/versions.ts'
import { finishedFirst, cancellable } from '../run/cancellation.ts'
import { journeyIds } from '../run/journey-ids.ts'
import { folderOf, pagesInParts } from '../run/plan.ts'
import { runJourneys } from '../run/run-journeys.ts'
import type { Recording } from '../recording/recording.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { exitCodeOf } from '../verdict/result-of.ts'
import type { SiteRow } from '../verdict/sites.ts'
import type { Values } from './command.ts'
import { ownFolder } from './folder-owner.ts'
import { cancelledWhileWriting, problemsOf, readJudging, text, texts } from './judging.ts'
import { keepElsewhere } from './report-folder.ts'
import { chosenJourneys } from './one-journey.ts'
import { chosenSites, partOf, sharedBrowsers } from './plan-sites.ts'
import type { ChosenSite } from './plan-sites.ts'
import { concludeSites, readBaselines, reportSite, span } from './report-sites.ts'
import type { JudgedSites } from './report-sites.ts'
import { heldBack } from './site-choice.ts'
import type { HeldBack } from './site-choice.ts'

/** What is about one site alone, and what to do instead. */
const ofOneSite = (values: Values): string[] =>
  [
    ['again', 'plays one site again; name its configuration alone, and its report in sites/'],
    ['watch', 'plays one site; name its configuration alone'],
    ['events', 'follows one site; name its configuration alone'],
  ].flatMap(([name = '', says]) => (values[name] === undefined ? [] : [`--${name}: ${says}`]))

/** As many at once as journeys are played at once. */
const inTurns = async <T>(all: readonly T[], width: number, does: (each: T) => Promise<void>): Promise<void> => {
  const rest = [...all]
  const worker = async (): Promise<void> => {
    for (let each = rest.shift(); each !== undefined; each = rest.shift()) await does(each)
  }
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, worker))
}

const width = (sites: readonly ChosenSite[]): number =>
  sites.some(({ browser }) => browser.headed) ? 1 : Math.max(1, Math.min(4, availableParallelism()))

/** By its name, what doctor finds that ends a site's part of the run. */
const examined = async (sites: readonly ChosenSite[]): Promise<Map<string, HeldBack>> => {
  process.stderr.write(`  doctor: ${sites.length} configurations and their sites, before any judgement\n`)
  const held = new Map<string, HeldBack>()
  await cancellable('cancelled; nothing was judged', () =>
    inTurns(sites, width(sites), async ({ loaded, planned: { name }, browser }) => {
      const found = await heldBack({ ...loaded, target: { ...loaded.target, browser } }, name)
      if (found) held.set(name, found)
    }),
  )
  return held
}

/** Throws a UsageError that names the configurations. */
const requireBrowsers = async (sites: readonly ChosenSite[]): Promise<void> => {
  const { requireBrowser } = await import('../browser/launch/browser-choice.ts')
  const problems: string[] = []
  const asked = new Map<string, ChosenSite>()
  for (const site of sites) if (!asked.has(JSON.stringify(site.browser))) asked.set(JSON.stringify(site.browser), site)
  for (const { config, browser } of asked.values())
    problems.push(...(await problemsOf(() => requireBrowser(browser))).map(problem => `${config}: ${problem}`))
  if (problems.length > 0) throw new UsageError(...problems)
}

export type SitesRun = {
  values: Values
  files: readonly string[]
  catalogue: readonly Requirement[]
  startedAt: Date
  began: number
  /** what is wrong already */
  problems: readonly string[]
  shardProblems: (shard: string, most: number) => string[]
}

/** Returns the exit code. */
export const certifySites = async ({
  values,
  files,
  catalogue,
  startedAt,
  began,
  problems: before,
  shardProblems,
}: SitesRun): Promise<number> => {
  const shard = text(values, 'shard')
  const { sites: all, problems: own } = await chosenSites(values, files)
  const problems = [...before, ...own, ...ofOneSite(values)]
  const most = Math.max(0, ...all.map(({ planned }) => pagesInParts(planned)))
  let journeys: string[] | undefined
  problems.push(
    ...(await problemsOf(() => {
      journeys = chosenJourneys(texts(values, 'journey'), most)
    })),
  )
  const journeysInAll = all.reduce((sum, { planned }) => sum + journeyIds(pagesInParts(planned)).length, 0)
  if (shard !== undefined) problems.push(...shardProblems(shard, journeysInAll))
  const { baseline: _baseline, 'update-baseline': _update, ...others } = values
  const judging = await readJudging(others, catalogue, problems)
  const names = all.map(({ planned }) => planned.name)
  const baselines = await readBaselines(values, names, catalogue, problems)
  if (problems.length > 0) throw new UsageError(...problems)
  await ownFolder(judging.folder)
  const sites = partOf(all, shard, journeys)
  await cancellable('cancelled; nothing had begun', () => requireBrowsers(sites))
  process.stderr.write(
    `padlock ${padlockVersion}: certifies ${all.length} sites${shard === undefined ? '' : `, shard ${shard}`}\n`,
  )
  const held = await examined(sites)
  const played = sites.filter(({ planned }) => !held.has(planned.name))
  const browsers = sharedBrowsers(played)
  const run =
    played.length === 0
      ? null
      : await runJourneys({
          targets: played.map(({ planned }) => planned),
          browser: browsers,
          sites: names,
          progress: 'journeys',
          pictures: values['no-screenshots'] !== true,
          ...(shard !== undefined && { shard }),
        })
  for (const fault of run?.faults ?? []) process.stderr.write(`padlock: ${fault}\n`)
  const judged: JudgedSites = { judging, baselines, catalogue, names, versions: versionsOfRun() }
  if (shard !== undefined) {
    const exitCode = await keepShard(shard, sites, held, run, judged)
    run?.discard()
    return exitCode
  }
  const { done, cancelled } = await finishedFirst(cancelledWhileWriting(judging.folder), async () => {
    const rows: SiteRow[] = []
    for (const { config, planned } of sites) {
      const { name } = planned
      const doctored = held.get(name)
      const recordings = doctored?.recordings ?? run?.recordings.get(name) ?? []
      const faults = run?.faultsOf.get(name) ?? []
      // A site whose journeys all came to their end is whole, however the run ended.
      const isCut = !doctored && run !== null && recordings.length < (planned.journeys?.length ?? 0)
      const isCancelled = isCut && run.cancelled
      const common = isCut && !run.cancelled && faults.length === 0 ? run.faults.slice(0, 1) : []
      if (recordings.length === 0) {
        const summary = isCancelled
          ? 'The run was cancelled before it came to this site.'
          : `No journey was recorded: ${[...faults, ...common][0] ?? 'nobody knows why'}.`
        const exitCode = isCancelled ? exitCodes.cancelled : exitCodes.fault
        rows.push({ name, config, folder: null, exitCode, summary, result: null })
        continue
      }
      rows.push(
        await reportSite(judged, { name, config }, recordings, {
          ...span(recordings),
          ...(doctored && { heldBack: doctored }),
          cancelled: isCancelled,
          faults: [...faults, ...common],
        }),
      )
    }
    return concludeSites(judged, rows, { startedAt, duration: Math.round(performance.now() - began) })
  })
  run?.discard()
  return cancelled || run?.cancelled ? exitCodes.cancelled : done
}

/** The recordings of a shard, a folder for each site; none of them judged. */
const keepShard = async (
  shard: string,
  sites: readonly ChosenSite[],
  held: ReadonlyMap<string, HeldBack>,
  run: Awaited<ReturnType<typeof runJourneys>> | null,
  { judging: { folder } }: JudgedSites,
): Promise<number> => {
  const codes = [...held.values()].map(({ exitCode }) => exitCode)
  const troubles = await writeSites(
    folder,
    {},
    sites.map(({ planned }) => siteFolder(folderOf(planned))),
  )
  let number = 0
  for (const { planned } of sites) {
    const recordings: Recording[] = run?.recordings.get(planned.name) ?? []
    const own = join(folder, siteFolder(folderOf(planned)))
    const unwritten = await writeRecordings(recordings.map(saved), own)
    const kept = unwritten.length > 0 ? await keepElsewhere(own, recordings) : null
    troubles.push(...unwritten, ...(kept === null ? [] : [kept]))
    for (const { journey, outcome } of recordings)
      if (outcome.state === 'stopped')
        process.stdout.write(`stopped  ${planned.name}: journey «${journey.title}»: ${outcome.because}\n`)
    codes.push(exitCodeOf('conforms', recordings, { faults: run?.faultsOf.get(planned.name) ?? [] }))
    number += recordings.length
  }
  for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
  process.stdout.write(
    `Shard ${shard}: ${number} journeys of ${sites.length} sites recorded in ${resolve(folder, 'sites')}, none of them judged.\n` +
      'When all shards are there: padlock report DIR…\n',
  )
  if (run?.cancelled) return exitCodes.cancelled
  if (troubles.length > 0 || (run?.faults.length ?? 0) > 0) codes.push(exitCodes.fault)
  return worstOf(codes)
}
