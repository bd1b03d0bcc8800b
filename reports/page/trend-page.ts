/** trend.html: many runs of one site or of several, on one page, in one file. It needs neither network nor script. */
import type { Trend, TrendRow, TrendRun, TrendSite } from '../../harness/verdict/trend.ts'
import { count, dateWords, durationWords, list, verdictWords } from '../wording/words.ts'
import { head } from './head.ts'
import { icon, iconDefinitions, type Look } from './icons.ts'
import { markup, verbatim, type Markup } from '../wording/markup.ts'
import { stylesheet } from './stylesheet.ts'
import { durationPicture, legend, requirementPicture, trendPictureStyle } from './trend-picture.ts'

/** Runs that stand in the open; the rest folds. */
const runsInSight = 20

const style = `
th .muted { font-weight: 400; }
.runs td:first-child { white-space: nowrap; }
.runs td.changes { min-width: 14rem; }
.verdict { display: flex; gap: 0.5rem; align-items: center; white-space: nowrap; }
main { padding-top: 2rem; }
section { margin-top: 2rem; }
.site-lead { font-size: 1.125rem; margin: 0.5rem 0 1rem; max-width: 48rem; }
section h3 { margin: 2rem 0 0.75rem; }
`

/** `links`: of a run's report, by its place as the trend names it. */
export const trendPage = (trend: Trend, links: ReadonlyMap<string, string>): string =>
  markup`<!doctype html>
<html lang="en">
${head({
  title: `${trend.sites.length === 1 ? (trend.sites[0]?.name ?? '') : count(trend.sites.length, 'site')} · Padlock trend`,
  style: stylesheet + trendPictureStyle + style,
})}
<body>
<a class="skip" href="#runs">Skip to the runs</a>
${iconDefinitions}
<main id="runs">
<h1>${trend.sites.length === 1 ? trend.sites[0]?.name : count(trend.sites.length, 'site')} over time</h1>
${trend.sites.length > 1 && contents(trend.sites)}
${trend.sites.map((site, index) => siteSection(site, `site-${index + 1}`, { links, single: trend.sites.length === 1 }))}
${trend.skipped.length > 0 && skippedFiles(trend.skipped)}
</main>
<footer><p>Made by Padlock, which is independent of iAdvize. The same as data: <a href="trend.json">trend.json</a>, <a href="trend.csv">trend.csv</a>. A run counts as flaky where another run of the same commit and catalogue says otherwise; runs without a commit are not compared.</p></footer>
</body>
</html>
`.markup

const contents = (
  sites: readonly TrendSite[],
): Markup => markup`<section aria-label="Sites"><div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Sites"><table>
<thead><tr><th scope="col">Site</th><th scope="col">Last verdict</th><th scope="col">Last run</th><th scope="col">Runs</th></tr></thead>
<tbody>${sites.map((site, index) => {
  const last = site.runs.at(-1)
  return markup`<tr><th scope="row"><a href="#site-${index + 1}">${site.name}</a></th><td>${last && verdict(last)}</td><td>${last && dateWords(last.startedAt)}</td><td>${site.runs.length}</td></tr>\n`
})}</tbody></table></div></div></section>`

const lookOfVerdict = { conforms: 'met', violated: 'violated', incomplete: 'not-observed' } as const satisfies Record<
  TrendRun['verdict'],
  Look
>
const verdict = (run: TrendRun): Markup =>
  markup`<span class="verdict">${icon(lookOfVerdict[run.verdict])}${verdictWords[run.verdict]}${!run.isWhole && ', a part'}</span>`

