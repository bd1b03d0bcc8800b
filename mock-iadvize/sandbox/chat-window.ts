/**
 * The visitor's chat window, in pages that load the tag from the sandbox: small, so that one sees whose conversation goes on in which
 * browser. In a shadow tree, and styled by a constructed sheet: the page's style and policy neither touch it nor are touched.
 */
import { chatPath, type TagEvent } from '../contract.ts'
import { clockTime, drawing, element } from '../looks/dom.ts'
import { liveStream } from '../looks/live-stream.ts'
import { paletteCss } from '../looks/palette.ts'
import { whyClosed, type ChatView, type PageState } from './chat-view.ts'
import { sandboxOf, type SandboxMark } from '../tag/sandbox-mark.ts'
import { randomHex } from '../tag/visitor-storage.ts'

type Message = ChatView['messages'][number]
const nothing: ChatView = {
  conversation: null,
  closed: 'unknown',
  messages: [],
  forgotten: 0,
  endsAt: null,
  endsIn: null,
}

const style = `
${paletteCss.replaceAll(':root', ':host')}
:host { all: initial; position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
p { margin: 0; }
button, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.unseen-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launcher { display: flex; align-items: center; gap: 8px; margin-left: auto; padding: 10px 16px; border: 0; border-radius: 99px; background: var(--accent); color: var(--surface); font-weight: 600; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.window { display: flex; flex-direction: column; width: min(22rem, calc(100vw - 2rem)); height: min(28rem, calc(100vh - 7rem)); margin-bottom: 10px; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); overflow: hidden; box-shadow: 0 8px 32px rgb(0 0 0 / 25%); }
header { padding: 10px 14px; border-bottom: 1px solid var(--line); }
header strong { display: block; font-weight: 650; }
header p, time, .quiet { color: var(--muted); font-size: 13px; }
header code { font-family: ui-monospace, monospace; }
.log { flex: 1; overflow-y: auto; display: flex; flex-direction: column; gap: 8px; padding: 14px; }
.log > div { max-width: 85%; align-self: flex-start; }
.log p { padding: 7px 12px; border-radius: 14px 14px 14px 4px; background: var(--paper); white-space: pre-wrap; overflow-wrap: anywhere; }
.log > .visitor { align-self: flex-end; text-align: right; }
.log > .visitor p { border-radius: 14px 14px 4px 14px; background: var(--accent-soft); text-align: left; }
.log > .quiet { margin: auto; text-align: center; }
form { display: flex; gap: 8px; padding: 10px 14px 12px; border-top: 1px solid var(--line); align-items: flex-end; }
textarea { flex: 1; min-width: 0; max-height: 6rem; padding: 7px 11px; border: 1px solid var(--muted); border-radius: 10px; background: var(--paper); resize: none; field-sizing: content; }
textarea::placeholder { color: var(--muted); opacity: 1; }
.send { padding: 8px 14px; border: 0; border-radius: 10px; background: var(--accent); color: var(--surface); font-weight: 600; cursor: pointer; }
.problem { padding: 0 14px 8px; color: var(--bad); font-size: 13px; }
`

/** Whether the visitor left it open: of this browser, as the conversation is. */
const openKey = 'padlock-sandbox-chat-open'
/** Of which conversation the visitor has seen how many messages: in all tabs and pages of this browser. */
const readKey = 'padlock-sandbox-chat-read'

const written = ({ messages, forgotten }: ChatView): number => forgotten + messages.length
/** Those that came after the first `count` ones. */
const after = (count: number, { messages, forgotten }: ChatView): Message[] =>
  messages.slice(Math.max(count - forgotten, 0))

/** A sandboxed frame has no storage: the window begins closed there, and with nothing read. */
const stored = (storage: 'localStorage' | 'sessionStorage', key: string): string | null => {
  try {
    return window[storage].getItem(key)
  } catch {
    return null
  }
}
const store = (storage: 'localStorage' | 'sessionStorage', key: string, value: string): void => {
  try {
    window[storage].setItem(key, value)
  } catch {
    // as above
  }
}

