/** index.html of a run of several sites: what came of each, and what they share. One file, without network or script. */
import type { SiteRow, Sites } from '../../harness/verdict/sites.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { siteTitle, sitesSummary, sitesTitle, worstFirst } from '../wording/sites.ts'
import { count, dateWords, durationWords, list } from '../wording/words.ts'
import { head } from './head.ts'
import { icon, iconDefinitions, verdictMark, type Look } from './icons.ts'
import { stylesheet } from './stylesheet.ts'

const style = `
.verdict { display: flex; gap: 0.5rem; align-items: center; white-space: nowrap; }
.sites th, .sites td { white-space: nowrap; }
.sites td.first { min-width: 16rem; white-space: normal; }
.sites .origin { font-weight: 400; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
`

/** Of all together. */
const verdictOf = ({ exitCode, counts }: Sites): 'conforms' | 'violated' | 'incomplete' =>
  exitCode === 0 ? 'conforms' : counts.violated > 0 || exitCode === 1 ? 'violated' : 'incomplete'

/** `path`: of the page, from that of the site's report */
const href = (folder: string): string => `${folder.split('/').map(encodeURIComponent).join('/')}/index.html`

export const sitesPage = (sites: Sites): string => {
  const title = sitesTitle(sites)
  const verdict = verdictOf(sites)
  return markup`<!doctype html>
<html lang="en">
${head({ title: `${title} · Padlock report`, style: stylesheet + style })}
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
${iconDefinitions}
<main>
<section id="verdict" aria-labelledby="verdict-title">
<div class="hero">
<div class="plate ${verdict}">${verdictMark(verdict)}</div>
<div>
<p class="site">${count(sites.sites.length, 'site')} in one run</p>
<h1 class="${verdict}" id="verdict-title">${title}</h1>
<p class="lead">${sitesSummary(sites)}</p>
</div>
<dl class="facts">${facts(sites).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</div>
</section>
<section aria-labelledby="sites-title"><h2 id="sites-title">Sites</h2>
<div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Sites"><table class="sites">
<thead><tr><th scope="col">Site</th><th scope="col">Verdict</th><th scope="col">What to fix first</th><th scope="col">Met</th><th scope="col">Violated</th><th scope="col">Not tested</th><th scope="col">Took</th></tr></thead>
<tbody>${worstFirst(sites.sites).map(row)}</tbody></table></div></div></section>
${shared(sites)}
</main>
<footer><p>Made by Padlock, which is independent of iAdvize. The same as data: <a href="sites.json">sites.json</a>. Each site has a report of its own in <code>sites/</code>.</p></footer>
</body>
</html>
`.markup
}

const facts = ({ startedAt, duration, commit, versions, exitCode }: Sites): [string, Markup][] => [
  ['Judged on', markup`<time datetime="${startedAt}">${dateWords(startedAt)}</time>`],
  ['Took', markup`${durationWords(duration)}`],
  ...(commit === undefined ? [] : [['Commit', markup`<code>${commit.slice(0, 12)}</code>`] as [string, Markup]]),
  ['Padlock', markup`${versions.padlock}, catalogue ${versions.catalogue}`],
  ['Exit code', markup`${exitCode}, that of the worst`],
]

const looks = { conforms: 'met', violated: 'violated', incomplete: 'not-observed' } as const satisfies Record<
  string,
  Look
>

const lookOf = ({ result, exitCode }: SiteRow): Look =>
  result === null
    ? 'not-applicable'
    : result.verdict === 'conforms' && exitCode !== 0
      ? 'warning'
      : looks[result.verdict]

const row = (site: SiteRow): Markup => {
  const { name, folder, config, result, summary } = site
  const counts = result?.counts
  const numbers = counts
    ? [counts.met, counts.violated - counts.warnings - counts.known, counts.blocked + counts['not-observed']]
    : []
  return markup`<tr><th scope="row">${folder === null ? name : markup`<a href="${href(folder)}">${name}</a>`}<br><span class="muted origin">${result?.origin ?? config}</span></th><td><span class="verdict">${icon(lookOf(site))}${siteTitle(site)}</span></td><td class="first">${
    result?.firstCause ? markup`<code>${result.firstCause.id}</code><br>${result.firstCause.title}` : summary
  }</td>${numbers.length === 0 ? markup`<td></td><td></td><td></td>` : numbers.map(number => markup`<td class="number">${number}</td>`)}<td>${result && durationWords(result.duration)}</td></tr>\n`
}

/** One cause in many sites is often one component that they share. */
const shared = ({ shared: rows }: Sites): Markup | false =>
  rows.length > 0 &&
  markup`<section aria-labelledby="shared-title"><h2 id="shared-title">Violated on more than one site</h2>
<p>What several sites share is often one component, one template or one service: fix it once.</p>
<div class="panel"><div class="scroll" tabindex="0" role="group" aria-label="Violated on more than one site"><table>
<thead><tr><th scope="col">Requirement</th><th scope="col">Sites</th><th scope="col">Which</th></tr></thead>
<tbody>${rows.map(
    ({ id, title, sites }) =>
      markup`<tr><th scope="row"><code>${id}</code><br><span class="muted">${title}</span></th><td class="number">${sites.length}</td><td>${list(sites)}</td></tr>\n`,
  )}</tbody></table></div></div></section>`
