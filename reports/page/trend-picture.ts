/** Requirement × run as a picture: a column a run, a row a requirement. States differ by shape as well as by colour. */
import type { CellState, TrendRow, TrendRun } from '../../harness/verdict/trend.ts'
import { dateWords, durationWords, verdictWords } from '../wording/words.ts'
import { markup, type Markup } from '../wording/markup.ts'

/** Pixels. */
const rowHeight = 20
const barsHeight = 64

/** Pixels of a run: as many runs as there may be, their picture stays one that can be looked over. */
const columnWidth = (runs: number): number => (runs <= 40 ? 16 : runs <= 120 ? 8 : runs <= 400 ? 4 : 2)

/** Height and place of a state in its row; null: an empty place. */
const shapes: Readonly<Record<CellState, { top: number; height: number } | null>> = {
  met: { top: 8, height: 4 },
  violated: { top: 1, height: 18 },
  warning: { top: 10, height: 9 },
  known: { top: 4, height: 12 },
  blocked: { top: 9, height: 2 },
  'not-observed': { top: 9, height: 2 },
  'not-applicable': null,
  absent: null,
}

/** Neighbours of one state are one rectangle: a thousand runs stay a small file. */
const stretches = (states: readonly CellState[]): { state: CellState; from: number; to: number }[] => {
  const all: { state: CellState; from: number; to: number }[] = []
  for (const [index, state] of states.entries()) {
    const last = all.at(-1)
    if (last?.state === state) last.to = index + 1
    else all.push({ state, from: index, to: index + 1 })
  }
  return all
}

const drawn = (states: readonly CellState[], row: number, width: number): Markup[] =>
  stretches(states).flatMap(({ state, from, to }) => {
    const shape = shapes[state]
    return shape
      ? markup`<rect class="${state}" x="${from * width}" y="${row * rowHeight + shape.top}" width="${(to - from) * width - (width > 4 ? 1 : 0)}" height="${shape.height}"/>`
      : []
  })

/** Labels at the side, which stay where they are; the picture beside them scrolls. `name`: what it shows, for those who do not see it. */
export const requirementPicture = (name: string, rows: readonly TrendRow[], runs: readonly TrendRun[]): Markup => {
  const width = columnWidth(runs.length)
  const [wide, high] = [runs.length * width, rows.length * rowHeight]
  return markup`<div class="scroll trend" tabindex="0" role="group" aria-label="${name}"><div class="labels" style="--row: ${rowHeight}px">${rows.map(
    ({ id, title }) => markup`<span title="${title}">${id}</span>`,
  )}</div><svg width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="img" aria-label="${name}: the tables below hold the same in words">${rows.flatMap(
    ({ states }, row) => drawn(states, row, width),
  )}${columns(runs, width, high)}</svg></div>
`
}

/** What a pointer is told about a run. */
const columns = (runs: readonly TrendRun[], width: number, high: number): Markup[] =>
  runs.map(
    (run, index) =>
      markup`<rect class="run" x="${index * width}" y="0" width="${width}" height="${high}"><title>${runWords(run)}</title></rect>`,
  )

const runWords = ({ startedAt, verdict, duration, commit }: TrendRun): string =>
  [
    dateWords(startedAt),
    verdictWords[verdict],
    durationWords(duration),
    ...(commit === null ? [] : [commit.slice(0, 12)]),
  ].join(' · ')

/** Verdict and duration of each run: its bar is as high as it took long, and bears its verdict. */
export const durationPicture = (runs: readonly TrendRun[]): Markup => {
  const width = columnWidth(runs.length)
  const longest = Math.max(1, ...runs.map(({ duration }) => duration))
  const bars = runs.map(({ duration, verdict }, index) => {
    const height = Math.max(2, Math.round((duration / longest) * (barsHeight - 12)))
    const [x, wide] = [index * width, Math.max(1, width - (width > 2 ? 1 : 0))]
    return markup`<rect class="${verdict}" x="${x}" y="${barsHeight - 10 - height}" width="${wide}" height="${height}"/>${
      verdict !== 'conforms' &&
      markup`<rect class="${verdict}" x="${x}" y="${barsHeight - (verdict === 'violated' ? 8 : 5)}" width="${wide}" height="${verdict === 'violated' ? 8 : 3}"/>`
    }`
  })
  const wide = runs.length * width
  return markup`<div class="scroll trend" tabindex="0" role="group" aria-label="Duration and verdict of each run"><div class="labels" style="--row: ${barsHeight}px"><span>up to ${durationWords(longest)}</span></div><svg width="${wide}" height="${barsHeight}" viewBox="0 0 ${wide} ${barsHeight}" role="img" aria-label="Duration and verdict of each run: the table of the runs holds the same in words">${bars}${columns(runs, width, barsHeight)}</svg></div>
`
}

const legendWords: readonly [CellState, string][] = [
  ['met', 'met'],
  ['violated', 'violated'],
  ['warning', 'warning'],
  ['known', 'known by the baseline'],
  ['blocked', 'blocked'],
  ['not-observed', 'not observed'],
]

export const legend: Markup = markup`<ul class="legend">${legendWords.map(([state, words]) => {
  const { top, height } = shapes[state] ?? { top: 0, height: 0 }
  return markup`<li><svg width="16" height="${rowHeight}" aria-hidden="true"><rect class="${state}" x="0" y="${top}" width="16" height="${height}"/></svg>${words}</li>`
})}<li><span class="gap"></span>not applicable, or not in the catalogue of the time</li></ul>`

export const trendPictureStyle = `
/* The latest run is in sight at first: the picture begins at its end. */
.trend { display: flex; flex-direction: row-reverse; justify-content: flex-end; direction: rtl; align-items: flex-start; border: 1px solid var(--line); border-radius: var(--radius); background-color: var(--surface); }
.trend > * { direction: ltr; }
.trend .labels { position: sticky; left: 0; z-index: 1; flex: none; width: min(19rem, 42vw); background: var(--surface); border-right: 1px solid var(--line); }
.trend .labels span { display: block; height: var(--row); line-height: var(--row); padding: 0 0.75rem; font: 0.75rem/var(--row) var(--mono); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.trend svg { flex: none; }
.trend rect.run { fill: transparent; }
.trend rect.run:hover { fill: color-mix(in srgb, var(--accent) 18%, transparent); }
rect.met, rect.conforms { fill: var(--ok); }
rect.violated { fill: var(--bad); }
rect.warning, rect.incomplete { fill: var(--warn); }
rect.known { fill: none; stroke: var(--warn); stroke-width: 1.5; }
rect.blocked { fill: var(--muted); }
rect.not-observed { fill: none; stroke: var(--warn); stroke-width: 1; stroke-dasharray: 2 2; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.75rem 0 1rem; font-size: 0.875rem; color: var(--muted); }
.legend li { display: flex; gap: 0.5rem; align-items: center; }
.legend .gap { display: inline-block; width: 16px; }
`
