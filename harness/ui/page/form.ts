/** The form of a configuration: what it shows, what it says is wrong, and what it makes of what was found on a site. Runs in a browser. */
import { byId, element } from '../../../mock-iadvize/looks/dom.ts'
import { field, keyOf, valueAt, withValue } from './fields.ts'
import type { Draft, FieldsOf, Held, SchemaNode, Path } from './fields.ts'

export type Problem = { where: string; says: string; asks?: 'production' }
export type Check = { name: string; state: 'ok' | 'note' | 'problem'; says: string; cure?: string }

/** What everybody fills in, in the order in which one knows it; all else folds. */
const first = ['url', 'name', 'sid', 'users', 'pages', 'keys'] as const
/** Of the file itself. */
const notAsked = new Set<string>(['$schema', ...first])

const account = (index: number): Draft => ({
  username: { env: `PADLOCK_USER_${index + 1}` },
  password: { env: `PADLOCK_PASSWORD_${index + 1}` },
})
const defaultKeys = { brand: 'padlock-keys/brand-public.pem', iAdvize: 'padlock-keys/iadvize-test-private.pem' }
export const newDraft = (): Draft => ({
  url: '',
  sid: '',
  users: [account(0), account(1)],
  pages: {},
  keys: defaultKeys,
})

/** Where the doctor's checks belong. */
const placeOf = (name: string): string => {
  const [, ordinal] = /^(first|second|third|fourth|fifth|sixth) user$/.exec(name) ?? []
  const index = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].indexOf(ordinal ?? '')
  if (index >= 0) return `users[${index}].username`
  return { site: 'url', tag: 'sid' }[name] ?? name.replace(/\[\d+\]$/, '')
}

/** Its first word is a word, and no path or name of code: it can begin with a capital. */
const isSentence = (text: string): boolean => /^[a-z]+(?:[ ,;]|:(?!\/\/))/.test(text)
const said = (text: string, look = ''): HTMLElement =>
  element('p', { class: isSentence(text) ? `${look} sentence` : look }, text)

const heading = (id: string, words: string): HTMLElement => element('h2', { id }, words)
const panel = (id: string, title: string, ...children: (HTMLElement | null)[]): HTMLElement =>
  element(
    'section',
    { class: 'panel', 'aria-labelledby': id },
    heading(id, title),
    ...children.filter(child => child !== null),
  )

