/** The page from which Padlock is run: its views, and what the server tells of a run. Runs in a browser. */
import { byId } from '../../../mock-iadvize/looks/dom.ts'
import { liveStream } from '../../../mock-iadvize/looks/live-stream.ts'
import { showLinks } from '../../../mock-iadvize/sandbox/page-links.ts'
import type { DrawnJourney, RunHead } from '../followers.ts'
import { get, hideProblem } from './ask.ts'
import { showLooking, startConfigView } from './config-view.ts'
import type { State } from './config-view.ts'
import { showKept, startKeptView } from './kept-view.ts'
import { addLog, showHead, showJourney, showJudged, showWhole, startRunView } from './run-view.ts'
import type { Whole } from './run-view.ts'

const views = ['site', 'run', 'runs'] as const
let run: RunHead | null = null

/** What a link within a view leads to may be folded in. */
const unfold = (id: string): void => {
  const target = document.getElementById(id)
  for (let fold = target?.closest('details'); fold; fold = fold.parentElement?.closest('details')) {
    fold.open = true
    fold.dataset['chosen'] = ''
  }
  target?.scrollIntoView({ block: 'nearest' })
}

/** The view that the address names; what it names within one leaves the view as it is. */
const showView = (): void => {
  const asked = location.hash.slice(1)
  if (!views.some(view => view === asked) && asked !== '') return unfold(decodeURIComponent(asked))
  const here = asked || 'site'
  for (const view of views) byId(`view-${view}`).hidden = view !== here
  for (const link of document.querySelectorAll('.views a'))
    if (link.getAttribute('href') === `#${here}`) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  hideProblem()
  if (here === 'runs') void showKept()
}

type News = {
  all: Whole
  run: RunHead
  journey: DrawnJourney | null
  judged: { html: string }
  log: { line: string }
  note: { line: string }
}

const follow = (): EventSource => {
  const events = new EventSource('ui/events')
  const on = <Name extends keyof News>(of: Name, act: (data: News[Name]) => void): void =>
    events.addEventListener(of, event => act(JSON.parse((event as MessageEvent<string>).data) as News[Name]))
  const status = (words: string, isLive: boolean): void => {
    byId('status').textContent = words
    byId('status').toggleAttribute('data-live', isLive)
  }
  events.addEventListener('open', () => status('Live', true))
  events.addEventListener('error', () =>
    status(
      events.readyState === EventSource.CLOSED
        ? 'Not connected: open the link that the terminal shows'
        : 'Connection lost, trying again',
      false,
    ),
  )
  on('all', whole => {
    run = whole.run
    showWhole(whole)
    if (run?.state === 'over' && !byId('view-runs').hidden) void showKept()
  })
  on('run', head => {
    run = head
    showHead(head)
  })
  on('journey', journey => {
    if (journey) showJourney(journey)
  })
  on('judged', ({ html }) => showJudged(html))
  on('log', ({ line }) => addLog(line))
  on('note', ({ line }) => showLooking(line))
  return events
}

const begin = async (): Promise<void> => {
  const [state, drawings] = await Promise.all([get<State>('state'), get<{ icons: string; key: string }>('drawings')])
  if (!state || !drawings) return
  byId('icons').innerHTML = drawings.icons
  byId('timeline-key').innerHTML = drawings.key
  await startConfigView(state)
  startRunView(() => run)
  startKeptView()
  addEventListener('hashchange', showView)
  showView()
  showLinks('ui')
  liveStream(follow)
  document.body.dataset['ready'] = ''
}
void begin()
