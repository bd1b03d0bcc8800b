/**
 * The visitor's chat window, in pages that load the tag from the sandbox: small, so that one sees whose conversation goes on in which
 * browser. In a shadow tree, and styled by a constructed sheet: the page's style and policy neither touch it nor are touched.
 */
import { chatPath, type TagEvent } from '../contract.ts'
import { drawing, element } from '../looks/dom.ts'
import { liveStream } from '../looks/live-stream.ts'
import { paletteCss } from '../looks/palette.ts'
import { sandboxOf } from './sandbox-mark.ts'

type Message = { from: 'visitor' | 'agent'; text: string; at: number }
type Chat = { conversation: string | null; messages: Message[] }

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

function createWindow(origin: string, sid: string) {
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
    element('header', {}, element('strong', {}, 'Chat'), whose),
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
  let shown: Chat = { conversation: null, messages: [] }
  /** how many messages the visitor has seen */
  let read = 0

  function label(): void {
    const unread = panel.hidden ? shown.messages.slice(read).filter(({ from }) => from === 'agent').length : 0
    words.textContent = panel.hidden ? (unread > 0 ? `Chat, ${unread} new` : 'Chat') : 'Close the chat'
    launcher.setAttribute('aria-expanded', String(!panel.hidden))
  }

  function setOpen(open: boolean): void {
    panel.hidden = !open
    if (open) read = shown.messages.length
    log.scrollTop = log.scrollHeight
    label()
    try {
      sessionStorage.setItem(openKey, String(open))
    } catch {
      // a sandboxed frame has no storage: the window begins closed there
    }
  }

  function message({ from, text, at }: Message): HTMLElement {
    const author = element('span', { class: 'unseen-text' }, from === 'agent' ? 'Agent: ' : 'You: ')
    const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    return element('div', { class: from }, element('p', {}, author, text), element('time', {}, time))
  }

  /** Only what is new is added, so that a screen reader reads each message once. */
  function show(chat: Chat): void {
    const same = chat.conversation === shown.conversation && chat.messages.length >= shown.messages.length
    const before = same ? shown.messages.length : 0
    if (!same || before === 0) log.replaceChildren()
    if (!same) read = 0
    shown = chat
    whose.replaceChildren(
      ...(chat.conversation === null
        ? ['No conversation is open to this browser.']
        : ['Conversation ', element('code', {}, chat.conversation.slice(0, 6))]),
    )
    if (chat.messages.length === 0)
      log.append(element('div', { class: 'quiet' }, chat.conversation === null ? 'Nothing to read.' : 'Say hello.'))
    log.append(...chat.messages.slice(before).map(message))
    if (!panel.hidden) read = chat.messages.length
    log.scrollTop = log.scrollHeight
    label()
  }

  async function send(): Promise<void> {
    const said = text.value.trim()
    if (said === '') return
    const response = await fetch(origin + chatPath, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ sid, vuid, text: said }),
    }).catch(() => null)
    problem.hidden = response?.ok === true
    problem.textContent = 'Not sent: no conversation is open to this browser.'
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
  return {
    /** iAdvize has admitted this page under a visitor id. */
    follow(admitted: string): void {
      if (stream && admitted === vuid) return
      stream?.close()
      vuid = admitted
      if (!host.isConnected) {
        document.documentElement.append(host)
        try {
          setOpen(sessionStorage.getItem(openKey) === 'true')
        } catch {
          setOpen(false)
        }
      }
      stream = liveStream(() => {
        const events = new EventSource(`${origin}${chatPath}?${new URLSearchParams({ sid, vuid })}`)
        events.addEventListener('message', event => show(JSON.parse(event.data as string) as Chat))
        return events
      })
    },
    /** The tag has stopped. */
    leave(): void {
      stream?.close()
      stream = null
      host.remove()
      show({ conversation: null, messages: [] })
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
    if (event.kind === 'visitor' && sid !== null) (chat ??= createWindow(mark.origin, sid)).follow(event.vuid)
    if (event.kind === 'logout') chat?.leave()
  }
}
