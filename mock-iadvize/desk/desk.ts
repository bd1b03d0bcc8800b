/** The agent's page: conversations, who the visitor is, and the padlock; live. */
import { byId, clockTime, drawing, element, type Child } from '../looks/dom.ts'
import { liveStream } from '../looks/live-stream.ts'
import { padlockClass, padlockName, padlockPaths } from '../looks/padlock.ts'
import { showPages } from '../sandbox/page-links.ts'
import type { DeskView } from '../platform/desk-view.ts'

const reply = byId('reply') as HTMLFormElement
const text = byId('text') as HTMLTextAreaElement

let views: DeskView[] = []
/** id of the conversation on show */
let chosen: string | null = null
/** what stands under Messages: how many there ever were in it, and how many of them are forgotten */
let shown = { conversation: '', forgotten: 0, written: 0 }

/** `decorative`: where a text beside it says the same. */
const padlock = (verified: boolean, decorative = false): SVGElement =>
  drawing(
    {
      class: padlockClass(verified),
      ...(decorative ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': padlockName(verified) }),
    },
    padlockPaths(verified),
  )

type Tone = 'ok' | 'warn' | 'quiet'
/** What each reason of the mock means to the agent, and to the integrator who looks over the shoulder. */
const meanings: Record<string, { tone: Tone; title: string; text: string }> = {
  'identity verified': {
    tone: 'ok',
    title: 'Identity verified',
    text: 'iAdvize has verified a signed token of the site. You are talking to this user.',
  },
  'accepted on trust': {
    tone: 'warn',
    title: 'Accepted on trust',
    text: 'A token came, and nobody could look into it: the mock has no private key of iAdvize. Who this is, is not known.',
  },
  anonymous: {
    tone: 'quiet',
    title: 'Anonymous visitor',
    text: 'The visitor has not signed in, so nothing is known of who it is.',
  },
  'extID is set': {
    tone: 'warn',
    title: 'extID is set',
    text:
      'The visitor has a verified session, but the page also carries extID, the old identification. While both are there, ' +
      'there is no padlock. Remove extID from idzCustomData on every page of the authenticated area.',
  },
  'session expired': {
    tone: 'warn',
    title: 'Session expired',
    text: 'The identity was verified once, but the session has ended, and no page has brought a fresh token since.',
  },
  'signed out': {
    tone: 'quiet',
    title: 'Signed out',
    text: 'The visitor has signed out of the site, or somebody else has signed in to the browser.',
  },
}
const meaningOf = (view: DeskView) => meanings[view.reason] ?? { tone: 'quiet', title: view.reason, text: '' }

/** Whether the visitor still has a page with the chat open. */
const presences: Record<DeskView['presence'], string> = {
  online: 'Online',
  background: 'In a background tab, when last heard of',
  unknown: 'Not known',
  offline: 'Offline',
}

const newest = (view: DeskView) => view.messages.at(-1)

function listItem(view: DeskView): HTMLElement {
  const last = newest(view)
  const current = view.conversation === chosen
  const button = element(
    'button',
    { type: 'button', 'data-conversation': view.conversation, 'aria-current': current && 'true' },
    element('span', { class: 'avatar', 'aria-hidden': 'true', 'data-presence': view.presence }, view.name.slice(0, 1)),
    element('span', { class: 'name' }, element('span', {}, view.name), padlock(view.padlock)),
    element('time', { class: 'time' }, clockTime(last?.at ?? view.since)),
    element('span', { class: 'unseen-text' }, presences[view.presence]),
    element('span', { class: 'preview' }, last?.text ?? meaningOf(view).title),
  )
  button.addEventListener('click', () => choose(view.conversation))
  return element('li', {}, button)
}

function showList(): void {
  const list = byId('list')
  const focused = document.activeElement?.getAttribute('data-conversation')
  list.replaceChildren(...views.map(listItem))
  if (focused) list.querySelector<HTMLElement>(`[data-conversation="${focused}"]`)?.focus()
  byId('count').textContent = String(views.length)
  byId('empty').hidden = views.length > 0
}

function message({ from, text, at }: DeskView['messages'][number]): HTMLElement {
  const author = element('span', { class: 'unseen-text' }, from === 'agent' ? 'You: ' : 'Visitor: ')
  return element(
    'div',
    { class: from },
    element('div', { class: 'bubble' }, author, text),
    element('time', {}, clockTime(at)),
  )
}

/** Only what is new is added, so that a screen reader reads each message once. */
function showMessages(view: DeskView): void {
  const messages = byId('messages')
  const written = view.forgotten + view.messages.length
  const goesOn = shown.conversation === view.conversation && written >= shown.written
  if (goesOn && written === shown.written) return
  const before = goesOn ? shown.written : 0
  if (before === 0) messages.replaceChildren()
  // Of a long conversation the oldest messages are forgotten.
  else for (let number = shown.forgotten; number < view.forgotten; number += 1) messages.firstElementChild?.remove()
  if (written === 0) messages.append(element('div', { class: 'quiet' }, 'Nobody has written yet.'))
  messages.append(...view.messages.slice(Math.max(before - view.forgotten, 0)).map(message))
  messages.scrollTop = messages.scrollHeight
  shown = { conversation: view.conversation, forgotten: view.forgotten, written }
}

const fact = (name: string, value: string): Child[] => [
  element('div', {}, element('dt', {}, name), element('dd', {}, value)),
]
const fieldNames: Record<string, string> = {
  firstName: 'First name',
  lastName: 'Last name',
  address: 'Address',
  city: 'City',
  zipCode: 'Zip code',
  country: 'Country',
  phoneNumber: 'Phone',
  email: 'E-mail',
}

function showVisitor(view: DeskView): void {
  const { tone, title, text } = meaningOf(view)
  byId('visitor-name').textContent = view.name
  byId('identity').dataset['tone'] = tone
  byId('identity').replaceChildren(padlock(view.padlock), title)
  const personal = Object.entries(view.visitorData).flatMap(([name, value]) => fact(fieldNames[name] ?? name, value))
  byId('callout').dataset['tone'] = tone
  byId('callout').replaceChildren(element('strong', {}, title), text)
  const userId = view.userId === null ? [] : fact('User id', view.userId)
  byId('facts').replaceChildren(...userId, ...personal, ...visit(view))
}

const visit = (view: DeskView): Child[] => [
  ...fact('Conversation', view.conversation.slice(0, 6)),
  ...(view.extId === null ? [] : fact('extID', view.extId)),
  ...fact('Page', view.page || 'not known'),
  ...fact('Presence', presences[view.presence]),
  ...fact('Browsers', String(view.vuids.length)),
  ...fact('Here since', clockTime(view.since)),
]

function show(): void {
  const view = views.find(({ conversation }) => conversation === chosen)
  showList()
  for (const id of ['conversation', 'profile']) byId(id).hidden = !view
  byId('choose').hidden = Boolean(view)
  document.body.dataset['view'] = view ? 'conversation' : 'list'
  if (!view) return
  showMessages(view)
  showVisitor(view)
}

function choose(conversation: string | null): void {
  chosen = conversation
  show()
}

/** On a wide screen the newest conversation opens by itself; a narrow one begins with the list. */
function update(changed: DeskView[]): void {
  views = changed
  const gone = !views.some(({ conversation }) => conversation === chosen)
  if (gone) chosen = matchMedia('(min-width: 701px)').matches ? (views[0]?.conversation ?? null) : null
  show()
}

/** Beside the conversation there is room for all that is known of the visitor; above it there is not. */
const roomy = matchMedia('(min-width: 1081px)')
const fitProfile = () => byId('about').toggleAttribute('open', roomy.matches)
roomy.addEventListener('change', fitProfile)
fitProfile()

byId('back').addEventListener('click', () => {
  const left = chosen
  choose(null)
  document.querySelector<HTMLElement>(`[data-conversation="${left}"]`)?.focus()
})
byId('list').addEventListener('keydown', event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const buttons = [...byId('list').querySelectorAll<HTMLElement>('button')]
  buttons[buttons.indexOf(document.activeElement as HTMLElement) + step]?.focus()
})
text.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  reply.requestSubmit()
})
reply.addEventListener('submit', event => {
  event.preventDefault()
  void send()
})

async function send(): Promise<void> {
  const said = text.value.trim()
  if (said === '' || chosen === null) return
  const body = JSON.stringify({ conversation: chosen, text: said })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`desk/messages${location.search}`, { method: 'POST', headers, body }).catch(() => null)
  if (response?.ok) text.value = ''
  else status('The reply was not sent. Try again.', false)
}

function status(words: string, live: boolean): void {
  byId('status').textContent = words
  byId('status').toggleAttribute('data-live', live)
}

liveStream(() => {
  const events = new EventSource(`desk/events${location.search}`)
  events.addEventListener('open', () => status('Live', true))
  events.addEventListener('error', () => status('Connection lost, trying again', false))
  events.addEventListener('message', event => update(JSON.parse(event.data as string) as DeskView[]))
  return events
})
showPages('desk')

/** A session runs out without any event: look again now and then. Milliseconds. */
const lookAgain = 15_000
setInterval(() => {
  void fetch(`desk/state${location.search}`)
    .then(async response => update((await response.json()) as DeskView[]))
    // the stream reports a lost connection
    .catch(() => undefined)
}, lookAgain)