function createWindow(mark: SandboxMark, sid: string) {
  const { origin } = mark
  /** of this document */
  const page = randomHex(16)
  const host = document.createElement('padlock-chat')
  const shadow = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  shadow.adoptedStyleSheets = [sheet]

  const whose = element('p')
  const log = element('div', { class: 'log', role: 'log', 'aria-label': 'Messages', tabindex: '0' })
  const text = element('textarea', {
    id: 'text',
    rows: '1',
    maxlength: '4000',
    placeholder: 'Write a message',
    autocomplete: 'off',
  }) as HTMLTextAreaElement
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true })
  const form = element(
    'form',
    {},
    element('label', { class: 'unseen-text', for: 'text' }, 'Your message'),
    text,
    element('button', { class: 'send', type: 'submit' }, 'Send'),
  )
  const panel = element(
    'div',
    { class: 'window', id: 'window', hidden: true },
    element('header', {}, element('strong', {}, 'Chat of Padlock’s mock, not iAdvize'), whose),
    log,
    problem,
    form,
  )
  const words = element('span', {}, 'Chat')
  const launcher = element(
    'button',
    { class: 'launcher', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'window' },
    drawing({ 'aria-hidden': 'true' }, { bubble: 'M3 4.5h14v9H9l-4 3.5v-3.5H3z' }),
    words,
  )
  shadow.append(element('section', { 'aria-label': 'Chat of the Padlock sandbox' }, panel, launcher))

  let vuid = ''
  let shown = nothing

  const readMessages = (): number => {
    const [conversation, count] = (stored('localStorage', readKey) ?? '').split(' ')
    return conversation === shown.conversation ? Number(count) : 0
  }
  function readAll(): void {
    if (shown.conversation !== null) store('localStorage', readKey, `${shown.conversation} ${written(shown)}`)
  }

  function label(): void {
    const unread = panel.hidden ? after(readMessages(), shown).filter(({ from }) => from === 'agent').length : 0
    words.textContent = panel.hidden ? (unread > 0 ? `Chat, ${unread} new` : 'Chat') : 'Close the chat'
    launcher.setAttribute('aria-expanded', String(!panel.hidden))
  }

  function setOpen(open: boolean): void {
    panel.hidden = !open
    if (open) readAll()
    log.scrollTop = log.scrollHeight
    label()
    store('sessionStorage', openKey, String(open))
  }

  function message({ from, text, at }: Message): HTMLElement {
    const author = element('span', { class: 'unseen-text' }, from === 'agent' ? 'Agent: ' : 'You: ')
    return element('div', { class: from }, element('p', {}, author, text), element('time', {}, clockTime(at)))
  }

  /** Only what is new is added, so that a screen reader reads each message once. */
  function show(chat: ChatView): void {
    const goesOn = chat.conversation === shown.conversation && written(chat) >= written(shown)
    const before = goesOn ? written(shown) : 0
    if (before === 0) log.replaceChildren()
    // Of a long conversation the oldest messages are forgotten.
    else for (let number = shown.forgotten; number < chat.forgotten; number += 1) log.firstElementChild?.remove()
    shown = chat
    if (chat.conversation !== null) problem.hidden = true
    whose.replaceChildren(
      ...(chat.conversation === null
        ? [`No conversation is open: ${whyClosed[chat.closed]}.`]
        : ['Conversation ', element('code', {}, chat.conversation.slice(0, 6))]),
    )
    if (chat.messages.length === 0)
      log.append(element('div', { class: 'quiet' }, chat.conversation === null ? 'Nothing to read.' : 'Say hello.'))
    log.append(...after(before, chat).map(message))
    if (!panel.hidden) readAll()
    log.scrollTop = log.scrollHeight
    label()
  }

  /** A session that the tag renews at once goes on, for whoever looks: the sandbox tells what came of it. */
  function receive(chat: ChatView): void {
    const renews = chat.endsIn !== null && mark.sessionEnds?.(chat.endsIn) === true
    if (chat.closed !== 'session-ended' || !renews) show(chat)
  }

  const post = (body: object, keepalive = false): Promise<Response | null> =>
    fetch(origin + chatPath, {
      method: 'POST',
      credentials: 'omit',
      keepalive,
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ sid, vuid, ...body }),
    }).catch(() => null)
  const tell = (state: PageState): void => void post({ page, state }, true)

  async function send(): Promise<void> {
    const said = text.value.trim()
    if (said === '') return
    const response = await post({ text: said })
    const answer =
      response && !response.ok ? ((await response.json().catch(() => null)) as { error?: string } | null) : null
    problem.hidden = response?.ok === true
    problem.textContent = `Not sent: ${response ? (answer?.error ?? 'the sandbox refused it') : 'the sandbox does not answer'}.`
    if (response?.ok) text.value = ''
  }

  launcher.addEventListener('click', () => {
    setOpen(Boolean(panel.hidden))
    if (!panel.hidden) text.focus()
  })
  panel.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    setOpen(false)
    launcher.focus()
  })
  text.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void send()
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void send()
  })

  let stream: { close(): void } | null = null
  function open(): void {
    stream?.close()
    stream = liveStream(() => {
      const events = new EventSource(`${origin}${chatPath}?${new URLSearchParams({ sid, vuid, page })}`)
      events.addEventListener('message', event => receive(JSON.parse(event.data as string) as ChatView))
      return events
    })
  }
  // The stream ends where nobody looks at the page, which has not gone for that. A page that goes is hidden as well, afterwards.
  let isLeft = false
  document.addEventListener('visibilitychange', () => stream && document.hidden && !isLeft && tell('background'))
  addEventListener('pagehide', () => {
    isLeft = true
    if (stream) tell('gone')
  })
  addEventListener('pageshow', () => (isLeft = false))
  addEventListener('storage', label)

  return {
    /** iAdvize has admitted this page under a visitor id. */
    follow(admitted: string): void {
      if (stream && admitted === vuid) return
      stream?.close()
      vuid = admitted
      if (!host.isConnected) {
        document.documentElement.append(host)
        setOpen(stored('sessionStorage', openKey) === 'true')
      }
      open()
    },
    /** The session has ended, and the tag was not given another one: what is open now, the sandbox says. */
    ended(): void {
      if (stream) open()
    },
    /** The tag has stopped. */
    leave(): void {
      stream?.close()
      stream = null
      host.remove()
      show(nothing)
    },
  }
}

const mark = sandboxOf(window)
// In a frame it would cover what little there is of the page.
if (mark && mark.refused === null && !mark.hear && window === window.top) {
  let chat: ReturnType<typeof createWindow> | null = null
  let sid: string | null = null
  mark.hear = (event: TagEvent) => {
    if (event.kind === 'tag-run') sid ??= event.sid
    if (event.kind === 'visitor' && sid !== null) (chat ??= createWindow(mark, sid)).follow(event.vuid)
    if (event.kind === 'session-renewal' && !event.renewed) chat?.ended()
    if (event.kind === 'logout') chat?.leave()
  }
}
