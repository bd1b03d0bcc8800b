/** The run as it is played: its head, its journeys, its findings, and in the end its report. Runs in a browser. */
import { byId, element } from '../../../mock-iadvize/looks/dom.ts'
import { redraw } from '../../../mock-iadvize/looks/redraw.ts'
import type { DrawnJourney, RunHead } from '../followers.ts'
import { post } from './ask.ts'

export type Whole = { run: RunHead | null; journeys: DrawnJourney[]; judged: string; log: string[] }

const stateWords = {
  checking: 'Padlock looks at the configuration and the site, before any judgement.',
  playing: 'The journeys are played.',
  cancelling: 'Cancelling. The report of what was seen is written; press Cancel again to end at once.',
} as const
const tones = { conforms: 'ok', violated: 'bad', incomplete: 'warn' } as const
/** Lines of the log. */
const maxLog = 300

const told = new Set<string>()
/** For a screen reader: one sentence, once. */
const tell = (sentence: string): void => {
  if (told.has(sentence)) return
  told.add(sentence)
  byId('news').replaceChildren(sentence)
}

let shownReport: string | null = null
const showReport = (run: RunHead): void => {
  const id = run.end?.hasReport ? run.id : null
  if (id === shownReport) return
  shownReport = id
  byId('report-section').hidden = id === null
  const frame = byId('report') as HTMLIFrameElement
  if (id === null) return frame.removeAttribute('src')
  const address = `ui/runs/${encodeURIComponent(id)}/report`
  frame.src = address
  ;(byId('report-link') as HTMLAnchorElement).href = address
}

/** The same run once more, or a part of it. */
const start = (run: RunHead, part: { journeys?: string[]; again?: string }): void =>
  void post('run', { file: run.file, defects: run.defects, production: run.production, ...part })

const act = (words: string, isMain: boolean, does: () => void): HTMLElement => {
  const button = element('button', { class: isMain ? 'button main' : 'button', type: 'button' }, words)
  button.addEventListener('click', does)
  return button
}

let actions = ''
const showActions = (run: RunHead): void => {
  const key = `${run.id} ${run.state} ${run.end?.exitCode ?? ''}`
  if (key === actions) return
  actions = key
  const hadFocus = byId('run-actions').contains(document.activeElement)
  byId('run-actions').replaceChildren(
    ...(run.state === 'over'
      ? [
          act('Play all journeys again', true, () => start(run, {})),
          ...(run.end?.hasReport && run.end.verdict !== 'conforms'
            ? [act('Play again what was not met', false, () => start(run, { again: run.id }))]
            : []),
        ]
      : [act('Cancel', false, () => void post('cancel'))]),
  )
  if (hadFocus) byId('run-actions').querySelector('button')?.focus()
}

export const showHead = (run: RunHead): void => {
  const { all, over } = run.counts
  byId('run-title').textContent = run.site
  byId('plays').hidden = false
  const says = byId('run-says')
  const { end } = run
  says.className = end ? 'callout' : ''
  if (end) {
    says.dataset['tone'] = end.verdict === null ? 'bad' : tones[end.verdict]
    says.replaceChildren(element('strong', {}, end.title), element('span', { class: 'sentence' }, end.summary))
    tell(`The run is over. ${end.title} ${end.summary}`)
  } else if (run.state !== 'over') {
    delete says.dataset['tone']
    says.textContent = `${stateWords[run.state]}${all > 0 ? ` ${over} of ${all} are over.` : ''}`
  }
  const progress = byId('run-progress') as HTMLProgressElement
  progress.hidden = run.state === 'over'
  if (all === 0) progress.removeAttribute('value')
  else {
    progress.max = all
    progress.value = over
  }
  showActions(run)
  showReport(run)
}

/** A picture that grows is followed to its newest moment; one that is over stays where the reader has it. */
const settle = (item: HTMLElement, state: string, before: number): void => {
  const scroll = item.querySelector<HTMLElement>('figure .scroll')
  if (scroll) scroll.scrollLeft = state === 'playing' ? scroll.scrollWidth : before
}

export const showJourney = ({ id, title, state, html }: DrawnJourney): void => {
  const journeys = byId('journeys')
  const known = [...journeys.children].find(each => (each as HTMLElement).dataset['journey'] === id) as
    HTMLElement | undefined
  const item = known ?? element('div', { 'data-journey': id, class: 'journey-item' })
  const before = item.querySelector('figure .scroll')?.scrollLeft ?? 0
  redraw(item, html)
  if (!known) journeys.append(item)
  settle(item, state, before)
  if (state === 'done' || state === 'stopped')
    tell(`Journey over: ${title}: ${item.querySelector('.chip.tone')?.textContent ?? ''}`)
}

export const showJudged = (html: string): void =>
  redraw(byId('judged'), html || '<p class="muted">No journey is over yet.</p>')

export const addLog = (...lines: string[]): void => {
  const log = byId('log')
  const all = [...(log.textContent ?? '').split('\n').filter(line => line !== ''), ...lines]
  log.textContent = `${all.slice(-maxLog).join('\n')}\n`
}

let shownRun: string | null = null
export const showWhole = ({ run, journeys, judged, log }: Whole): void => {
  if (!run) return
  if (run.id !== shownRun) {
    shownRun = run.id
    told.clear()
    byId('journeys').replaceChildren()
    byId('log').textContent = ''
    addLog(...log)
  }
  showHead(run)
  for (const journey of journeys) showJourney(journey)
  showJudged(judged)
}

/** Buttons in what the server has drawn. */
export const startRunView = (current: () => RunHead | null): void => {
  byId('journeys').addEventListener('click', event => {
    const button = (event.target as Element).closest<HTMLElement>('[data-again]')
    const run = current()
    if (button && run) start(run, { journeys: [button.dataset['again'] ?? ''] })
  })
}
