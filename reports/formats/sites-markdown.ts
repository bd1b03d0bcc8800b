/** summary.md of a run of several sites. */
import type { Sites } from '../../harness/verdict/sites.ts'
import { siteTitle, sitesSummary, sitesTitle, worstFirst } from '../wording/sites.ts'
import { code, plain } from './markdown.ts'

export const sitesMarkdown = (run: Sites): string =>
  `<!-- padlock -->\n## ${run.exitCode === 0 ? '✓' : run.counts.violated > 0 ? '✗' : '?'} ${plain(sitesTitle(run))}

${plain(sitesSummary(run))}

| site | verdict | what to fix first |
| --- | --- | --- |
${worstFirst(run.sites)
  .map(site => {
    const { firstCause } = site.result ?? {}
    const first = firstCause ? `${code(firstCause.id)} ${plain(firstCause.title)}` : plain(site.summary)
    return `| ${plain(site.name)} | ${plain(siteTitle(site))} | ${first} |\n`
  })
  .join('')}`
