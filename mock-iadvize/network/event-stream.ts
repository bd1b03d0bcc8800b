/** Server-sent events to a page, and how often they are worth sending. */
import type { ServerResponse } from 'node:http'

/** Milliseconds: streams tell of a change of the desk at most this often. */
export const deskPause = 150

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
