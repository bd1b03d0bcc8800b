/**
 * The X-ray of a token as markup: its layers as nested boxes, with headers, keys and claims where they lie. Every mark has a
 * word beside it. Needs {@link iconDefinitions} once in the page, and {@link tokenXrayStyle} with the palette in its style; no
 * script, no inline style. Free of Node, so that the sandbox's inspector can draw it in the browser.
 */
import { icon, type Look } from './icons.ts'
import { markup, type Markup } from '../wording/markup.ts'
import {
  spanWords,
  type Span,
  type XrayCheck,
  type XrayLayer,
  type XrayMark,
  type XrayRow,
  type XrayView,
} from './xray-view.ts'

/** Where a requirement is told; null: nowhere. */
type LinkTo = (requirement: string) => string | null

const looks = { met: 'met', violated: 'violated', warning: 'warning', 'not-seen': 'not-observed' } as const
const markWords = { met: 'met', violated: 'violated', warning: 'warning', 'not-seen': 'not seen' } as const

const look = (mark: XrayMark): Look | '' => (mark === 'told' ? '' : looks[mark])

const marked = (mark: XrayMark): Markup =>
  mark === 'told'
    ? markup``
    : markup`<span class="xray-mark ${looks[mark]}">${icon(looks[mark])}${markWords[mark]}</span>`

const named = (id: string, text: string, linkTo: LinkTo): Markup => {
  const href = linkTo(id)
  return href === null ? markup`${text}` : markup`<a href="${href}">${text}</a>`
}

const checks = (of: readonly XrayCheck[], label: string, linkTo: LinkTo): Markup =>
  markup`<ul class="xray-checks" aria-label="${label}">${of.map(
    ({ id, name, mark }) =>
      markup`<li class="${look(mark)}">${mark !== 'told' && icon(looks[mark])}<span>${named(id, name, linkTo)}: ${mark !== 'told' && markWords[mark]}</span></li>`,
  )}</ul>`

const rows = (of: readonly XrayRow[], label: string, linkTo: LinkTo): Markup =>
  markup`<ul class="xray-rows" aria-label="${label}">${of.map(
    ({ name, says, mark, check }) =>
      markup`<li><code>${check === undefined ? name : named(check, name, linkTo)}</code><span>${says}</span>${marked(mark)}</li>`,
  )}</ul>`

/** Those that no row tells. */
const others = (all: readonly XrayCheck[], told: readonly XrayRow[] | null): XrayCheck[] =>
  all.filter(({ id }) => !told?.some(({ check }) => check === id))

// ── Layers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const layerNames = { jwe: 'JWE', jws: 'JWS' } as const
const layerRoles = { jwe: 'encrypted to iAdvize', jws: 'signed by the brand' } as const
const layerLooks = { sound: 'met', wrong: 'violated', absent: 'violated', closed: 'not-observed' } as const

const keyLine = ({ keyOf, keys, state }: XrayLayer): Markup | null => {
  if (keys.length === 0) return null
  const used = keys.filter(key => key.used)
  const shown = used.length > 0 ? used : keys
  const role =
    used.length > 0
      ? `Key of ${keyOf}`
      : state === 'closed' || state === 'absent'
        ? `Key of ${keyOf}, not used`
        : `${keys.length > 1 ? 'Keys' : 'Key'} of ${keyOf}, tried, none matched`
  return markup`<p class="xray-key">${role}: ${shown.map(
    ({ fingerprint, bits }, index) => markup`${index > 0 && ', '}RSA ${bits} bits, <code>${fingerprint}</code>`,
  )}</p>`
}

const layer = (it: XrayLayer, place: 'Outer' | 'Inner', inside: Markup, linkTo: LinkTo): Markup => {
  const name = layerNames[it.kind]
  const looked = layerLooks[it.state]
  return markup`<div class="xray-layer ${it.kind} ${it.state} ${looked}">
<p class="xray-title"><strong>${place} layer: ${it.state === 'absent' && 'no '}${name}</strong>${it.state !== 'absent' && markup` <span class="muted">${layerRoles[it.kind]}</span>`} <span class="xray-mark ${looked}">${icon(looked)}${it.says}</span></p>
${it.state !== 'absent' && markup`<ol class="xray-segments" aria-label="${`Segments of a ${name}`}">${it.segments.map(segment => markup`<li>${segment}</li>`)}</ol>`}
${it.header && rows(it.header, `Header of the ${name}`, linkTo)}
${keyLine(it)}
${checks(others(it.checks, it.header), `Checks of the ${name}`, linkTo)}
${inside}
</div>`
}