const siteSection = (
  site: TrendSite,
  id: string,
  { links, single }: { links: ReadonlyMap<string, string>; single: boolean },
): Markup => {
  const { runs, requirements } = site
  const isSteady = ({ states }: TrendRow): boolean =>
    states.every(state => state === 'met' || state === 'absent' || state === 'not-applicable')
  const telling = requirements.filter(row => !isSteady(row))
  const steady = requirements.filter(isSteady)
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title"${single && verbatim(' class="unseen-text"')}>${site.name}</h2>
<p class="site-lead">${lead(site)}</p>
<dl class="facts">${facts(site).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<h3>Verdict and duration</h3>
${durationPicture(runs)}
<h3>What broke when</h3>
${
  telling.length === 0
    ? markup`<p class="muted">Every requirement was met in every run.</p>`
    : markup`${legend}${requirementPicture(`${count(telling.length, 'requirement')} that ${telling.length === 1 ? 'was' : 'were'} not met in every run`, telling, runs)}`
}
${steady.length > 0 && telling.length > 0 && markup`<details class="more"><summary>${count(steady.length, 'requirement')} met in every run that judged ${steady.length === 1 ? 'it' : 'them'}</summary>${requirementPicture('Requirements met in every run', steady, runs)}</details>`}
${broken(site)}
${flaky(site)}
<h3>Runs</h3>
${runsTable(runs.toReversed().slice(0, runsInSight), links)}
${runs.length > runsInSight && markup`<details class="more"><summary>${count(runs.length - runsInSight, 'earlier run')}</summary>${runsTable(runs.toReversed().slice(runsInSight), links)}</details>`}
</section>
`
}

/** How it is, and since when. */
const lead = ({ runs }: TrendSite): string => {
  const last = runs.at(-1)
  if (!last) return ''
  let first = runs.length - 1
  while (first > 0 && runs[first - 1]?.verdict === last.verdict) first--
  const same = runs.length - first
  const since = runs[first]?.startedAt ?? ''
  return `${verdictWords[last.verdict]} ${same === 1 ? `in the last run, of ${dateWords(since)}` : `in the last ${same} runs, since ${dateWords(since)}`}.`
}

const facts = ({ origin, sid, runs, flakyCommits }: TrendSite): [string, string][] => {
  const durations = runs.map(({ duration }) => duration).toSorted((a, b) => a - b)
  const commits = new Set(runs.flatMap(({ commit }) => commit ?? [])).size
  const conforming = runs.filter(({ verdict }) => verdict === 'conforms').length
  return [
    ['Site', origin],
    ['iAdvize site id', sid],
    ['Runs', String(runs.length)],
    ['Conform', `${conforming} of ${runs.length}`],
    ['Median duration', durationWords(durations[Math.floor(durations.length / 2)] ?? 0)],
    ['Commits', commits === 0 ? 'not named in the reports' : String(commits)],
    ...(commits === 0 ? [] : [['Flaky commits', String(flakyCommits.length)] as [string, string]]),
  ]
}

const broken = ({ requirements, runs }: TrendSite): Markup | false => {
  const now = requirements.flatMap(row => (row.brokenSince === null ? [] : [{ row, since: runs[row.brokenSince] }]))
  return (
    now.length > 0 &&
    markup`<h3>Broken now</h3>
<div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Broken now"><table><thead><tr><th scope="col">Requirement</th><th scope="col">Since</th></tr></thead><tbody>${now.map(
      ({ row, since }) =>
        markup`<tr><th scope="row"><code>${row.id}</code><br><span class="muted">${row.title}</span></th><td>${since && dateWords(since.startedAt)}${since?.commit != null && markup`, <code>${since.commit.slice(0, 12)}</code>`}</td></tr>\n`,
    )}</tbody></table></div></div>`
  )
}

const flaky = ({ requirements, flakyCommits }: TrendSite): Markup | false => {
  const rows = requirements.filter(({ flakyAt }) => flakyAt.length > 0)
  if (rows.length + flakyCommits.length === 0) return false
  return markup`<h3>Flaky: one commit, two answers</h3>
<div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Flaky"><table><thead><tr><th scope="col">What</th><th scope="col">Commits</th></tr></thead><tbody>${
    flakyCommits.length > 0 && markup`<tr><th scope="row">the verdict</th><td>${commitsWords(flakyCommits)}</td></tr>\n`
  }${rows.map(({ id, flakyAt }) => markup`<tr><th scope="row"><code>${id}</code></th><td>${commitsWords(flakyAt)}</td></tr>\n`)}</tbody></table></div></div>`
}

const commitsWords = (commits: readonly string[]): string =>
  list([
    ...commits.slice(-5).map(commit => commit.slice(0, 12)),
    ...(commits.length > 5 ? [`${commits.length - 5} more`] : []),
  ])

const runsTable = (runs: readonly TrendRun[], links: ReadonlyMap<string, string>): Markup =>
  markup`<div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="runs"><thead><tr><th scope="col">Run</th><th scope="col">Verdict</th><th scope="col">Took</th><th scope="col">Commit</th><th scope="col">What changed</th></tr></thead><tbody>${runs.map(
    run => {
      const href = links.get(run.report)
      const date = dateWords(run.startedAt)
      return markup`<tr><td>${href === undefined ? date : markup`<a href="${href}">${date}</a>`}</td><td>${verdict(run)}</td><td>${durationWords(run.duration)}</td><td>${run.commit !== null && markup`<code>${run.commit.slice(0, 12)}</code>`}</td><td class="changes">${changes(run)}</td></tr>\n`
    },
  )}</tbody></table></div></div>`

const changes = ({ broke, fixed, stoppedJourneys }: TrendRun): Markup => {
  const those = (word: string, ids: readonly string[]): Markup | false =>
    ids.length > 0 &&
    markup`<div>${word} <code>${list(ids.slice(0, 6))}</code>${ids.length > 6 && ` and ${ids.length - 6} more`}</div>`
  return markup`${those('broke', broke)}${those('fixed', fixed)}${those('stopped', stoppedJourneys)}`
}

const skippedFiles = (
  skipped: Trend['skipped'],
): Markup => markup`<section aria-labelledby="skipped-title"><h2 id="skipped-title">Not read</h2>
<ul class="panel untested">${skipped.slice(0, 50).map(({ file, because }) => markup`<li><p><code>${file}</code> ${because}</p></li>\n`)}</ul>${skipped.length > 50 && markup`<p class="muted">and ${skipped.length - 50} more</p>`}</section>`
