/** Drawings of the server, put into a page again and again while it is read. Runs in a browser. */
import { clockTime } from './dom.ts'

/** What the reader has opened or closed stays so when it is drawn again. */
export function redraw(into: HTMLElement, html: string): void {
  const chosen = new Map(
    [...into.querySelectorAll<HTMLDetailsElement>('details[data-chosen]')].map(({ dataset, open }) => [
      dataset['key'],
      open,
    ]),
  )
  const focused = into.contains(document.activeElement)
    ? document.activeElement?.closest('details')?.dataset['key']
    : undefined
  into.innerHTML = html
  for (const details of into.querySelectorAll('details')) {
    const { key } = details.dataset
    const open = chosen.get(key)
    if (open !== undefined) {
      details.open = open
      details.dataset['chosen'] = ''
    }
    if (key !== undefined && key === focused) details.querySelector('summary')?.focus()
  }
  for (const time of into.querySelectorAll('time')) {
    const at = Number(time.dataset['at'])
    time.dateTime = new Date(at).toISOString()
    time.textContent = clockTime(at)
  }
}
document.addEventListener('click', ({ target }) => {
  const details = (target as Element).closest('summary')?.parentElement
  if (details) details.dataset['chosen'] = ''
})
