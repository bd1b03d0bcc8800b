/** Finds the reports of many runs, whatever their age, and writes what came of them over time. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { schemaProblems } from '../../mock-iadvize/input/schema-problems.ts'
import { trendCsv } from '../../reports/formats/trend-csv.ts'
import { trendPage } from '../../reports/page/trend-page.ts'
import { writeFiles } from '../../reports/write.ts'
import { trend, trendEntry, trendedReportSchema } from '../verdict/trend.ts'
import type { Trend, TrendEntry, TrendedReport } from '../verdict/trend.ts'

/** Files in all; a folder with more is no folder of reports. */
const maxReports = 20_000
/** Bytes of one report. */
const maxReportBytes = 50_000_000

const notEntered = new Set(['node_modules', '.git', 'recordings'])

function* reportsBelow(place: string): Generator<string> {
  const stat = statSync(place, { throwIfNoEntry: false })
  if (stat?.isFile()) yield place
  if (!stat?.isDirectory()) return
  for (const entry of readdirSync(place, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile() && entry.name === 'report.json') yield join(place, entry.name)
    else if (entry.isDirectory() && !notEntered.has(entry.name)) yield* reportsBelow(join(place, entry.name))
  }
}

const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')

const decoded = (report: TrendedReport): TrendedReport => ({
  ...report,
  target: { name: utf8(report.target.name), origin: utf8(report.target.origin), sid: utf8(report.target.sid) },
  requirements: report.requirements.map(row => ({ ...row, title: utf8(row.title) })),
})

const entryOf = (file: string): TrendEntry | { because: string } => {
  try {
    if (statSync(file).size > maxReportBytes) return { because: `holds more than ${maxReportBytes / 1e6} MB` }
    // A character a byte is read in half of the time; the few texts that are kept are decoded.
    const value: unknown = JSON.parse(
      readFileSync(file)
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, ''),
    )
    const { data, error } = trendedReportSchema.safeParse(value)
    if (data) return trendEntry(file, decoded(data))
    const [first] = schemaProblems(value, error, { schema: trendedReportSchema, isSecret: () => true })
    return { because: `is no report of a version that is read here (${first?.where}: ${first?.says})` }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { because: code === undefined ? 'is cut off, or no JSON' : `can't be read (${code})` }
  }
}

/** One file after the other, of which a few bytes are kept. The same run in two places counts once. */
export const trendOf = (places: readonly string[]): Trend => {
  const entries = new Map<string, TrendEntry>()
  const skipped: { file: string; because: string }[] = []
  for (const place of places)
    for (const file of reportsBelow(place)) {
      if (entries.size + skipped.length >= maxReports) break
      const entry = entryOf(file)
      if ('because' in entry) skipped.push({ file, because: entry.because })
      else {
        const { site, run } = entry
        const key = [site.name, site.origin, run.startedAt, run.duration, run.commit].join('\n')
        if (!entries.has(key)) entries.set(key, entry)
      }
    }
  return trend([...entries.values()], skipped)
}

/** As a browser follows it, from a page in `folder`. */
const linkFrom = (folder: string, report: string): string => {
  const page = join(dirname(report), 'index.html')
  const to = basename(report) === 'report.json' && existsSync(page) ? page : report
  return relative(resolve(folder), resolve(to)).split(sep).map(encodeURIComponent).join('/')
}

export const trendFiles = ['trend.html', 'trend.json', 'trend.csv'] as const

/** Resolves to the problems, in sentences. */
export const writeTrend = (found: Trend, folder: string): Promise<string[]> => {
  const reports = found.sites.flatMap(({ runs }) => runs.map(({ report }) => report))
  const links = new Map(reports.map(report => [report, linkFrom(folder, report)]))
  return writeFiles(folder, {
    'trend.html': () => trendPage(found, links),
    'trend.json': () => `${JSON.stringify(found)}\n`,
    'trend.csv': () => trendCsv(found),
  })
}
