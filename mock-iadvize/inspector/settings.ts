/** Faults and settings of one site, through the control API: the page can do nothing that a program could not. */
import { byId, element } from '../looks/dom.ts'
import type { Problem, StatusView, TenantChange, TenantView } from '../sandbox/schemas.ts'

type KnownFault = { name: string; summary: string }
let site: TenantView | null = null
let faults: KnownFault[] = []

const root = 'control/v1'
const own = () => `${root}/tenants/${encodeURIComponent(site?.sid ?? '')}`

/** What went wrong is said where one looks, and to a screen reader; null: it went wrong. */
async function ask(method: string, path: string, body?: unknown): Promise<Response | null> {
  const response = await fetch(path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => null)
  if (response?.ok) {
    byId('problem').hidden = true
    return response
  }
  const problem = (await response?.json().catch(() => null)) as Problem | null | undefined
  const said = problem ?? { error: 'the sandbox does not answer', cure: 'see whether it still runs' }
  const details = (said.problems ?? []).map(({ expected }) => `Expected ${expected.replace(/^expected /, '')}.`)
  byId('problem').replaceChildren(
    element('strong', {}, `Not done: ${said.error}`),
    details.length > 0 ? details.join(' ') : said.cure,
  )
  byId('problem').hidden = false
  return null
}

async function change(settings: TenantChange): Promise<boolean> {
  const response = await ask('PATCH', own(), settings)
  if (response) showSettings((await response.json()) as TenantView)
  else if (site) showSettings(site)
  return response !== null
}

async function put(fault: { name: string; once: boolean } | null): Promise<void> {
  await (fault ? ask('PUT', `${own()}/fault`, fault) : ask('DELETE', `${own()}/fault`))
}

const act = (words: string, does: () => void): HTMLElement => {
  const button = element('button', { class: 'button', type: 'button' }, words)
  button.addEventListener('click', does)
  return button
}
const forcedLine = (name: string, how: string, ...undo: HTMLElement[]): HTMLElement =>
  element('p', {}, element('span', {}, element('strong', {}, name), ` ${how}`), ...undo)

/** What somebody has asked of the sandbox, in sight whichever view is on show: no page is to be searched for it. */
function showForced({ fault, keysSetUp, authenticatedMode, brandKeys, jumpedMinutes }: TenantView): void {
  const lines: HTMLElement[] = []
  if (fault) {
    const how = fault.once ? (fault.over ? 'has hit its one request' : 'waits for one request') : 'is in force'
    lines.push(
      forcedLine(
        fault.name,
        how,
        act('Remove it', () => void put(null)),
      ),
    )
  }
  const switchOn = (setting: 'keysSetUp' | 'authenticatedMode') =>
    act('Switch it on', () => void change({ [setting]: true }))
  if (!keysSetUp)
    lines.push(forcedLine('The brand’s key', 'is switched off: every token is refused', switchOn('keysSetUp')))
  else if (brandKeys.length === 0)
    lines.push(
      forcedLine(
        'The brand’s key',
        'is missing: every token is refused',
        element('a', { href: '#settings' }, 'Give it'),
      ),
    )
  if (!authenticatedMode)
    lines.push(
      forcedLine('Authenticated mode', 'is switched off: every token is refused', switchOn('authenticatedMode')),
    )
  if (jumpedMinutes !== 0)
    lines.push(
      forcedLine(
        'iAdvize’s clock',
        `is ${jumpedMinutes} minutes ahead of yours`,
        element('a', { href: '#settings' }, 'Reset it'),
      ),
    )
  const forced = byId('forced')
  // What stays as it was keeps the focus, and is not read out again.
  if (lines.map(line => line.textContent).join('') === forced.textContent) return
  forced.hidden = lines.length === 0
  forced.replaceChildren(...lines)
}

function showFaults({ fault }: TenantView): void {
  const button = (name: string, once: boolean) => {
    const pressed = fault?.name === name && fault.once === once
    const words = once ? 'Once' : 'For good'
    const made = element(
      'button',
      {
        class: 'button',
        type: 'button',
        'aria-pressed': String(pressed),
        'aria-label': `${name}: ${words.toLowerCase()}`,
        'data-fault': `${name} ${once}`,
      },
      words,
    )
    made.addEventListener('click', () => void put(pressed ? null : { name, once }))
    return made
  }
  const focused = document.activeElement?.getAttribute('data-fault')
  byId('faults').replaceChildren(
    ...faults.map(({ name, summary }) =>
      element(
        'li',
        {},
        element('div', {}, element('p', { class: 'name' }, name), element('p', { class: 'summary' }, summary)),
        element('div', { class: 'choose' }, button(name, true), button(name, false)),
      ),
    ),
  )
  if (focused) byId('faults').querySelector<HTMLElement>(`[data-fault="${focused}"]`)?.focus()
}

