/** A run while it is played, and what is kept of runs, for the page that starts them: fragments of HTML, and their style. Pure. */
import type { Change, Difference } from '../../harness/verdict/difference.ts'
import type { JourneyResult } from '../../harness/verdict/result.ts'
import type { JudgedRow } from '../../harness/verdict/run-event.ts'
import type { TrendRun } from '../../harness/verdict/trend.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { count, dateWords, durationWords, isSentence, verdictWords } from '../wording/words.ts'
import { journeyAnchor, link, requirementAnchor } from './anchors.ts'
import { icon, type Look } from './icons.ts'
import { alternative, callKey, flagged, strip, timeline } from './timeline.ts'
import { timelineStyles } from './timeline-styles.ts'

/** `seen`: by now; null: nothing yet. `isJudged`: it is over, and its flags are in `seen`. `duration`: milliseconds */
export type LiveJourney = {
  id: string
  title: string
  state: 'waiting' | 'playing' | 'done' | 'stopped' | 'cut-off'
  duration: number | null
  seen: JourneyResult | null
  isJudged: boolean
}

export const runStyles = `${timelineStyles}
.judged li { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.5rem; padding: 0.5rem 0; }
.judged li + li { border-top: 1px solid var(--line); }
.judged li:target { box-shadow: -0.5rem 0 0 var(--surface), -0.75rem 0 0 var(--accent); }
.judged li > .icon { width: 1rem; height: 1rem; margin-top: 0.25rem; }
.judged .id { color: var(--muted); font-size: 0.75rem; }
.judged details { margin-top: 0.75rem; }
.judged summary { cursor: pointer; font-weight: 600; width: fit-content; }
.judged .muted { font-size: 0.8125rem; }
.judged-count { font-size: 1.0625rem; }
.judged-count .violated { color: var(--tone); font-weight: 600; }
.finding { margin-top: 0.25rem; display: grid; gap: 0.25rem; font-size: 0.875rem; }
.finding > div { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0.5rem; }
`

const sentence = (text: string): Markup => markup`<span class="${isSentence(text) && 'sentence'}">${text}</span>`

const journeyLook = ({ state, seen, isJudged }: LiveJourney): Look => {
  if (seen && flagged(seen).length > 0) return 'violated'
  if (state === 'done' && !isJudged) return 'not-observed'
  return (
    {
      waiting: 'not-applicable',
      playing: 'not-observed',
      done: 'met',
      stopped: 'warning',
      'cut-off': 'blocked',
    } as const
  )[state]
}

const chipOf = ({ state, seen, isJudged }: LiveJourney): string => {
  const findings = seen ? flagged(seen).length : 0
  if (state === 'waiting' || state === 'playing') return state
  if (state === 'done' && !isJudged) return 'judging'
  if (findings > 0) return count(findings, 'finding')
  return { done: 'no finding', stopped: 'stopped', 'cut-off': 'cut off' }[state]
}

/** `isOver`: the run is, so that one journey can be played again. */
export const liveJourney = (journey: LiveJourney, { isOver }: { isOver: boolean }): Markup => {
  const { id, title, state, duration, seen } = journey
  const drawn = seen && timeline(seen)
  const ids = seen ? flagged(seen) : []
  return markup`<details class="fold journey ${journeyLook(journey)}" id="${journeyAnchor(id)}" data-key="${id}"${state === 'playing' && { markup: ' open' }}>
<summary>${icon(journeyLook(journey))}<span><span class="title${isSentence(title) && ' sentence'}">${title}</span><span class="about"><span class="id">${id}</span>${seen && seen.moments.length > 0 && markup`<span>${count(seen.moments.length, 'moment')}</span>`}${duration !== null && markup`<span>${durationWords(duration)}</span>`}</span></span><span class="chips">${seen && strip(seen)}<span class="chip tone">${chipOf(journey)}</span></span></summary>
<div class="body">
${seen?.outcome === 'stopped' && markup`<p class="stopped"><strong>Stopped:</strong> ${seen.because ?? 'no reason was recorded'}</p>`}
${
  drawn
    ? markup`<figure>${drawn.lanes}<div class="scroll" tabindex="0" role="region" aria-label="${`Timeline of ${title}`}">${drawn.picture}</div></figure>`
    : markup`<p class="muted">${state === 'waiting' ? 'It has not begun.' : 'Nothing was seen yet.'}</p>`
}
${drawn && seen && state !== 'playing' && markup`<p class="told">${alternative(seen)}</p>`}
${ids.length > 0 && markup`<ol class="flags" aria-label="${`Flags in the picture of ${title}`}">${ids.map((requirement, index) => markup`<li><span class="number">${index + 1}</span><a class="id" href="${link(requirementAnchor(requirement))}">${requirement}</a></li>`)}</ol>`}
${isOver && markup`<p class="actions"><button type="button" class="button" data-again="${id}">Play this journey again</button></p>`}
</div>
</details>`
}

export const timelineKey: Markup = callKey

const judgedLook = ({ status, level }: JudgedRow): Look =>
  status === 'violated' && level === 'SHOULD' ? 'warning' : status

const judgedRow = (row: JudgedRow): Markup => {
  const { id, title, level, status, because, violation } = row
  return markup`<li id="${requirementAnchor(id)}" class="${judgedLook(row)}">${icon(judgedLook(row))}<div><p>${sentence(title)} <code class="id">${id}</code> ${level === 'SHOULD' && markup`<span class="chip">SHOULD</span>`}</p>${
    violation
      ? markup`<dl class="finding"><div><dt>Expected</dt><dd>${violation.expected}</dd></div><div><dt>Received</dt><dd>${violation.received}</dd></div><div><dt>Cure</dt><dd>${violation.cure}</dd></div><div><dt>Seen</dt><dd><a href="${link(journeyAnchor(violation.journey))}">${violation.journey}</a>${violation.path !== null && `, ${violation.path}`}</dd></div></dl>`
      : status !== 'met' && because !== null && markup`<p class="muted">${because}</p>`
  }</div></li>`
}

