/** The style of the HTML report. Colours come from the palette; sizes in rem, so that the reader's own size is kept. */
import { paletteCss } from '../mock-iadvize/looks/palette.ts'

export const stylesheet = `
${paletteCss}
*, *::before, *::after { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; }
h1 { font-size: clamp(2rem, 5vw, 3rem); line-height: 1.1; letter-spacing: -0.02em; font-weight: 700; }
h2 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; margin-bottom: 1rem; }
h3 { font-size: 1.0625rem; line-height: 1.4; font-weight: 650; }
ul, ol { padding: 0; list-style: none; }
code, .id { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
section { margin-top: 3.5rem; }
.muted { color: var(--muted); }
.definitions { position: absolute; }
.unseen-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: 0.5rem 1rem; z-index: 1; }

/* top */
.bar { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; justify-content: space-between; align-items: baseline; padding: 1.5rem 0; font-size: 0.9375rem; }
.bar strong { font-weight: 650; }
.bar ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.hero { display: grid; grid-template-columns: auto 1fr; gap: clamp(1.25rem, 4vw, 2.5rem); align-items: center; padding: clamp(1.5rem, 4vw, 2.5rem); border: 1px solid var(--line); border-radius: 1rem; background: var(--surface); }
.hero .plate { display: grid; place-items: center; width: clamp(5.5rem, 16vw, 9rem); aspect-ratio: 1; border-radius: 1rem; background: var(--soft); }
.hero .lead { font-size: 1.125rem; margin-top: 0.75rem; max-width: 44rem; }
.hero .site { color: var(--muted); margin-bottom: 0.5rem; }
.hero .chips { margin-top: 1rem; }
.verdict-mark { width: 70%; height: auto; }
.verdict-mark .shackle { fill: none; stroke: var(--tone); stroke-width: 7; stroke-linecap: round; }
.verdict-mark .body { fill: var(--tone); }
.verdict-mark .sign { fill: none; stroke: var(--surface); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
.conforms { --tone: var(--ok); --soft: var(--ok-soft); }
.violated { --tone: var(--bad); --soft: var(--bad-soft); }
.incomplete { --tone: var(--warn); --soft: var(--warn-soft); }
.met { --tone: var(--ok); --soft: var(--ok-soft); }
.warning, .known { --tone: var(--warn); --soft: var(--warn-soft); }
.blocked, .not-observed, .not-applicable { --tone: var(--muted); --soft: var(--paper); }
.not-observed { --tone: var(--warn); }
h1.conforms, h1.warning, h1.violated, h1.incomplete { color: var(--tone); }

.counts { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin-top: 1.5rem; }
.counts li { display: flex; align-items: center; gap: 0.625rem; }
.counts b { font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1; }
.counts .zero .icon { --tone: var(--muted); }
.counts .zero b, .counts .zero span { color: var(--muted); font-weight: 400; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); gap: 1rem 1.5rem; margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
dt { color: var(--muted); font-size: 0.8125rem; font-weight: 550; }
.shares { display: flex; gap: 2px; height: 0.5rem; margin: 0.375rem 0; }
.shares i { border-radius: 2px; background: var(--muted); min-width: 2px; }
.shares .site { background: var(--accent); }
.shares .padlock { background: var(--warn); }
dd small { display: block; color: var(--muted); }
.note { margin-top: 1.5rem; padding: 1rem 1.25rem; border-radius: 0.75rem; border: 1px solid var(--warn); background: var(--warn-soft); }

/* marks */
.icon { flex: none; fill: var(--tone); }
.icon .glyph, symbol .glyph { fill: none; stroke: var(--surface); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
symbol .hollow { fill: none; stroke: var(--tone); stroke-width: 1.6; }
symbol .mark { fill: none; stroke: var(--tone); stroke-width: 2; stroke-linecap: round; }
.chip { display: inline-block; padding: 0.0625rem 0.5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: 0.8125rem; color: var(--muted); background: var(--surface); }
.chip.tone { color: var(--tone); border-color: currentColor; background: var(--soft); font-weight: 600; }

/* start here */
.start { border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 0.75rem; background: var(--surface); padding: clamp(1.25rem, 3vw, 2rem); margin-top: 1.5rem; }
.start h2 { margin-bottom: 0.25rem; }
.start .title { font-size: 1.125rem; }
.start .actions { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-top: 1.25rem; }
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
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 0.75rem; padding: 0.75rem clamp(1rem, 3vw, 1.5rem); }
.panel + .panel { margin-top: 1rem; }
.glance th { white-space: nowrap; }
.untested li { padding: 0.5rem 0; }
.untested li:has(> .icon) { display: grid; grid-template-columns: auto 1fr; gap: 0.875rem; }
.untested .background { margin-top: 0.25rem; }
.group + .group { margin-top: 1.5rem; }
.group h3 { margin-bottom: 0.5rem; }
.group h3 span { font-weight: 400; color: var(--muted); }
#baseline .panel { margin-top: 1rem; }
.untested li + li { border-top: 1px solid var(--line); }
.glance td { padding-bottom: 0.375rem; }
.glance td:last-child { text-align: right; white-space: nowrap; padding-right: 0; color: var(--muted); font-variant-numeric: tabular-nums; }
.dots { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.dots a { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 0.375rem; }
.dots a:hover { background: var(--paper); }

/* requirements */
.area { margin-top: 2rem; }
.area > h3 { display: flex; gap: 0.75rem; align-items: baseline; margin-bottom: 0.625rem; }
.area > h3 span { font-weight: 400; font-size: 0.875rem; color: var(--muted); }
:is(.requirement, .shape) { background: var(--surface); border: 1px solid var(--line); }
:is(.requirement, .shape):first-of-type { border-radius: 0.75rem 0.75rem 0 0; }
:is(.requirement, .shape):last-of-type { border-radius: 0 0 0.75rem 0.75rem; }
:is(.requirement, .shape):only-of-type { border-radius: 0.75rem; }
:is(.requirement, .shape) + :is(.requirement, .shape) { border-top: 0; }
:is(.requirement, .shape):target { box-shadow: inset 4px 0 0 var(--accent); }
:is(.requirement, .shape) > summary { display: grid; grid-template-columns: auto 1fr auto; gap: 0.25rem 0.875rem; align-items: start; padding: 0.875rem clamp(0.875rem, 3vw, 1.5rem); cursor: pointer; list-style: none; }
:is(.requirement, .shape) > summary::-webkit-details-marker { display: none; }
:is(.requirement, .shape) > summary:hover .title { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
:is(.requirement, .shape) > summary .icon { margin-top: 0.1875rem; }
:is(.requirement, .shape) > summary .title { display: block; font-weight: 550; }
:is(.requirement, .shape) > summary .id { color: var(--muted); }
:is(.requirement, .shape) > summary .chips { display: flex; gap: 0.375rem; align-items: center; white-space: nowrap; }
:is(.requirement, .shape) > summary .chips::after { content: ""; width: 0.5rem; height: 0.5rem; margin: -0.25rem 0.125rem 0 0.5rem; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg); }
:is(.requirement, .shape)[open] > summary .chips::after { transform: rotate(-135deg); margin-top: 0.25rem; }
:is(.requirement, .shape) > .body { padding: 0.25rem clamp(0.875rem, 3vw, 1.5rem) 1.5rem; padding-left: calc(clamp(0.875rem, 3vw, 1.5rem) + 2.125rem); }
.problem + .problem { margin-top: 1.5rem; padding-top: 0.25rem; border-top: 1px solid var(--line); }
.problem:first-of-type .evidence { margin-top: 0.5rem; }
.why { margin-top: 1.25rem; }
.background { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 1.25rem; font-size: 0.875rem; color: var(--muted); }
.proofs li + li, .places li + li { margin-top: 0.25rem; }
.places details summary { color: var(--accent); cursor: pointer; }

/* code */
.code { margin-top: 1rem; padding: 0.75rem 1.25rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.code summary { color: var(--accent); cursor: pointer; width: fit-content; padding: 0.125rem 0; }
.code:target { border-color: var(--accent); }
.code pre { margin: 0.25rem 0 0.75rem; padding: 0.75rem 1rem; max-height: 36rem; overflow: auto; border-radius: 0.375rem; background: var(--paper); font-size: 0.9375rem; line-height: 1.45; overflow-wrap: normal; tab-size: 4; }
.code pre code { white-space: pre; }

/* tokens */
.shapes { margin-top: 1rem; }
.shapes .xray { margin-top: 1rem; }

/* journeys */
.key { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-bottom: 1.25rem; font-size: 0.875rem; color: var(--muted); }
.key li { display: flex; align-items: center; gap: 0.5rem; }
.journey { background: var(--surface); border: 1px solid var(--line); border-radius: 0.75rem; padding: clamp(1rem, 3vw, 1.75rem); }
.journey + .journey { margin-top: 1.5rem; }
.journey .about { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; color: var(--muted); font-size: 0.875rem; margin-top: 0.25rem; }
.journey .stopped { margin-top: 0.75rem; color: var(--warn); }
.journey figure { display: flex; margin-top: 1.5rem; }
.journey .lanes { flex: none; }
.journey figure .scroll { flex: 1 1 0; min-width: 0; border-left: 1px solid var(--line); }
.journey .hint { display: none; margin-top: 0.5rem; font-size: 0.875rem; color: var(--muted); }
.journey .told { margin-top: 1rem; }
.journey details.table { margin-top: 1rem; }
.journey details.table > summary { color: var(--accent); cursor: pointer; width: fit-content; }
.journey details.table table { min-width: 44rem; margin-top: 0.5rem; font-size: 0.875rem; }
.flags { margin-top: 1rem; }
.flags li { display: flex; gap: 0.75rem; align-items: baseline; }
.flags li + li { margin-top: 0.375rem; }
.flags .number { flex: none; min-width: 1.5rem; padding: 0 0.375rem; text-align: center; border-radius: 0.25rem; background: var(--bad); color: var(--surface); font-size: 0.8125rem; font-weight: 650; }

svg.timeline, svg.lanes, svg.sample { display: block; font-size: 12px; fill: var(--ink); }
svg.timeline { overflow: visible; }
svg.sample { flex: none; }
svg .lane { font-weight: 600; fill: var(--ink); }
svg .word { text-anchor: middle; font-weight: 600; }
svg .word.beside { text-anchor: start; }
svg .small { text-anchor: middle; font-size: 11px; fill: var(--muted); }
svg .small.bad, svg .word.bad { fill: var(--bad); font-weight: 600; }
svg .step { text-anchor: middle; }
svg .number { text-anchor: middle; font-weight: 700; fill: var(--muted); }
svg .rule { stroke: var(--line); stroke-width: 1; fill: none; }
svg .none { fill: none; stroke: var(--muted); stroke-width: 1; stroke-dasharray: 2 4; }
svg .user { fill: var(--paper); stroke: var(--muted); stroke-width: 1; }
svg .hatch { stroke: var(--muted); stroke-width: 2.5; opacity: 0.55; }
svg .dot { fill: var(--muted); opacity: 0.7; }
svg .live { fill: var(--accent); }
svg .expired { fill: var(--warn-soft); stroke: var(--warn); stroke-width: 1; }
svg .dead { stroke: var(--warn); stroke-width: 2; opacity: 0.6; }
svg .locked { fill: var(--ok); }
svg .ext-id { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 1; }
svg .ground { fill: var(--paper); }
svg .ground.quiet { fill: none; }
svg .ground.on-accent { fill: var(--accent); }
svg .ground.on-expired { fill: var(--warn-soft); }
svg .word.quiet { fill: var(--muted); font-weight: 400; }
svg text.on-accent, svg text.on-ok, svg text.on-bad { fill: var(--surface); }
svg text.on-expired { fill: var(--warn); }
svg .lock rect { fill: currentColor; stroke: none; }
svg .lock .shackle { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
svg .lock.on-ok { color: var(--surface); }
svg .lock.quiet { color: var(--muted); }
svg .differ { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 5 3; }
svg .differ.provoked { fill: none; stroke: var(--muted); }
svg .pill { fill: var(--bad); }
svg .pill.provoked { fill: var(--muted); }
svg .planted { fill: var(--warn-soft); stroke: var(--warn); stroke-width: 1; stroke-dasharray: 3 2; }
svg .call { fill: var(--ok); }
svg .call.bad { fill: var(--bad); }
svg .call .glyph { fill: none; stroke: var(--surface); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
svg .call .tick { fill: none; stroke: var(--muted); stroke-width: 2; stroke-linecap: round; }
svg .event { stroke: var(--accent); stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
svg .event.fault { stroke: var(--warn); stroke-dasharray: 2 3; }
svg .event-label { text-anchor: start; fill: var(--ink); }
svg .cloth { fill: var(--bad); }
svg .pole { stroke: var(--bad); stroke-width: 2; fill: none; }
svg .flag-number { text-anchor: middle; font-weight: 700; font-size: 11px; }
svg .flag:hover .cloth, svg .flag:target .cloth { stroke: var(--ink); stroke-width: 2; }
svg .flag:focus-visible { outline: none; }
svg .flag:focus-visible .cloth { stroke: var(--accent); stroke-width: 3; }

footer { margin-top: 4rem; padding-top: 1.5rem; padding-bottom: 3rem; color: var(--muted); font-size: 0.875rem; }

@media (max-width: 40rem) {
  .hero { grid-template-columns: 1fr; }
  .journey .hint { display: block; }
  :is(.requirement, .shape) > summary { grid-template-columns: auto 1fr; }
  :is(.requirement, .shape) > summary .chips { grid-column: 2; }
  :is(.requirement, .shape) > .body { padding-left: clamp(0.875rem, 3vw, 1.5rem); }
  .facts { gap: 0.5rem; }
  .facts > div { display: grid; grid-template-columns: 6.75rem 1fr; column-gap: 0.75rem; align-items: baseline; }
  .glance td:nth-child(2) { padding-right: 0; }
}
@media print {
  @page { margin: 14mm; }
  body { font-size: 10pt; background: #fff; }
  header, main, footer { max-width: none; padding: 0; }
  .bar ul, .skip { display: none; }
  section { margin-top: 1.5rem; }
  .start, .journey, .problem, tr { break-inside: avoid; }
  h2, h3, :is(.requirement, .shape) > summary { break-after: avoid; }
  .scroll { overflow: visible; }
  .code pre { max-height: none; }
  .code pre code { white-space: pre-wrap; }
  .journey figure { max-width: calc((112 + var(--picture)) * 1px); }
  .journey .lanes { flex: 112 1 0; min-width: 0; height: auto; }
  .journey figure .scroll { flex: var(--picture) 1 0; }
  svg.timeline { width: 100%; height: auto; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
