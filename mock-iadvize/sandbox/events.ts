/** Who wants to know as it happens: server-sent events, and answers that wait for a padlock. */
import type { ServerResponse } from 'node:http'

export type LiveEvent =
  | { event: 'activation' | 'sighting' | 'tenant'; sid: string; data: unknown }
  /** only that something has changed: whoever wants to know what asks for it */
  | { event: 'conversations' | 'requirements' | 'reset' | 'tenants'; sid: string; data: unknown }

export type Hub = {
  tell(event: LiveEvent): void
  /** answers with the end of it; null: too many are listening */
  listen(listener: (event: LiveEvent) => void): (() => void) | null
  readonly count: number
}

export function createHub(most: number): Hub {
  const listeners = new Set<(event: LiveEvent) => void>()
  return {
    tell(event) {
      for (const listener of listeners) listener(event)
    },
    listen(listener) {
      if (listeners.size >= most) return null
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get count() {
      return listeners.size
    },
  }
}

/** A reader that does not keep up is let go: what it has not read would pile up here. Bytes. */
const mostUnread = 4 * 1024 * 1024

/** Opens a stream of server-sent events. `write` drops what a client can't take any more. */
export function eventStream(response: ServerResponse): (event: string | null, data: unknown) => void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.flushHeaders()
  return (event, data) => {
    if (response.writableLength > mostUnread) response.destroy()
    if (response.destroyed) return
    response.write(`${event === null ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`)
  }
}

/** Calls `act` soon, and once for all calls within `pause` milliseconds. */
export function coalesced(pause: number, act: () => void): { (): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined
  const call = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      act()
    }, pause)
  }
  return Object.assign(call, {
    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  })
}
