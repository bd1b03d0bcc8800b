/** How a sign-out is held back until iAdvize has answered, where a script of a framework sends it. */
import { isKind, observed } from '../recording/observed.ts'
import type { Seen } from '../recording/observed.ts'
import type { Recording } from '../recording/recording.ts'

const capture =
  "document.addEventListener('click', async event => { … }, { capture: true }), and in it event.preventDefault() and event.stopImmediatePropagation() before the first await"

/** By what sends the sign-out. Sentences that begin a cure. */
const words = {
  'data-method': `The sign-out control has data-method (or data-remote): rails-ujs, or a script like it, sends the request as soon as it sees the click, and your handler runs beside it or after it. Take the click in the capture phase, before it: ${capture}. After iAdvize.logout(), send the sign-out yourself.`,
  turbo:
    'Turbo sends the sign-out: it acts on the click or on the submit of the form at once. Take the event in the capture phase (addEventListener(…, { capture: true })), call event.preventDefault() and event.stopImmediatePropagation() before the first await, and after iAdvize.logout() send the sign-out yourself (form.requestSubmit(), with a mark that lets it pass).',
  htmx: 'htmx sends the sign-out: it acts on the event at once, whatever your handler awaits. Hold its request back where htmx lets you: on htmx:confirm, call event.preventDefault(), await iAdvize.logout(), and then event.detail.issueRequest(true).',
} as const

/** null: the browser itself sends it, or nobody knows. */
export const howToHoldBack = (recording: Recording, { context }: Pick<Seen, 'context'>): string | null => {
  const sender = observed(recording)
    .filter(isKind('attempt'))
    .find(({ what, context: { index } }) => what === 'sign-out' && index > context.index)?.sender
  return sender === undefined ? null : words[sender]
}
