/** The reports of several sites: one each, and what sums them up. Of a run by `certify`, and of recordings by `report`. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sitesJson } from '../../reports/formats/sites-json.ts'
import { sitesMarkdown } from '../../reports/formats/sites-markdown.ts'
import { sitesPage } from '../../reports/page/sites-page.ts'
import { sitesTable } from '../../reports/terminal/sites-table.ts'
import { siteFolder, writeSites } from '../../reports/write.ts'
import type { Renderer } from '../../reports/write.ts'
import type { versionsOfRun } from '../foundation/versions.ts'
import type { Recording } from '../recording/recording.ts'
import { catalogueVersion } from '../requirements/catalogue.ts'
import type { Requirement } from '../requirements/requirement.ts'
import { folderOf } from '../run/plan.ts'
import type { GivenBaseline } from '../verdict/baseline.ts'
import type { RunMeta } from '../verdict/result-of.ts'
import { siteRow, sitesOf } from '../verdict/sites.ts'
import type { SiteRow } from '../verdict/sites.ts'
import type { Values } from './command.ts'
import { commitOfRun, concluded, problemsOf, tellGitHub, text, today } from './judging.ts'
import type { Judging } from './judging.ts'
import { keptInHistory, trendOfHistory } from './history.ts'
import { loadBaseline, updateBaseline } from './load-baseline.ts'
import { styled } from './styled.ts'

/** By the site's name; `updates`: the file that is written, where `--update-baseline` was given. */
type Baselines = ReadonlyMap<string, { baseline: GivenBaseline; updates?: string }>

export type JudgedSites = {
  /** what is the same for all of them; `folder`: that sums up */
  judging: Judging
  baselines: Baselines
  catalogue: readonly Requirement[]
  names: readonly string[]
  versions: ReturnType<typeof versionsOfRun>
  /** the formats of each report; all without it */
  written?: Readonly<Record<string, Renderer>>
}

/** `--baseline DIR`: a file in it for each site that has known findings, by the name of its folder. What is wrong is added to `problems`. */
export const readBaselines = async (
  values: Values,
  names: readonly string[],
  catalogue: readonly Requirement[],
  problems: string[],
): Promise<Baselines> => {
  const folder = text(values, 'baseline')
  const updates = values['update-baseline'] === true
  const read = new Map<string, { baseline: GivenBaseline; updates?: string }>()
  if (folder === undefined) {
    if (updates) problems.push('--update-baseline: --baseline DIR says in which folder; it must exist')
    return read
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    problems.push(
      `--baseline ${folder}: expected a folder, with a file for each site that has known findings, as ${fileOf(names[0] ?? 'site')}`,
    )
    return read
  }
  const files = new Map(names.map(name => [fileOf(name), name]))
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json')))
    if (!files.has(file))
      problems.push(
        `${join(folder, file)}: is the baseline of no site of this run; expected ${[...files.keys()].slice(0, 10).join(', ')}`,
      )
  for (const [file, name] of files) {
    const path = join(folder, file)
    if (!updates && !existsSync(path)) continue
    problems.push(
      ...(await problemsOf(() => {
        const baseline = loadBaseline(path, catalogue, { today: today(), updates })
        read.set(name, { baseline, ...(updates && { updates: path }) })
      })),
    )
  }
  return read
}
const fileOf = (name: string): string => `${folderOf({ name })}.json`

/** From the beginning of the first journey to the end of the last. At least one recording. */
export const span = (recordings: readonly Recording[]): { startedAt: Date; duration: number } => {
  const begins = recordings.map(({ startedAt }) => Date.parse(startedAt))
  const ends = recordings.map(({ duration }, index) => (begins[index] ?? 0) + duration)
  const began = Math.min(...begins)
  return { startedAt: new Date(began), duration: Math.max(...ends) - began }
}

/** Judges one of them, and writes its report. */
export const reportSite = async (
  { judging, baselines, catalogue, versions, written }: JudgedSites,
  { name, config }: { name: string; config?: string },
  recordings: readonly Recording[],
  run: Omit<RunMeta, 'only' | 'strict' | 'baseline' | 'proof' | 'versions'> & { versions?: RunMeta['versions'] },
): Promise<SiteRow> => {
  const { baseline, updates } = baselines.get(name) ?? {}
  const folder = join(judging.folder, siteFolder(folderOf({ name })))
  const own = { ...judging, folder, baseline }
  const { result, troubles } = await concluded(
    recordings,
    catalogue,
    own,
    { versions, ...run },
    { ...(written && { written }) },
  )
  if (judging.history !== undefined && run.cancelled !== true)
    troubles.push(...keptInHistory(judging.history, folder, result))
  troubles.push(...tellGitHub({ annotated: result }))
  for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
  if (updates !== undefined) process.stderr.write(`${updateBaseline(updates, result)}\n`)
  return siteRow(result, { name, ...(config !== undefined && { config }), folder: siteFolder(folderOf({ name })) })
}

/** Writes what sums up, and says it. Returns the exit code: that of the worst. */
export const concludeSites = async (
  { judging, catalogue, versions }: JudgedSites,
  rows: readonly SiteRow[],
  { startedAt, duration }: { startedAt: Date; duration: number },
): Promise<number> => {
  const { folder, history, json } = judging
  const run = sitesOf(rows, {
    startedAt: startedAt.toISOString(),
    duration,
    ...commitOfRun(),
    versions: { padlock: versions.padlock, catalogue: catalogueVersion(catalogue) },
  })
  const files = {
    'sites.json': () => sitesJson(run),
    'index.html': () => sitesPage(run),
    'summary.md': () => sitesMarkdown(run),
  }
  const troubles = await writeSites(
    folder,
    files,
    rows.flatMap(row => row.folder ?? []),
  )
  if (history !== undefined) troubles.push(...(await trendOfHistory(history, folder)))
  const page = resolve(folder, 'index.html')
  process.stdout.write(
    json ? sitesJson(run) : sitesTable(run, { ...styled(process.stdout), ...(existsSync(page) && { report: page }) }),
  )
  troubles.push(...tellGitHub({ summary: () => sitesMarkdown(run) }))
  for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
  return run.exitCode
}