export const createForm = (
  schema: SchemaNode,
  secrets: Held,
  { changed, look, makeKeys }: { changed: () => void; look: () => void; makeKeys: () => void },
) => {
  let draft: Draft = newDraft()
  /** paths that somebody has changed: what is wrong with others is not said beside them yet */
  const touched = new Set<string>()
  let showsAll = false
  const of: FieldsOf = {
    draft: () => draft,
    change: (path, value) => {
      draft = withValue(draft, path, value) as Draft
      touched.add(keyOf(path))
      changed()
    },
    secrets,
  }
  const button = (words: string, act: () => void): HTMLElement => {
    const made = element('button', { class: 'button', type: 'button' }, words)
    made.addEventListener('click', act)
    return made
  }
  const at = (path: Path, isOptional = true): HTMLElement | null => {
    const node = path.reduce<SchemaNode | undefined>(
      (inner, part) => (typeof part === 'number' ? inner?.items : inner?.properties?.[part]),
      schema,
    )
    return node ? field(path, node, of, isOptional) : null
  }
  const accounts = (): HTMLElement[] => {
    const users = Array.isArray(draft['users']) ? (draft['users'] as unknown[]) : []
    return [
      ...users.map((_user, index) => {
        const fold = element(
          'details',
          { class: 'more' },
          element('summary', {}, 'Single sign-on, second factor'),
          ...[at(['users', index, 'storageState'])].filter(made => made !== null),
        ) as HTMLDetailsElement
        fold.open = valueAt(draft, ['users', index, 'storageState']) !== undefined
        return element(
          'fieldset',
          {},
          element('legend', {}, `Account ${index + 1}`),
          element(
            'div',
            { class: 'abreast' },
            ...[
              at(['users', index, 'username'], false),
              at(['users', index, 'password'], false),
              at(['users', index, 'userId']),
            ].filter(made => made !== null),
          ),
          fold,
          ...(users.length > 1
            ? [
                button(`Remove account ${index + 1}`, () => {
                  draft = { ...draft, users: users.filter((_each, other) => other !== index) }
                  draw()
                  changed()
                }),
              ]
            : []),
        )
      }),
      button('Add an account', () => {
        draft = { ...draft, users: [...users, account(users.length)] }
        draw()
        changed()
      }),
    ]
  }
  const more = (): HTMLElement[] =>
    Object.entries(schema.properties ?? {})
      .filter(([key]) => !notAsked.has(key))
      .flatMap(([key]) => at([key]) ?? [])
  const draw = (): void => {
    const rest = more()
    const fold = element(
      'details',
      { class: 'panel fold-panel' },
      element('summary', {}, 'More settings'),
      element(
        'p',
        { class: 'muted' },
        'Defaults suit most sites. Headers, and a browser’s own program, are written into the file by hand.',
      ),
      element('div', { class: 'abreast' }, ...rest.filter(({ tagName }) => tagName !== 'FIELDSET')),
      ...rest.filter(({ tagName }) => tagName === 'FIELDSET'),
    )
    byId('config').replaceChildren(
      panel(
        'part-site',
        'The site',
        at(['url'], false),
        element(
          'p',
          { class: 'actions' },
          button('Look at the site', look),
          element(
            'span',
            { class: 'muted' },
            'Padlock fills in what it finds there; with the accounts below, the signed-in pages too.',
          ),
        ),
        element('div', { class: 'abreast' }, ...[at(['sid'], false), at(['name'])].filter(made => made !== null)),
      ),
      panel(
        'part-users',
        'Test accounts',
        element(
          'p',
          { class: 'muted' },
          'What is typed here is held in memory until the command in the terminal ends. The file names variables of the environment instead.',
        ),
        ...accounts(),
      ),
      panel(
        'part-pages',
        'Pages',
        element(
          'div',
          { class: 'abreast' },
          ...[at(['pages', 'guest']), at(['pages', 'signedIn'], false)].filter(made => made !== null),
        ),
      ),
      panel(
        'part-keys',
        'Keys of the test environment',
        element(
          'div',
          { class: 'abreast' },
          ...[at(['keys', 'brand']), at(['keys', 'iAdvize'])].filter(made => made !== null),
        ),
        element(
          'p',
          { class: 'actions' },
          button('Make test keys', makeKeys),
          element(
            'span',
            { class: 'muted' },
            'Padlock writes a pair for each side into padlock-keys/, and says where each half goes.',
          ),
        ),
        element('pre', {
          class: 'scroll whole',
          id: 'keys-say',
          tabindex: '0',
          'aria-label': 'Where each key goes',
          hidden: true,
        }),
      ),
      fold,
    )
  }

  /** The control of a place, or of what is above it. */
  const controlOf = (where: string): HTMLElement | null => {
    if (byId('config').hidden) return null
    for (let place = where; place !== ''; place = place.replace(/(?:^|\.)[^.[\]]+$|\[\d+\]$/, '')) {
      const found = [...byId('config').querySelectorAll<HTMLElement>('[data-path]')].find(
        ({ dataset }) =>
          dataset['path'] === place ||
          dataset['path']?.startsWith(`${place}.`) ||
          dataset['path']?.startsWith(`${place}[`),
      )
      if (found) return found
    }
    return null
  }
  const mark = (control: HTMLElement, says: string): void => {
    const wrong = byId(`${control.id}-wrong`)
    wrong.textContent = wrong.textContent ? `${wrong.textContent} ${says}` : says
    wrong.classList.toggle('sentence', isSentence(wrong.textContent))
    wrong.hidden = false
    control.setAttribute('aria-invalid', 'true')
  }
  const unmark = (): void => {
    for (const wrong of byId('config').querySelectorAll<HTMLElement>('.wrong')) {
      wrong.hidden = true
      wrong.textContent = ''
    }
    for (const control of byId('config').querySelectorAll('[aria-invalid]')) control.removeAttribute('aria-invalid')
  }
  /** A link to the field, which opens what it is folded in. */
  const linkTo = (control: HTMLElement | null, words: string): HTMLElement => {
    if (!control) return element('strong', {}, words)
    const link = element('button', { type: 'button', class: 'link' }, words)
    link.addEventListener('click', () => {
      for (let fold = control.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
        fold.open = true
      control.focus()
    })
    return link
  }
  const labelOf = (control: HTMLElement | null, where: string): string => {
    const label = control?.parentElement?.querySelector('label')?.textContent
    const group = control?.closest('fieldset')?.querySelector('legend')?.textContent
    return label ? (group ? `${group}, ${label.toLowerCase()}` : label) : where
  }

  draw()
  return {
    draft: () => draft,
    load(given: Draft): void {
      draft = given
      touched.clear()
      showsAll = false
      draw()
    },
    /** What was found takes the place of what stood there; accounts and keys that somebody has chosen stay. */
    take(found: Draft): void {
      const { users, keys, pages, ...rest } = found
      const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''))
      const listed = Object.fromEntries(
        Object.entries((pages ?? {}) as Draft).filter(([, value]) => Array.isArray(value) && value.length > 0),
      )
      draft = {
        ...draft,
        ...told,
        pages: { ...(draft['pages'] as Draft | undefined), ...listed },
        users: draft['users'] ?? users,
        keys: draft['keys'] ?? keys,
      }
      draw()
      changed()
    },
    redraw: draw,
    showAll: () => {
      showsAll = true
    },
    showProblems(problems: readonly Problem[]): void {
      unmark()
      for (const { where, says } of problems) {
        const control = controlOf(where)
        if (control && (showsAll || touched.has(control.dataset['path'] ?? ''))) mark(control, says)
      }
      byId('missing').hidden = problems.length === 0
      byId('missing-list').replaceChildren(
        ...problems.map(({ where, says }) => {
          const control = controlOf(where)
          return element('li', {}, linkTo(control, labelOf(control, where || 'The configuration')), said(says, 'muted'))
        }),
      )
      byId('meant').hidden =
        !problems.some(({ asks }) => asks === 'production') && !(byId('production') as HTMLInputElement).checked
    },
    showChecks(checks: readonly Check[], icon: (look: string) => globalThis.Node): void {
      byId('checks').hidden = false
      const looks = { ok: 'met', note: 'warning', problem: 'violated' } as const
      byId('checks-list').replaceChildren(
        ...checks.map(({ name, state, says, cure }) => {
          const control = controlOf(placeOf(name))
          if (control && state === 'problem') mark(control, `${says}: ${cure ?? ''}`)
          const look = looks[state]
          return element(
            'li',
            { class: look },
            icon(look),
            element(
              'div',
              {},
              state === 'ok' ? element('strong', {}, name) : linkTo(control, name),
              element(
                'span',
                { class: 'unseen-text' },
                state === 'ok' ? ': in order. ' : state === 'note' ? ': a note. ' : ': a problem. ',
              ),
              said(says),
              ...(cure ? [said(cure, 'muted')] : []),
            ),
          )
        }),
      )
    },
  }
}
export type Form = ReturnType<typeof createForm>
