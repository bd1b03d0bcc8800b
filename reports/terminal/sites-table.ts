/** A run of several sites, for a person at a terminal: a line each, and what they share. */
import type { SiteRow, Sites } from '../../harness/verdict/sites.ts'
import { printable } from '../wording/markup.ts'
import { siteTitle, sitesSummary, sitesTitle, worstFirst } from '../wording/sites.ts'
import { durationWords } from '../wording/words.ts'
import { wrap } from '../wording/wrap.ts'

/** `width`: columns */
export type SitesTableOptions = { colour: boolean; width: number; report?: string }

const says = ({ result, summary }: SiteRow): string =>
  result?.firstCause ? `${result.firstCause.id}: ${result.firstCause.title}` : summary

export const sitesTable = (run: Sites, { colour, width, report }: SitesTableOptions): string => {
  const paint = (code: number, text: string): string => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)
  const rows = worstFirst(run.sites).map(site => ({ site, name: printable(site.name), title: siteTitle(site) }))
  const widest = Math.min(Math.max(...rows.map(({ name }) => name.length)), Math.floor(width / 2))
  const lines = rows.flatMap(({ site, name, title }) => {
    const code = site.exitCode === 0 ? 32 : site.result?.verdict === 'violated' ? 31 : 33
    const mark = site.exitCode === 0 ? '✓' : site.result?.verdict === 'violated' ? '✗' : '?'
    return [
      `  ${paint(code, mark)} ${name.padEnd(widest)}  ${paint(code, title)}`,
      ...(site.exitCode === 0 ? [] : wrap(printable(says(site)), width - 6).map(line => `      ${line}`)),
    ]
  })
  return `${[
    paint(1, `Padlock ${run.versions.padlock} · ${sitesTitle(run)} · ${durationWords(run.duration)}`),
    '',
    ...lines,
    '',
    ...wrap(sitesSummary(run), width),
    ...(report === undefined ? [] : ['', report]),
  ].join('\n')}\n`
}
