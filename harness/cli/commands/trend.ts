/** `padlock trend DIR…`: what many runs say over time. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { count, dateWords, verdictWords } from '../../../reports/wording/words.ts'
import { exitCodes } from '../../foundation/exit-codes.ts'
import { defaultReportFolder } from '../../foundation/installation.ts'
import { UsageError } from '../../foundation/usage-error.ts'
import type { Trend } from '../../verdict/trend.ts'
import type { Command } from '../command.ts'
import { problemsOf, text } from '../judging.ts'
import { makeWritable } from '../report-folder.ts'
import { trendOf, writeTrend } from '../trend-files.ts'

/** One line a site. */
export const trendWords = ({ sites, skipped }: Trend): string =>
  [
    ...sites.map(({ name, runs, requirements, flakyCommits }) => {
      const last = runs.at(-1)
      const broken = requirements.filter(({ brokenSince }) => brokenSince !== null).length
      const flaky = requirements.filter(({ flakyAt }) => flakyAt.length > 0).length
      return [
        `${name}: ${count(runs.length, 'run')}`,
        ...(last ? [`the last of ${dateWords(last.startedAt)}: ${verdictWords[last.verdict].toLowerCase()}`] : []),
        ...(broken > 0 ? [`${count(broken, 'requirement')} broken`] : []),
        ...(flaky + flakyCommits.length > 0
          ? [`flaky: ${count(flaky, 'requirement')}, ${count(flakyCommits.length, 'commit')}`]
          : []),
      ].join(' · ')
    }),
    ...(skipped.length > 0 ? [`${count(skipped.length, 'file')} not read: the page says which, and why`] : []),
  ].join('\n')

export const trend: Command = {
  name: 'trend',
  summary: 'shows many runs over time: what broke when, what was flaky, how long they took',
  usage: 'trend DIR… [--report-dir DIR] [--json]',
  options: {
    'report-dir': {
      type: 'string',
      value: 'DIR',
      help: `where trend.html, trend.json and trend.csv go; ${defaultReportFolder} by default`,
    },
    json: { type: 'boolean', help: 'stdout is exactly trend.json' },
  },
  words: [1, Infinity],
  notes: `Reads every report.json in the folders and below, of any age: downloaded artefacts of CI, or the folder of «certify --history».
A commit that has runs with different answers is flaky; the report names the commit by PADLOCK_COMMIT, or by the variable of
your CI (GITHUB_SHA, CI_COMMIT_SHA, GIT_COMMIT, BUILD_SOURCEVERSION, BITBUCKET_COMMIT, CIRCLE_SHA1, DRONE_COMMIT_SHA).
Exit codes: 0 the page was written, whatever it says · 2 usage, or no report was found · 5 it could not be written

  padlock trend artefacts/ --report-dir trend`,
  run: async (values, places) => {
    const folder = text(values, 'report-dir') ?? defaultReportFolder
    const problems = [
      ...places.flatMap(place =>
        existsSync(place) ? [] : [`${place}: there is no such folder; name one that holds reports`],
      ),
      ...(await problemsOf(() => makeWritable(folder))),
    ]
    if (problems.length > 0) throw new UsageError(...problems)
    const found = trendOf(places)
    if (found.sites.length === 0)
      throw new UsageError(
        ...found.skipped.slice(0, 10).map(({ file, because }) => `${file}: ${because}`),
        `${places.join(', ')}: no report was found; expected report.json of earlier runs in it or below`,
      )
    const troubles = await writeTrend(found, folder)
    for (const trouble of troubles) process.stderr.write(`padlock: ${trouble}\n`)
    process.stdout.write(
      values['json'] === true
        ? `${JSON.stringify(found)}\n`
        : `${trendWords(found)}\n${troubles.length === 0 ? `${resolve(folder, 'trend.html')}\n` : ''}`,
    )
    return troubles.length > 0 ? exitCodes.fault : exitCodes.conforms
  },
}