const claims = (
  { claims, claimChecks }: XrayView,
  linkTo: LinkTo,
): Markup => markup`<div class="xray-layer claims ${claims ? '' : 'closed not-observed'}">
<p class="xray-title"><strong>Claims</strong> ${claims ? markup`<span class="muted">lengths and shapes, never a value of a person</span>` : markup`<span class="xray-mark not-observed">${icon('not-observed')}not seen</span>`}</p>
${claims && rows(claims, 'Claims', linkTo)}
${checks(others(claimChecks, claims), 'Checks of the claims', linkTo)}
</div>`

// ── Lifetime, answer, findings ──────────────────────────────────────────────────────────────────────────────────────

/** Seconds, in the unit that a person would use. */
const secondsWords = ({ least, most }: Span): string => {
  const [unit, by] =
    most <= 120 ? ['s', 1] : most <= 7200 ? ['min', 60] : most <= 172_800 ? ['hours', 3600] : ['days', 86_400]
  return `${spanWords({ least: Math.round(least / by), most: Math.round(most / by) })} ${unit}`
}

const bar = (span: Span, scale: number, tone: string): Markup => {
  const percent = (seconds: number): string => `${Math.max(0.5, (seconds / scale) * 100).toFixed(1)}%`
  return markup`<svg class="xray-bar ${tone}" width="100%" height="12" aria-hidden="true"><rect class="track" width="100%" height="12" rx="3"/>${span.most > span.least && markup`<rect class="most" width="${percent(span.most)}" height="12" rx="3"/>`}<rect class="fill" width="${percent(span.least)}" height="12" rx="3"/></svg>`
}

const lifetime = ({ lifetime }: XrayView): Markup | null => {
  if (!lifetime) return null
  const { seconds, recommended, since, mark } = lifetime
  if (seconds.most <= 0)
    return markup`<p class="xray-life-none">It had already expired, ${secondsWords({ least: -seconds.most, most: -seconds.least })} before it was seen.</p>`
  const scale = Math.max(seconds.most, recommended)
  const advised = { least: recommended, most: recommended }
  return markup`<div class="xray-life" role="group" aria-label="Lifetime">
<p><strong>Lifetime</strong> <span class="muted">${since === 'iat' ? 'from iat to exp' : 'from the moment it was seen to exp: it has no iat to go by'}</span></p>
<div class="xray-span"><span>lives</span>${bar(seconds, scale, look(mark))}<span>${secondsWords(seconds)} ${marked(mark)}</span></div>
<div class="xray-span"><span>recommended</span>${bar(advised, scale, 'advised')}<span>at most ${secondsWords(advised)}</span></div>
</div>`
}

const answer = ({ platform }: XrayView): Markup => {
  const { status, reason, basis, because } = platform
  return markup`<div class="xray-answer"><p><strong>What the real platform would tell the page</strong></p>
<p>${status === null ? 'Not known.' : markup`<code>${status}</code>${reason !== null && markup`, «${reason}»`}`}</p>
<p class="muted">Basis: ${basis}. ${because}</p></div>`
}

const findings = ({ findings }: XrayView, linkTo: LinkTo): Markup | null =>
  findings.length === 0
    ? null
    : markup`<div class="xray-findings"><p><strong>What Padlock tells you</strong></p><ol>${findings.map(
        ({ id, level, expected, received, cure }) => {
          const looked = level === 'MUST' ? 'violated' : 'warning'
          return markup`<li class="${looked}">${icon(looked)}<div><p>${named(id, id, linkTo)} <span class="chip">${level}</span></p><dl><div><dt>Expected</dt><dd>${expected}</dd></div><div><dt>Received</dt><dd>${received}</dd></div><div><dt>Cure</dt><dd>${cure}</dd></div></dl></div></li>`
        },
      )}</ol></div>`

export const tokenXray = (view: XrayView, linkTo: LinkTo = () => null): Markup => {
  const [outer, inner] = view.layers
  return markup`<div class="xray">
<div class="xray-token">
<p class="xray-title"><strong>Token</strong> <span class="muted">${spanWords(view.length)} characters</span></p>
${checks(view.envelope, 'Checks of the text', linkTo)}
${layer(outer, 'Outer', layer(inner, 'Inner', claims(view, linkTo), linkTo), linkTo)}
</div>
${lifetime(view)}
${answer(view)}
${findings(view, linkTo)}
${view.unseen.length > 0 && markup`<div class="xray-unseen"><p><strong>Not seen</strong></p><ul>${view.unseen.map(each => markup`<li>${each}</li>`)}</ul></div>`}
</div>`
}

