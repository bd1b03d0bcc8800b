/**
 * The one script of the page: filters the requirements, opens what a link leads to, and everything on paper. Without it all is
 * there to be read; the bar that it works is hidden until it runs. The page's policy lets this text run, by its hash, and no
 * other.
 */
import type { RequirementResult, Result } from '../../harness/verdict/result.ts'
import type { Look } from './icons.ts'
import { lookOf, lookWords } from './looks.ts'
import { markup, type Markup } from '../wording/markup.ts'
import { area, areas } from '../wording/problems.ts'
import { areaWords } from '../wording/words.ts'

/** The order in which a reader cares. */
const looks: Look[] = ['violated', 'warning', 'known', 'blocked', 'not-observed', 'not-applicable', 'met']

/** What the script filters by, as attributes of a requirement. */
export const filterAttributes = (requirement: RequirementResult, result: Result): Markup =>
  markup` data-level="${requirement.level}" data-status="${lookOf(requirement, result)}" data-area="${area(requirement.id)}"`

const group = (
  name: string,
  key: string,
  values: readonly (readonly [value: string, words: string, number: number])[],
) =>
  values.length > 1 &&
  markup`<div role="group" aria-label="${name}"><span class="name" aria-hidden="true">${name}</span>${values.map(
    ([value, words, number]) =>
      markup`<button type="button" class="button" data-filter="${key}" value="${value}" aria-pressed="false">${words} <small>${number}</small></button>`,
  )}</div>\n`

export const filterBar = (result: Result): Markup => {
  const { requirements } = result
  const number = (holds: (requirement: RequirementResult) => boolean): number => requirements.filter(holds).length
  const levels = (['MUST', 'SHOULD'] as const).map(each => [each, each, number(({ level }) => level === each)] as const)
  const statuses = looks.map(each => [each, lookWords(each), number(row => lookOf(row, result) === each)] as const)
  return markup`<div id="filter" class="filter" role="group" aria-label="Show only" hidden>
${group(
  'Level',
  'level',
  levels.filter(([, , of]) => of > 0),
)}${group(
    'Status',
    'status',
    statuses.filter(([, , of]) => of > 0),
  )}${group(
    'Area',
    'area',
    areas(result).map(([name, of]) => [name, areaWords(name), of.length] as const),
  )}<p><span role="status"></span> <button type="button" class="button" data-all hidden>Show all</button></p>
</div>`
}

/** Its hash stands below: a test holds them together. */
export const pageScript = `(() => {
const bar = document.getElementById('filter')
const rows = [...document.querySelectorAll('.requirement')]
const buttons = [...bar.querySelectorAll('[data-filter]')]
const told = bar.querySelector('[role=status]')
const all = bar.querySelector('[data-all]')
const press = chosen => {
  for (const button of buttons) button.setAttribute('aria-pressed', String(chosen(button)))
  show()
}
const isPressed = button => button.getAttribute('aria-pressed') === 'true'
const show = () => {
  const wanted = {}
  for (const { dataset, value } of buttons.filter(isPressed)) (wanted[dataset.filter] ??= []).push(value)
  for (const row of rows)
    row.hidden = Object.entries(wanted).some(([name, values]) => !values.includes(row.dataset[name]))
  for (const area of document.querySelectorAll('.area'))
    area.hidden = area.querySelector('.requirement:not([hidden])') === null
  const shown = rows.filter(row => !row.hidden).length
  told.textContent = (shown === rows.length ? 'All ' : shown + ' of ') + rows.length + ' requirements are shown.'
  all.hidden = !buttons.some(isPressed)
}
bar.addEventListener('click', ({ target }) => {
  const button = target.closest('button')
  if (button === all) {
    press(() => false)
    buttons[0]?.focus()
  } else if (button) {
    button.setAttribute('aria-pressed', String(!isPressed(button)))
    show()
  }
})
for (const link of document.querySelectorAll('a[data-show]'))
  link.addEventListener('click', () => press(({ dataset, value }) => dataset.filter === 'status' && value === link.dataset.show))
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target === null) return
  if (target.closest('.requirement[hidden]')) press(() => false)
  for (let at = target; at !== null; at = at.parentElement) if (at.localName === 'details') at.open = true
  target.scrollIntoView({ inline: 'center' })
}
addEventListener('hashchange', reveal)
let closed = []
addEventListener('beforeprint', () => {
  closed = [...document.querySelectorAll('.fold:not([open])')]
  for (const details of closed) details.open = true
})
addEventListener('afterprint', () => {
  for (const details of closed) details.open = false
})
bar.hidden = false
show()
reveal()
})()`

/** SHA-256 of the script, base64, as Content-Security-Policy wants it. */
export const pageScriptHash = 'sha256-57X7z0JVb44rNkAaVsTcKHsvPnhGvamJEU6G/sznp90='
