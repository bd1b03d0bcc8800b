/** `padlock report`: brings the recordings of many folders together (shards, other projects), and judges them as one run. */
import { formats } from '../../../reports/formats/all.ts'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import { contradictions, readRecordings } from '../../recording/read-recordings.ts'
import type { FoundRecording } from '../../recording/read-recordings.ts'
import type { Recording } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { padlockVersion, versionsOfRun } from '../../foundation/versions.ts'
import type { Command } from '../command.ts'
import { ownFolder } from '../folder-owner.ts'
import type { RunMeta } from '../../verdict/result-of.ts'
import type { SiteRow } from '../../verdict/sites.ts'
import { concludeSites, readBaselines, reportSite, span } from '../report-sites.ts'
import { conclude, judgingOptions, judgingUsage, readJudging, texts } from '../judging.ts'

const formatNames = formats.map(({ name }) => name)

const unknownFormats = (asked: readonly string[]): string[] =>
  asked
    .filter(format => !formatNames.includes(format))
    .map(format => {
      const near = nearest(format, formatNames)
      return `--format ${format}: there is no such format${near ? `; did you mean «${near}»?` : ''} (${formatNames.join(', ')})`
    })

/** Of a site of the run. */
const noRecording = 'No recording of it is here; bring every shard.'

const distinct = (recordings: readonly Recording[], version: (recording: Recording) => string): string =>
  [...new Set(recordings.map(version))].join(', ')

/** Of the runs that made them. */
const versionsOf = (recordings: readonly Recording[]): RunMeta['versions'] => {
  const recordedBy = distinct(recordings, ({ run }) => run.versions.padlock)
  return {
    padlock: recordedBy === padlockVersion ? padlockVersion : `${padlockVersion} (recorded by ${recordedBy})`,
    node: distinct(recordings, ({ run }) => run.versions.node),
    playwright: distinct(recordings, ({ run }) => run.versions.playwright),
  }
}

/** By their names, where the recordings are of a run of several; a site of which no recording is here has none. */
const severalSites = (found: readonly FoundRecording[]): Map<string, FoundRecording[]> | null => {
  const names = new Set(found.flatMap(({ recording }) => recording.run.sites ?? []))
  if (names.size === 0) return null
  return new Map([...names].map(name => [name, found.filter(({ recording }) => recording.target.name === name)]))
}

const ofOtherRuns = (found: readonly FoundRecording[]): string[] => {
  const [first, ...more] = found.filter(({ recording: { run, target } }) => !run.sites?.includes(target.name))
  return first
    ? [
        `${first.path}${more.length > 0 ? ` and ${more.length} more` : ''}: recorded in another run than that of several sites beside it; give it a report of its own`,
      ]
    : []
}

export const report: Command = {
  name: 'report',
  summary: 'judges recordings of earlier runs as one, and writes the reports: shards, other machines',
  usage: `report DIR… [--format NAME]… ${judgingUsage}`,
  options: {
    format: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      help: `writes only this one: ${formatNames.join(', ')}; all of them without it`,
    },
    ...judgingOptions,
  },
  words: [1, Infinity],
  notes: `Reads every recording in the folders and below. No browser is needed. A journey without a recording leaves the verdict incomplete.
Exit codes: as «certify»; 2 when the recordings are not of one run`,
  run: async (values, folders) => {
    const catalogue = await loadCatalogue()
    const asked = texts(values, 'format')
    const { found, problems: unreadable } = readRecordings(folders)
    const sites = severalSites(found)
    const problems = [
      ...unknownFormats(asked),
      ...unreadable,
      ...(sites ? [...sites].flatMap(([, of]) => contradictions(of)) : contradictions(found)),
      ...(sites ? ofOtherRuns(found) : []),
    ]
    const { baseline: _baseline, 'update-baseline': _update, ...others } = values
    const judging = await readJudging(sites ? others : values, catalogue, problems)
    const names = [...(sites?.keys() ?? [])]
    const baselines = sites && (await readBaselines(values, names, catalogue, problems))
    if (problems.length > 0) throw new UsageError(...problems)
    await ownFolder(judging.folder)

    const recordings = found.map(({ recording }) => recording)
    const wanted = formats.filter(({ name }) => asked.length === 0 || asked.includes(name))
    const written = Object.fromEntries(wanted.map(({ file, render }) => [file, render]))
    if (sites && baselines) {
      const judged = { judging, baselines, catalogue, names, versions: versionsOfRun(), written }
      const rows: SiteRow[] = []
      for (const [name, of] of sites) {
        const own = of.map(({ recording }) => recording)
        rows.push(
          own.length === 0
            ? { name, folder: null, exitCode: exitCodes.incomplete, summary: noRecording, result: null }
            : await reportSite(judged, { name }, own, { ...span(own), versions: versionsOf(own) }),
        )
      }
      return concludeSites(judged, rows, span(recordings))
    }
    return conclude(
      recordings,
      catalogue,
      judging,
      {
        ...span(recordings),
        versions: versionsOf(recordings),
      },
      written,
    )
  },
}
