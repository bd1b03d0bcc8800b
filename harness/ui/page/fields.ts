/** The fields of the form, made from the schema of configurations. Runs in a browser. */
import { element } from '../../../mock-iadvize/looks/dom.ts'

/** As far as the schema of configurations goes. */
export type SchemaNode = {
  type?: string
  description?: string
  default?: unknown
  enum?: string[]
  properties?: Record<string, SchemaNode>
  items?: SchemaNode
  anyOf?: SchemaNode[]
  allOf?: SchemaNode[]
  $ref?: string
  minimum?: number
  maximum?: number
}
export type Path = readonly (string | number)[]
export type Draft = Record<string, unknown>

export const keyOf = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`)).join('')

export const valueAt = (draft: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part], draft)

/** undefined: takes it out, and what is empty then. */
export const withValue = (draft: unknown, [part, ...deeper]: Path, value: unknown): unknown => {
  if (part === undefined) return value
  if (typeof part === 'number') {
    const list = Array.isArray(draft) ? [...(draft as unknown[])] : []
    list[part] = withValue(list[part] ?? {}, deeper, value) ?? {}
    return list
  }
  const { [part]: inner, ...rest } = (draft ?? {}) as Draft
  const changed = withValue(inner, deeper, value)
  const isEmpty =
    changed === undefined ||
    (typeof changed === 'object' && changed !== null && !Array.isArray(changed) && Object.keys(changed).length === 0)
  return isEmpty ? rest : { ...(draft as Draft | undefined), [part]: changed }
}

/** By the whole key, or by its last part wherever it stands; all others are called by their key. */
const names: Readonly<Record<string, string>> = {
  url: 'Address of the site',
  sid: 'Site id at iAdvize',
  name: 'Name in reports',
  'pages.guest': 'Public pages',
  'pages.signedIn': 'Signed-in pages',
  'keys.brand': 'The brand’s public key',
  'keys.iAdvize': 'Private iAdvize test key',
  platform: 'First label of the tag’s host',
  tagHost: 'Your own name of the tag’s host',
  isSignedIn: 'Seen only when signed in',
  consent: 'Cookie banner',
  stack: 'Language of the backend',
  policy: 'What the site has decided',
  'policy.tokenSeconds': 'Longest lifetime of a token',
  basicAuth: 'Basic authentication',
  tls: 'Certificates',
  'tls.ca': 'Certificate to trust',
  'tls.ignoreErrors': 'Accept any certificate',
  'browser.name': 'Browser',
  username: 'User name',
  password: 'Password',
  userId: 'User id in the token',
  storageState: 'Stored browser state',
}
/** What only the owner of the file may say in it. */
const notOffered = new Set(['headers', 'browser.executablePath', 'browser.connect'])

const labelOf = (path: Path): string => {
  const last = String(path.at(-1))
  const words = last.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return names[keyOf(path)] ?? names[last] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

const isReference = ({ $ref, allOf }: SchemaNode): boolean => $ref !== undefined || allOf?.[0]?.$ref !== undefined

/** What holds secrets: the names of those that are typed, and of those that the environment has. */
export type Held = {
  held: ReadonlySet<string>
  set: ReadonlySet<string>
  /** what was typed into this page, so that it is still there when the form is drawn again */
  typed: ReadonlyMap<string, string>
  keep(name: string, value: string): Promise<boolean>
}

export type FieldsOf = {
  draft: () => Draft
  change: (path: Path, value: unknown) => void
  secrets: Held
}

const variables: Readonly<Record<string, string>> = {
  username: 'USER',
  password: 'PASSWORD',
  userId: 'USER_ID',
}
/** `users[0].password` → PADLOCK_PASSWORD_1, as `init` names them; `basicAuth.username` → PADLOCK_BASIC_USER */
const variableOf = (path: Path): string => {
  const [first, second] = path
  const last =
    variables[String(path.at(-1))] ??
    String(path.at(-1))
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toUpperCase()
  if (first === 'users') return `PADLOCK_${last}_${Number(second) + 1}`
  return `PADLOCK_${first === 'basicAuth' ? 'BASIC' : first === 'proxy' ? 'PROXY' : 'SECRET'}_${last}`
}

const sentence = (text: string): string => (text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`)

