/** Which site, and its configuration: chosen or filled in, checked, saved, and certified. Runs in a browser. */
import { byId, drawing, element } from '../../../mock-iadvize/looks/dom.ts'
import type { ConfigFile } from '../config-draft.ts'
import { get, post } from './ask.ts'
import { secretInput } from './fields.ts'
import type { Draft, Held, SchemaNode } from './fields.ts'
import { createForm, newDraft } from './form.ts'
import type { Check, Form, Problem } from './form.ts'

export type State = {
  folder: string
  files: ConfigFile[]
  schema: SchemaNode
  defects: string[]
  held: string[]
  set: string[]
}

const shop = ':shop'
const fresh = ':new'

const held = new Set<string>()
const set = new Set<string>()
const typed = new Map<string, string>()
let files: ConfigFile[] = []
let form: Form | undefined

const chosen = (): string => (byId('file') as HTMLSelectElement).value
const isMeant = (): boolean => (byId('production') as HTMLInputElement).checked
/** None that is there already. */
const freshName = (): string => {
  for (let number = 1; ; number++) {
    const free = number === 1 ? 'padlock.config.json' : `padlock.config-${number}.json`
    if (!files.some(file => file.name === free)) return free
  }
}
const name = (): string => (byId('name') as HTMLInputElement).value.trim()

/** What was typed last may be on its way when a button is pressed. */
let keeping: Promise<unknown> = Promise.resolve()
const keep = async (variable: string, value: string): Promise<boolean> => {
  // Nothing may move on the page: the hand is on its way to a button.
  const kept = await post<{ held: string[] }>('secret', { name: variable, value }, { isQuiet: true })
  if (!kept) return false
  typed.set(variable, value)
  held.clear()
  for (const each of kept.held) held.add(each)
  soon()
  return true
}
const secrets: Held = {
  held,
  set,
  typed,
  keep: (variable, value) => {
    const kept = keep(variable, value)
    keeping = Promise.all([keeping, kept])
    return kept
  },
}

const progress = (words: string): void => {
  byId('progress').textContent = words
}

let timer: ReturnType<typeof setTimeout> | undefined
/** What was typed is checked when the hand rests. */
const soon = (): void => {
  clearTimeout(timer)
  timer = setTimeout(() => void check(), 150)
}
const check = async (): Promise<void> => {
  if (!form || byId('config').hidden) return
  const asked = { file: name(), config: form.draft(), production: isMeant() }
  const found = await post<{ problems: Problem[] }>('check', asked, { isQuiet: true })
  if (found) form.showProblems(found.problems)
}

const fileWords = (file: ConfigFile | undefined): string => {
  const value = chosen()
  if (value === shop) return 'Padlock’s own shop, on this machine: nothing is to be configured.'
  if (value === fresh) return 'Type the address of a test environment and its accounts, and let Padlock look at it.'
  return file?.editable
    ? 'It stands in the form below.'
    : 'It is code, so it is changed in your editor; from here it is checked and run. What it names as secrets can be typed here.'
}

/** The secrets that a configuration in code names. */
const showVariables = (file: ConfigFile | undefined): void => {
  const variables = file && !file.editable ? file.variables : []
  byId('variables').hidden = variables.length === 0
  byId('variables').replaceChildren(
    ...variables.map(variable => {
      const input = secretInput(variable, true, secrets, () => undefined)
      return element('label', { class: 'field' }, variable, input)
    }),
  )
}

const choose = async (): Promise<void> => {
  const value = chosen()
  const file = files.find(each => each.name === value)
  const isForm = value === fresh || file?.editable === true
  byId('file-says').textContent = fileWords(file)
  progress('')
  byId('shop').hidden = value !== shop
  showVariables(file)
  byId('config').hidden = !isForm
  byId('name-field').hidden = !isForm
  byId('save').hidden = !isForm
  byId('check').hidden = value === shop
  byId('missing').hidden = true
  byId('checks').hidden = true
  byId('found').hidden = true
  byId('meant').hidden = isForm || value === shop
  ;(byId('production') as HTMLInputElement).checked = false
  if (!form || !isForm) return
  ;(byId('name') as HTMLInputElement).value = file ? file.name : freshName()
  if (file) {
    const read = await get<{ config: Draft }>(`config?file=${encodeURIComponent(file.name)}`)
    if (!read) return
    form.load(read.config)
  } else form.load(newDraft())
  await check()
}