const judgedGroups = [
  { name: 'To fix', statuses: ['violated'], open: true },
  { name: 'Blocked by these', statuses: ['blocked'], open: false },
  { name: 'Not observed yet', statuses: ['not-observed'], open: false },
  { name: 'Not applicable', statuses: ['not-applicable'], open: false },
  { name: 'Met', statuses: ['met'], open: false },
] as const satisfies { name: string; statuses: JudgedRow['status'][]; open: boolean }[]

/** What the journeys that are over have shown. `isOver`: the run is. */
export const judgedList = (rows: readonly JudgedRow[], { isOver }: { isOver: boolean }): Markup => {
  const number = (status: JudgedRow['status']): number => rows.filter(row => row.status === status).length
  const open = number('not-observed') + number('blocked')
  return markup`<div class="judged"><p class="judged-count"><strong>${number('met')}</strong> met · ${number('violated') > 0 ? markup`<span class="violated">${number('violated')} to fix</span>` : '0 to fix'} · ${open} open</p>
${!isOver && markup`<p class="muted">By the journeys that are over. The verdict comes at the end.</p>`}
${judgedGroups
  .map(group => ({ ...group, members: rows.filter(({ status }) => group.statuses.some(each => each === status)) }))
  .filter(({ members }) => members.length > 0)
  .map(
    ({ name, open: isOpen, members }) =>
      markup`<details data-key="${name}"${isOpen && { markup: ' open' }}><summary>${name === 'Not observed yet' && isOver ? 'Not observed' : name} <span class="muted">${members.length}</span></summary><ul>${members.map(judgedRow)}</ul></details>`,
  )}</div>`
}

/** A run of which the report is kept. `site`: as the report calls it */
export type KeptRun = { id: string; site: string; run: TrendRun }

const verdictLook = { conforms: 'met', violated: 'violated', incomplete: 'not-observed' } as const satisfies Record<
  TrendRun['verdict'],
  Look
>

/** With a box for each, two of which can be compared. Newest first. */
export const keptRuns = (runs: readonly KeptRun[]): Markup =>
  markup`<div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="runs"><thead><tr><th scope="col"><span class="unseen-text">Compare</span></th><th scope="col">Run</th><th scope="col">Site</th><th scope="col">Verdict</th><th scope="col">Took</th></tr></thead><tbody>${runs.map(
    ({ id, site, run }) =>
      markup`<tr><td><input type="checkbox" name="run" value="${id}" aria-label="${`Compare the run of ${dateWords(run.startedAt)} (${id})`}"></td><td><a href="#runs" data-report="${id}">${dateWords(run.startedAt)}</a></td><td>${site}</td><td><span class="verdict ${run.verdict}">${icon(verdictLook[run.verdict])}${verdictWords[run.verdict]}${!run.isWhole && ', a part'}${run.exitCode === 130 && ', cancelled'}</span></td><td>${durationWords(run.duration)}</td></tr>\n`,
  )}</tbody></table></div>`

const changes = (title: string, look: Look, all: readonly Change[]): Markup | false =>
  all.length > 0 &&
  markup`<section><h3>${title} <span class="muted">${all.length}</span></h3><ul class="judged">${all.map(
    ({ id, title: of, says, cure, after }) =>
      markup`<li class="${after?.status === 'blocked' ? 'blocked' : look}">${icon(after?.status === 'blocked' ? 'blocked' : look)}<div><p>${sentence(of)} <code class="id">${id}</code></p><p class="muted">${says}</p>${cure !== undefined && markup`<dl class="finding"><div><dt>Cure</dt><dd>${cure}</dd></div></dl>`}</div></li>`,
  )}</ul></section>`

const side = (label: string, { verdict, target, startedAt, limits }: Difference['before']): Markup =>
  markup`<div><dt>${label}</dt><dd>${verdictWords[verdict]} · ${target.name} · ${dateWords(startedAt)}${limits.length > 0 && markup`<small>${limits.join('; ')}</small>`}</dd></div>`

export const differenceView = (it: Difference): Markup => {
  const changed = [it.worse, it.new, it.better, it.gone, it.unclear].some(all => all.length > 0)
  return markup`<p class="judged-count">${it.isWorse ? markup`<strong class="violated">It got worse.</strong>` : markup`<strong>${changed || it.journeys.length > 0 ? 'Nothing got worse.' : 'Nothing changed.'}</strong>`} <span class="muted">${count(it.unchanged, 'requirement')} unchanged</span></p>
<dl class="sides">${side('Before', it.before)}${side('After', it.after)}</dl>
${it.notes.map(note => markup`<p class="note"><span class="sentence">${note}</span></p>`)}
${changes('Worse', 'violated', it.worse)}${changes('New', 'not-observed', it.new)}${changes('Better', 'met', it.better)}${changes('Gone', 'not-applicable', it.gone)}${changes('Neither better nor worse', 'not-observed', it.unclear)}
${it.journeys.length > 0 && markup`<section><h3>Journeys <span class="muted">${it.journeys.length}</span></h3><ul>${it.journeys.map(({ id, says }) => markup`<li><code>${id}</code> ${says}</li>`)}</ul></section>`}`
}