function showKeys({ brandKeys }: TenantView): void {
  byId('brand-keys').replaceChildren(
    ...(brandKeys.length > 0
      ? brandKeys.map(({ fingerprint, bits }) =>
          element('li', {}, `RSA ${bits} bits, `, element('code', {}, fingerprint)),
        )
      : [element('li', { class: 'muted' }, 'None: every token is refused.')]),
  )
}

async function showSites(): Promise<void> {
  const response = await fetch(`${root}/tenants`).catch(() => null)
  if (!response?.ok) return
  const all = (await response.json()) as TenantView[]
  byId('sites').replaceChildren(
    ...all.map(({ sid, isDefault }) => {
      const link = element(
        'a',
        { href: `?sid=${encodeURIComponent(sid)}`, 'aria-current': sid === site?.sid && 'true' },
        sid,
      )
      if (isDefault) return element('li', {}, link, element('span', { class: 'muted' }, 'the default site'))
      const remove = element('button', { class: 'button', type: 'button', 'aria-label': `Remove ${sid}` }, 'Remove')
      remove.addEventListener('click', () => {
        void ask('DELETE', `${root}/tenants/${encodeURIComponent(sid)}`).then(response => {
          if (response && sid === site?.sid) location.assign(location.pathname)
          return showSites()
        })
      })
      return element('li', {}, link, remove)
    }),
  )
}

export function showSettings(changed: TenantView): void {
  const isAnother = site?.sid !== changed.sid
  site = changed
  showForced(changed)
  showFaults(changed)
  showKeys(changed)
  const minutes = (byId('session') as HTMLFormElement).elements.namedItem('minutes') as HTMLInputElement
  if (document.activeElement !== minutes) minutes.value = String(changed.sessionMinutes)
  byId('jumped').textContent =
    changed.jumpedMinutes === 0
      ? 'iAdvize’s clock runs as yours does.'
      : `iAdvize’s clock is ${changed.jumpedMinutes} minutes ahead of yours. It never goes back; forgetting what happened on this site resets it.`
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-setting]'))
    box.checked = changed[box.dataset['setting'] as 'keysSetUp' | 'authenticatedMode' | 'trust']
  if (isAnother) void showSites()
}

/** `act` answers with whether the form may be emptied. */
function onSubmit(id: string, act: (form: HTMLFormElement) => Promise<boolean>): void {
  const form = byId(id) as HTMLFormElement
  form.addEventListener('submit', event => {
    event.preventDefault()
    void act(form).then(done => done && form.reset())
  })
}
const field = (form: HTMLFormElement, name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim()

async function takeFile(file: File | null | undefined): Promise<void> {
  // A key is a few kilobytes: what is larger is another file.
  if (!file) return
  ;(byId('key') as HTMLTextAreaElement).value =
    file.size > 16_384 ? 'a file that is too large for a key' : await file.text()
  ;(byId('brand-key') as HTMLFormElement).requestSubmit()
}

/** What stays the same as long as the sandbox runs. */
async function readOnce(): Promise<void> {
  const [named, status] = await Promise.all([fetch(`${root}/faults`), fetch(`${root}/status`)])
  faults = (await named.json()) as KnownFault[]
  byId('iadvize-key').textContent = ((await status.json()) as StatusView).iAdvizePublicKey.trim()
  if (site) showFaults(site)
}

export function startSettings(): void {
  void readOnce()
  onSubmit('session', form => change({ sessionMinutes: Number(field(form, 'minutes')) }).then(() => false))
  onSubmit('clock', async form => {
    await ask('POST', `${own()}/clock`, { minutes: Number(field(form, 'minutes')) })
    return false
  })
  // What was refused may be a private key: it stays on no page.
  onSubmit('brand-key', form => change({ brandKeys: [field(form, 'key')] }).then(() => true))
  onSubmit('new-site', async form => {
    const made = await ask('POST', `${root}/tenants`, { sid: field(form, 'sid') })
    if (made) await showSites()
    return made !== null
  })
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-setting]'))
    box.addEventListener('change', () => void change({ [box.dataset['setting'] ?? '']: box.checked }))
  byId('reset').addEventListener('click', () => void ask('POST', `${own()}/reset`))

  const keyFile = byId('key-file') as HTMLInputElement
  keyFile.addEventListener('change', () => void takeFile(keyFile.files?.[0]))
  const form = byId('brand-key')
  for (const [type, dropping] of [
    ['dragover', true],
    ['dragleave', false],
    ['drop', false],
  ] as const)
    form.addEventListener(type, event => {
      event.preventDefault()
      form.classList.toggle('dropping', dropping)
      if (event.type === 'drop') void takeFile(event.dataTransfer?.files[0])
    })
}
