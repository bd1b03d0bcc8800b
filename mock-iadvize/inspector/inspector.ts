/** The integrator's page: every activation as it happens, what is wrong with it, and the requirements, live. */
import { byId, element } from '../looks/dom.ts'
import { liveStream } from '../looks/live-stream.ts'
import { redraw } from '../looks/redraw.ts'
import { chosenSid, showPages, showSites } from '../sandbox/page-links.ts'
import type { TenantView } from '../sandbox/schemas.ts'
import { showSettings, startSettings } from './settings.ts'

/** `html`: drawn by the server, which escapes all that it puts in */
type Drawn = { id: number; html: string; warnings: string[]; isOver: boolean }
type Whole = { icons: string; site: TenantView; activations: Drawn[]; sightings: string[] }

/** What the stream tells, by name. */
type News = {
  all: Whole
  activation: Drawn
  sighting: { html: string }
  requirements: { html: string }
  site: TenantView
  sites: unknown
}

/** How many stay on the page. */
const most = { activations: 30, sightings: 40 }

const activations = byId('activations')
const sightings = byId('sightings')

/** Only the newest activation is open, unless the reader chose. */
function foldOlder(): void {
  for (const older of activations.querySelectorAll<HTMLDetailsElement>(
    // What holds something that was opened is being read.
    ':scope > li:not(:first-child) details:not([data-chosen], :has([data-chosen][open]))',
  ))
    older.open = false
}

/** For a screen reader, once it is over: one sentence. */
const told = new Set<string>()
function tell({ id, warnings, isOver }: Drawn, item: HTMLElement): void {
  if (!isOver) return
  const news = [`Activation ${id}: ${item.querySelector('h3')?.textContent ?? ''}`, ...warnings].join('. ')
  if (told.has(news)) return
  told.add(news)
  byId('news').replaceChildren(news)
}

function showActivation(drawn: Drawn, isNews: boolean): void {
  const known = activations.querySelector<HTMLElement>(`[data-activation="${drawn.id}"]`)
  const item = known ?? element('li', { 'data-activation': String(drawn.id), class: isNews && 'arrived' })
  redraw(item, drawn.html)
  if (!known) {
    const next = [...activations.children].find(
      other => Number((other as HTMLElement).dataset['activation']) < drawn.id,
    )
    activations.insertBefore(item, next ?? null)
    while (activations.children.length > most.activations) activations.lastElementChild?.remove()
  }
  foldOlder()
  byId('empty').hidden = true
  if (isNews) tell(drawn, item)
}

function showSighting(html: string): void {
  const holder = element('ul')
  redraw(holder, html)
  sightings.prepend(...holder.children)
  while (sightings.children.length > most.sightings) sightings.lastElementChild?.remove()
  byId('nothing-seen').hidden = true
}

function showSite(site: TenantView): void {
  byId('snippet').textContent = site.snippet
  showSettings(site)
}

function showAll({ icons, site, activations: drawn, sightings: seen }: Whole): void {
  byId('icons').innerHTML = icons
  for (const item of activations.querySelectorAll<HTMLElement>('[data-activation]'))
    if (!drawn.some(({ id }) => String(id) === item.dataset['activation'])) item.remove()
  sightings.replaceChildren()
  for (const each of drawn) showActivation(each, false)
  for (const each of seen.toReversed()) showSighting(each)
  byId('empty').hidden = drawn.length > 0
  byId('nothing-seen').hidden = seen.length > 0
  showSite(site)
}

function status(words: string, live: boolean): void {
  byId('status').textContent = words
  byId('status').toggleAttribute('data-live', live)
}

/** The two views are parts of one page: the address says which one is on show. */
function showView(): void {
  const settings = location.hash === '#settings'
  byId('view-settings').hidden = !settings
  byId('view-happens').hidden = settings
  for (const link of document.querySelectorAll('.views a'))
    if ((link.getAttribute('href') === '#settings') === settings) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
}

/** `navigator.clipboard` is for secure contexts: a page of this machine is one, a page on the network is none. */
async function copy(from: HTMLElement, button: HTMLElement): Promise<void> {
  const words = button.dataset['words'] ?? button.textContent ?? ''
  button.dataset['words'] = words
  const copied = await navigator.clipboard?.writeText(from.textContent ?? '').then(
    () => true,
    () => false,
  )
  if (!copied) {
    getSelection()?.selectAllChildren(from)
    button.textContent = 'Selected: press Ctrl-C'
  } else button.textContent = 'Copied'
  setTimeout(() => (button.textContent = words), 2000)
}
document.addEventListener('click', event => {
  const button = (event.target as Element).closest<HTMLElement>('[data-copy]')
  if (button) void copy(byId(button.dataset['copy'] ?? ''), button)
})

addEventListener('hashchange', showView)
showView()
showPages('inspector')
startSettings()

liveStream(() => {
  const sid = chosenSid()
  const events = new EventSource(`inspector/events${sid === null ? '' : `?sid=${encodeURIComponent(sid)}`}`)
  const on = <Name extends keyof News>(name: Name, act: (data: News[Name]) => void) =>
    events.addEventListener(name, event => act(JSON.parse((event as MessageEvent<string>).data) as News[Name]))
  events.addEventListener('open', () => status('Live', true))
  events.addEventListener('error', () => status('Connection lost, trying again', false))
  on('all', showAll)
  on('activation', drawn => showActivation(drawn, true))
  on('sighting', ({ html }) => showSighting(html))
  on('requirements', ({ html }) => {
    redraw(byId('requirements'), html)
    byId('count').textContent = `Requirements: ${byId('requirements').querySelector('.live-count')?.textContent ?? ''}`
  })
  on('site', showSite)
  on('sites', () => void showSites())
  return events
})
