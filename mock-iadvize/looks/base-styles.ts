/**
 * What every page of Padlock's looks like: report, desk, inspector. Colours, type, icons, chips, buttons, panels, tables and
 * what folds; nothing of what a page is about. Colours come from the palette; sizes in rem, so that the reader's own size is
 * kept.
 */
import { paletteCss } from './palette.ts'

export const baseStyles = `
${paletteCss}
:root { --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; --radius: 0.75rem; --pad: clamp(1rem, 3vw, 1.5rem); }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, dd, figure, fieldset { margin: 0; }
h1 { font-size: clamp(2rem, 5vw, 3rem); line-height: 1.1; letter-spacing: -0.02em; font-weight: 700; text-wrap: balance; }
h2 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; margin-bottom: 1rem; text-wrap: balance; }
h3 { font-size: 1.0625rem; line-height: 1.4; font-weight: 650; }
p, dd { text-wrap: pretty; }
ul, ol { padding: 0; list-style: none; }
dt { color: var(--muted); font-size: 0.8125rem; font-weight: 550; }
dd small { display: block; color: var(--muted); }
code, .id { font-family: var(--mono); font-size: 0.875em; }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.muted { color: var(--muted); }
/* A sentence whose first word is no name of code; the text itself stays as it is, to be searched and copied. */
.sentence { display: block; }
.sentence::first-letter { text-transform: uppercase; }
.unseen-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.definitions { position: absolute; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: 0.5rem 1rem; z-index: 3; }

/* tones: a colour for text and marks, and its ground */
.conforms, .met { --tone: var(--ok); --soft: var(--ok-soft); }
.violated { --tone: var(--bad); --soft: var(--bad-soft); }
.incomplete, .warning, .known { --tone: var(--warn); --soft: var(--warn-soft); }
.blocked, .not-applicable { --tone: var(--muted); --soft: var(--paper); }
.not-observed { --tone: var(--warn); --soft: var(--paper); }

/* marks */
.icon { flex: none; fill: var(--tone); }
.icon .glyph, symbol .glyph { fill: none; stroke: var(--surface); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
symbol .hollow { fill: none; stroke: var(--tone); stroke-width: 1.6; }
symbol .mark { fill: none; stroke: var(--tone); stroke-width: 2; stroke-linecap: round; }
.chip { display: inline-block; padding: 0.0625rem 0.5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.8125rem; color: var(--muted); background: var(--surface); white-space: nowrap; }
.chip.tone { color: var(--tone); border-color: currentColor; background: var(--soft); font-weight: 600; }

/* buttons */
.button { font: inherit; font-size: 0.875rem; line-height: 1.4; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--surface); color: var(--ink); cursor: pointer; }
.button:hover { border-color: var(--accent); color: var(--accent); }
.button[aria-pressed="true"], .button[aria-pressed="true"] small { background: var(--accent); border-color: var(--accent); color: var(--surface); font-weight: 600; }
.button small { font-size: 0.8125rem; margin-left: 0.125rem; color: var(--muted); font-variant-numeric: tabular-nums; }

/* panels */
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 0.75rem var(--pad); }
.panel + .panel { margin-top: 1rem; }
.note { margin-top: 1.5rem; padding: 1rem 1.25rem; border-radius: var(--radius); border: 1px solid var(--warn); background: var(--warn-soft); }
.evidence { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 1rem 2rem; margin-top: 1.25rem; }
.cure { margin-top: 1.25rem; padding: 1rem 1.25rem; border-radius: 0.5rem; background: var(--accent-soft); }
.cure dt { color: var(--accent); font-weight: 650; }

/* tables */
/* The shadows lie under covers that scroll along: they show on the side where there is more. */
.scroll { overflow-x: auto; --cover: var(--surface); background: linear-gradient(90deg, var(--cover) 40%, transparent) 0 0 / 3rem 100% no-repeat local, linear-gradient(270deg, var(--cover) 40%, transparent) 100% 0 / 3rem 100% no-repeat local, linear-gradient(90deg, var(--line), transparent) 0 0 / 1rem 100% no-repeat scroll, linear-gradient(270deg, var(--line), transparent) 100% 0 / 1rem 100% no-repeat scroll; }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.5rem; }
th { text-align: left; font-weight: 600; }
thead th { color: var(--muted); font-size: 0.8125rem; font-weight: 550; }
th, td { padding: 0.625rem 1rem 0.625rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; }

/* What folds: a title with its chips, and a body. Neighbours share their edges. */
.fold { background: var(--surface); border: 1px solid var(--line); }
.fold:first-of-type { border-start-start-radius: var(--radius); border-start-end-radius: var(--radius); }
.fold:last-of-type { border-end-start-radius: var(--radius); border-end-end-radius: var(--radius); }
.fold + .fold { border-top: 0; }
.fold:target { box-shadow: inset 4px 0 0 var(--accent); }
.fold > summary { display: grid; grid-template-columns: auto 1fr auto; gap: 0.25rem 0.875rem; align-items: start; padding: 0.875rem var(--pad); cursor: pointer; list-style: none; }
.fold > summary::-webkit-details-marker { display: none; }
.fold > summary:hover .title { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
.fold > summary:focus-visible { outline-offset: -3px; }
.fold > summary .icon { margin-top: 0.1875rem; }
.fold > summary .title { display: block; font-weight: 550; }
.fold > summary .id { color: var(--muted); }
.fold > summary .chips { display: flex; gap: 0.375rem; align-items: center; white-space: nowrap; min-height: 1.625rem; }
.fold > summary .chips::after { content: ""; width: 0.5rem; height: 0.5rem; margin: -0.25rem 0.125rem 0 0.5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
.fold[open] > summary .chips::after { transform: rotate(-135deg); margin-top: 0.25rem; }
.fold > .body { padding: 0.25rem var(--pad) 1.5rem calc(var(--pad) + 2.125rem); }
/* A fold within: a line that opens. */
.more > summary { color: var(--accent); cursor: pointer; width: fit-content; }

@media (max-width: 40rem) {
  .fold > summary { grid-template-columns: auto 1fr; }
  .fold > summary .chips { grid-column: 2; flex-wrap: wrap; }
  .fold > .body { padding-left: var(--pad); }
}
@media (forced-colors: active) {
  .icon, symbol .hollow, symbol .mark { forced-color-adjust: none; }
  .button[aria-pressed="true"], .button[aria-pressed="true"] small { outline: 3px solid; }
}
@media print {
  @page { margin: 14mm; }
  html { font-size: 10pt; }
  body { background: #fff; }
  h2, h3, summary { break-after: avoid; }
  /* Without a script as well. What folds within a fold stays as it is: places beyond the third, tables beside pictures. */
  .fold::details-content { content-visibility: visible; block-size: auto; }
  .fold > summary .chips::after { display: none; }
  .scroll { overflow: visible; background: none; }
  .skip, .button { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