const showFiles = (all: ConfigFile[], select: string): void => {
  files = all
  const option = (value: string, words: string): HTMLElement => element('option', { value }, words)
  byId('file').replaceChildren(
    option(fresh, 'A new one'),
    ...all.map(each => option(each.name, each.name)),
    option(shop, 'The sample shop, to try Padlock out'),
  )
  ;(byId('file') as HTMLSelectElement).value = select
  byId('file-says').textContent = fileWords(files.find(each => each.name === select))
}

/** The name of the file that is as the form says; null: it could not be written. A file in code is as it is. */
const saved = async (): Promise<string | null> => {
  if (!form || byId('config').hidden) return chosen()
  form.showAll()
  const file = name()
  const told = await post<{ problems: Problem[]; files: ConfigFile[] }>('save', {
    file,
    config: form.draft(),
    production: isMeant(),
    replaces: file === chosen(),
  })
  if (!told) return null
  form.showProblems(told.problems)
  if (!told.files.some(each => each.name === file)) return null
  showFiles(told.files, file)
  return file
}

/** Only one thing at a time is asked of the site; the buttons keep the focus. */
const busy = async (words: string, does: () => Promise<void>): Promise<void> => {
  if (document.body.dataset['busy'] !== undefined) return
  document.body.dataset['busy'] = ''
  progress(words)
  await keeping
  await does().finally(() => delete document.body.dataset['busy'])
}

const look = (): Promise<void> =>
  busy('Padlock looks at the site…', async () => {
    const { url = '' } = form?.draft() ?? {}
    const found = await post<{ found: string[]; missing: string[]; config: Draft }>('look', {
      url,
      production: isMeant(),
    })
    progress(found ? 'Padlock has looked at the site; what it found is in the form.' : '')
    if (!found || !form) return
    form.take(found.config)
    byId('found').hidden = false
    byId('found-list').replaceChildren(...found.found.map(line => element('li', { class: 'sentence' }, line)))
  })

const icon = (of: string): SVGElement => {
  const svg = drawing({ class: `icon ${of}`, width: '20', height: '20', 'aria-hidden': 'true' }, {})
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `#icon:${of}`)
  svg.append(use)
  return svg
}

const doctor = (): Promise<void> =>
  busy('Padlock checks the site: it signs in and out as each account…', async () => {
    const file = await saved()
    if (file === null) return progress('')
    const told = await post<{ checks: Check[]; exitCode: number }>('doctor', { file, production: isMeant() })
    progress(
      told
        ? told.exitCode === 0
          ? 'Nothing stands in the way of a run.'
          : 'Something stands in the way of a run.'
        : '',
    )
    if (told && form) form.showChecks(told.checks, icon)
  })

const certify = (): Promise<void> =>
  busy('', async () => {
    const isShop = chosen() === shop
    const file = isShop ? null : await saved()
    if (file === null && !isShop) return
    const defect = (byId('defect') as HTMLSelectElement).value
    const started = await post<{ id: string }>('run', {
      file,
      defects: isShop && defect !== '' ? [defect] : [],
      production: isMeant(),
    })
    if (!started) return
    location.hash = '#run'
    byId('main').focus()
  })

const makeKeys = async (): Promise<void> => {
  const told = await post<{ says: string }>('keys')
  if (!told) return
  byId('keys-say').textContent = told.says
  byId('keys-say').hidden = false
  soon()
}

/** Where Padlock looks right now, as the server says it. */
export const showLooking = (line: string): void => {
  const [, place] = /^ {2}looks at (.*)$/.exec(line) ?? []
  if (place !== undefined && document.body.dataset['busy'] !== undefined) progress(`Padlock looks at ${place}…`)
}

export const startConfigView = async (state: State): Promise<void> => {
  byId('folder').textContent = state.folder
  for (const each of state.held) held.add(each)
  for (const each of state.set) set.add(each)
  byId('defect').replaceChildren(
    element('option', { value: '' }, 'None'),
    ...state.defects.map(each => element('option', { value: each }, each)),
  )
  form = createForm(state.schema, secrets, { changed: soon, look: () => void look(), makeKeys: () => void makeKeys() })
  showFiles(state.files, state.files.find(({ editable }) => editable)?.name ?? state.files[0]?.name ?? fresh)
  await choose()
  byId('file').addEventListener('change', () => void choose())
  byId('name').addEventListener('change', soon)
  byId('production').addEventListener('change', soon)
  byId('config').addEventListener('submit', event => event.preventDefault())
  byId('save').addEventListener('click', () => void saved().then(file => file !== null && progress(`Saved ${file}.`)))
  byId('check').addEventListener('click', () => void doctor())
  byId('certify').addEventListener('click', () => void certify())
}
