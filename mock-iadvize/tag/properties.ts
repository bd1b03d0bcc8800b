/** `get`, `set`, `on`, `off` of the SDK (SDK-REF, doc). Values are what the reference lists: consent is asked for as a string. */
import { runForPage, warn } from './observe.ts'

const settable = ['visitor:cookiesConsent', 'visitor:GDPRConsent']
type Listener = (value: unknown) => unknown

export function createProperties(onSet: (name: string, value: boolean) => void) {
  const values = new Map<string, unknown>([
    ['visitor:cookiesConsent', 'unknown'],
    ['visitor:GDPRConsent', 'unknown'],
    ['tag:version', 'FULL'],
    ['conversation:id', null],
  ])
  const listeners = new Map([...values.keys()].map(name => [`${name}Change`, new Set<Listener>()]))

  const change = (name: string, value: unknown): void => {
    if (values.get(name) === value) return
    values.set(name, value)
    for (const listener of listeners.get(`${name}Change`) ?? []) runForPage(() => listener(value))
  }
  const listenersOf = (event: string) => {
    const found = listeners.get(event)
    if (!found) warn(`there is no event «${event}»; there are: ${[...listeners.keys()].join(', ')}`)
    return found
  }

  return {
    change,
    names: [...values.keys()],
    events: [...listeners.keys()],
    settable,
    get: (name: string): unknown => values.get(name),
    set: (name: string, value: unknown): void => {
      if (!settable.includes(name) || typeof value !== 'boolean') {
        warn(`set takes one of ${settable.join(', ')} and true or false`)
        return
      }
      onSet(name, value)
      change(name, String(value))
    },
    on: (event: string, listener: Listener): void => {
      listenersOf(event)?.add(listener)
    },
    off: (event: string, listener: Listener): void => {
      listenersOf(event)?.delete(listener)
    },
  }
}
