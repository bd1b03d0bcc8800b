/** `padlock report`: brings the recordings of many folders together (shards, other projects), and judges them as one run. */
import { formats } from '../../../reports/formats/all.ts'
import { nearest } from '../../../mock-iadvize/input/nearest.ts'
import { contradictions, readRecordings } from '../../recording/read-recordings.ts'
import type { Recording } from '../../recording/recording.ts'
import { loadCatalogue } from '../../requirements/catalogue.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import { padlockVersion } from '../../foundation/versions.ts'
import type { Command } from '../command.ts'
import { ownFolder } from '../folder-owner.ts'
import { conclude, judgingOptions, judgingUsage, readJudging, texts } from '../judging.ts'

const formatNames = formats.map(({ name }) => name)

const unknownFormats = (asked: readonly string[]): string[] =>
  asked
    .filter(format => !formatNames.includes(format))
    .map(format => {
      const near = nearest(format, formatNames)
      return `--format ${format}: there is no such format${near ? `; did you mean «${near}»?` : ''} (${formatNames.join(', ')})`
    })

const distinct = (recordings: readonly Recording[], version: (recording: Recording) => string): string =>
  [...new Set(recordings.map(version))].join(', ')

/** From the beginning of the first journey to the end of the last. */
const span = (recordings: readonly Recording[]): { startedAt: Date; duration: number } => {
  const begins = recordings.map(({ startedAt }) => Date.parse(startedAt))
  const ends = recordings.map(({ duration }, index) => (begins[index] ?? 0) + duration)
  const began = Math.min(...begins)
  return { startedAt: new Date(began), duration: Math.max(...ends) - began }
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
    const problems = [...unknownFormats(asked), ...unreadable, ...contradictions(found)]
    const judging = await readJudging(values, catalogue, problems)
    if (problems.length > 0) throw new UsageError(...problems)
    await ownFolder(judging.folder)

    const recordings = found.map(({ recording }) => recording)
    const recordedBy = distinct(recordings, ({ run }) => run.versions.padlock)
    const wanted = formats.filter(({ name }) => asked.length === 0 || asked.includes(name))
    return conclude(
      recordings,
      catalogue,
      judging,
      {
        ...span(recordings),
        versions: {
          padlock: recordedBy === padlockVersion ? padlockVersion : `${padlockVersion} (recorded by ${recordedBy})`,
          node: distinct(recordings, ({ run }) => run.versions.node),
          playwright: distinct(recordings, ({ run }) => run.versions.playwright),
        },
      },
      Object.fromEntries(wanted.map(({ file, render }) => [file, render])),
    )
  },
}