let made = 0
/** A label, the control, what it is about, and room for what is wrong with it. */
const labelled = (
  path: Path,
  control: HTMLElement,
  { help, label = labelOf(path) }: { help: string | undefined; label?: string },
): HTMLElement => {
  made += 1
  const id = `field-${made}`
  control.id = id
  control.dataset['path'] = keyOf(path)
  const about = element('p', { class: 'muted', id: `${id}-about` }, sentence(help ?? ''))
  const wrong = element('p', { class: 'wrong', id: `${id}-wrong`, hidden: true })
  control.setAttribute('aria-describedby', `${id}-about ${id}-wrong`)
  return element('div', { class: 'field' }, element('label', { for: id }, label), control, about, wrong)
}

const plainText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

const textField = (path: Path, node: SchemaNode, of: FieldsOf): HTMLElement => {
  const input = element('input', {
    type: node.type === 'integer' ? 'number' : keyOf(path) === 'url' ? 'url' : 'text',
    spellcheck: 'false',
    autocomplete: 'off',
    ...(node.minimum !== undefined && { min: String(node.minimum) }),
    ...(node.maximum !== undefined && { max: String(node.maximum) }),
    ...(node.default !== undefined && { placeholder: plainText(node.default) }),
  }) as HTMLInputElement
  input.value = plainText(valueAt(of.draft(), path))
  input.addEventListener('change', () => {
    const text = input.value.trim()
    of.change(path, text === '' ? undefined : node.type === 'integer' ? Number(text) : text)
  })
  return labelled(path, input, { help: node.description })
}

/** One a line. `alone`: a single one is written without a list. */
const linesField = (path: Path, node: SchemaNode, of: FieldsOf, alone: boolean): HTMLElement => {
  const value = valueAt(of.draft(), path)
  const lines = [value ?? []].flat().map(String)
  const input = element('textarea', {
    rows: String(Math.max(alone ? 1 : 2, lines.length)),
    spellcheck: 'false',
    autocomplete: 'off',
    ...(Array.isArray(node.default) && { placeholder: node.default.join('\n') }),
  }) as HTMLTextAreaElement
  input.value = lines.join('\n')
  input.addEventListener('change', () => {
    const given = input.value
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
    of.change(path, given.length === 0 ? undefined : alone && given.length === 1 ? given[0] : given)
  })
  return labelled(path, input, { help: node.description && `${node.description}; one a line` })
}

const selectField = (
  path: Path,
  node: SchemaNode,
  of: FieldsOf,
  options: readonly [value: string, words: string][],
  write: (text: string) => unknown,
): HTMLElement => {
  const value = valueAt(of.draft(), path)
  const text = typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined
  const known = options.some(([option]) => option === text)
  const select = element(
    'select',
    {},
    ...options.map(([option, words]) => element('option', { value: option }, words)),
    // What this page can't say stays as the file says it.
    ...(value !== undefined && !known ? [element('option', { value: 'as-it-is' }, 'As the file says')] : []),
  ) as HTMLSelectElement
  select.value = value === undefined ? '' : known ? (text ?? '') : 'as-it-is'
  select.addEventListener('change', () => {
    if (select.value === 'as-it-is') of.change(path, value)
    else of.change(path, select.value === '' ? undefined : write(select.value))
  })
  return labelled(path, select, { help: node.description })
}

const heldWords = (name: string, { held, set }: Held): string =>
  set.has(name) ? `Set in the environment as ${name}` : held.has(name) ? `Held in memory as ${name}` : ''