/** Uses the palette's custom properties, and the classes of {@link icon} with their `--tone`. */
export const tokenXrayStyle = `
.xray .met { --tone: var(--ok); --soft: var(--ok-soft); }
.xray .violated { --tone: var(--bad); --soft: var(--bad-soft); }
.xray .warning { --tone: var(--warn); --soft: var(--warn-soft); }
.xray .not-observed { --tone: var(--warn); --soft: var(--paper); }
.xray .icon { width: 1rem; height: 1rem; vertical-align: -0.15em; }
.xray-token, .xray-layer { border: 1px solid var(--line); border-radius: 0.75rem; padding: clamp(0.75rem, 2vw, 1.25rem); background: var(--surface); }
.xray-layer { margin-top: 1rem; border-width: 1.5px; border-left-width: 5px; }
.xray-layer.jwe { background: var(--accent-soft); border-color: var(--accent); }
.xray-layer.jws { background: var(--surface); border-color: var(--ok); }
.xray-layer.claims { background: var(--paper); border-color: var(--muted); }
.xray-layer.wrong, .xray-layer.absent { border-color: var(--bad); }
.xray-layer.absent, .xray-layer.closed { border-style: dashed; border-left-style: solid; background: var(--surface); }
.xray-layer.closed { border-color: var(--warn); }
.xray-title { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; }
.xray-title > .xray-mark { margin-left: auto; }
.xray-mark { display: inline-flex; gap: 0.375rem; align-items: center; color: var(--tone); font-size: 0.875rem; font-weight: 600; }
.xray-segments { display: flex; flex-wrap: wrap; gap: 2px; margin-top: 0.625rem; font-size: 0.75rem; color: var(--muted); }
.xray-segments li { flex: 1 1 auto; text-align: center; padding: 0.125rem 0.5rem; border: 1px solid var(--line); background: var(--surface); border-radius: 0.25rem; }
.xray-rows { margin-top: 0.625rem; font-size: 0.875rem; }
.xray-rows li { display: grid; grid-template-columns: 9rem 1fr auto; gap: 0.125rem 0.75rem; padding: 0.3125rem 0; }
.xray-rows li + li { border-top: 1px solid var(--line); }
.xray-rows a { color: inherit; }
.xray-key { margin-top: 0.625rem; font-size: 0.8125rem; }
.xray-checks { display: flex; flex-wrap: wrap; gap: 0.375rem 1rem; margin-top: 0.75rem; font-size: 0.8125rem; }
.xray-checks li { display: inline-flex; gap: 0.375rem; align-items: center; }
.xray-checks a { color: inherit; }
.xray-life, .xray-answer, .xray-findings, .xray-unseen, .xray-life-none { margin-top: 1.25rem; }
.xray-span { display: grid; grid-template-columns: 6.5rem 1fr 11rem; gap: 0.25rem 0.75rem; align-items: center; font-size: 0.875rem; margin-top: 0.375rem; }
svg.xray-bar.advised { --tone: var(--muted); }
.xray-span > span:last-child { display: inline-flex; gap: 0.5rem; align-items: center; }
.xray-bar .track { fill: var(--paper); stroke: var(--line); }
.xray-bar .fill { fill: var(--tone, var(--muted)); }
.xray-bar .most { fill: var(--tone, var(--muted)); opacity: 0.4; }
.xray-findings li { display: grid; grid-template-columns: auto 1fr; gap: 0.625rem; padding: 0.625rem 0; border-top: 1px solid var(--line); }
.xray-findings li > .icon { margin-top: 0.25rem; }
.xray-findings dl { display: grid; gap: 0.25rem; margin-top: 0.25rem; font-size: 0.9375rem; }
.xray-findings dl > div { display: grid; grid-template-columns: 5rem 1fr; gap: 0.75rem; }
.xray-unseen ul { font-size: 0.9375rem; color: var(--muted); }
@media (max-width: 40rem) {
  .xray-token, .xray-layer { padding: 0.625rem; }
  .xray-title > .xray-mark { margin-left: 0; }
  .xray-span { grid-template-columns: 1fr auto; }
  .xray-span .xray-bar { grid-column: 1 / -1; grid-row: 2; }
  .xray-findings dl > div { grid-template-columns: 1fr; gap: 0; }
  .xray-rows li { grid-template-columns: 1fr auto; }
  .xray-rows li > span:nth-child(2) { grid-row: 2; grid-column: 1 / -1; }
}
`
