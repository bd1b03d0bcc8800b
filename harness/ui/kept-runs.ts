/** The runs whose reports lie in one folder, a folder each. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { differenceView, keptRuns } from '../../reports/page/live-run.ts'
import type { KeptRun } from '../../reports/page/live-run.ts'
import { trendCsv } from '../../reports/formats/trend-csv.ts'
import { html } from '../../reports/page/html.ts'
import { trendPage } from '../../reports/page/trend-page.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { difference } from '../verdict/difference.ts'
import type { Result } from '../verdict/result.ts'
import type { Trend } from '../verdict/trend.ts'
import { confined } from './confined.ts'

/** How the command reads what it has written. */
export type Readers = { readReport: (folder: string) => Result; trendOf: (folders: readonly string[]) => Trend }

const isId = (id: string): boolean => /^[\w-][\w.-]{0,100}$/.test(id)

/** `folder`: absolute. Each of them throws a UsageError where there is no such run, or its report can't be read. */
export const createKeptRuns = (folder: string, { readReport, trendOf }: Readers) => {
  const place = (id: string): string => {
    const path = isId(id) ? confined(folder, id) : null
    if (path === null) throw new UsageError('there is no such run')
    return path
  }
  const runIn = (report: string): string => relative(folder, dirname(report))
  const whole = (): Trend => {
    const found = trendOf([folder])
    if (found.sites.length === 0) throw new UsageError('no run is kept yet')
    return found
  }
  const list = (): KeptRun[] =>
    trendOf([folder])
      .sites.flatMap(({ name, runs }) => runs.map(run => ({ id: runIn(run.report), site: name, run })))
      .filter(({ id }) => isId(id))
      .toSorted((one, other) => (one.run.startedAt < other.run.startedAt ? 1 : -1))
  return {
    folderOf: place,
    table: (): { number: number; html: string } => {
      const runs = list()
      return { number: runs.length, html: keptRuns(runs).markup }
    },
    /** Drawn from the data, so that no file of others brings a page of its own. */
    page: (id: string): string => html(readReport(place(id))),
    report: (id: string): Result => readReport(place(id)),
    recording: (id: string, name: string): string => {
      const path = /^[\w-][\w.-]*\.json$/.test(name) ? confined(folder, join(id, 'recordings', name)) : null
      if (path === null || !isId(id)) throw new UsageError('there is no such recording')
      try {
        return readFileSync(path, 'utf8')
      } catch {
        throw new UsageError('there is no such recording')
      }
    },
    compared: (before: string, after: string): string =>
      differenceView(difference(readReport(place(before)), readReport(place(after)))).markup,
    trend: (): string => {
      const found = whole()
      const links = new Map(
        found.sites.flatMap(({ runs }) =>
          runs.map(({ report }) => [report, `runs/${encodeURIComponent(runIn(report))}/report`] as const),
        ),
      )
      return trendPage(found, links)
    },
    trendData: (): Trend => whole(),
    trendCsv: (): string => trendCsv(whole()),
  }
}