/** Typed here and held in the server's memory; the configuration names the variable. */
export const secretInput = (
  name: string,
  isHidden: boolean,
  secrets: Held,
  changed: (isThere: boolean) => void,
): HTMLInputElement => {
  const input = element('input', {
    type: isHidden ? 'password' : 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    ...(secrets.set.has(name) && { readonly: true, placeholder: 'set in the environment' }),
    ...(secrets.held.has(name) && { placeholder: 'held in memory' }),
  }) as HTMLInputElement
  input.value = secrets.typed.get(name) ?? ''
  const keep = async (): Promise<void> => {
    if (await secrets.keep(name, input.value)) changed(input.value !== '')
  }
  input.addEventListener('change', () => void keep())
  return input
}

const secretField = (
  path: Path,
  node: SchemaNode,
  of: FieldsOf,
  { isOptional }: { isOptional: boolean },
): HTMLElement => {
  const value = valueAt(of.draft(), path)
  const asFile = path.at(-1) === 'storageState' || (typeof value === 'object' && value !== null && 'file' in value)
  if (typeof value === 'string') return textField(path, { ...node, type: 'string' }, of)
  if (asFile) {
    const inner: FieldsOf = {
      ...of,
      change: (_path, text) => of.change(path, text === undefined ? undefined : { file: text }),
    }
    const field = textField(
      [...path, 'file'],
      { type: 'string', description: `${node.description ?? ''}; a file in this folder` },
      inner,
    )
    const input = field.querySelector('input')!
    input.dataset['path'] = keyOf(path)
    field.querySelector('label')!.textContent = labelOf(path)
    return field
  }
  const name = (value as { env?: string } | undefined)?.env ?? variableOf(path)
  const isHidden = !['username', 'userId', 'server'].includes(String(path.at(-1)))
  const description = node.description?.replace(/,? ?by reference$|^its password.*/, '') ?? ''
  const help = (): string => [description, heldWords(name, of.secrets)].filter(words => words !== '').join('. ')
  const input = secretInput(name, isHidden, of.secrets, isThere => {
    const about = made.querySelector('.muted')
    if (about) about.textContent = sentence(help())
    of.change(path, isThere || !isOptional || of.secrets.set.has(name) ? { env: name } : undefined)
  })
  const made = labelled(path, input, { help: help() })
  return made
}

/** null: this page has no field for it. `isOptional`: the configuration may do without it, where it stands. */
export const field = (path: Path, node: SchemaNode, of: FieldsOf, isOptional = true): HTMLElement | null => {
  const { anyOf = [], type, items, properties } = node
  if (notOffered.has(keyOf(path))) return null
  if (isReference(node) || anyOf.some(isReference)) return secretField(path, node, of, { isOptional })
  const choice = node.enum ?? anyOf.find(each => each.enum)?.enum
  if (choice)
    return selectField(
      path,
      node,
      of,
      [
        ['', node.default === undefined ? 'Not said' : `Default: ${plainText(node.default)}`],
        ...choice.map(each => [each, each] as [string, string]),
      ],
      text => text,
    )
  if (type === 'boolean')
    return selectField(
      path,
      node,
      of,
      [
        ['', `Default: ${node.default === true ? 'yes' : 'no'}`],
        ['true', 'Yes'],
        ['false', 'No'],
      ],
      text => text === 'true',
    )
  if (type === 'array' && items?.type === 'string') return linesField(path, node, of, false)
  if (anyOf.some(each => each.type === 'array')) return linesField(path, node, of, true)
  if (type === 'string' || type === 'integer') return textField(path, node, of)
  if (properties) {
    const inner = Object.entries(properties).flatMap(([key, each]) => field([...path, key], each, of) ?? [])
    const description = node.description?.toLowerCase() === labelOf(path).toLowerCase() ? undefined : node.description
    return element(
      'fieldset',
      {},
      element('legend', {}, labelOf(path)),
      ...(description ? [element('p', { class: 'muted' }, sentence(description))] : []),
      element('div', { class: 'abreast' }, ...inner),
    )
  }
  return null
}
