/** The runs that are kept: their reports, two of them compared, all of them over time. Runs in a browser. */
import { byId, element } from '../../../mock-iadvize/looks/dom.ts'
import { get, showProblem } from './ask.ts'

const show = (title: string, address: string): void => {
  byId('compared').hidden = true
  byId('shown-section').hidden = false
  byId('shown-title').textContent = title
  const frame = byId('shown') as HTMLIFrameElement
  frame.title = title
  if (frame.getAttribute('src') !== address) frame.src = address
  ;(byId('shown-link') as HTMLAnchorElement).href = address
  byId('shown-section').scrollIntoView({ block: 'start' })
}

const compare = async (chosen: readonly string[]): Promise<void> => {
  // The table has the newest first.
  const [after = '', before = ''] = chosen
  const found = await get<{ html: string }>(
    `compare?before=${encodeURIComponent(before)}&after=${encodeURIComponent(after)}`,
  )
  if (!found) return
  byId('shown-section').hidden = true
  byId('compared').hidden = false
  byId('compared-body').innerHTML = found.html
  byId('compared').focus()
}

export const showKept = async (): Promise<void> => {
  const kept = await get<{ number: number; html: string }>('kept')
  if (!kept) return
  byId('kept-none').hidden = kept.number > 0
  byId('kept-actions').hidden = kept.number === 0
  if (kept.number === 0) byId('kept-table').replaceChildren(element('span'))
  else byId('kept-table').innerHTML = kept.html
}

export const startKeptView = (): void => {
  byId('kept').addEventListener('submit', event => {
    event.preventDefault()
    const chosen = new FormData(event.target as HTMLFormElement).getAll('run').map(String)
    if (chosen.length === 2) void compare(chosen)
    else
      showProblem(
        'Two runs are compared.',
        `Choose two in the table; ${chosen.length} ${chosen.length === 1 ? 'is' : 'are'} chosen.`,
      )
  })
  byId('kept-table').addEventListener('click', event => {
    const link = (event.target as Element).closest<HTMLElement>('[data-report]')
    if (!link) return
    event.preventDefault()
    show(`Report of ${link.textContent ?? ''}`, `ui/runs/${encodeURIComponent(link.dataset['report'] ?? '')}/report`)
  })
  byId('trend').addEventListener('click', () => show('Trend of all runs', 'ui/trend'))
}
