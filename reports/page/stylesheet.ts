/** The style of the HTML report, on the base that all pages share. */
import { baseStyles } from '../../mock-iadvize/looks/base-styles.ts'
import { timelineStyles } from './timeline-styles.ts'

export const stylesheet = `
${baseStyles}
.bar nav, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem); }
section { margin-top: 3.5rem; }

/* top */
.bar { background: color-mix(in srgb, var(--paper) 92%, transparent); backdrop-filter: blur(8px); }
.bar nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; justify-content: space-between; align-items: baseline; padding-top: 0.875rem; padding-bottom: 0.875rem; font-size: 0.9375rem; }
.bar .home { font-weight: 650; color: var(--ink); text-decoration: none; }
.bar ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.bar li a { text-decoration: none; }
.bar li a:hover { text-decoration: underline; }
@media (min-width: 60rem) and (min-height: 30rem) {
  .bar { position: sticky; top: 0; z-index: 2; border-bottom: 1px solid var(--line); }
  html { scroll-padding-top: 4.5rem; }
}
#verdict { margin-top: clamp(1rem, 3vw, 2rem); }
.hero { display: grid; grid-template-columns: auto 1fr; gap: clamp(1.25rem, 4vw, 2.5rem); align-items: center; padding: clamp(1.5rem, 4vw, 2.5rem); border: 1px solid var(--line); border-radius: 1rem; background: var(--surface); }
.hero .plate { display: grid; place-items: center; width: clamp(5.5rem, 16vw, 9rem); aspect-ratio: 1; border-radius: 1rem; background: var(--soft); }
.hero .lead { font-size: 1.125rem; margin-top: 0.75rem; max-width: 44rem; }
.hero .site { color: var(--muted); margin-bottom: 0.5rem; }
.hero .chips { margin-top: 1rem; }
.hero .chip { white-space: normal; }
.verdict-mark { width: 70%; height: auto; }
.verdict-mark .shackle { fill: none; stroke: var(--tone); stroke-width: 7; stroke-linecap: round; }
.verdict-mark .body { fill: var(--tone); }
.verdict-mark .sign { fill: none; stroke: var(--surface); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
h1.conforms, h1.warning, h1.violated, h1.incomplete { color: var(--tone); }
.facts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 0.9375rem; }
.counts { display: flex; flex-wrap: wrap; gap: 0.75rem 1.75rem; margin: 1.5rem 0 0.75rem; }
.counts li, .counts a { display: flex; align-items: center; gap: 0.5rem; }
.counts a { color: inherit; text-decoration: none; }
.counts a:hover span { text-decoration: underline; }
.counts b { font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1; }
.counts .zero .icon { --tone: var(--muted); }
.counts .zero b, .counts .zero span { color: var(--muted); font-weight: 400; }

/* start here */
.start { border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: var(--radius); background: var(--surface); padding: clamp(1.25rem, 3vw, 2rem); margin-top: 1.5rem; }
.start h2 { margin-bottom: 0.375rem; font-size: 1rem; letter-spacing: 0; color: var(--tone); }
.start .title { font-size: 1.375rem; line-height: 1.35; font-weight: 600; }
.start .chips { display: flex; flex-wrap: wrap; gap: 0.375rem 0.625rem; align-items: center; margin-top: 0.5rem; }
.start .actions { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-top: 1.25rem; }

/* overviews */
.glance th { white-space: nowrap; }
.glance th a { color: inherit; text-decoration: none; }
.glance th a:hover { text-decoration: underline; }
.glance td { padding-bottom: 0.375rem; }
.glance td:last-child { text-align: right; white-space: nowrap; padding-right: 0; color: var(--muted); font-variant-numeric: tabular-nums; }
.dots { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.dots a { display: grid; place-items: center; width: 1.75rem; height: 1.75rem; border-radius: 0.375rem; }
.dots a:hover { background: var(--paper); }
.dots a:target { background: var(--accent-soft); box-shadow: 0 0 0 2px var(--accent); }
.untested li { padding: 0.5rem 0; }
@media (min-width: 60rem) {
  .group .untested li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 1.5rem; }
}
.untested li:target { box-shadow: -0.75rem 0 0 var(--surface), -1rem 0 0 var(--accent); }
.untested li:has(> .icon) { display: grid; grid-template-columns: auto 1fr; gap: 0.875rem; }
.untested .background { margin-top: 0.25rem; }
.untested li + li { border-top: 1px solid var(--line); }
.group + .group { margin-top: 1.5rem; }
.group h3 { margin-bottom: 0.5rem; }
.group h3 span { font-weight: 400; color: var(--muted); }
#baseline .panel { margin-top: 1rem; }

/* requirements */
.filter { display: grid; gap: 0.5rem; margin-bottom: 1.5rem; }
.filter > div { display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: baseline; }
.filter .name { flex: 0 0 4rem; font-size: 0.8125rem; font-weight: 550; color: var(--muted); }
.filter p { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: baseline; min-height: 2rem; margin-top: 0.25rem; font-size: 0.875rem; color: var(--muted); }
.area { margin-top: 2rem; }
.area > h3 { display: flex; gap: 0.75rem; align-items: baseline; margin-bottom: 0.625rem; }
.area > h3 span { font-weight: 400; font-size: 0.875rem; color: var(--muted); }
.problem + .problem { margin-top: 1.5rem; padding-top: 0.25rem; border-top: 1px solid var(--line); }
.problem:first-of-type .evidence { margin-top: 0.5rem; }
.why { margin-top: 1.25rem; }
.background { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-top: 1.25rem; font-size: 0.875rem; color: var(--muted); }
.proofs a { color: var(--muted); text-decoration-color: var(--line); }
.proofs a:hover { color: var(--accent); text-decoration-color: currentColor; }
.proofs .more { font-size: 0.9375rem; }
.proofs li + li, .places li + li { margin-top: 0.25rem; }
.defects { margin-top: 0.5rem; font-size: 0.9375rem; }
.defects li { padding: 0.25rem 0 0.25rem 1rem; border-left: 2px solid var(--line); }
.defects code { color: var(--muted); margin-left: 0.375rem; }

/* pictures of pages */
.picture { display: block; margin-top: 1.25rem; }
.picture img { display: block; width: 100%; max-width: 40rem; height: auto; border: 1px solid var(--line); border-radius: 0.5rem; }
.picture:target img { border-color: var(--accent); }
.picture figcaption { margin-top: 0.375rem; font-size: 0.875rem; color: var(--muted); }

/* code */
.code { margin-top: 1rem; padding: 0.75rem 1.25rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.code summary { color: var(--accent); cursor: pointer; width: fit-content; padding: 0.125rem 0; }
.code:target { border-color: var(--accent); }
.code pre { margin: 0.25rem 0 0.75rem; padding: 0.75rem 1rem; max-height: 36rem; overflow: auto; border-radius: 0.375rem; background: var(--paper); font-size: 0.9375rem; line-height: 1.45; overflow-wrap: normal; tab-size: 4; }
.code pre code { white-space: pre; }

/* tokens */
.shapes { margin-top: 1rem; }
.shapes .xray { margin-top: 1rem; }

/* journeys: as wide as the window where a picture needs it */
#journeys > .journeys { --wide: max(100%, min(100vw - 20rem, 104rem)); width: var(--wide); margin-left: calc((100% - var(--wide)) / 2); }
${timelineStyles}
/* proof, end */
.prose p { max-width: 48rem; padding: 0.375rem 0; }
footer { margin-top: 4rem; padding-top: 1.5rem; padding-bottom: 3rem; color: var(--muted); font-size: 0.875rem; }
footer p + p { margin-top: 0.5rem; }

@media (max-width: 40rem) {
  .hero { grid-template-columns: 1fr; }
  .journey .hint { display: block; }
  .facts { display: grid; gap: 0.375rem; }
  .facts > div { display: grid; grid-template-columns: 6.75rem 1fr; column-gap: 0.75rem; align-items: baseline; }
  .glance tr { display: grid; grid-template-columns: 1fr auto; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  .glance tr:last-child { border-bottom: 0; }
  .glance th, .glance td { padding: 0; border: 0; }
  .glance td:nth-child(2) { grid-area: 2 / 1 / 2 / 3; }
  .filter .name { flex-basis: 100%; }
}
@media print {
  .bar nav, main, footer { max-width: none; padding: 0; }
  .bar { position: static; border: 0; }
  .bar ul, .filter, .hint, .journey .more { display: none; }
  section { margin-top: 1.5rem; }
  .start, .problem, .hero, figure, tr, .untested li { break-inside: avoid; }
  #journeys > .journeys { --wide: 100%; }
  .code pre { max-height: none; }
  .code pre code { white-space: pre-wrap; }
  .journey figure:not(.picture) { max-width: calc((112 + var(--picture)) * 1px); }
  .journey .lanes { flex: 112 1 0; min-width: 0; height: auto; }
  .journey figure .scroll { flex: var(--picture) 1 0; }
  svg.timeline { width: 100%; height: auto; }
  .background a[href^="http"]::after { content: " (" attr(href) ")"; }
}
`
