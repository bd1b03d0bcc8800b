/**
 * Runs in the page before any script of the site: takes the way to the recorder, and puts it out of the site's reach. Whoever finds a
 * global function could otherwise tell the recorder whatever they like.
 */
import { reportBinding } from '../../../mock-iadvize/sandbox/page-report.ts'

/** Random names of one browser context, wrapped around this script (harness/browser/visitor/probe-channel.ts). */
export type ChannelNames = {
  /** Playwright's binding */
  binding: string
  /** begins each message: whoever learns the binding's name has nothing yet */
  key: string
  /** the global under which the probe answers to the harness */
  probe: string
}
declare const padlockChannel: ChannelNames | undefined

/** `send`: takes JSON of one message after the other, with commas between. */
export type Channel = { send: (messages: string) => void; probe: string }

const page = window as unknown as Record<string, unknown>
// The site may put something else in the place of each of these later.
const { stringify, parse } = JSON
const { defineProperty } = Object
const { apply } = Reflect
const { catch: whenRefused } = Promise.prototype

type Controller = { _bindings?: Map<string, unknown> }
/** What a binding of Playwright's stands on; the one native function behind all of them would do for the site as well. */
const nativeName = '__playwright__binding__'
const controllerName = '__playwright__binding__controller__'

const isCallOf = (payload: unknown, mine: string): 'mine' | 'other' | 'nonsense' => {
  if (typeof payload !== 'string') return 'nonsense'
  try {
    const call = parse(payload) as { name?: unknown } | null
    if (typeof call !== 'object' || call === null || typeof call.name !== 'string') return 'nonsense'
    return call.name === mine ? 'mine' : 'other'
  } catch {
    return 'nonsense'
  }
}

/**
 * The native function itself, kept for the probe; others get at it by way of calls that Playwright can read and that are not the
 * probe's. What is no call at all would end Playwright's process. null: this Playwright works otherwise.
 */
const takeNative = (binding: string): ((text: string) => void) | null => {
  const native = page[nativeName]
  const controller = page[controllerName] as Controller | undefined
  if (typeof native !== 'function' || !(controller?._bindings instanceof Map)) return null
  const guarded = (payload: unknown): void => {
    if (isCallOf(payload, binding) === 'other') native(payload)
  }
  try {
    defineProperty(window, nativeName, { value: guarded, configurable: true, writable: true })
  } catch {
    return null
  }
  controller._bindings.delete(binding)
  let seq = 0
  return text => native(`{"name":${stringify(binding)},"seq":${(seq += 1)},"serializedArgs":[${stringify(text)}]}`)
}

/** null: nobody listens in this window, or it has been taken already. */
export const takeChannel = (): Channel | null => {
  if (typeof padlockChannel === 'undefined') {
    // The sandbox: its own script has put a function there, for messages as they are.
    const report = page[reportBinding] as ((messages: unknown) => void) | undefined
    return report ? { send: messages => report(parse(`[${messages}]`)), probe: '__padlockLoad' } : null
  }
  const { binding, key, probe } = padlockChannel
  const bound = page[binding] as ((text: string) => Promise<void>) | undefined
  if (!bound) return null
  delete page[binding]
  const send =
    takeNative(binding) ??
    // The page may be on its way out; what can no longer be delivered is not an error of the page.
    ((text: string) => void apply(whenRefused, bound(text), [() => undefined]))
  return { send: messages => send(`${key}[${messages}]`), probe }
}
