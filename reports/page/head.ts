/** The head of a page of ours: one file that loads nothing. */
import { markup, verbatim } from '../wording/markup.ts'
import type { Markup } from '../wording/markup.ts'

/** `scriptHash`: of the one script that the page may run; none without it */
export const head = ({ title, style, scriptHash }: { title: string; style: string; scriptHash?: string }): Markup => {
  const script = scriptHash === undefined ? '' : ` script-src '${scriptHash}';`
  return markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';${verbatim(script)} style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="padlock">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${verbatim(style)}</style>
</head>`
}
